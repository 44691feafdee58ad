//! Every rule, in the order of the catalogue.

use super::rule::Rule;
use super::{structure, wgt};

pub static ALL: &[&Rule] = &[
    // STR the file and its structure
    &structure::str_01_unreadable_file::RULE,
    &structure::str_02_form_not_found::RULE,
    &structure::str_15_not_filled_in::RULE,
    // WGT points and weights
    &wgt::wgt_05_points_missing::RULE,
];

pub fn find(code: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.code.eq_ignore_ascii_case(code)).copied()
}

/// Place in the catalogue; rules of a profile come last.
pub fn position(code: &str) -> usize {
    ALL.iter().position(|rule| rule.code == code).unwrap_or(ALL.len())
}
