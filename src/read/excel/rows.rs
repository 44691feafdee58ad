//! The rows of a workbook one by one, as texts: for outputs that come back, which may be as long as a sheet is.

use std::fs::File;
use std::io::{self, BufReader};
use std::panic::AssertUnwindSafe;
use std::path::Path;

use calamine::{DataRef, Reader, Xlsx, open_workbook};
use zip::ZipArchive;
use zip::result::ZipError;

use crate::model::cause;
use crate::model::quiet::quietly;
use crate::model::source::Fault;
use crate::read::limits;
use crate::read::unzip::inflated;

/// One row: its sheet, its number as Excel counts it, and its filled cells by column.
pub struct Row<'r> {
    pub sheet: &'r str,
    pub number: u32,
    pub cells: &'r [(u32, String)],
}

/// Gives the rows of the sheets that are wanted, in their order.
///
/// # Errors
/// The file can't be opened, or is no .xlsx.
pub fn each_row(path: &Path, wanted: &dyn Fn(&str) -> bool, take: &mut dyn FnMut(&Row<'_>)) -> Result<(), Fault> {
    // What was taken before a panic is thrown away with the fault.
    let rows = || {
        weigh(path)?;
        let wrong = |error: &dyn std::fmt::Display| Fault::Corrupt(error.to_string());
        let mut book: Xlsx<_> = open_workbook(path).map_err(|error: calamine::XlsxError| wrong(&error))?;
        for name in book.sheet_names().into_iter().filter(|name| wanted(name)) {
            let mut cells = book.worksheet_cells_reader(&name).map_err(|error| wrong(&error))?;
            let (mut number, mut row) = (0, Vec::new());
            let mut give = |number: u32, row: &mut Vec<(u32, String)>| {
                if !row.is_empty() {
                    take(&Row { sheet: &name, number: number + 1, cells: row });
                    row.clear();
                }
            };
            while let Some(cell) = cells.next_cell().map_err(|error| wrong(&error))? {
                let (at, col) = cell.get_position();
                if at != number {
                    give(number, &mut row);
                    number = at;
                }
                let text = text(cell.get_value());
                if !text.trim().is_empty() {
                    row.push((col, text));
                }
            }
            give(number, &mut row);
        }
        Ok(())
    };
    quietly(AssertUnwindSafe(rows)).unwrap_or(Err(Fault::Crashed))
}

/// Rows are read one at a time, what they point to is held whole.
fn weigh(path: &Path) -> Result<(), Fault> {
    let corrupt = |error: ZipError| Fault::Corrupt(error.to_string());
    let unavailable = |error: io::Error| Fault::Unavailable(cause::in_words(&error));
    cause::is_file(path).map_err(unavailable)?;
    let file = File::open(path).map_err(unavailable)?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(corrupt)?;
    let mut held = 0u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(corrupt)?;
        if let Some(fault) = inflated(&entry) {
            return Err(fault);
        }
        let is_held = !entry.name_raw().starts_with(b"xl/worksheets/");
        held = held.saturating_add(if is_held { entry.size() } else { 0 });
    }
    match held > limits::OUTPUT_BYTES {
        true => limits::over("工作表以外的内容", limits::OUTPUT_BYTES >> 20, "MB"),
        false => Ok(()),
    }
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        other => calamine::Data::from(other.clone()).to_string(),
    }
}
