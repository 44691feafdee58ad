//! Microsoft's formats through calamine; the only file that knows that crate.

use std::collections::HashMap;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Dimensions, Reader, SheetType, SheetVisible};
use calamine::{Xls, XlsError, Xlsb, XlsbError, Xlsx, XlsxCellReader, XlsxError, XlsxFormulaMetadata};

use super::calendar;
use super::limits::{self, Spent, over, position};
use super::package::{Package, element_text};
use super::sheet_xml::{self, Glance};
use super::{biff, biff12};
use crate::model::address::{Area, CellRef};
use crate::model::grid::{Cell, CellValue, Sheet, Visibility, Workbook};
use crate::model::source::Fault;

type Cells = Vec<(CellRef, Cell)>;
type LeanXlsx = Xlsx<Cursor<Vec<u8>>>;

/// Reads .xlsx and .xlsm. Nothing a file claims is allocated: the package is weighed, its cells are streamed,
/// and the claimed number of strings is disarmed.
pub fn xlsx(bytes: &[u8]) -> Result<Workbook, Fault> {
    let mut package = Package::open(bytes)?;
    package.weigh()?;
    let mut glance = Glance::default();
    let lean = package.lean(".xml", |name, part| glance.look(name, part))?;
    let mut out = Workbook { modified: glance.modified, ..package.workbook("xlsx") };
    let mut book: LeanXlsx = Xlsx::new(Cursor::new(lean)).map_err(fault)?;
    let tabs = tabs(book.sheets_metadata())?;
    let facts = glance.in_order(tabs.len());
    let mut formats = None;
    let mut spent = Spent::default();
    for (tab, facts) in tabs.iter().zip(facts).filter(|(tab, _)| tab.is_worksheet) {
        let mut sheet = XlsxSheet { book: &mut book, tab, formats: &mut formats, spent: &mut spent };
        let cells = sheet.cells(facts.as_ref().is_none_or(|facts| facts.has_formulas))?;
        let merges = match facts {
            Some(facts) => facts.merges,
            None => areas(book.merge_cells_by_sheet_name(&tab.name).map_err(fault)?)?,
        };
        out.sheets.push(tab.sheet(cells, merges));
    }
    Ok(out)
}

/// One sheet being read; formats are shared by all sheets of the workbook.
struct XlsxSheet<'a> {
    book: &'a mut LeanXlsx,
    tab: &'a Tab,
    formats: &'a mut Option<Vec<Option<Arc<str>>>>,
    spent: &'a mut Spent,
}

impl XlsxSheet<'_> {
    fn cells(&mut self, has_formulas: bool) -> Result<Cells, Fault> {
        let mut formulas = match has_formulas && self.tab.is_visible() {
            true => self.formulas()?,
            false => HashMap::new(),
        };
        let shift = if self.book.has_1904_epoch() { DAYS_1904 } else { 0.0 };
        let mut reader = self.book.worksheet_cells_reader(&self.tab.name).map_err(fault)?;
        let formats = self.formats.get_or_insert_with(|| format_codes(&reader));
        let mut cells = Cells::new();
        while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(fault)? {
            let at = position(cell.get_position())?;
            let value = value(cell.get_value().clone().into(), shift);
            let formula = formulas.remove(&at);
            if value == CellValue::Empty && formula.is_none() {
                continue;
            }
            self.spent.value(&value, formula.as_deref())?;
            cells.push((at, Cell { value, formula, format: formats.get(style).cloned().flatten() }));
            if self.tab.is_seen_enough(&cells) {
                break;
            }
        }
        Ok(cells)
    }

    /// Formula texts by cell. Derived cells of a shared formula are shifted here, one by one, because the reader's
    /// own expansion reserves as many entries as a file's index claims.
    fn formulas(&mut self) -> Result<HashMap<CellRef, Box<str>>, Fault> {
        let mut reader = self.book.worksheet_cells_reader(&self.tab.name).map_err(fault)?;
        let mut shared: HashMap<usize, (String, (u32, u32))> = HashMap::new();
        let mut found = HashMap::new();
        let mut spent = Spent::default();
        while let Some(record) = reader.next_cell_with_formula_metadata().map_err(fault)? {
            let text = match record.formula {
                None => continue,
                Some(XlsxFormulaMetadata::Shared { shared_index, formula, .. }) => {
                    shared.insert(shared_index, (formula.clone(), record.pos));
                    formula
                }
                Some(XlsxFormulaMetadata::SharedDerived { shared_index }) => shared
                    .get(&shared_index)
                    .and_then(|(text, from)| calamine::expand_shared_formula(text, *from, record.pos).ok())
                    .unwrap_or_default(),
                Some(XlsxFormulaMetadata::Normal { formula }) => formula,
                Some(_) => String::new(),
            };
            spent.cell(text.len())?;
            found.insert(position(record.pos)?, text.into_boxed_str());
        }
        Ok(found)
    }
}

/// One shared code per style; `General` says nothing and is left out.
fn format_codes<R: std::io::Read + std::io::Seek>(reader: &XlsxCellReader<'_, R>) -> Vec<Option<Arc<str>>> {
    let codes = reader.styles().iter().map(|style| style.number_format.as_ref().map(|format| &format.format_code));
    codes.map(|code| code.filter(|code| biff::is_telling(code)).map(|code| Arc::from(code.as_str()))).collect()
}

/// Reads .xls and .et, which may abort the process on a damaged file.
pub fn xls(bytes: &[u8]) -> Result<Workbook, Fault> {
    let mut book = biff::has_ends(bytes).and_then(|()| Xls::new(Cursor::new(bytes)).map_err(fault))?;
    let shift = if book.has_1904_epoch() { DAYS_1904 } else { 0.0 };
    let tabs = tabs(book.sheets_metadata())?;
    let extras = biff::extras(bytes);
    let facts = extras.as_ref().map(|extras| &extras.sheets).filter(|sheets| sheets.len() == tabs.len());
    let mut sheets = Vec::new();
    for (index, tab) in tabs.iter().enumerate().filter(|(_, tab)| tab.is_worksheet) {
        let mut cells = xls_cells(&mut book, tab, shift)?;
        if let Some(facts) = facts.map(|sheets| &sheets[index]) {
            facts.complete(&mut cells);
        }
        let merges = areas(book.merge_cells_by_sheet_name(&tab.name).unwrap_or_default())?;
        let mut sheet = tab.sheet(cells, merges);
        sheet.keeps_formats = facts.is_some();
        sheets.push(sheet);
    }
    let has_macros = super::sniff::has_macro_project(bytes);
    let links_elsewhere = extras.as_ref().is_some_and(|extras| extras.links_elsewhere);
    let properties = book.workbook_properties().unwrap_or_default();
    let modified = properties.modified.as_deref().and_then(calendar::epoch);
    Ok(Workbook { format: "xls".to_owned(), sheets, has_macros, links_elsewhere, modified })
}

fn xls_cells(book: &mut Xls<Cursor<&[u8]>>, tab: &Tab, shift: f64) -> Result<Cells, Fault> {
    let range = book.worksheet_range(&tab.name).map_err(fault)?;
    let mut values = Vec::new();
    for (at, data) in absolute(range.start(), range.used_cells()) {
        values.push((position(at)?, value(data.clone(), shift)));
    }
    let formula = book.worksheet_formula(&tab.name).map_err(fault)?;
    let formulas = absolute(formula.start(), formula.used_cells()).map(|(at, text)| (at, text.clone()));
    tab.joined(values, formulas.collect())
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
            let mut cells = xlsb_cells(&mut book, tab)?;
            cells.iter_mut().for_each(|(at, cell)| cell.format = extra.formats.get(at).cloned());
            let mut sheet = tab.sheet(cells, extra.merges);
            (sheet.keeps_merges, sheet.keeps_formats) = (keeps, keeps);
            sheets.push(sheet);
        }
    }
    let core = package.part("docprops/core.xml")?.unwrap_or_default();
    let modified = element_text(&core, "dcterms:modified").and_then(calendar::epoch);
    Ok(Workbook { sheets, modified, ..package.workbook("xlsb") })
}

fn xlsb_cells(book: &mut Xlsb<Cursor<&[u8]>>, tab: &Tab) -> Result<Cells, Fault> {
    let shift = if book.has_1904_epoch() { DAYS_1904 } else { 0.0 };
    let mut values = Vec::new();
    let mut reader = book.worksheet_cells_reader(&tab.name).map_err(fault)?;
    while let Some(cell) = reader.next_cell().map_err(fault)? {
        values.push((position(cell.get_position())?, value(cell.get_value().clone().into(), shift)));
    }
    drop(reader);
    let mut formulas = Vec::new();
    let mut reader = book.worksheet_cells_reader(&tab.name).map_err(fault)?;
    // A formula that can't be decompiled ends the list, not the reading: the values are there.
    while let Ok(Some(cell)) = reader.next_formula() {
        formulas.push((cell.get_position(), cell.get_value().clone()));
    }
    tab.joined(values, formulas)
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

    /// Values and formulas that were read apart, put into the same cells.
    fn joined(&self, values: Vec<(CellRef, CellValue)>, formulas: Vec<((u32, u32), String)>) -> Result<Cells, Fault> {
        let mut spent = Spent::default();
        let mut texts = HashMap::new();
        for (at, formula) in formulas {
            spent.cell(formula.len())?;
            texts.insert(position(at)?, formula.into_boxed_str());
        }
        let mut cells = Cells::new();
        for (at, value) in values {
            spent.value(&value, None)?;
            cells.push((at, Cell { value, formula: texts.remove(&at), format: None }));
        }
        cells.extend(texts.into_iter().map(|(at, text)| (at, Cell { formula: Some(text), ..Cell::default() })));
        cells.sort_by_key(|(at, _)| *at);
        if !self.is_visible() {
            let enough = cells.iter().position(|(_, cell)| !cell.is_blank()).map_or(0, |at| at + 1);
            cells.truncate(enough);
        }
        Ok(cells)
    }
}

fn absolute<'a, T: 'a>(
    start: Option<(u32, u32)>,
    used: impl Iterator<Item = (usize, usize, &'a T)>,
) -> impl Iterator<Item = ((u32, u32), &'a T)> {
    let (row, col) = start.unwrap_or_default();
    used.map(move |(r, c, value)| ((row.saturating_add(r as u32), col.saturating_add(c as u32)), value))
}

fn areas(found: Vec<Dimensions>) -> Result<Vec<Area>, Fault> {
    if found.len() > limits::MERGES {
        return over("一张表内的合并单元格", limits::MERGES, "处");
    }
    let corner = |(row, col)| CellRef::new(row, col);
    Ok(found.iter().filter_map(|d| sheet_xml::area(corner(d.start), corner(d.end))).collect())
}

/// Days between the two systems Excel counts dates in.
const DAYS_1904: f64 = 1462.0;

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
