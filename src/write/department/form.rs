//! 标注原表: the department's own form at its own addresses, wrong cells coloured, each with a note.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::marks::{self, Marks};
use super::merges;
use super::paper;
use super::room::{self, Shown};
use super::{DepartmentJob, Form};
use crate::model::address::{Area, CellRef};
use crate::model::grid::{Cell, CellValue, Sheet};
use crate::model::number;
use crate::model::submission::Submission;
use crate::write::WriteError;
use crate::write::measure;
use crate::write::sheet::{Page, Print};
use crate::write::styles::{Border, Face, Look, palette};

/// Shown below and beside the form: notes yes, a data dump on the same sheet no.
const BELOW: u32 = 60;
const BESIDE: u32 = 12;

/// Printed above the form, where it moves no cell.
const COLOURS: &str = "标注：红色＝须修改　黄色＝需说明　原因和改法见“问题清单”";
/// Of a row that is given none, points.
const DEFAULT_HEIGHT: f64 = 15.0;
const PERCENT: &str = "0.00%";
const MONEY: &str = "#,##0.00";

/// A cell ready to be written.
enum Content {
    Text(String),
    Number(Decimal, &'static str),
}

/// One of the form's sheets, by its number from 0.
pub fn page(job: &DepartmentJob<'_>, form: &Form<'_>, sheet: usize) -> Result<Page, WriteError> {
    let mut page = Page::new(&form.marked_name(sheet))?;
    let drawing = Drawing::of(job, form, sheet);
    drawing.size(&mut page)?;
    page.hide_before(drawing.first.on_sheet())?;
    drawing.cells(&mut page)?;
    for (at, note) in &drawing.marks.notes {
        page.note(at.on_sheet(), note)?;
    }
    let print = paper::print(drawing.width, &drawing.rows());
    page.print(Print { above: (String::new(), COLOURS.to_owned()), ..print })?;
    page.tab(palette::BRAND_MID);
    Ok(page)
}

struct Drawing {
    contents: BTreeMap<CellRef, Content>,
    merges: BTreeMap<CellRef, Area>,
    marks: Marks,
    /// The table proper: what has borders.
    table: Area,
    title: CellRef,
    /// The row of the first indicator.
    first_indicator: Option<u32>,
    /// Where the shown part begins.
    first: CellRef,
    room: room::Room,
    width: f64,
}

impl Drawing {
    fn of(job: &DepartmentJob<'_>, form: &Form<'_>, sheet: usize) -> Self {
        let submission = &form.again.submission;
        let (table, shown) = parts(form, sheet);
        let merges = merges::merges(&form.again.sheet, submission, shown);
        let lost = if form.again.sheet.keeps_formats { BTreeMap::new() } else { lost_formats(submission) };
        let filled = form.again.sheet.cells().filter(|(at, cell)| shown.contains(*at) && !cell.is_blank());
        let contents: BTreeMap<_, _> =
            filled.filter_map(|(at, cell)| Some((at, content(cell, lost.get(&at).copied())?))).collect();
        let room = room::room(&shown_texts(&contents, &merges, submission.title.cell), shown.last.col + 1);
        let width = room.widths.iter().skip(shown.first.col as usize).sum();
        let marks = marks::marks(job, form, shown);
        let (title, first) = (submission.title.cell, shown.first);
        let first_indicator = submission.indicators.iter().map(|indicator| indicator.level3.cell.row).min();
        Self { contents, merges, marks, table, title, first_indicator, first, room, width }
    }

    /// The rows that are shown, with their heights.
    fn rows(&self) -> Vec<paper::Row> {
        let heights = &self.room.heights;
        let Some(last) = heights.keys().copied().max() else { return vec![] };
        let mut inside: Vec<u32> =
            self.merges.values().flat_map(|area| area.first.row + 1..area.last.row + 1).collect();
        inside.sort_unstable();
        inside.extend(self.headed(&inside));
        inside.sort_unstable();
        let row = |row: u32| paper::Row {
            number: CellRef::new(row, 0).on_sheet().row,
            height: heights.get(&row).copied().unwrap_or(DEFAULT_HEIGHT),
            goes_on: inside.binary_search(&row).is_ok(),
        };
        (self.first.row..=last).map(row).collect()
    }

    /// The first indicator stays with the header above it, and the header with a line over its whole width.
    fn headed(&self, inside: &[u32]) -> Vec<u32> {
        let Some(first) = self.first_indicator else { return vec![] };
        let header = (0..first).rev().find(|row| inside.binary_search(row).is_err()).unwrap_or(first);
        let is_heading =
            |area: &Area| area.last.row + 1 == header && area.columns().count() == self.table.columns().count();
        let heading = self.merges.values().any(is_heading).then_some(header);
        [first].into_iter().chain(heading).collect()
    }

    fn size(&self, page: &mut Page) -> Result<(), WriteError> {
        page.widths(&self.room.widths)?;
        self.room
            .heights
            .iter()
            .try_for_each(|(row, height)| page.height(CellRef::new(*row, 0).on_sheet().row, *height))
    }

    fn cells(&self, page: &mut Page) -> Result<(), WriteError> {
        let mut covered: Vec<CellRef> = self.merges.values().flat_map(|area| merges::cells(*area)).collect();
        covered.sort();
        for (first, area) in &self.merges {
            page.merge(Area::new(area.first.on_sheet(), area.last.on_sheet()), "", self.look(*first))?;
        }
        let table = merges::cells(self.table).filter(|at| covered.binary_search(at).is_err());
        let marked = self.marks.levels.keys().copied().filter(|at| covered.binary_search(at).is_err());
        for at in table.chain(marked).filter(|at| !self.contents.contains_key(at)) {
            page.blank(at.on_sheet(), self.look(at))?;
        }
        for (at, content) in &self.contents {
            match content {
                Content::Text(text) => page.text(at.on_sheet(), text, self.look(*at))?,
                Content::Number(value, code) => {
                    let look = Look { number: (*code).into(), ..self.look(*at) };
                    page.number(at.on_sheet(), *value, look)?;
                }
            }
        }
        Ok(())
    }

    fn look(&self, at: CellRef) -> Look {
        let base = Look { face: Face::Serif, wrap: true, ..Look::default() };
        // Lines stand in the middle, as in the bureau's templates; what is wrapped stands left.
        let area = self.merges.get(&at).copied().unwrap_or(Area::of(at));
        let room = room::span(&self.room.widths, area);
        let is_long = matches!(self.contents.get(&at), Some(Content::Text(text)) if measure::lines(text, room) > text.lines().count());
        let placed = match (at == self.title, self.table.contains(at)) {
            (true, _) => base.size(16).bold().centre(),
            (_, true) if is_long => base.border(Border::Thin),
            (_, true) => base.border(Border::Thin).centre(),
            (_, false) if at.row < self.table.first.row => base.centre(),
            (_, false) => base,
        };
        match self.marks.levels.get(&at) {
            Some(severity) => placed.marked(*severity),
            None => placed,
        }
    }
}

/// From the department's name to the total row, over all columns in use; of a further sheet, all that is there.
fn table(form: &Submission, sheet: &Sheet, number: usize) -> Area {
    let own = merges::addresses(form).into_iter().filter(|at| at.sheet() == number);
    let inside = own.filter(|at| *at != form.title.cell && *at != form.year.cell);
    let table = room::hull(inside).unwrap_or(Area::of(first_of(form, number)));
    let in_rows = |at: CellRef| table.rows().contains(&at.row);
    let merged = sheet.merges.iter().filter(|area| in_rows(area.first)).map(|area| area.last);
    let cells = sheet.cells().filter(|(_, cell)| !cell.is_blank()).map(|(at, _)| at);
    let widest = cells.chain(merged).filter(|at| in_rows(*at)).map(|at| at.col).max().unwrap_or(0);
    let last_col = widest.clamp(table.last.col, table.last.col.saturating_add(BESIDE));
    // What stands beside it belongs to another form.
    let last_col = if form.place.is_some() { widest.min(form.area.last.col).max(table.last.col) } else { last_col };
    Area::new(table.first, CellRef::new(table.last.row, last_col))
}

fn first_of(form: &Submission, number: usize) -> CellRef {
    match number {
        0 => form.title.cell,
        _ => CellRef::new(0, 0).sheets_on(number as u32),
    }
}

/// The part of one of the form's sheets that is shown, and marked.
pub fn shown(form: &Form<'_>, sheet: usize) -> Area {
    parts(form, sheet).1
}

/// The table on one of the form's sheets, and what is shown of that sheet.
fn parts(form: &Form<'_>, number: usize) -> (Area, Area) {
    let submission = &form.again.submission;
    let table = table(submission, &form.again.sheet, number);
    (table, shown_part(&form.again.sheet, submission, table))
}

/// From A1 to what stands around the table; of one of several forms on the sheet, its own area.
fn shown_part(sheet: &Sheet, form: &Submission, table: Area) -> Area {
    let number = table.first.sheet();
    if form.place.is_some() && number == 0 && form.further_sheets.is_empty() {
        let (first, last) = (form.area.first, form.area.last);
        let first = CellRef::new(first.row.min(table.first.row), first.col.min(table.first.col));
        return Area::new(first, CellRef::new(last.row.max(table.last.row), table.last.col));
    }
    let rows = sheet.cells().rev().map(|(at, _)| at).find(|at| at.sheet() == number);
    let last_row = rows.map_or(0, |at| at.row).clamp(table.last.row, table.last.row.saturating_add(BELOW));
    Area::new(CellRef::new(0, 0).sheets_on(number as u32), CellRef::new(last_row, table.last.col))
}

/// Formats of amounts and rates where the file format keeps none on reading.
fn lost_formats(form: &Submission) -> BTreeMap<CellRef, &'static str> {
    let money = form.budget.iter().flat_map(|line| [&line.initial, &line.budget, &line.executed]).flatten();
    let rates = form.budget.iter().filter_map(|line| line.rate.as_ref());
    let written_as_percent = rates.filter(|rate| rate.written.contains('%') || rate.written.contains('％'));
    let money = money.map(|entry| (entry.cell, MONEY));
    money.chain(written_as_percent.map(|rate| (rate.cell, PERCENT))).collect()
}

fn content(cell: &Cell, lost: Option<&'static str>) -> Option<Content> {
    let code = lost.unwrap_or_else(|| code(cell));
    Some(match &cell.value {
        CellValue::Empty | CellValue::Picture => return None,
        CellValue::Text(text) | CellValue::Error(text) => Content::Text(text.clone()),
        CellValue::Bool(value) => Content::Text(if *value { "TRUE" } else { "FALSE" }.to_owned()),
        CellValue::Number(value) => numeric(*value, code),
        CellValue::Date(serial) => numeric(*serial, date_code(cell)),
    })
}

fn numeric(value: f64, code: &'static str) -> Content {
    match number::from_float(value) {
        Some(value) => Content::Number(value, code),
        None => Content::Text(value.to_string()),
    }
}

/// One of a few codes of our own for what the file's code shows: a code from a file could be anything.
fn code(cell: &Cell) -> &'static str {
    let grouped = cell.format.as_deref().is_some_and(|code| code.contains(','));
    let Some((percent, decimals)) = cell.number_format().and_then(|f| Some((f.is_percentage(), f.decimals()?))) else {
        return "";
    };
    match (percent, grouped, decimals) {
        (true, _, 0) => "0%",
        (true, _, 1) => "0.0%",
        (true, _, _) => PERCENT,
        (_, true, 0) => "#,##0",
        (_, true, _) => MONEY,
        (_, _, 0) => "0",
        (_, _, 1) => "0.0",
        (_, _, 2) => "0.00",
        (_, _, 3) => "0.000",
        _ => "0.0000",
    }
}

fn date_code(cell: &Cell) -> &'static str {
    let code = cell.format.as_deref().unwrap_or_default();
    match (code.contains('年'), code.contains('d') || code.contains('日')) {
        (true, true) => "yyyy\"年\"m\"月\"d\"日\"",
        (true, false) => "yyyy\"年\"m\"月\"",
        _ => "yyyy-mm-dd",
    }
}

/// What has to fit, with the room it has.
fn shown_texts(contents: &BTreeMap<CellRef, Content>, merges: &BTreeMap<CellRef, Area>, title: CellRef) -> Vec<Shown> {
    let one = |(at, content): (&CellRef, &Content)| {
        let area = merges.get(at).copied().unwrap_or(Area::of(*at));
        match content {
            // The title is set larger than the body, and needs as much more room.
            Content::Text(text) if *at == title => Shown { area, text: text.repeat(2), is_number: false },
            Content::Text(text) => Shown { area, text: text.clone(), is_number: false },
            Content::Number(value, code) => Shown { area, text: displayed(*value, code), is_number: true },
        }
    };
    contents.iter().map(one).collect()
}

/// At least as wide as Excel will show it.
fn displayed(value: Decimal, code: &str) -> String {
    match code {
        "" => number::plain(value),
        _ if code.ends_with('%') => number::percent(value) + ".00",
        _ if code.starts_with('y') => "2024年12月31日".to_owned(),
        _ => number::grouped(value),
    }
}
