//! What a finding is about, in the words of the form.

use super::context::Form;
use crate::model::finding::Subject;
use crate::profile::spec::{BudgetColumn, IndicatorColumn, Role};

/// `预算执行管理/预算执行率/得分`, `财政拨款/执行率`; empty for the form as a whole.
pub fn words(form: &Form, about: &Subject) -> String {
    match about {
        Subject::Form | Subject::Batch => String::new(),
        Subject::Department => field(form, "department"),
        Subject::Field(key) => field(form, key),
        Subject::Budget(line, column) => format!("{}/{}", budget_line(form, line), budget_column(form, column)),
        Subject::Goal(key) => goal(form, key).to_owned(),
        Subject::Level1(row) => group(form, *row, IndicatorColumn::Level1),
        Subject::Level2(row) => group(form, *row, IndicatorColumn::Level2),
        Subject::Indicator(row, column) => indicator(form, *row, column),
        Subject::Total => "总分".to_owned(),
    }
}

/// What the form calls a goal (`planned`, `achieved`).
pub fn goal<'a>(form: &Form<'a>, key: &str) -> &'a str {
    let role = if key == "planned" { Role::GoalPlanned } else { Role::GoalAchieved };
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

fn budget_column(form: &Form, key: &str) -> String {
    let mut columns = form.profile.budget.columns.iter();
    let found = columns.find(|(column, _): &&(BudgetColumn, String)| column.key() == key);
    found.map_or_else(|| key.to_owned(), |(_, label)| label.clone())
}

fn group(form: &Form, row: usize, column: IndicatorColumn) -> String {
    let Some(row) = form.submission.indicators.get(row) else { return String::new() };
    match column {
        IndicatorColumn::Level1 => form.level1_name(row).to_owned(),
        _ => form.level2_name(row).to_owned(),
    }
}

fn indicator(form: &Form, row: usize, column: &str) -> String {
    let Some(row) = form.submission.indicators.get(row) else { return String::new() };
    let known = IndicatorColumn::ALL.into_iter().find(|c| c.key() == column);
    let label = known.map_or(column, |column| form.profile.indicators.label(column));
    match row.subject() {
        names if names.is_empty() => label.to_owned(),
        names => format!("{names}/{label}"),
    }
}
