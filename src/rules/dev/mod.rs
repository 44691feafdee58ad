//! DEV: deviations and their reasons.

pub mod dev_01_deduction_unexplained;
pub mod dev_02_overachieved_unexplained;
pub mod dev_03_target_too_low;
pub mod dev_04_reason_without_deviation;
pub mod dev_05_reason_generic;
