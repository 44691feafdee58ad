//! 指标明细: every indicator of every form that counts, with how its score was computed again.

mod columns;

use super::long::LongWriter;
use super::plan::{Form, Kind, Plan};
use super::table::{Column, FIRST_ROW, Heading, Value, put};
use crate::model::address::{Area, CellRef};
use crate::model::line::{PrintedForm, PrintedRow};
use crate::model::review::{Mark, Review};
use crate::model::score::Verdict;
use crate::write::WriteError;
use crate::write::measure;
use crate::write::sheet::{Page, quoted};
use crate::write::styles::{Look, Style, palette};
pub use columns::{Field, Shown, columns};
use std::collections::BTreeMap;

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

/// One row of the sheet, with whose it is.
struct Line<'a> {
    form: &'a Form<'a>,
    row: PrintedRow<'a>,
    review: Option<&'a Review>,
}

pub fn open<'a>(plan: &'a Plan<'_>) -> Result<LongWriter<'a>, WriteError> {
    LongWriter::open(&plan.indicators, (&heading(plan), &plan.folder), &|page, rows| colour(page, plan, rows))
}

/// Gives back how many indicators were written.
pub fn fill(writer: &mut LongWriter<'_>, plan: &Plan<'_>) -> Result<usize, WriteError> {
    let (mut number, mut written) = (0, 0);
    let forms: BTreeMap<usize, &Form<'_>> =
        plan.kinds.iter().flat_map(Kind::forms).map(|form| (form.arrival_index, form)).collect();
    for (_, slot, _, _) in plan.batch.counting() {
        let Some(form) = forms.get(&slot.counting()) else { continue };
        let body = plan.batch.bodies.read(form.record.body).map_err(WriteError::laid_aside)?;
        let printed: PrintedForm<'_> =
            serde_json::from_slice(&body).map_err(|cause| WriteError::laid_aside(cause.into()))?;
        for row in printed.rows() {
            number += 1;
            let Some((page, at)) = writer.row() else { return Ok(written) };
            let indicator = format!("{}/{}", row.levels[1], row.levels[2]);
            let project = form.slot.project.as_deref();
            let department = &form.department.name;
            let review = plan.review(&Mark {
                sheet: SHEET,
                department,
                source: form.arrival.origin.as_deref(),
                project,
                indicator: Some(&indicator),
            });
            write_line(page, plan, (at, number), &Line { form, row, review })?;
        }
        written += printed.indicators();
    }
    Ok(written)
}

fn heading(plan: &Plan<'_>) -> Heading {
    let columns = fields(plan).map(|(_, title, width)| Column { title: title.to_owned(), width });
    Heading {
        title: format!("{}绩效指标复核明细", plan.batch.of_year()),
        note:
            "差额＝自评得分−复核得分　灰色＝无法核验，复核得分暂按自评得分计　橙色＝与自评不一致　黄色栏由评审人员填写"
                .to_owned(),
        columns: columns.collect(),
        frozen: 2,
        pages: 1,
        foot: 0,
    }
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
    let row = &line.row;
    match field {
        Field::Department => Some(&line.form.department.name),
        Field::Origin => line.form.arrival.origin.as_deref(),
        Field::Project => line.form.slot.project.as_deref(),
        Field::Level1 => Some(row.levels[0]),
        Field::Level2 => Some(row.levels[1]),
        Field::Level3 => Some(row.levels[2]),
        Field::Goal => row.goal,
        Field::Operator => row.operator,
        Field::Target => row.target,
        Field::Unit => row.unit,
        Field::Adjusted => row.adjusted,
        Field::Core => row.core,
        Field::Actual => row.actual,
        Field::Verdict => row.verdict,
        Field::Words => Some(&row.words),
        Field::Reason => row.reason,
        _ => None,
    }
}

fn value<'a>(plan: &Plan<'_>, line: &'a Line<'_>, field: Field, (at, number): (u32, usize)) -> Value<'a> {
    let here = |field| CellRef::new(at, col(plan, field));
    let row = &line.row;
    match field {
        Field::No => Value::count(number),
        Field::Points => Value::number(row.points),
        Field::Own => Value::number(row.own),
        Field::Coefficient => Value::number(row.coefficient),
        Field::Recomputed | Field::Difference if row.verdict.is_none() => Value::Blank,
        Field::Recomputed => Value::Number(row.recomputed),
        Field::Difference => {
            let own = row.own.unwrap_or_default();
            let formula = format!("{}-{}", here(Field::Own), here(Field::Recomputed));
            Value::Live(formula, Some(own.saturating_sub(row.recomputed)))
        }
        Field::Opinion => Value::maybe(line.review.and_then(|review| review.opinion.as_deref())),
        Field::Cell => row.cell.map_or(Value::Blank, |cell| Value::text(cell.to_string())),
        _ => Value::maybe(text(line, field).filter(|text| !text.is_empty())),
    }
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
