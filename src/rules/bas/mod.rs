//! BAS: who and when.

pub mod bas_01_department_missing;
pub mod bas_02_department_unknown;
pub mod bas_03_year_mismatch;
pub mod bas_04_subordinate_count;
pub mod bas_05_contact_missing;
pub mod bas_06_name_differs_from_file;
