//! SCR: scores.

pub mod scr_01_score_missing;
pub mod scr_02_score_out_of_range;
pub mod scr_03_total_wrong;
pub mod scr_04_total_missing;
pub mod scr_05_subtotal_wrong;
pub mod scr_06_score_too_high;
pub mod scr_08_score_below_expected;
pub mod scr_09_unmet_full_marks;
pub mod scr_11_tier_mismatch;
pub mod scr_12_undone_but_scored;
pub mod scr_13_actual_not_divided;
pub mod scr_14_full_marks_below_100;
pub mod scr_15_too_precise;
pub mod scr_16_all_full_marks;
pub mod scr_18_execution_score;
pub mod scr_20_unverifiable;
