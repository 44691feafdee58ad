//! The draft's tables: budget, goals, columns of the indicator table, scoring.

use rust_decimal::Decimal;

use super::toml_text::{Section, Trust, key, list, quoted};
use crate::commands::profile::account::budget_heads;
use crate::commands::profile::form::ReadForm;
use crate::commands::profile::unknown::{Part, Unknown};
use crate::model::address::CellRef;
use crate::model::number::plain;
use crate::model::shown::shown;
use crate::model::submission::Entry;
use crate::model::text::label_key;
use crate::profile::spec::{IndicatorColumn, Levels, Role};

/// The name of the score of execution, where the profile has none.
const EXECUTION: &str = "预算执行率";

/// Points of execution that the form prints on its line for the whole: the points, their cell, the line's key.
pub struct Execution {
    pub points: Decimal,
    cell: CellRef,
    line: String,
}

impl Execution {
    pub fn of(form: &ReadForm<'_>) -> Option<Self> {
        let line = form.submission.budget.iter().find(|line| !line.key.is_empty() && line.points.is_some())?;
        let entry: &Entry<_> = line.points.as_ref()?;
        let points = entry.value()?.value;
        (points > Decimal::ZERO).then(|| Self { points, cell: entry.cell, line: line.key.clone() })
    }
}

/// What a profile says of the budget and the form does not have.
pub fn removed(form: &ReadForm<'_>) -> Vec<&'static str> {
    let scored = form.raw.budget.iter().any(|line| {
        use crate::profile::spec::BudgetColumn::{Points, Score};
        line.values.contains_key(&Points) || line.values.contains_key(&Score)
    });
    // Without points of its own it holds only where the form prints them.
    let has_points = form.profile.budget.execution.as_ref().is_some_and(|execution| execution.points.is_some());
    if has_points && !scored { vec!["budget.execution"] } else { vec![] }
}

pub fn budget(form: &ReadForm<'_>, unknown: &[Unknown]) -> Vec<Section> {
    let mut sections = vec![budget_columns(form, unknown)];
    sections.extend(lines(form, unknown));
    sections.push(total_parts(form));
    sections.push(execution(form));
    sections
}

fn budget_columns(form: &ReadForm<'_>, unknown: &[Unknown]) -> Section {
    let mut section = Section::new("[budget.columns]");
    for (column, head) in budget_heads(form) {
        if let Some(label) = new_label(form, head, |role| matches!(role, Role::BudgetColumn(_))) {
            section.stated(format!("{}_add = {}", column.key(), list([label.as_str()])), head);
        }
    }
    for column in unknown.iter().filter(|unknown| unknown.part == Part::BudgetColumn) {
        guess(&mut section, column, "budget.columns.");
    }
    section
}

/// A label that the profile has in no such place: it was found by what it is like.
fn new_label(form: &ReadForm<'_>, head: CellRef, is: impl Fn(Role) -> bool) -> Option<String> {
    let text = form.sheet.get(head)?.text()?;
    let knows = |text: &str| form.profile.labels.roles(&label_key(text).key).iter().any(|label| is(label.role));
    let first = text.lines().next().unwrap_or_default();
    let label = label_key(text).key;
    (!knows(text) && !knows(first) && !label.is_empty()).then_some(label)
}

/// `score_add = ["…"]` as a question, or that nothing is like it.
fn guess(section: &mut Section, unknown: &Unknown, table: &str) {
    let label = list([unknown.label.as_str()]);
    let known = unknown.guess.as_ref().and_then(|guess| Some((guess.key.strip_prefix(table)?, &guess.because)));
    match known {
        Some((key, because)) => {
            section.line(Trust::Guess, format!("{key}_add = {label}"), format!("{} {because}", unknown.cell));
        }
        None => section.line(Trust::Guess, format!("？ = {label}"), format!("{} 不知道是哪一栏", unknown.cell)),
    }
}

fn lines(form: &ReadForm<'_>, unknown: &[Unknown]) -> Vec<Section> {
    let lines = unknown.iter().filter(|unknown| unknown.part == Part::BudgetLine);
    let section = |(i, line): (usize, &Unknown)| {
        let mut section = Section::new("[[budget.lines_add]]");
        let taken = |key: &str| form.profile.budget.lines.iter().any(|line| line.key == key);
        let key = (i + 1..).map(|i| format!("line_{i}")).find(|key| !taken(key)).unwrap_or_default();
        section.line(Trust::Tried, format!("key = {}", quoted(&key)), "请改成意思明白的英文");
        section.line(Trust::Tried, format!("label = {}", quoted(&line.label)), line.cell.to_string());
        section.line(Trust::Tried, "optional = true".to_owned(), "");
        if let Some(guess) = &line.guess {
            let key = guess.key.trim_start_matches("budget.lines ");
            section.line(Trust::Guess, format!("也许是已有的行 {key}（{}）", guess.because), line.cell.to_string());
        }
        section
    };
    lines.enumerate().map(section).collect()
}

/// Where the other lines make up the whole on this form, they are its parts.
fn total_parts(form: &ReadForm<'_>) -> Section {
    let mut section = Section::new("[budget.rules]");
    let spec = &form.profile.budget;
    let (Some(total), true) = (&spec.total_line, spec.total_parts.is_empty()) else { return section };
    let known = form.submission.budget.iter().filter(|line| !line.key.is_empty());
    let (whole, parts): (Vec<_>, Vec<_>) = known.partition(|line| line.key == *total);
    let [whole] = whole[..] else { return section };
    let structure = ["basic_expenditure", "project_expenditure"];
    let parts: Vec<_> = parts.into_iter().filter(|line| !structure.contains(&line.key.as_str())).collect();
    if parts.len() < 2 {
        return section;
    }
    let sum: Decimal = parts.iter().filter_map(|line| line.budget_yuan()).sum();
    let agrees = !sum.is_zero() && whole.budget_yuan() == Some(sum);
    let trust = if agrees { Trust::Sure } else { Trust::Guess };
    let remark =
        if agrees { "这张表上相加等于合计" } else { "相加等于合计的话，请去掉前面的 #" };
    section.line(trust, format!("total_parts = {}", list(parts.iter().map(|line| line.key.as_str()))), remark);
    section
}

fn execution(form: &ReadForm<'_>) -> Section {
    let mut section = Section::new("[budget.execution]");
    let known = form.profile.budget.execution.as_ref();
    let Some(own) = Execution::of(form) else { return section };
    if known.is_some_and(|known| known.points == Some(own.points) && known.line == own.line) {
        return section;
    }
    let name = known.map_or(EXECUTION, |known| &known.name);
    section.line(Trust::Sure, format!("line = {}", quoted(&own.line)), "");
    section.stated(format!("points = {}", plain(own.points)), own.cell);
    section.line(Trust::Sure, format!("name = {}", quoted(name)), "");
    section
}

/// Every goal has a table of its own.
pub fn goals(form: &ReadForm<'_>) -> Section {
    let mut section = Section::new("[goals]");
    if let Some(first) = form.raw.goal_groups.first().filter(|_| !form.profile.has_goal_groups) {
        section.stated("grouped = true".to_owned(), first.cell);
    }
    section
}

/// Which columns the form has, and those of its own.
pub fn columns(form: &ReadForm<'_>, unknown: &[Unknown]) -> Vec<Section> {
    let mut table = Section::new("[indicators]");
    let own = own_columns(form);
    let required = &form.profile.indicators.required;
    if own.len() != required.len() || own.iter().any(|column| !required.contains(column)) {
        table.line(Trust::Sure, format!("required = {}", list(own.iter().map(|column| column.key()))), "表上有的栏");
    }
    let is_flat =
        ![IndicatorColumn::Level1, IndicatorColumn::Level2].iter().any(|level| form.raw.columns.contains_key(level));
    let has_levels = form.raw.indicators.iter().any(|row| row.values.contains_key(&IndicatorColumn::Level1));
    if is_flat && !has_levels && !form.raw.columns.is_empty() && form.profile.indicators.levels != Levels::None {
        table.line(Trust::Sure, "levels = \"none\"".to_owned(), "表上不分一级、二级指标");
    }
    let mut known = Section::new("[indicators.columns]");
    for (column, head) in &form.raw.columns {
        let label = new_label(form, *head, |role| matches!(role, Role::IndicatorColumn(_)));
        if let Some(label) = label.filter(|_| !matches!(column, IndicatorColumn::Text(_))) {
            known.stated(format!("{}_add = {}", column.key(), list([label.as_str()])), *head);
        }
    }
    let strange = || unknown.iter().filter(|unknown| unknown.part == Part::Column);
    let is_column =
        |column: &&Unknown| column.guess.as_ref().is_some_and(|guess| guess.key.starts_with("indicators.columns."));
    for column in strange().filter(is_column) {
        guess(&mut known, column, "indicators.columns.");
    }
    let mut texts = Section::new("[indicators.texts]");
    let mut seen: Vec<String> = form.profile.indicators.texts.iter().map(|text| text.key.clone()).collect();
    for column in strange() {
        let name = key(&column.label);
        if !seen.contains(&name) {
            let remark = format!("{} 表自己的栏，内容原样写进数据", column.cell);
            texts.line(Trust::Tried, format!("{name} = {}", list([column.label.as_str()])), remark);
            seen.push(name);
        }
        if column.guess.as_ref().is_some_and(|guess| guess.key.starts_with("indicators.texts.")) {
            guess(&mut texts, column, "indicators.texts.");
        }
    }
    vec![table, known, texts]
}

/// The columns of a form that a profile can ask for.
fn own_columns(form: &ReadForm<'_>) -> Vec<IndicatorColumn> {
    use IndicatorColumn::{Level1, Level2, Level2Points, Level3, Text, Weight};
    let named = |column: &IndicatorColumn| matches!(column, Level1 | Weight | Level2 | Level2Points | Level3 | Text(_));
    form.raw.columns.keys().copied().filter(|column| !named(column)).collect()
}

/// Whether the form is scored, and out of how many points.
pub fn scoring(form: &ReadForm<'_>) -> Section {
    let mut section = Section::new("[scoring]");
    let has = |column| form.raw.columns.contains_key(&column);
    let scored = has(IndicatorColumn::Points) || has(IndicatorColumn::Score);
    if !scored && !form.raw.columns.is_empty() && form.profile.scoring.scored {
        section.line(Trust::Sure, "scored = false".to_owned(), "表上没有分值和得分两栏");
    }
    let total = form.raw.total.as_ref().and_then(|total| total.points.as_ref());
    let printed = total.and_then(|points| Some((shown(&points.content).parse::<Decimal>().ok()?, points.cell)));
    if let Some((points, cell)) =
        printed.filter(|(points, _)| *points != form.profile.scoring.total && *points == form.submission.points_sum())
    {
        section.line(Trust::Tried, format!("total = {}", plain(points)), cell.to_string());
    }
    section
}
