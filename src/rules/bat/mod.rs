//! BAT: the batch as a whole.

pub mod bat_01_not_submitted;
pub mod bat_03_several_submissions;
pub mod bat_04_copied_from_other;
pub mod bat_08_outlier;
pub mod bat_10_does_not_tie;
