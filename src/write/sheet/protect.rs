//! Sheets that are filled in: what is locked, what may be typed, and what is said beside it.

use std::fs::{self, File};
use std::io::{self, BufWriter, Cursor, Read, Write};
use std::path::Path;

use rust_xlsxwriter::{DataValidation, DataValidationRule, Formula, ProtectionOptions};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::text::fitting;
use super::{Book, Page, column, refused};
use crate::model::address::Area;
use crate::write::WriteError;

/// Excel's limits of a prompt: characters of its title and of its text, and of a list to pick from.
const LONGEST_HEADING: usize = 32;
const LONGEST_PROMPT: usize = 255;

/// What may be typed into a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Allowed {
    Anything,
    /// At least so much.
    Number(f64),
    Whole,
    Date,
    /// One of these.
    OneOf(Vec<String>),
    /// What makes a formula (without `=`, relative to the first cell) true.
    When(String),
}

/// What may be typed, and what people read while they do and when it is refused.
#[derive(Clone, Debug)]
pub struct Entry {
    pub allowed: Allowed,
    pub heading: String,
    pub prompt: String,
    pub refusal: String,
}

impl Page {
    /// Only open cells can be changed, rows can be added, heights and widths set; without a password.
    pub fn protect(&mut self) {
        let options = ProtectionOptions {
            format_rows: true,
            format_columns: true,
            insert_rows: true,
            edit_objects: true,
            ..ProtectionOptions::default()
        };
        self.sheet.protect_with_options(&options);
    }

    pub fn entry(&mut self, area: Area, entry: &Entry) -> Result<(), WriteError> {
        let validation = validation(entry).map_err(|e| refused(&self.name, e))?;
        let (first, last) = (area.first, area.last);
        self.set(|sheet| sheet.add_data_validation(first.row, column(first), last.row, column(last), &validation))
    }

    pub fn hide_column(&mut self, col: u32) -> Result<(), WriteError> {
        self.set(|sheet| sheet.set_column_hidden(u16::try_from(col).unwrap_or(u16::MAX)))
    }
}

fn validation(entry: &Entry) -> Result<DataValidation, rust_xlsxwriter::XlsxError> {
    let blank = DataValidation::new().ignore_blank(true);
    let rule = match &entry.allowed {
        Allowed::Anything => blank.allow_any_value(),
        Allowed::Number(least) => blank.allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(*least)),
        Allowed::Whole => blank.allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0)),
        Allowed::Date => blank.allow_date_formula(DataValidationRule::GreaterThanOrEqualTo(Formula::new("=36526"))),
        Allowed::OneOf(words) => blank.allow_list_strings(words)?,
        Allowed::When(formula) => blank.allow_custom(Formula::new(format!("={formula}"))),
    };
    let rule = rule
        .set_input_title(fitting(&entry.heading, LONGEST_HEADING))?
        .set_input_message(fitting(&entry.prompt, LONGEST_PROMPT))?;
    match entry.allowed {
        Allowed::Anything => Ok(rule),
        _ => rule.set_error_title("请核对")?.set_error_message(fitting(&entry.refusal, LONGEST_PROMPT)),
    }
}

impl Book {
    /// A name that stands for a text and that no list of names shows.
    pub fn hidden_name(&mut self, name: &str, text: &str) -> Result<(), WriteError> {
        let formula = format!("=\"{}\"", text.replace('"', "\"\""));
        self.workbook.define_name(name, &formula).map_err(|e| refused(name, e))?;
        self.hidden.push(name.to_owned());
        Ok(())
    }
}

/// The library writes names of the user's for all to see: the part that lists them is written again.
pub(super) fn hide(path: &Path, names: &[String]) -> io::Result<()> {
    const PART: &str = "xl/workbook.xml";
    let mut archive = ZipArchive::new(Cursor::new(fs::read(path)?))?;
    let mut out = ZipWriter::new(BufWriter::new(File::create(path)?));
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index)?;
        if part.name().is_ok_and(|name| name != PART) {
            out.raw_copy_file(part)?;
            continue;
        }
        let options = SimpleFileOptions::default().last_modified_time(part.last_modified().unwrap_or_default());
        drop(part);
        let mut xml = String::new();
        archive.by_index(index)?.read_to_string(&mut xml)?;
        for name in names {
            let shown = format!("<definedName name=\"{name}\"");
            xml = xml.replace(&shown, &format!("{shown} hidden=\"1\""));
        }
        out.start_file(PART, options)?;
        out.write_all(xml.as_bytes())?;
    }
    out.finish()?.flush()
}
