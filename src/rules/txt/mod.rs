//! TXT: texts in value cells.

pub mod txt_01_hint_left;
pub mod txt_02_goal_missing;
pub mod txt_03_goal_copied;
pub mod txt_05_other_year_or_department;
pub mod txt_09_personal_data;
