//! Rules a profile adds: where the condition holds, its message is said at its cell.

use super::context::Form;
use super::figure;
use super::finder::Findings;
use crate::model::finding::Finding;
use crate::profile::spec::{OwnRule, Piece};

/// What a message says for a figure the form does not give.
const UNKNOWN: &str = "（未填）";

/// A rule is silent where a figure of its condition is unknown: whose fault that is, other rules say.
pub fn check(form: &Form) -> Vec<Finding> {
    let on = form.profile.rules.iter().filter(|rule| !form.profile.off.contains_key(&rule.code));
    let fired = on.filter(|rule| rule.when.holds(|figure| figure::value(form, figure)));
    fired.flat_map(|rule| finding(rule, form)).collect()
}

fn finding(rule: &OwnRule, form: &Form) -> Vec<Finding> {
    let mut findings = Findings::of_form(rule, form);
    let place = rule.cell.as_ref().and_then(|spot| figure::place(form, spot));
    let draft = match place {
        Some((entry, about)) => findings.at_any(&entry, about),
        None => findings.whole(),
    };
    draft.message(rule.message.iter().map(|piece| words(form, piece)).collect::<String>());
    findings.into_vec()
}

fn words(form: &Form, piece: &Piece) -> String {
    match piece {
        Piece::Words(words) => words.clone(),
        Piece::Figure(figure) => {
            let value = figure::value(form, figure);
            value.map_or_else(|| UNKNOWN.to_owned(), |value| figure::written(figure, value))
        }
    }
}
