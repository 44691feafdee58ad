//! Microsoft's formats through calamine; this module alone knows that crate.

mod rows;

use std::io::Cursor;

use calamine::{Data, Dimensions, Reader, SheetType, SheetVisible};
use calamine::{Xls, XlsError, Xlsb, XlsbError, Xlsx, XlsxError};

use super::biff12::SheetExtras;
use super::calendar;
use super::facts::SheetFacts;
use super::limits::{self, Spent, over, position};
use super::package::{Package, element_text, marker};
use super::sheet_xml::{self, Glance};
use super::styles::{DAYS_1904, Style};
use super::{biff, biff12, compound, pictures};
use crate::model::address::{Area, CellRef};
use crate::model::grid::{Cell, CellValue, Sheet, Visibility, Workbook};
use crate::model::source::Fault;

pub use rows::each_row;

type Cells = Vec<(CellRef, Cell)>;
type LeanXlsx = Xlsx<Cursor<Vec<u8>>>;

/// Reads .xlsx and .xlsm. Nothing a file claims is allocated: the package is weighed, its cells are streamed,
/// and the claimed number of strings is disarmed.
pub fn xlsx(bytes: &[u8]) -> Result<Workbook, Fault> {
    let mut package = Package::open(bytes)?;
    package.weigh()?;
    let mut glance = Glance::default();
    let lean = package.lean(".xml", |name, part| glance.look(name, part))?;
    let mut out = package.workbook("xlsx");
    out.modified = glance.modified.or(out.modified);
    out.marker = glance.marker.take();
    let mut book: LeanXlsx = Xlsx::new(Cursor::new(lean)).map_err(fault)?;
    let tabs = tabs(book.sheets_metadata())?;
    let styles = std::mem::take(&mut glance.styles);
    let facts = glance.in_order(tabs.len());
    let mut spent = Spent::default();
    for (tab, facts) in tabs.iter().zip(facts).filter(|(tab, _)| tab.is_worksheet) {
        let (part, mut facts) = match facts {
            Some(facts) => facts,
            None => (String::new(), merges_alone(&mut book, tab)?),
        };
        if facts.has_drawing && tab.is_visible() {
            facts.unseen.pictures.extend(pictures::anchored(&mut package, &part));
        }
        let sheet = XlsxSheet { tab, styles: &styles, facts: &facts };
        let cells = sheet.cells(&mut book, &mut spent)?;
        out.sheets.push(tab.sheet(cells, facts.merges).with_unseen(facts.unseen));
    }
    Ok(out)
}

/// What the reader itself tells of a sheet whose part could not be found.
fn merges_alone(book: &mut LeanXlsx, tab: &Tab) -> Result<SheetFacts, Fault> {
    let merges = areas(book.merge_cells_by_sheet_name(&tab.name).map_err(fault)?)?;
    Ok(SheetFacts { merges, ..SheetFacts::default() })
}

/// What is known of one sheet that is being read.
struct XlsxSheet<'a> {
    tab: &'a Tab,
    styles: &'a [Option<Style>],
    facts: &'a SheetFacts,
}

impl XlsxSheet<'_> {
    fn cells(&self, book: &mut LeanXlsx, spent: &mut Spent) -> Result<Cells, Fault> {
        let shift = if book.has_1904_epoch() { DAYS_1904 } else { 0.0 };
        let mut reader = book.worksheet_cells_reader(&self.tab.name).map_err(fault)?;
        let mut cells = Cells::new();
        while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(fault)? {
            let at = position(cell.get_position())?;
            let value = value(cell.get_value().clone().into(), shift);
            let cell = self.cell(at, value);
            if cell.value == CellValue::Empty && !cell.is_formula {
                continue;
            }
            spent.value(&cell.value)?;
            cells.push((at, cell));
            if let (Some(Some(style)), Some((_, cell))) = (self.styles.get(style), cells.last_mut()) {
                style.put_on(cell, shift);
            }
            if self.tab.is_seen_enough(&cells) {
                break;
            }
        }
        Ok(cells)
    }

    fn cell(&self, at: CellRef, value: CellValue) -> Cell {
        // The text that stands for a picture (=DISPIMG(…), #VALUE!) is nobody's answer.
        if self.facts.unseen.pictures.contains(&at) && is_stand_in(&value) {
            return Cell::default();
        }
        let formula = self.facts.formulas.get(&at);
        let is_empty_text = formula.is_some_and(|formula| formula.is_empty_text) && value == CellValue::Empty;
        let value = if is_empty_text { CellValue::Text(String::new()) } else { value };
        Cell { value, is_formula: formula.is_some(), format: None }
    }
}

fn is_stand_in(value: &CellValue) -> bool {
    match value {
        CellValue::Text(text) => text.contains("DISPIMG"),
        CellValue::Error(_) => true,
        _ => false,
    }
}

/// Reads .xls and .et, which may abort the process on a damaged file.
pub fn xls(bytes: &[u8]) -> Result<Workbook, Fault> {
    let mut book = compound::has_ends(bytes).and_then(|()| Xls::new(Cursor::new(bytes)).map_err(fault))?;
    let shift = if book.has_1904_epoch() { DAYS_1904 } else { 0.0 };
    let tabs = tabs(book.sheets_metadata())?;
    let extras = biff::extras(bytes);
    let facts = extras.as_ref().filter(|extras| extras.sheets.len() == tabs.len());
    let mut sheets = Vec::new();
    for (index, tab) in tabs.iter().enumerate().filter(|(_, tab)| tab.is_worksheet) {
        let mut cells = xls_cells(&mut book, tab, shift)?;
        if let Some(extras) = facts {
            extras.sheets[index].complete(&mut cells, shift, extras.has_calculator);
        }
        let merges = areas(book.merge_cells_by_sheet_name(&tab.name).unwrap_or_default())?;
        let unseen = facts.map(|extras| extras.sheets[index].unseen.clone()).unwrap_or_default();
        let mut sheet = tab.sheet(tab.seen(cells), merges).with_unseen(unseen);
        sheet.keeps_formats = facts.is_some();
        sheets.push(sheet);
    }
    let has_macros = super::sniff::has_macro_project(bytes);
    let links_elsewhere = extras.as_ref().is_some_and(|extras| extras.links_elsewhere);
    let properties = book.workbook_properties().unwrap_or_default();
    let modified = properties.modified.as_deref().and_then(calendar::epoch);
    Ok(Workbook { format: "xls".to_owned(), sheets, has_macros, links_elsewhere, modified, marker: None })
}

fn xls_cells(book: &mut Xls<Cursor<&[u8]>>, tab: &Tab, shift: f64) -> Result<Cells, Fault> {
    let range = book.worksheet_range(&tab.name).map_err(fault)?;
    let start = range.start().unwrap_or_default();
    let mut spent = Spent::default();
    let mut cells = Cells::new();
    for (row, col, data) in range.used_cells() {
        let at = position((start.0.saturating_add(row as u32), start.1.saturating_add(col as u32)))?;
        let value = value(data.clone(), shift);
        spent.value(&value)?;
        cells.push((at, Cell { value, ..Cell::default() }));
    }
    Ok(cells)
}

/// Reads .xlsb, whose reader trusts the counts in the file.
pub fn xlsb(bytes: &[u8]) -> Result<Workbook, Fault> {
    let mut package = Package::open(bytes)?;
    package.weigh()?;
    let lean = biff12::lean(&mut package)?;
    let mut book = Xlsb::new(Cursor::new(lean.as_slice())).map_err(fault)?;
    let tabs = tabs(book.sheets_metadata())?;
    let extras = biff12::extras(&mut Package::open(&lean)?).filter(|extras| extras.len() == tabs.len());
    let keeps = extras.is_some();
    let mut extras = extras.unwrap_or_default().into_iter();
    let mut sheets = Vec::new();
    for tab in &tabs {
        let extra = extras.next().unwrap_or_default();
        if tab.is_worksheet {
            let cells = xlsb_cells(&mut book, tab, &extra)?;
            let mut sheet = tab.sheet(tab.seen(cells), extra.merges).with_unseen(extra.unseen);
            (sheet.keeps_merges, sheet.keeps_formats) = (keeps, keeps);
            sheets.push(sheet);
        }
    }
    let core = package.part("docprops/core.xml")?.unwrap_or_default();
    let modified = element_text(&core, "dcterms:modified").and_then(calendar::epoch);
    let marker = marker(&package.part("docprops/custom.xml")?.unwrap_or_default());
    let out = package.workbook("xlsb");
    Ok(Workbook { sheets, modified: modified.or(out.modified), marker, ..out })
}

fn xlsb_cells(book: &mut Xlsb<Cursor<&[u8]>>, tab: &Tab, extra: &SheetExtras) -> Result<Cells, Fault> {
    let shift = if book.has_1904_epoch() { DAYS_1904 } else { 0.0 };
    let mut reader = book.worksheet_cells_reader(&tab.name).map_err(fault)?;
    let mut spent = Spent::default();
    let mut cells = Cells::new();
    while let Some(cell) = reader.next_cell().map_err(fault)? {
        let at = position(cell.get_position())?;
        let value = value(cell.get_value().clone().into(), shift);
        spent.value(&value)?;
        let mut cell = Cell { value, is_formula: extra.formulas.contains(&at), format: None };
        if let Some(style) = extra.formats.get(&at) {
            style.put_on(&mut cell, shift);
        }
        cells.push((at, cell));
    }
    Ok(cells)
}

/// A tab of a workbook.
struct Tab {
    name: String,
    visibility: Visibility,
    is_worksheet: bool,
}

fn tabs(sheets: &[calamine::Sheet]) -> Result<Vec<Tab>, Fault> {
    if sheets.len() > limits::SHEETS {
        return over("工作表", limits::SHEETS, "张");
    }
    let tab = |sheet: &calamine::Sheet| Tab {
        name: sheet.name.clone(),
        visibility: match sheet.visible {
            SheetVisible::Visible => Visibility::Visible,
            SheetVisible::Hidden => Visibility::Hidden,
            SheetVisible::VeryHidden => Visibility::VeryHidden,
        },
        is_worksheet: sheet.typ == SheetType::WorkSheet,
    };
    Ok(sheets.iter().map(tab).collect())
}

impl Tab {
    fn is_visible(&self) -> bool {
        self.visibility == Visibility::Visible
    }

    /// Of a hidden sheet only whether it holds anything is ever asked.
    fn is_seen_enough(&self, cells: &Cells) -> bool {
        !self.is_visible() && cells.last().is_some_and(|(_, cell)| !cell.is_blank())
    }

    fn sheet(&self, cells: Cells, merges: Vec<Area>) -> Sheet {
        let mut sheet = Sheet::new(&self.name, cells, merges);
        sheet.visibility = self.visibility;
        sheet
    }

    /// Of a hidden sheet no more than says that it holds something.
    fn seen(&self, mut cells: Cells) -> Cells {
        if !self.is_visible() {
            let enough = cells.iter().position(|(_, cell)| !cell.is_blank()).map_or(0, |at| at + 1);
            cells.truncate(enough);
        }
        cells
    }
}

fn areas(found: Vec<Dimensions>) -> Result<Vec<Area>, Fault> {
    if found.len() > limits::MERGES {
        return over("一张表内的合并单元格", limits::MERGES, "处");
    }
    let corner = |(row, col)| CellRef::new(row, col);
    Ok(found.iter().filter_map(|d| sheet_xml::area(corner(d.start), corner(d.end))).collect())
}

/// `shift` is added to dates, so all are of the 1900 system.
fn value(data: Data, shift: f64) -> CellValue {
    match data {
        Data::Empty => CellValue::Empty,
        Data::Int(number) => CellValue::Number(number as f64),
        Data::Float(number) if number.is_finite() => CellValue::Number(number),
        // What no decimal could hold is what Excel would call a number error.
        Data::Float(_) => CellValue::Error("#NUM!".to_owned()),
        Data::String(text) => CellValue::Text(text),
        Data::Bool(truth) => CellValue::Bool(truth),
        Data::DateTime(moment) if moment.is_duration() => CellValue::Number(moment.as_f64()),
        Data::DateTime(moment) => CellValue::Date(moment.as_f64() + shift),
        Data::DateTimeIso(text) => calendar::serial(&text).map_or(CellValue::Text(text), CellValue::Date),
        Data::DurationIso(text) => CellValue::Text(text),
        Data::Error(error) => CellValue::Error(error.to_string()),
    }
}

fn fault(error: impl Into<calamine::Error>) -> Fault {
    match error.into() {
        calamine::Error::Xlsx(XlsxError::Password)
        | calamine::Error::Xls(XlsError::Password)
        | calamine::Error::Xlsb(XlsbError::Password) => Fault::Encrypted,
        other => Fault::Corrupt(other.to_string()),
    }
}
