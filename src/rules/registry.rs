//! Every rule, in the order of the catalogue.

use super::rule::Rule;
use super::{bas, bat, bud, dev, grd, ind, rnd, scr, structure, txt, wgt, xse};

pub static ALL: &[&Rule] = &[
    // STR the file and its structure
    &structure::str_01_unreadable_file::RULE,
    &structure::str_02_form_not_found::RULE,
    &structure::str_03_several_forms::RULE,
    &structure::str_04_block_missing::RULE,
    &structure::str_05_column_missing::RULE,
    &structure::str_07_column_shift::RULE,
    &structure::str_08_label_altered::RULE,
    &structure::str_09_hidden_content::RULE,
    &structure::str_10_formula_error::RULE,
    &structure::str_11_number_as_text::RULE,
    &structure::str_12_macro_or_link::RULE,
    &structure::str_13_formula_not_calculated::RULE,
    &structure::str_14_text_outside::RULE,
    &structure::str_15_not_filled_in::RULE,
    &structure::str_16_formula_as_text::RULE,
    &structure::str_17_picture_for_text::RULE,
    &structure::str_18_hidden_values::RULE,
    &structure::str_19_other_template::RULE,
    &structure::str_20_unknown_form::RULE,
    // BAS who and when
    &bas::bas_01_department_missing::RULE,
    &bas::bas_02_department_unknown::RULE,
    &bas::bas_03_year_mismatch::RULE,
    &bas::bas_04_subordinate_count::RULE,
    &bas::bas_05_contact_missing::RULE,
    &bas::bas_06_name_differs_from_file::RULE,
    // BUD money
    &bud::bud_01_amount_missing::RULE,
    &bud::bud_02_rate_wrong::RULE,
    &bud::bud_03_rate_of_nothing::RULE,
    &bud::bud_04_spent_without_budget::RULE,
    &bud::bud_05_over_budget::RULE,
    &bud::bud_06_low_execution::RULE,
    &bud::bud_07_source_structure::RULE,
    &bud::bud_08_total_line::RULE,
    &bud::bud_09_unit_mixed::RULE,
    &bud::bud_10_unit_doubtful::RULE,
    &bud::bud_11_differs_from_ledger::RULE,
    &bud::bud_12_executed_equals_budget::RULE,
    &bud::bud_13_negative_amount::RULE,
    &bud::bud_14_odd_precision::RULE,
    // WGT points and weights
    &wgt::wgt_01_points_not_100::RULE,
    &wgt::wgt_02_level_sum::RULE,
    &wgt::wgt_03_level_weight::RULE,
    &wgt::wgt_04_fixed_points::RULE,
    &wgt::wgt_05_points_missing::RULE,
    &wgt::wgt_06_dominant::RULE,
    // SCR scores
    &scr::scr_01_score_missing::RULE,
    &scr::scr_02_score_out_of_range::RULE,
    &scr::scr_03_total_wrong::RULE,
    &scr::scr_04_total_missing::RULE,
    &scr::scr_05_subtotal_wrong::RULE,
    &scr::scr_06_score_too_high::RULE,
    &scr::scr_08_score_below_expected::RULE,
    &scr::scr_09_unmet_full_marks::RULE,
    &scr::scr_11_tier_mismatch::RULE,
    &scr::scr_12_undone_but_scored::RULE,
    &scr::scr_13_actual_not_divided::RULE,
    &scr::scr_14_full_marks_below_100::RULE,
    &scr::scr_15_too_precise::RULE,
    &scr::scr_16_all_full_marks::RULE,
    &scr::scr_18_execution_score::RULE,
    &scr::scr_20_unverifiable::RULE,
    // GRD grades
    &grd::grd_01_grade_wrong::RULE,
    &grd::grd_02_grade_changes::RULE,
    // IND indicators
    &ind::ind_01_name_missing::RULE,
    &ind::ind_02_target_missing::RULE,
    &ind::ind_03_actual_missing::RULE,
    &ind::ind_04_target_not_quantified::RULE,
    &ind::ind_05_unit_differs::RULE,
    &ind::ind_06_direction::RULE,
    &ind::ind_07_actual_copies_target::RULE,
    &ind::ind_08_percentage_range::RULE,
    &ind::ind_09_wrong_level_2::RULE,
    &ind::ind_10_duplicate::RULE,
    &ind::ind_11_level_missing::RULE,
    &ind::ind_14_several_quantities::RULE,
    &ind::ind_15_date_outside_year::RULE,
    &ind::ind_16_points_as_values::RULE,
    // DEV deviations
    &dev::dev_01_deduction_unexplained::RULE,
    &dev::dev_02_overachieved_unexplained::RULE,
    &dev::dev_03_target_too_low::RULE,
    &dev::dev_04_reason_without_deviation::RULE,
    &dev::dev_05_reason_generic::RULE,
    // TXT texts
    &txt::txt_01_hint_left::RULE,
    &txt::txt_02_goal_missing::RULE,
    &txt::txt_03_goal_copied::RULE,
    &txt::txt_05_other_year_or_department::RULE,
    &txt::txt_09_personal_data::RULE,
    // RND the submission before, and last year's
    &rnd::rnd_02_changed_elsewhere::RULE,
    &rnd::rnd_03_year_on_year::RULE,
    // XSE the report beside the table
    &xse::xse_01_narrative_total::RULE,
    &xse::xse_02_narrative_money::RULE,
    &xse::xse_03_narrative_rate::RULE,
    &xse::xse_04_narrative_satisfaction::RULE,
    &xse::xse_05_narrative_parts::RULE,
    &xse::xse_06_section_missing::RULE,
    &xse::xse_07_problems_empty::RULE,
    &xse::xse_08_tables_differ::RULE,
    // BAT the batch
    &bat::bat_01_not_submitted::RULE,
    &bat::bat_03_several_submissions::RULE,
    &bat::bat_04_copied_from_other::RULE,
    &bat::bat_08_outlier::RULE,
    &bat::bat_10_does_not_tie::RULE,
];

pub fn find(code: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.code.eq_ignore_ascii_case(code)).copied()
}

/// True for a rule, and for the families that compare with a report or with another round.
pub fn is_known(code: &str) -> bool {
    find(code).is_some() || ["XSE-", "RND-"].iter().any(|family| code.starts_with(family))
}

/// Place in the catalogue; rules of a profile come last.
pub fn position(code: &str) -> usize {
    ALL.iter().position(|rule| rule.code == code).unwrap_or(ALL.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::FAMILIES;

    #[test]
    fn no_profile_can_take_a_code_of_the_catalogue() {
        assert!(ALL.iter().all(|rule| FAMILIES.contains(&rule.family())));
    }
}
