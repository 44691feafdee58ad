//! Workbooks in our own few words. The only file that knows rust_xlsxwriter.
//!
//! Text is always written as text, never as a formula, whatever it begins with; text longer than a
//! cell holds is cut with a mark; numbers are decimals until here.

mod body;
mod chart;
mod format;
mod setup;
mod sink;
mod text;

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Url, Workbook, Worksheet, XlsxError};

pub use chart::{Chart, Series};
pub use setup::Print;
pub use text::{Target, quoted, sheet_name};

use body::Body;
use format::format_of;
use sink::Sink;
use text::{LONGEST_LITERAL, LONGEST_TEXT, fitting, utf16};

use super::WriteError;
use super::styles::Look;
use crate::model::address::{Area, CellRef};

/// Rows of a sheet (Excel 2007 and later), but the one that ends a long sheet.
pub const ROWS: u32 = 1_048_575;
/// Links Excel keeps per sheet; further ones become HYPERLINK formulas.
const LINKS: usize = 65_530;
/// Deflate level: well under the time of the default 6, for files about a quarter larger.
const COMPRESSION: u8 = 2;
/// Lowest row of a long table, in points.
const LONG_ROW: f64 = 20.0;
/// An untouched row and column of the default font, pixels.
const ROW_PIXELS: u32 = 20;
const COLUMN_PIXELS: u32 = 64;

/// What stands in the file's properties.
#[derive(Clone, Debug, Default)]
pub struct Properties {
    pub title: String,
    pub subject: String,
    /// Seconds since the epoch: the same inputs give the same bytes.
    pub created: i64,
}

/// A workbook being written.
pub struct Book {
    workbook: Workbook,
}

/// One sheet. A long one keeps nothing in memory, so its rows must come in order.
pub struct Page {
    name: String,
    sheet: Worksheet,
    formats: HashMap<Look, Format>,
    links: usize,
    body: Option<Body>,
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
        let properties = DocProperties::new()
            .set_title(&properties.title)
            .set_subject(&properties.subject)
            .set_author("绩效 jixiao")
            .set_comment("由 jixiao 根据各部门报送的自评表自动生成")
            .set_creation_datetime(&created);
        let mut workbook = Workbook::new();
        workbook.set_properties(&properties);
        workbook.set_default_format(&format::ruler(), ROW_PIXELS, COLUMN_PIXELS).map_err(|e| refused("", e))?;
        workbook.set_zip_compression_level(COMPRESSION);
        Ok(Self { workbook })
    }

    /// A sheet of any length in constant memory, its body in these columns and rows.
    pub fn long_page(&mut self, name: &str, looks: Vec<Look>, rows: Range<u32>) -> Result<Page, WriteError> {
        let sheet = self.workbook.new_worksheet_with_constant_memory().map_err(|e| refused(name, e))?;
        Page::of(sheet, name, Some(Body { looks, rows }))
    }

    /// Sheets stand in the order they are put.
    pub fn put(&mut self, mut page: Page) -> Result<(), WriteError> {
        page.end()?;
        self.workbook.push_worksheet(page.sheet);
        Ok(())
    }

    pub fn save(mut self, path: &Path) -> Result<(), WriteError> {
        let what = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let mut sink = Sink::create(path).map_err(WriteError::io(path))?;
        self.workbook.save_to_writer(&mut sink).map_err(|error| match error {
            XlsxError::IoError(cause) => WriteError::Io { path: path.to_owned(), cause },
            other => refused(&what, other),
        })?;
        sink.finish().map_err(WriteError::io(path))
    }
}

fn refused(what: &str, error: XlsxError) -> WriteError {
    WriteError::Workbook { path: what.into(), cause: error.to_string() }
}

impl Page {
    pub fn new(name: &str) -> Result<Self, WriteError> {
        Self::of(Worksheet::new(), name, None)
    }

    fn of(mut sheet: Worksheet, name: &str, body: Option<Body>) -> Result<Self, WriteError> {
        sheet.set_name(name).map_err(|e| refused(name, e))?;
        // Every formula here brings its result; an empty one must be stored as empty text, not as 0.
        sheet.set_screen_gridlines(false).set_formula_result_default("");
        if body.is_some() {
            sheet.set_default_row_height(LONG_ROW);
        }
        let mut page = Self { name: name.to_owned(), sheet, formats: HashMap::new(), links: 0, body };
        page.dress_columns(format_of)?;
        Ok(page)
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
        if !text.is_empty() && self.column_says(at, &look) {
            return self.set(|sheet| sheet.write_string(at.row, column(at), text));
        }
        self.cell(look, |sheet, format| sheet.write_string_with_format(at.row, column(at), text, format))
    }

    pub fn number(&mut self, at: CellRef, value: Decimal, look: impl Into<Look>) -> Result<(), WriteError> {
        let (value, look) = (float(value), look.into());
        if self.column_says(at, &look) {
            return self.set(|sheet| sheet.write_number(at.row, column(at), value));
        }
        self.cell(look, |sheet, format| sheet.write_number_with_format(at.row, column(at), value, format))
    }

    pub fn blank(&mut self, at: CellRef, look: impl Into<Look>) -> Result<(), WriteError> {
        self.cell(look.into(), |sheet, format| sheet.write_blank(at.row, column(at), format))
    }

    /// A live formula (without `=`), made by this program and never from text of a form.
    pub fn formula(
        &mut self,
        at: CellRef,
        formula: &str,
        stored: Stored,
        look: impl Into<Look>,
    ) -> Result<(), WriteError> {
        let stored = match stored {
            Stored::Number(value) => float(value).to_string(),
            Stored::Text(text) => fitting(&text, LONGEST_TEXT).into_owned(),
        };
        let (formula, look) = (Formula::new(format!("={formula}")).set_result(stored), look.into());
        if self.column_says(at, &look) {
            return self.set(|sheet| sheet.write_formula(at.row, column(at), formula));
        }
        self.cell(look, |sheet, format| sheet.write_formula_with_format(at.row, column(at), formula, format))
    }

    /// A text that jumps. Beyond what Excel keeps, and on long sheets, a HYPERLINK formula.
    pub fn link(&mut self, at: CellRef, text: &str, target: &Target, look: impl Into<Look>) -> Result<(), WriteError> {
        if self.body.is_some() || self.links >= LINKS {
            return self.link_formula(at, text, target, look.into());
        }
        self.links += 1;
        let url = Url::new(target.address()).set_text(fitting(text, LONGEST_TEXT));
        self.cell(look.into(), |sheet, format| sheet.write_url_with_format(at.row, column(at), url, format))
    }

    fn link_formula(&mut self, at: CellRef, text: &str, target: &Target, look: Look) -> Result<(), WriteError> {
        let place = target.place();
        if utf16(text).max(utf16(&place)) > LONGEST_LITERAL {
            return self.text(at, text, look);
        }
        let formula = format!("HYPERLINK({},{})", quoted(&place), quoted(text));
        self.formula(at, &formula, Stored::Text(text.to_owned()), look)
    }

    /// Makes a cell that was or will be written jump as well; its content stays.
    pub fn jump(&mut self, at: CellRef, tip: &str, target: &Target, write: Cell<'_>) -> Result<(), WriteError> {
        if self.body.is_none() && self.links < LINKS {
            self.links += 1;
            let url = Url::new(target.address()).set_text("1").set_tip(fitting(tip, LONGEST_LITERAL));
            self.cell(write.look.clone(), |sheet, format| {
                sheet.write_url_with_format(at.row, column(at), url, format)
            })?;
        }
        match write.formula {
            Some(formula) => self.formula(at, formula, Stored::Number(write.value), write.look),
            None => self.number(at, write.value, write.look),
        }
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

/// A number that is also a link: its value, the formula that gives it, its look.
#[derive(Clone, Debug)]
pub struct Cell<'a> {
    pub formula: Option<&'a str>,
    pub value: Decimal,
    pub look: Look,
}

/// Columns past Excel's last are refused by the library, so clipping here hides nothing.
fn column(at: CellRef) -> u16 {
    u16::try_from(at.col).unwrap_or(u16::MAX)
}

fn float(value: Decimal) -> f64 {
    // Every decimal is within the range of a float; 15 digits are what Excel keeps.
    value.to_f64().unwrap_or(0.0)
}

#[cfg(test)]
mod tests;
