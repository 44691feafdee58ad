//! The words of a form that are the department's own.

use crate::model::submission::{Entry, Indicator, Submission};
use crate::model::text::compact;
use crate::profile::spec::Profile;

/// Goals, then names, targets, actuals and reasons of the rows that are not alike everywhere.
pub fn texts<'a>(form: &'a Submission, profile: &'a Profile) -> impl Iterator<Item = &'a str> {
    let goals = [&form.goals.planned, &form.goals.achieved];
    let rows = form.indicators.iter().filter(|row| !is_template_row(row, profile));
    let goals = goals.into_iter().filter_map(|goal| goal.as_ref()?.text());
    goals.chain(rows.flat_map(of_row).flatten())
}

fn of_row(row: &Indicator) -> [Option<&str>; 4] {
    [
        row.level3.text(),
        row.target.as_ref().and_then(Entry::text),
        row.actual.as_ref().and_then(Entry::text),
        row.reason.as_ref().and_then(Entry::text),
    ]
}

/// Its level 1 is one of those whose texts every department shares.
fn is_template_row(row: &Indicator, profile: &Profile) -> bool {
    let spec = row.level1_known.and_then(|i| profile.indicators.level1.get(i));
    spec.is_some_and(|spec| profile.words.template_text_level1.contains(&spec.name))
}

/// The texts in one, without the department's name, figures and punctuation.
pub fn own_text<'a>(texts: impl Iterator<Item = &'a str>, names: [Option<&str>; 2]) -> Vec<char> {
    let mut text: String = texts.map(compact).collect();
    for name in longer_first(names) {
        text = text.replace(&name, "");
    }
    text.chars().filter(|c| c.is_alphanumeric() && !c.is_ascii_digit()).collect()
}

/// A short name may be part of the longer one.
fn longer_first(names: [Option<&str>; 2]) -> Vec<String> {
    let names = names.into_iter().flatten().map(|name| compact(name).into_owned());
    let mut names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names
}
