//! .xlsx and .xlsm through calamine; this module alone knows that crate.

mod rows;

use std::io::Cursor;

use calamine::{Data, Dimensions, Reader, SheetType, SheetVisible};
use calamine::{Xlsx, XlsxError};

use super::calendar;
use super::facts::SheetFacts;
use super::limits::{self, Spent, over, position};
use super::package::{Package, element_text, marker};
use super::pictures;
use super::sheet_xml::{self, Glance};
use super::styles::{DAYS_1904, Style};
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
    let mut glance = Glance::at(&mut package)?;
    let mut out = package.workbook("xlsx");
    let core = package.xml("docprops/core.xml").ok().flatten().unwrap_or_default();
    out.modified = element_text(&core, "dcterms:modified").and_then(calendar::epoch).or(out.modified);
    out.marker = marker(&package.xml("docprops/custom.xml").ok().flatten().unwrap_or_default()).or(glance.named.take());
    let mut book: LeanXlsx = Xlsx::new(Cursor::new(std::mem::take(&mut glance.lean))).map_err(fault)?;
    let tabs = tabs(book.sheets_metadata())?;
    glance.weigh(tabs.len())?;
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
    if sheets.iter().any(|sheet| sheet.name.len() > limits::NAME) {
        return over("工作表的名称", limits::NAME, "字节");
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

fn fault(error: XlsxError) -> Fault {
    match error {
        XlsxError::Password => Fault::Encrypted,
        other => Fault::Corrupt(other.to_string()),
    }
}
