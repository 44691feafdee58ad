//! Every rule, in the order of the catalogue.

use super::rule::Rule;
use super::{bas, bud, structure, wgt};

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
];

pub fn find(code: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.code.eq_ignore_ascii_case(code)).copied()
}

/// Place in the catalogue; rules of a profile come last.
pub fn position(code: &str) -> usize {
    ALL.iter().position(|rule| rule.code == code).unwrap_or(ALL.len())
}
