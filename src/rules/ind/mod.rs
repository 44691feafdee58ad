//! IND: indicators.

pub mod ind_01_name_missing;
pub mod ind_02_target_missing;
pub mod ind_03_actual_missing;
pub mod ind_04_target_not_quantified;
pub mod ind_05_unit_differs;
pub mod ind_06_direction;
pub mod ind_07_actual_copies_target;
pub mod ind_08_percentage_range;
pub mod ind_09_wrong_level_2;
pub mod ind_10_duplicate;
pub mod ind_11_level_missing;
pub mod ind_14_several_quantities;
pub mod ind_15_date_outside_year;
pub mod ind_16_points_as_values;
