//! The words of a form that are the department's own.

use crate::model::batch::Record;
use crate::model::field::{Field, Goal};
use crate::model::submission::Indicator;
use crate::model::text::compact;
use crate::profile::spec::IndicatorColumn::{Actual, Level3, Reason, Target};
use crate::profile::spec::Profile;

/// Goals, names, targets, actuals and reasons outside the rows that are alike everywhere, without the
/// department's name, figures and punctuation.
pub fn own_text(record: &Record, profile: &Profile) -> Vec<char> {
    let form = &record.submission;
    let is_own = |field: &Field| match field {
        Field::Goal(goal) => matches!(goal, Goal::Planned | Goal::Achieved),
        Field::Indicator(row, Level3 | Target | Actual | Reason) => !is_template_row(&form.indicators[*row], profile),
        _ => false,
    };
    let own = form.entries().filter(|(field, _)| is_own(field)).filter_map(|(_, entry)| entry.text());
    let mut text: String = own.map(compact).collect();
    for name in own_names(record) {
        text = text.replace(&name, "");
    }
    text.chars().filter(|c| c.is_alphanumeric() && !c.is_ascii_digit()).collect()
}

/// Its level 1 is one of those whose texts every department shares.
fn is_template_row(row: &Indicator, profile: &Profile) -> bool {
    let spec = row.level1_known.and_then(|i| profile.indicators.level1.get(i));
    spec.is_some_and(|spec| profile.words.template_text_level1.contains(&spec.name))
}

/// The longer name first: a short one may be part of it.
fn own_names(record: &Record) -> Vec<String> {
    let names = [record.submission.department_written(), record.department.as_deref()];
    let names = names.into_iter().flatten().map(|name| compact(name).into_owned());
    let mut names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names
}
