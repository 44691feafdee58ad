//! 指标明细: every indicator of every form that counts, with how its score was computed again.

mod list;

use super::long::LongWriter;
use super::plan::{Form, Kind, Plan};
use super::table::{FIRST_ROW, Heading, Value};
use crate::model::address::Area;
use crate::model::line::{PrintedForm, PrintedRow};
use crate::model::review::{Mark, Review};
use crate::model::score::Verdict;
use crate::write::WriteError;
use crate::write::columns::{self, headers, write_row};
use crate::write::sheet::{Page, quoted};
use crate::write::styles::{Style, palette};
pub use list::{Column, Field, columns as list_of};
use std::collections::BTreeMap;

pub const SHEET: &str = "指标明细";

/// A column over the rows of one form, as formulas of other sheets name it.
pub fn ranges(plan: &Plan<'_>, form: &Form<'_>, field: Field) -> Vec<String> {
    let rows = plan.indicator_rows.get(&form.arrival_index).cloned().unwrap_or(0..0);
    plan.indicators.ranges(&rows, columns::col(&plan.indicator_columns, &field))
}

/// One row of the sheet, with whose it is.
pub struct Line<'a> {
    plan: &'a Plan<'a>,
    /// The sheet's row.
    at: u32,
    number: usize,
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
            let line = Line { plan, at, number, form, row, review };
            let cells = plan.indicator_columns.iter().map(|column| ((column.holds)(&line), (column.look)())).collect();
            write_row(page, &plan.indicator_columns, (at, 0.0), cells)?;
        }
        written += printed.indicators();
    }
    Ok(written)
}

fn heading(plan: &Plan<'_>) -> Heading {
    Heading {
        title: format!("{}绩效指标复核明细", plan.batch.of_year()),
        note:
            "差额＝自评得分−复核得分　灰色＝无法核验，复核得分暂按自评得分计　橙色＝与自评不一致　黄色栏由评审人员填写"
                .to_owned(),
        columns: headers(&plan.indicator_columns),
        frozen: 2,
        breaks: vec![],
        foot: 0,
    }
}

impl Line<'_> {
    fn difference(&self) -> Value<'_> {
        if self.row.verdict.is_none() {
            return Value::Blank;
        }
        let here = |field| columns::at(&self.plan.indicator_columns, self.at, &field);
        let formula = format!("{}-{}", here(Field::Own), here(Field::Recomputed));
        Value::Live(formula, Some(self.row.own.unwrap_or_default().saturating_sub(self.row.recomputed)))
    }
}

fn colour(page: &mut Page, plan: &Plan<'_>, rows: u32) -> Result<(), WriteError> {
    page.tab(palette::GREY);
    let at = |field, row| columns::at(&plan.indicator_columns, row, &field);
    let area = Area::new(at(Field::Recomputed, FIRST_ROW), at(Field::Words, FIRST_ROW + rows.max(1) - 1));
    let verdict = at(Field::Verdict, FIRST_ROW);
    for (name, style) in [(Verdict::UNVERIFIABLE, Style::Unverifiable), (Verdict::DIFFER, Style::WarningFill)] {
        page.colour_when(area, &format!("${verdict}={}", quoted(name)), &style.look())?;
    }
    Ok(())
}
