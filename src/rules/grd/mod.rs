//! GRD: grades.

pub mod grd_01_grade_wrong;
pub mod grd_02_grade_changes;
