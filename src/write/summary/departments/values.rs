//! What stands in the cells: texts, and formulas over the sheets the figures come from.

use rust_decimal::Decimal;

use super::list::Field::*;
use super::shown::Shown;
use crate::model::batch::{Department, Tally};
use crate::model::finding::Severity;
use crate::write::sheet::{Target, quoted};
use crate::write::summary::plan::{Form, Plan, Row};
use crate::write::summary::table::Value;
use crate::write::summary::{budget, indicators};

/// How often the department has sent its form; blank where it never did.
pub fn round<'a>(plan: &Plan<'_>, department: &Department) -> Value<'a> {
    match plan.batch.round(department) {
        0 => Value::Blank,
        round => Value::count(round),
    }
}

/// As 预算汇总 has it.
pub fn money<'a>(shown: &Shown<'_, '_>, yuan: Option<Decimal>, executed: bool) -> Value<'a> {
    let Some(money) = shown.in_unit(yuan) else { return Value::Blank };
    Value::Live(budget::overall_cell(&shown.sheet.budget, shown.index, executed), Some(money))
}

/// Executed / budget, empty for a budget of 0.
pub fn rate<'a>(budget: Option<Decimal>, executed: Option<Decimal>, over: &str, under: &str) -> Value<'a> {
    let (Some(budget), Some(executed)) = (budget, executed) else { return Value::Blank };
    Value::Live(format!("IF({over}=0,\"\",{under}/{over})"), executed.checked_div(budget))
}

/// The own points under a level 1, from the rows of 指标明细 where it has some.
pub fn level<'a>(shown: &Shown<'_, '_>, form: &Form<'_>) -> Value<'a> {
    let Level(name) = shown.field else { return Value::Blank };
    let Some(stored) = level_score(form, name) else { return Value::Blank };
    let behind = |field| indicators::ranges(shown.sheet.plan, form, field);
    let (names, scores) = (behind(indicators::Field::Level1), behind(indicators::Field::Own));
    let parts = names.iter().zip(&scores).map(|(names, scores)| format!("SUMIFS({scores},{names},{})", quoted(name)));
    let parts: Vec<_> = parts.collect();
    match parts.is_empty() {
        true => Value::Number(stored),
        false => Value::Live(parts.join("+"), Some(stored)),
    }
}

/// Own points that stand under no name the sheet has a column for.
pub fn other_score(form: &Form<'_>, known: impl Fn(&String) -> bool) -> Decimal {
    let book = &form.record.scores;
    let levels = book.by_level1.iter().filter(|(name, _)| known(name)).map(|(_, score)| *score);
    levels.fold(book.own, Decimal::saturating_sub)
}

pub fn other_levels<'a>(shown: &Shown<'_, '_>, form: &Form<'_>) -> Value<'a> {
    let scores = indicators::ranges(shown.sheet.plan, form, indicators::Field::Own);
    let stored = other_score(form, |name| shown.sheet.columns.iter().any(|column| column.key == Level(name.clone())));
    let levels = shown.sheet.columns.iter().filter(|column| matches!(column.key, Level(_)));
    let levels: Vec<_> = levels.map(|column| shown.here(&column.key)).collect();
    // Scores beside further budget lines stand in no row of 指标明细: then there is no formula for them.
    let listed = form.record.scores.by_level1.iter().map(|(_, score)| *score);
    let all_listed = listed.fold(Decimal::ZERO, Decimal::saturating_add) == form.record.scores.own;
    match scores.is_empty() || !all_listed {
        true => Value::Number(stored),
        false => Value::Live(format!("SUM({})-SUM({})", scores.join(","), levels.join(",")), Some(stored)),
    }
}

pub fn own<'a>(shown: &Shown<'_, '_>, form: &Form<'_>) -> Value<'a> {
    let parts = shown.sheet.columns.iter().filter(|column| matches!(column.key, Level(_) | OtherLevels));
    let parts: Vec<_> = parts.map(|column| shown.here(&column.key)).collect();
    Value::Live(format!("SUM({})", parts.join(",")), Some(form.record.scores.own))
}

pub fn sum<'a>(ranges: &[String], stored: Decimal) -> Value<'a> {
    match ranges.is_empty() {
        true => Value::Number(stored),
        false => Value::Live(format!("SUM({})", ranges.join(",")), Some(stored)),
    }
}

pub fn indicator_count<'a>(plan: &Plan<'_>, form: &Form<'_>) -> Value<'a> {
    let count = form.record.indicators;
    match plan.indicator_rows.get(&form.arrival_index).filter(|rows| !rows.is_empty()) {
        Some(rows) => {
            let (name, cell) = plan.indicators.place(rows.start, 0);
            Value::Jump(None, Decimal::from(count), Target::cell(&name, cell))
        }
        None => Value::count(count),
    }
}

/// Leads to the first of them.
pub fn finding_count<'a>(shown: &Shown<'_, '_>, level: Severity) -> Value<'a> {
    let (plan, main) = (shown.sheet.plan, shown.sheet.kind.main);
    if main && shown.row.is_further {
        return Value::Blank;
    }
    let Tally { errors, warnings, infos } = plan.tally(&shown.row, main);
    let count = match level {
        Severity::Error => errors,
        Severity::Warning => warnings,
        Severity::Info => infos,
    };
    match plan.first_finding(&shown.row, main, level).filter(|_| count > 0) {
        None => Value::count(count),
        Some(first) => {
            let (name, cell) = plan.findings.place(first, 0);
            Value::Jump(None, Decimal::from(count), Target::cell(&name, cell))
        }
    }
}

pub fn level_score(form: &Form<'_>, name: &str) -> Option<Decimal> {
    let levels = &form.record.scores.by_level1;
    levels.iter().find(|(known, _)| known == name).map(|(_, score)| *score)
}

/// A field of the form's head; a 主管部门 that is the department says nothing more.
pub fn head<'a>(form: &Form<'a>, key: &str) -> Option<&'a str> {
    let written = form.record.field(key)?;
    let is_name = key == "supervisor" && form.record.department_written.as_deref() == Some(written);
    Some(written).filter(|_| !is_name)
}

pub fn head_value<'a>(shown: &Shown<'_, 'a>) -> Value<'a> {
    let Head(key) = shown.field else { return Value::Blank };
    shown.of_form(|form| Value::maybe(head(form, key)))
}

pub fn project<'a>(row: &Row<'a>) -> Option<&'a str> {
    row.form?.slot.project.as_deref()
}
