//! What stands in a department's row: texts, and formulas over the sheets the figures come from.

use rust_decimal::Decimal;

use super::Sheet;
use super::fields::Field::{self, *};
use crate::model::batch::Tally;
use crate::model::finding::Severity;
use crate::write::sheet::{Target, quoted};
use crate::write::summary::plan::{Form, Plan, Row};
use crate::write::summary::table::Value;
use crate::write::summary::{budget, indicators};

pub fn value<'a>(sheet: &Sheet<'_>, index: usize, row: &Row<'a>, field: &Field) -> Value<'a> {
    match field {
        No => Value::count(index + 1),
        Code => Value::maybe(row.entry.and_then(|entry| entry.code.as_deref())),
        Name => Value::text(row.department.name.as_str()),
        Project => Value::maybe(project(row)),
        Section => Value::maybe(row.section()),
        Origin => Value::maybe(row.origin()),
        Head { key, .. } => Value::maybe(row.form.as_ref().and_then(|form| head(form, key))),
        State | Round | Errors | Warnings | Infos if sheet.kind.main && row.is_further => Value::Blank,
        State => Value::text(row.department.state.name()),
        Round => match sheet.plan.batch.round(row.department) {
            0 => Value::Blank,
            round => Value::count(round),
        },
        LastBudget | LastExecuted | LastTotal => {
            let money = |yuan: Option<Decimal>| Value::number(yuan.map(|yuan| sheet.plan.money(yuan)));
            match (&row.department.last_year, field) {
                (Some(last), LastBudget) => money(last.budget),
                (Some(last), LastExecuted) => money(last.executed),
                (Some(last), _) => Value::number(last.total),
                (None, _) => Value::Blank,
            }
        }
        Errors | Warnings | Infos => finding_count(sheet, row, field),
        Workbook => match &row.department.workbook {
            Some(path) => Value::Link("打开".into(), Target::File(path.clone())),
            None => Value::Blank,
        },
        Sampling | ReviewScore | ReviewOpinion | Reviewer => Value::Blank,
        _ => row.form.map_or(Value::Blank, |form| form_value(sheet, index, &form, field)),
    }
}

fn form_value<'a>(sheet: &Sheet<'_>, index: usize, form: &Form<'a>, field: &Field) -> Value<'a> {
    let book = &form.record.scores;
    if !form.is_scored() && is_of_scores(field) {
        return Value::Blank;
    }
    let here = |field: &Field| sheet.here(sheet.row(index), field);
    let behind = |col: indicators::Field| indicators::ranges(sheet.plan, form, col);
    match field {
        Units => Value::number(form.record.subordinate_units),
        Budget | Executed => money(sheet, index, form, field),
        Rate => rate(form.budget(), form.executed(), &here(&Budget), &here(&Executed)),
        Level(name) => match book.by_level1.iter().find(|(known, _)| known == name) {
            Some((_, score)) => level(&behind, name, *score),
            None => Value::Blank,
        },
        OtherLevels => other_levels(sheet, form, &behind(indicators::Field::Own), &here),
        Stated => Value::number(book.stated),
        Own => Value::Live(own_formula(sheet, &here), Some(book.own)),
        Recomputed => sum(&behind(indicators::Field::Recomputed), book.recomputed),
        Difference => Value::Live(format!("{}-{}", here(&Own), here(&Recomputed)), Some(form.difference())),
        Verified => Value::Number(book.verified_points),
        Unverified => Value::Number(book.unverified_points),
        GradeOwn => Value::text(book.grade_own.as_str()),
        GradeRecomputed => Value::text(book.grade_recomputed.as_str()),
        Rank => sheet.ranks[index].map_or(Value::Blank, Value::count),
        Indicators => indicator_count(sheet.plan, form),
        _ => Value::Blank,
    }
}

/// As 预算汇总 has it.
fn money<'a>(sheet: &Sheet<'_>, index: usize, form: &Form<'_>, field: &Field) -> Value<'a> {
    let yuan = if *field == Budget { form.budget() } else { form.executed() };
    let Some(yuan) = yuan else { return Value::Blank };
    let cell = budget::overall_cell(&sheet.budget, index, *field == Executed);
    Value::Live(cell, Some(sheet.plan.money(yuan)))
}

/// Executed / budget, empty for a budget of 0.
pub fn rate<'a>(budget: Option<Decimal>, executed: Option<Decimal>, over: &str, under: &str) -> Value<'a> {
    let (Some(budget), Some(executed)) = (budget, executed) else { return Value::Blank };
    Value::Live(format!("IF({over}=0,\"\",{under}/{over})"), executed.checked_div(budget))
}

fn level<'a>(behind: &dyn Fn(indicators::Field) -> Vec<String>, name: &str, stored: Decimal) -> Value<'a> {
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

fn other_levels<'a>(
    sheet: &Sheet<'_>,
    form: &Form<'_>,
    scores: &[String],
    here: &dyn Fn(&Field) -> String,
) -> Value<'a> {
    let stored = other_score(form, |name| sheet.fields.contains(&Level(name.clone())));
    let levels: Vec<_> = sheet.fields.iter().filter(|f| matches!(f, Level(_))).map(here).collect();
    // Scores beside further budget lines stand in no row of 指标明细: then there is no formula for them.
    let listed = form.record.scores.by_level1.iter().map(|(_, score)| *score);
    let all_listed = listed.fold(Decimal::ZERO, Decimal::saturating_add) == form.record.scores.own;
    match scores.is_empty() || !all_listed {
        true => Value::Number(stored),
        false => Value::Live(format!("SUM({})-SUM({})", scores.join(","), levels.join(",")), Some(stored)),
    }
}

fn own_formula(sheet: &Sheet<'_>, here: &dyn Fn(&Field) -> String) -> String {
    let parts = sheet.fields.iter().filter(|field| matches!(field, Level(_) | OtherLevels)).map(here);
    format!("SUM({})", parts.collect::<Vec<_>>().join(","))
}

fn sum<'a>(ranges: &[String], stored: Decimal) -> Value<'a> {
    match ranges.is_empty() {
        true => Value::Number(stored),
        false => Value::Live(format!("SUM({})", ranges.join(",")), Some(stored)),
    }
}

fn indicator_count<'a>(plan: &Plan<'_>, form: &Form<'_>) -> Value<'a> {
    let count = form.record.indicators;
    match plan.indicator_rows.get(&form.arrival_index).filter(|rows| !rows.is_empty()) {
        Some(rows) => {
            let (name, cell) = plan.indicators.place(rows.start, 0);
            Value::Jump(None, Decimal::from(count), Target::cell(&name, cell))
        }
        None => Value::count(count),
    }
}

fn finding_count<'a>(sheet: &Sheet<'_>, row: &Row<'_>, field: &Field) -> Value<'a> {
    let Tally { errors, warnings, infos } = sheet.plan.tally(row, sheet.kind.main);
    let (count, level) = match field {
        Errors => (errors, Severity::Error),
        Warnings => (warnings, Severity::Warning),
        _ => (infos, Severity::Info),
    };
    match sheet.plan.first_finding(row, sheet.kind.main, level).filter(|_| count > 0) {
        None => Value::count(count),
        Some(first) => {
            let (name, cell) = sheet.plan.findings.place(first, 0);
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

/// Columns that a form without points and scores leaves blank.
fn is_of_scores(field: &Field) -> bool {
    matches!(
        field,
        Level(_)
            | OtherLevels
            | Stated
            | Own
            | Recomputed
            | Difference
            | Verified
            | Unverified
            | GradeOwn
            | GradeRecomputed
            | Rank
    )
}

pub fn project<'a>(row: &Row<'a>) -> Option<&'a str> {
    row.form?.slot.project.as_deref()
}
