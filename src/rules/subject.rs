//! What a finding is about, in the words of the form.

use super::context::Form;
use crate::model::field::Goal;
use crate::model::finding::Subject;
use crate::profile::spec::{IndicatorColumn, Role};

/// `预算执行管理/预算执行率/得分`, `财政拨款/执行率`; empty for the form as a whole.
pub fn words(form: &Form, about: &Subject) -> String {
    match about {
        Subject::Form | Subject::Batch => String::new(),
        Subject::Department => field(form, "department"),
        Subject::Field(key) => field(form, key),
        Subject::Budget(line, column) => format!("{}/{}", budget_line(form, line), form.profile.budget.label(*column)),
        Subject::BudgetLabel(written) => format!("{}/label", budget_line(form, written)),
        Subject::Goal(which) => goal(form, *which).to_owned(),
        Subject::Level1(row) => group(form, *row, IndicatorColumn::Level1),
        Subject::Level2(row) => group(form, *row, IndicatorColumn::Level2),
        Subject::Indicator(row, column) => indicator(form, *row, *column),
        Subject::Total => "总分".to_owned(),
    }
}

/// What the form calls a goal; the score stands for what was achieved.
pub fn goal<'a>(form: &Form<'a>, which: Goal) -> &'a str {
    let role = match which {
        Goal::Planned => Role::GoalPlanned,
        Goal::Adjusted => Role::GoalAdjusted,
        Goal::Achieved | Goal::Score => Role::GoalAchieved,
    };
    form.profile.labels.canonical(role)
}

fn field(form: &Form, key: &str) -> String {
    let spec = form.profile.field(key).and_then(|field| field.labels.first());
    spec.map_or_else(|| key.to_owned(), Clone::clone)
}

fn budget_line(form: &Form, key: &str) -> String {
    let spec = form.profile.budget.lines.iter().find(|line| line.key == key);
    spec.map_or_else(|| key.to_owned(), |line| line.label.clone())
}

fn group(form: &Form, row: usize, column: IndicatorColumn) -> String {
    let Some(row) = form.submission.indicators.get(row) else { return String::new() };
    match column {
        IndicatorColumn::Level1 => form.level1_name(row).to_owned(),
        _ => form.level2_name(row).to_owned(),
    }
}

fn indicator(form: &Form, row: usize, column: IndicatorColumn) -> String {
    let Some(row) = form.submission.indicators.get(row) else { return String::new() };
    let label = form.profile.indicators.label(column);
    match row.subject() {
        names if names.is_empty() => label.to_owned(),
        names => format!("{names}/{label}"),
    }
}
