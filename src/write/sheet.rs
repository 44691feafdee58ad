//! Workbooks in our own few words. The only file that knows rust_xlsxwriter.
//!
//! Text is always written as text, never as a formula, whatever it begins with; text longer than a
//! cell holds is cut with a mark; numbers are decimals until here.

mod chart;
mod format;
mod links;
mod numbers;
mod pack;
mod pour;
mod protect;
mod setup;
mod sink;
mod text;

use std::ops::Range;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};

use rust_decimal::Decimal;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};
use rustc_hash::FxHashMap;

pub use chart::{Chart, Series};
pub use links::Cell;
pub use protect::{Allowed, Entry};
pub use setup::Print;
pub use text::{Target, quoted, sheet_name};

use format::format_of;
use numbers::{column, float};
use pour::{Content, Pour};
use sink::Sink;
use text::{LONGEST_TEXT, fitting};

use super::WriteError;
use super::styles::Look;
use crate::model::address::{Area, CellRef};
use crate::model::characters::writable;
use crate::model::marker::MARKER;
use crate::model::quiet::quietly;

/// Rows of a sheet (Excel 2007 and later), but the one that ends a long sheet.
pub const ROWS: u32 = 1_048_575;
/// Deflate level: well under the time of the default 6, for files about a quarter larger.
const COMPRESSION: u8 = 2;
/// Lowest row of a long table, in points.
const LONG_ROW: f64 = 20.0;
/// An untouched row and column of the default font, pixels.
const ROW_PIXELS: u32 = 20;
const COLUMN_PIXELS: u32 = 64;

/// What stands in the file's properties.
#[derive(Clone, Debug)]
pub struct Properties {
    pub title: String,
    pub subject: String,
    pub comment: String,
    /// Seconds since the epoch: the same inputs give the same bytes.
    pub created: i64,
    /// What it is known by when it comes back among the inputs.
    pub marker: Option<String>,
}

impl Default for Properties {
    fn default() -> Self {
        let comment = "由 jixiao 根据各部门报送的自评表自动生成".to_owned();
        Self { title: String::new(), subject: String::new(), comment, created: 0, marker: None }
    }
}

/// A workbook being written.
pub struct Book {
    workbook: Workbook,
    sheets: usize,
    poured: Vec<pack::Poured>,
    /// Names nobody is shown.
    hidden: Vec<String>,
}

/// One sheet. A long one keeps nothing of its body in memory, so its rows must come in order.
pub struct Page {
    name: String,
    sheet: Worksheet,
    formats: FxHashMap<Look, Format>,
    links: usize,
    body: Option<Pour>,
}

/// What a formula gave when it was written; shown by everything that does not recalculate.
#[derive(Clone, Debug)]
pub enum Stored {
    Number(Decimal),
    Text(String),
}

impl Book {
    pub fn new(properties: &Properties) -> Result<Self, WriteError> {
        let created = ExcelDateTime::from_timestamp(properties.created).map_err(|e| refused(&properties.title, e))?;
        let marker = properties.marker.as_deref();
        let properties = DocProperties::new()
            .set_title(writable(&properties.title))
            .set_subject(writable(&properties.subject))
            .set_author("绩效 jixiao")
            .set_comment(&properties.comment)
            .set_creation_datetime(&created);
        let properties = match marker {
            Some(kind) => properties.set_custom_property(MARKER, kind),
            None => properties,
        };
        let mut workbook = Workbook::new();
        workbook.set_properties(&properties);
        workbook.set_default_format(&format::ruler(), ROW_PIXELS, COLUMN_PIXELS).map_err(|e| refused("", e))?;
        workbook.set_zip_compression_level(COMPRESSION);
        Ok(Self { workbook, sheets: 0, poured: Vec::new(), hidden: Vec::new() })
    }

    /// Sheets stand in the order they are put.
    pub fn put(&mut self, mut page: Page) -> Result<(), WriteError> {
        page.show_looks()?;
        self.sheets += 1;
        self.poured.extend(page.body.take().filter(|body| !body.rows.is_empty()).map(|body| (self.sheets, body)));
        self.workbook.push_worksheet(page.sheet);
        Ok(())
    }

    pub fn save(mut self, path: &Path) -> Result<(), WriteError> {
        if self.poured.is_empty() {
            return self.save_library(path);
        }
        let poured = std::mem::take(&mut self.poured);
        let plain = beside(path);
        self.save_library(&plain)?;
        pack::pack(&plain, poured, path).map_err(WriteError::io(path))?;
        std::fs::remove_file(&plain).map_err(WriteError::io(&plain))
    }

    fn save_library(&mut self, path: &Path) -> Result<(), WriteError> {
        let what = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let mut sink = Sink::create(path).map_err(WriteError::io(path))?;
        // The library starts a thread for each sheet, and panics where the system lets it start none.
        let saved = quietly(AssertUnwindSafe(|| self.workbook.save_to_writer(&mut sink)));
        let saved = saved.ok_or_else(|| WriteError::NoThread { path: what.as_ref().into() })?;
        saved.map_err(|error| match error {
            XlsxError::IoError(cause) => WriteError::Io { path: path.to_owned(), cause },
            other => refused(&what, other),
        })?;
        sink.finish().map_err(WriteError::io(path))?;
        if self.hidden.is_empty() { Ok(()) } else { protect::hide(path, &self.hidden).map_err(WriteError::io(path)) }
    }
}

/// Where the workbook stands before its long tables are poured into it.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.unpoured"))
}

fn refused(what: &str, error: XlsxError) -> WriteError {
    match error {
        XlsxError::IoError(cause) => WriteError::Io { path: what.into(), cause },
        // The library's own words mean nothing to people; a table that does not fit is a mistake of ours.
        _ => WriteError::Workbook { path: what.into() },
    }
}

impl Page {
    pub fn new(name: &str) -> Result<Self, WriteError> {
        Self::of(Worksheet::new(), name, None)
    }

    fn of(mut sheet: Worksheet, name: &str, body: Option<Pour>) -> Result<Self, WriteError> {
        sheet.set_name(name).map_err(|e| refused(name, e))?;
        // Every formula here brings its result; an empty one must be stored as empty text, not as 0.
        sheet.set_screen_gridlines(false).set_formula_result_default("");
        if body.is_some() {
            sheet.set_default_row_height(LONG_ROW);
        }
        Ok(Self { name: name.to_owned(), sheet, formats: FxHashMap::default(), links: 0, body })
    }

    /// A sheet of any length: the rows of its body, in so many columns, are laid aside in a folder.
    pub fn long(name: &str, rows: Range<u32>, (columns, folder): (u32, &Path)) -> Result<Self, WriteError> {
        let pour = Pour::begin(folder, rows, columns).map_err(WriteError::io(folder))?;
        Self::of(Worksheet::new(), name, Some(pour))
    }

    /// One row with a cell of each look, from which the numbers of the looks are read.
    fn show_looks(&mut self) -> Result<(), WriteError> {
        let Some(body) = self.body.as_ref().filter(|body| !body.rows.is_empty()) else { return Ok(()) };
        let (row, looks) = (body.rows.start, body.looks().into_iter().cloned().collect::<Vec<_>>());
        for (col, look) in (0..).zip(looks) {
            self.cell(look, |sheet, format| sheet.write_blank(row, col, format))?;
        }
        Ok(())
    }

    /// The body, where the cell is in it.
    fn body_at(&mut self, row: u32) -> Option<&mut Pour> {
        self.body.as_mut().filter(|body| body.rows.contains(&row))
    }

    /// Into the body, where the cell is in it; false where it is not.
    fn pour(&mut self, at: CellRef, look: &Look, content: &Content<'_>) -> Result<bool, WriteError> {
        let Some(body) = self.body_at(at.row) else { return Ok(false) };
        body.cell(at, look, content).map_err(WriteError::laid_aside)?;
        Ok(true)
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// One call of the library with the cell's format; its refusal named by the sheet.
    fn cell(
        &mut self,
        look: Look,
        write: impl for<'a> FnOnce(&'a mut Worksheet, &Format) -> Result<&'a mut Worksheet, XlsxError>,
    ) -> Result<(), WriteError> {
        let format = self.formats.entry(look).or_insert_with_key(format_of);
        write(&mut self.sheet, format).map(drop).map_err(|e| refused(&self.name, e))
    }

    /// A setting without a format.
    fn set(
        &mut self,
        change: impl for<'a> FnOnce(&'a mut Worksheet) -> Result<&'a mut Worksheet, XlsxError>,
    ) -> Result<(), WriteError> {
        change(&mut self.sheet).map(drop).map_err(|e| refused(&self.name, e))
    }

    /// Text stays text, also when it begins with = + - @.
    pub fn text(&mut self, at: CellRef, text: &str, look: impl Into<Look>) -> Result<(), WriteError> {
        let (text, look) = (fitting(text, LONGEST_TEXT), look.into());
        let content = if text.is_empty() { Content::Blank } else { Content::Text(&text) };
        if self.pour(at, &look, &content)? {
            return Ok(());
        }
        self.cell(look, |sheet, format| sheet.write_string_with_format(at.row, column(at), text, format))
    }

    pub fn number(&mut self, at: CellRef, value: Decimal, look: impl Into<Look>) -> Result<(), WriteError> {
        let (value, look) = (float(value), look.into());
        if self.pour(at, &look, &Content::Number(value))? {
            return Ok(());
        }
        self.cell(look, |sheet, format| sheet.write_number_with_format(at.row, column(at), value, format))
    }

    pub fn blank(&mut self, at: CellRef, look: impl Into<Look>) -> Result<(), WriteError> {
        let look = look.into();
        if self.pour(at, &look, &Content::Blank)? {
            return Ok(());
        }
        self.cell(look, |sheet, format| sheet.write_blank(at.row, column(at), format))
    }

    /// A live formula (without `=`), made by this program and never from text of a form.
    pub fn formula(
        &mut self,
        at: CellRef,
        formula: &str,
        stored: Stored,
        look: impl Into<Look>,
    ) -> Result<(), WriteError> {
        let (look, text) = (look.into(), |text: &str| fitting(text, LONGEST_TEXT).into_owned());
        let result = match &stored {
            Stored::Number(value) => Ok(float(*value)),
            Stored::Text(stored) => Err(text(stored)),
        };
        let poured = Content::Formula(formula, result.as_ref().copied().map_err(String::as_str));
        if self.pour(at, &look, &poured)? {
            return Ok(());
        }
        let stored = result.map_or_else(|text| text, |value| value.to_string());
        let formula = Formula::new(format!("={formula}")).set_result(stored);
        self.cell(look, |sheet, format| sheet.write_formula_with_format(at.row, column(at), formula, format))
    }

    /// One text over an area; a single cell is just written.
    pub fn merge(&mut self, area: Area, text: &str, look: impl Into<Look>) -> Result<(), WriteError> {
        if area.is_single() {
            return self.text(area.first, text, look);
        }
        let (first, last, text) = (area.first, area.last, fitting(text, LONGEST_TEXT));
        self.cell(look.into(), |sheet, format| {
            sheet.merge_range(first.row, column(first), last.row, column(last), &text, format)
        })
    }
}

#[cfg(test)]
mod tests;
