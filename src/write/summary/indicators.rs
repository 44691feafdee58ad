//! 指标明细: every indicator of every form that counts, with how its score was computed again.

mod columns;

use std::borrow::Cow;
use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::long::LongWriter;
use super::plan::{Form, Kind, Plan};
use super::table::{Column, FIRST_ROW, Heading, Value, put};
use crate::model::address::{Area, CellRef};
use crate::model::score::{RowScore, Verdict};
use crate::model::submission::{BudgetLine, Entry, Indicator, Points, Submission};
use crate::profile::spec::{Profile, Role};
use crate::write::WriteError;
use crate::write::goals;
use crate::write::measure;
use crate::write::sheet::{Book, Page, quoted};
use crate::write::styles::{Look, Style, palette};
use columns::further;
pub use columns::{Field, Shown, columns};

pub const SHEET: &str = "指标明细";

fn fields(plan: &Plan<'_>) -> impl Iterator<Item = Shown> {
    plan.indicator_fields.iter().copied()
}

fn col(plan: &Plan<'_>, wanted: Field) -> u32 {
    fields(plan).position(|(field, ..)| field == wanted).unwrap_or(0) as u32
}

/// A column over the rows of one form, as formulas of other sheets name it.
pub fn ranges(plan: &Plan<'_>, form: &Form<'_>, field: Field) -> Vec<String> {
    let rows = plan.indicator_rows.get(&form.arrival_index).cloned().unwrap_or(0..0);
    plan.indicators.ranges(&rows, col(plan, field))
}

/// One row of the sheet: an indicator, or the budget line that is scored.
struct Line<'a> {
    form: &'a Form<'a>,
    /// `None` for a budget line and for the goals.
    row: Option<&'a Indicator>,
    levels: [&'a str; 3],
    target: Option<&'a str>,
    actual: Option<&'a str>,
    points: Option<&'a Entry<Points>>,
    own: Option<&'a Entry<Points>>,
    reason: Option<&'a str>,
    score: Cow<'a, RowScore>,
    words: Cow<'a, str>,
}

impl Line<'_> {
    /// The score stands in an earlier row's cell, or the form has none.
    fn is_without_score(&self) -> bool {
        !self.form.record.submission.is_scored || self.row.is_some_and(|row| row.score_in.is_some())
    }
}

pub fn open<'a>(book: &mut Book, plan: &'a Plan<'_>) -> Result<LongWriter<'a>, WriteError> {
    let looks: Vec<Look> = fields(plan).map(|(field, ..)| look(field)).collect();
    LongWriter::open(book, &plan.indicators, (&heading(plan), &looks), &|page, rows| colour(page, plan, rows))
}

/// Gives back how many indicators were written.
pub fn fill(writer: &mut LongWriter<'_>, plan: &Plan<'_>) -> Result<usize, WriteError> {
    let (mut number, mut written) = (0, 0);
    let forms: BTreeMap<usize, &Form<'_>> =
        plan.kinds.iter().flat_map(Kind::forms).map(|form| (form.arrival_index, form)).collect();
    for (_, slot, _, _) in plan.batch.counting() {
        let Some(form) = forms.get(&slot.counting()) else { continue };
        for line in lines(form) {
            number += 1;
            let Some((page, row)) = writer.row() else { return Ok(written) };
            write_line(page, plan, (row, number), &line)?;
        }
        written += form.record.submission.indicators.len();
    }
    Ok(written)
}

fn heading(plan: &Plan<'_>) -> Heading {
    let columns = fields(plan).map(|(_, title, width)| Column { title: title.to_owned(), width });
    Heading {
        title: format!("{}年度绩效指标复核明细", plan.batch.year),
        note:
            "差额＝自评得分−复核得分　灰色＝无法核验，复核得分暂按自评得分计　橙色＝与自评不一致　黄色栏由评审人员填写"
                .to_owned(),
        columns: columns.collect(),
        frozen: 2,
        pages: 1,
        foot: 0,
    }
}

fn lines<'a>(form: &'a Form<'a>) -> Vec<Line<'a>> {
    let record = form.record;
    let execution = record.book.execution.as_ref().and_then(|(key, score)| execution_line(form, key, score));
    let rows = record.submission.indicators.iter().zip(&record.book.rows);
    execution
        .into_iter()
        .chain(goals_line(form))
        .chain(rows.map(|(row, score)| indicator_line(form, row, score)))
        .collect()
}

fn execution_line<'a>(form: &'a Form<'a>, key: &str, score: &'a RowScore) -> Option<Line<'a>> {
    let line: Option<&BudgetLine> = form.record.submission.line(key);
    let spec = form.profile.budget.execution.as_ref()?;
    Some(Line {
        form,
        row: None,
        words: Cow::Borrowed(&score.words),
        levels: [&spec.name, "", line.map_or("", |line| line.label.written.as_str())],
        target: None,
        actual: line.and_then(|line| line.rate.as_ref()?.text()),
        points: line.and_then(|line| line.points.as_ref()),
        own: line.and_then(|line| line.score.as_ref()),
        reason: None,
        score: Cow::Borrowed(score),
    })
}

fn goals_line<'a>(form: &'a Form<'a>) -> Option<Line<'a>> {
    let submission = &form.record.submission;
    let (own, score) = goals::scored(submission)?;
    Some(Line {
        form,
        row: None,
        words: score.words.clone().into(),
        levels: [form.profile.labels.canonical(Role::GoalPlanned), "", ""],
        target: submission.goals.planned.as_ref().and_then(Entry::text),
        actual: submission.goals.achieved.as_ref().and_then(Entry::text),
        points: None,
        own: Some(own),
        reason: None,
        score: Cow::Owned(score),
    })
}

fn indicator_line<'a>(form: &'a Form<'a>, row: &'a Indicator, score: &'a RowScore) -> Line<'a> {
    let submission = &form.record.submission;
    Line {
        form,
        row: Some(row),
        words: words(submission, row, score),
        levels: [level1(form.profile, row), row.level2.text().unwrap_or(""), row.level3.text().unwrap_or("")],
        target: row.target.as_ref().and_then(Entry::text),
        actual: row.actual.as_ref().and_then(Entry::text),
        points: row.points.as_ref(),
        own: row.score.as_ref(),
        reason: row.reason.as_ref().and_then(Entry::text),
        score: Cow::Borrowed(score),
    }
}

/// The computation; of a row that has its points or its score in an earlier row's cell, which row that is.
fn words<'a>(form: &Submission, row: &Indicator, score: &'a RowScore) -> Cow<'a, str> {
    let place = |cell: CellRef| format!("第{}行合并（{cell}）", cell.row + 1);
    match (row.points_in, row.score_in) {
        (Some(points), Some(score)) if points.row == score.row => {
            format!("分值、得分与第{}行合并（{points}、{score}）", points.row + 1).into()
        }
        (Some(points), Some(score)) => format!("分值与{}，得分与{}", place(points), place(score)).into(),
        (Some(cell), None) => format!("分值与{}", place(cell)).into(),
        (None, Some(cell)) => format!("得分与{}", place(cell)).into(),
        (None, None) if !form.is_scored => "本表不设分值和得分".into(),
        (None, None) => Cow::Borrowed(&score.words),
    }
}

/// The profile's name of the group, so that other words for it are added up together.
fn level1<'a>(profile: &'a Profile, row: &'a Indicator) -> &'a str {
    let known = row.level1_known.and_then(|index| profile.indicators.level1.get(index));
    known.map(|level| level.name.as_str()).or(row.level1.text()).unwrap_or("")
}

fn write_line(
    page: &mut Page,
    plan: &Plan<'_>,
    (row, number): (u32, usize),
    line: &Line<'_>,
) -> Result<(), WriteError> {
    let texts = fields(plan).filter_map(|(field, _, width)| Some((text(line, field)?, width)));
    page.height(row, measure::height(texts))?;
    for (col, (field, ..)) in (0..).zip(fields(plan)) {
        put(page, CellRef::new(row, col), value(plan, line, field, (row, number)), look(field))?;
    }
    Ok(())
}

fn text<'a>(line: &'a Line<'_>, field: Field) -> Option<&'a str> {
    match field {
        Field::Department => Some(&line.form.department.name),
        Field::Project => line.form.slot.project.as_deref(),
        Field::Level1 => Some(line.levels[0]),
        Field::Level2 => Some(line.levels[1]),
        Field::Level3 => Some(line.levels[2]),
        Field::Target => line.target,
        Field::Actual => line.actual,
        Field::Verdict => Some(line.score.verdict.name()).filter(|_| !line.is_without_score()),
        Field::Words => Some(&line.words),
        Field::Goal | Field::Operator | Field::Unit | Field::Adjusted | Field::Core => {
            further(&line.form.record.submission, line.row?, field)
        }
        Field::Reason => line.reason,
        _ => None,
    }
}

fn value<'a>(plan: &Plan<'_>, line: &'a Line<'_>, field: Field, (row, number): (u32, usize)) -> Value<'a> {
    let here = |field| CellRef::new(row, col(plan, field));
    match field {
        Field::No => Value::count(number),
        Field::Points => Value::number(line.points.and_then(points)),
        Field::Own => Value::number(line.own.and_then(points)),
        Field::Coefficient => {
            let rate = line.row.and_then(|row| row.coefficient.as_ref()?.value());
            Value::number(rate.map(|rate| rate.ratio))
        }
        Field::Recomputed | Field::Difference if line.is_without_score() => Value::Blank,
        Field::Recomputed => Value::Number(line.score.recomputed),
        Field::Difference => {
            let own = line.own.and_then(points).unwrap_or_default();
            let formula = format!("{}-{}", here(Field::Own), here(Field::Recomputed));
            Value::Live(formula, Some(own.saturating_sub(line.score.recomputed)))
        }
        Field::Cell => line.own.map_or(Value::Blank, |own| Value::text(own.cell.to_string())),
        _ => Value::maybe(text(line, field).filter(|text| !text.is_empty())),
    }
}

fn points(entry: &Entry<Points>) -> Option<Decimal> {
    Some(entry.value()?.value)
}

fn look(field: Field) -> Look {
    match field {
        Field::Coefficient => Style::Rate.look().top(),
        Field::No | Field::Verdict | Field::Cell | Field::Operator | Field::Unit | Field::Core => {
            Style::Centre.look().top()
        }
        Field::Points | Field::Own | Field::Recomputed => Style::Score.look().top(),
        Field::Difference => Style::Difference.look().top(),
        Field::Opinion => Style::Input.look(),
        _ => Style::Prose.look(),
    }
}

fn colour(page: &mut Page, plan: &Plan<'_>, rows: u32) -> Result<(), WriteError> {
    page.tab(palette::GREY);
    let at = |field, row| CellRef::new(row, col(plan, field));
    let area = Area::new(at(Field::Recomputed, FIRST_ROW), at(Field::Words, FIRST_ROW + rows.max(1) - 1));
    let verdict = at(Field::Verdict, FIRST_ROW);
    for (name, style) in [(Verdict::UNVERIFIABLE, Style::Unverifiable), (Verdict::DIFFER, Style::WarningFill)] {
        page.colour_when(area, &format!("${verdict}={}", quoted(name)), &style.look())?;
    }
    Ok(())
}
