//! WGT: points and weights.

pub mod wgt_01_points_not_100;
pub mod wgt_02_level_sum;
pub mod wgt_03_level_weight;
pub mod wgt_04_fixed_points;
pub mod wgt_05_points_missing;
pub mod wgt_06_dominant;
