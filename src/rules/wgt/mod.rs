//! WGT: points and weights.

pub mod wgt_05_points_missing;
