//! 部门汇总 (and 项目汇总): one row per department or project, everything a reviewer decides by.

mod list;
mod optional;
mod shown;
mod sums;
mod values;

use std::collections::BTreeMap;
use std::ops::Range;

use rust_decimal::Decimal;

pub use list::Field;
pub use values::rate;

use Field::*;
use list::Column;
use shown::Shown;
use sums::Sums;

use super::plan::{Form, Kind, Plan, Row};
use super::table::{self, FIRST_ROW, HEADER_ROW, Heading, Value, range_of};
use super::{budget, sampling};
use crate::model::address::{Area, CellRef};
use crate::model::batch::{ControlTotals, DepartmentState};
use crate::model::review::Mark;
use crate::write::sheet::{Page, Target, quoted, sheet_name};
use crate::write::styles::{Look, Style, palette};
use crate::write::{WriteError, columns};

/// The columns of one kind's sheet, and where each stands.
pub struct Sheet<'a> {
    plan: &'a Plan<'a>,
    kind: &'a Kind<'a>,
    pub name: String,
    columns: Vec<Column>,
    ranks: Vec<Option<usize>>,
    budget: budget::Sheet<'a>,
    /// 抽查建议 by row.
    advice: BTreeMap<usize, String>,
}

impl<'a> Sheet<'a> {
    pub fn of(plan: &'a Plan<'a>, kind: &'a Kind<'a>) -> Self {
        let columns = list::list(plan, kind);
        let picks = sampling::picks(kind, plan.options.sample).into_iter();
        let advice = picks.map(|pick| (pick.row, pick.reasons)).collect();
        let budget = budget::Sheet::of(plan, kind);
        Self { plan, kind, name: kind.summary_sheet(), columns, ranks: ranks(kind), budget, advice }
    }

    pub fn col(&self, field: &Field) -> u32 {
        columns::col(&self.columns, field)
    }

    pub fn row(&self, index: usize) -> u32 {
        self.kind.sheet_row(index, FIRST_ROW)
    }

    pub fn cell(&self, index: usize, field: &Field) -> CellRef {
        CellRef::new(self.row(index), self.col(field))
    }

    pub fn total_row(&self) -> u32 {
        FIRST_ROW + self.kind.height()
    }

    /// The data cells of a column.
    fn area(&self, field: &Field) -> Area {
        columns::area(&self.columns, (FIRST_ROW, self.kind.height()), field)
    }

    /// As other sheets name the column in formulas.
    pub fn range(&self, field: &Field) -> String {
        range_of(&self.name, self.area(field))
    }

    /// As this sheet names a cell.
    fn here(&self, row: u32, field: &Field) -> String {
        CellRef::new(row, self.col(field)).to_string()
    }
}

/// By recomputed total, best first; equal totals share a place.
fn ranks(kind: &Kind<'_>) -> Vec<Option<usize>> {
    let mut totals: Vec<Decimal> = kind.scored().map(|form| form.record.scores.recomputed).collect();
    totals.sort_unstable_by(|a, b| b.cmp(a));
    let rank = |row: &Row<'_>| {
        let own = row.form.filter(Form::is_scored)?.record.scores.recomputed;
        Some(totals.partition_point(|total| *total > own) + 1)
    };
    kind.rows.iter().map(rank).collect()
}

pub fn write(plan: &Plan<'_>, kind: &Kind<'_>, written: &mut ControlTotals) -> Result<Page, WriteError> {
    let sheet = Sheet::of(plan, kind);
    let body = FIRST_ROW..sheet.total_row();
    let mut page = table::page(&sheet.name, body, (sheet.columns.len(), plan))?;
    page.tab(palette::BRAND);
    table::open(&mut page, &heading(&sheet), kind.height())?;
    let (mut sums, mut heights) = (Sums::of(sheet.columns.len()), Vec::new());
    for (name, rows) in &kind.sections {
        let first = sheet.row(rows.start);
        page.group(first, first + rows.len() as u32 - 1)?;
        let of_section = write_rows(&mut page, &sheet, rows.clone(), &mut heights)?;
        let at = first + rows.len() as u32;
        heights.push(sums::write_sums(&mut page, &sheet, (name, rows.clone(), &of_section), at)?);
        sums.add(&of_section);
    }
    if kind.sections.is_empty() {
        sums = write_rows(&mut page, &sheet, 0..kind.rows.len(), &mut heights)?;
    }
    kind.rows.iter().for_each(|row| count(written, row));
    heights.push(sums::write_sums(&mut page, &sheet, ("合计", 0..kind.rows.len(), &sums), sheet.total_row())?);
    heights.extend(sums::write_nobodys(&mut page, &sheet)?);
    let heading = heading(&sheet);
    heading.keep_foot(&mut page, (FIRST_ROW, table::header_height(&heading.columns)), &heights)?;
    colour(&mut page, &sheet)?;
    Ok(page)
}

fn heading(sheet: &Sheet<'_>) -> Heading {
    let unit = sheet.plan.options.unit.name();
    let what = if sheet.kind.main { "整体支出" } else { "支出" };
    Heading {
        title: format!("{}{}{what}绩效自评汇总表", sheet.plan.batch.of_year(), sheet.kind.name),
        note: format!(
            "金额单位：{unit}　差额＝各项得分合计−复核　排名按自评总分(复核)，同分同名次（如1、2、2、4）　红色金额有未改的错误　灰色数字为无法核验　黄色栏由评审人员填写　合计行得分为平均分，随筛选变化"
        ),
        columns: columns::headers(&sheet.columns),
        frozen: sheet.col(if sheet.kind.main { &Name } else { &Project }) + 1,
        breaks: [Stated, Verified, Indicators].iter().map(|field| sheet.col(field)).collect(),
        foot: 1 + u32::from(sheet.kind.main && sums::has_nobodys(sheet.plan)),
    }
}

fn count(written: &mut ControlTotals, row: &Row<'_>) {
    let Some(form) = row.form else { return };
    written.counting_forms += 1;
    written.own_scores = written.own_scores.saturating_add(form.record.scores.own);
    written.recomputed_scores = written.recomputed_scores.saturating_add(form.record.scores.recomputed);
}

fn write_rows(
    page: &mut Page,
    sheet: &Sheet<'_>,
    rows: Range<usize>,
    heights: &mut Vec<f64>,
) -> Result<Sums, WriteError> {
    let mut sums = Sums::of(sheet.columns.len());
    for index in rows {
        let cells = cells(sheet, index);
        sums.add_row(&cells);
        heights.push(columns::write_row(page, &sheet.columns, (sheet.row(index), 20.0), cells)?);
    }
    Ok(sums)
}

fn cells<'a>(sheet: &Sheet<'a>, index: usize) -> Vec<(Value<'a>, Look)> {
    let row = sheet.kind.rows[index];
    let review = sheet.plan.review(&Mark {
        sheet: &sheet.name,
        department: &row.department.name,
        source: row.origin(),
        project: values::project(&row),
        indicator: None,
    });
    let is_wrong = row.form.is_some_and(|form| form.has_money_error());
    let cell = |column: &Column| {
        let look = match column.key {
            Budget | Executed if is_wrong => (column.look)().fill(palette::BAD_FILL),
            _ => (column.look)(),
        };
        ((column.holds.value)(&Shown { sheet, index, row, review, field: &column.key }), look)
    };
    sheet.columns.iter().map(cell).collect()
}

/// Colours by rule, so that they stay right when somebody changes a cell. Subtotals, without 序号, have none.
fn colour(page: &mut Page, sheet: &Sheet<'_>) -> Result<(), WriteError> {
    let counted = format!("ISNUMBER(${})", sheet.area(&No).first);
    let state = sheet.area(&State);
    for (name, style) in STATE_COLOURS {
        page.colour_when(state, &format!("{}={}", state.first, quoted(name.name())), &style.look())?;
    }
    for (field, style) in [(Errors, Style::ErrorFill), (Warnings, Style::WarningFill)] {
        let area = sheet.area(&field);
        page.colour_when(area, &format!("AND({counted},{}>0)", area.first), &style.look())?;
    }
    let apart = sheet.area(&Difference);
    page.colour_when(
        apart,
        &format!("AND({counted},ISNUMBER({0}),ABS({0})>=1)", apart.first),
        &Style::ErrorFill.look(),
    )?;
    page.colour_when(
        apart,
        &format!("AND({counted},ISNUMBER({0}),ABS({0})>=0.005)", apart.first),
        &Style::WarningFill.look(),
    )?;
    let advice = sheet.area(&Sampling);
    page.colour_when(advice, &format!("LEFT({},2)=\"优先\"", advice.first), &Style::WarningFill.look())
}

/// Colours of the states, everywhere.
pub const STATE_COLOURS: [(DepartmentState, Style); 6] = [
    (DepartmentState::Missing, Style::Unverifiable),
    (DepartmentState::ToConfirm, Style::InfoFill),
    (DepartmentState::Unreadable, Style::ErrorFill),
    (DepartmentState::Returned, Style::ErrorFill),
    (DepartmentState::AcceptedWithWarnings, Style::WarningFill),
    (DepartmentState::Accepted, Style::GoodFill),
];

/// `'部门汇总'!A3`, where a filter can be set.
pub fn header(sheet: &Sheet<'_>, field: &Field) -> Target {
    Target::cell(&sheet.name, CellRef::new(HEADER_ROW, sheet.col(field)))
}

/// A cell of this sheet as other sheets name it.
pub fn there(sheet: &Sheet<'_>, row: u32, field: &Field) -> String {
    format!("{}!{}", sheet_name(&sheet.name), CellRef::new(row, sheet.col(field)))
}
