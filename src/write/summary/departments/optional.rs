//! Columns that a batch has because its forms have them: levels of scores, fields of the form's head.

use std::borrow::Cow;

use super::list::Field::{Head, Level, OtherLevels};
use super::list::{Column, Total, plain, score, totalled, wrapped};
use super::values;
use crate::profile::spec::Role;
use crate::write::summary::plan::Kind;

pub fn levels(kind: &Kind<'_>) -> Vec<Column> {
    let names = level_names(kind);
    let has_others = kind.forms().any(|form| !values::other_score(form, |name| names.contains(name)).is_zero());
    let others = || {
        totalled(OtherLevels, "其他得分", (9.0, score, Total::Mean), |s| {
            s.of_scored(|form| values::other_levels(s, form))
        })
    };
    let level = |name: String| Column {
        title: Cow::Owned(name.clone()),
        ..totalled(Level(name), "", (10.5, score, Total::Mean), |s| s.of_scored(|form| values::level(s, form)))
    };
    names.into_iter().map(level).chain(has_others.then(others)).collect()
}

fn level_names(kind: &Kind<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for profile in &kind.profiles {
        let execution = profile.budget.execution.iter().map(|execution| &execution.name);
        for name in execution.chain(profile.indicators.level1.iter().map(|level| &level.name)) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
    }
    // Of many layouts each has level-1 names of its own: a column is for those that some form has.
    let is_used = |name: &String| kind.forms().any(|form| values::level_score(form, name).is_some());
    if kind.scored().next().is_some() {
        names.retain(is_used);
    }
    let goals = kind.forms().filter(|form| form.record.has_scored_goals);
    for name in goals.map(|form| form.profile.labels.canonical(Role::GoalPlanned)) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// What forms say above their tables beside what has a column anyway: no persons, no addresses, no running text.
const HEAD: [(&str, f64); 9] = [
    ("supervisor", 26.0),
    ("implementer", 26.0),
    ("finance_section", 12.0),
    ("category", 18.0),
    ("attribute", 18.0),
    ("type", 18.0),
    ("code", 14.0),
    ("period", 18.0),
    ("grade", 10.0),
];

/// Those that a form of this kind has, under the label of the first profile that names it.
pub fn head(kind: &Kind<'_>) -> Vec<Column> {
    let of_key = |(key, width): (&'static str, f64)| {
        let form = kind.forms().find(|form| values::head(form, key).is_some())?;
        let label = form.profile.field(key).and_then(|field| field.labels.first());
        let title = Cow::Owned(label.map_or(key.to_owned(), Clone::clone));
        Some(Column { title, ..plain(Head(key), "", width, wrapped, values::head_value) })
    };
    HEAD.into_iter().filter_map(of_key).collect()
}
