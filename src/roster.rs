//! Who must submit. In: a .csv (UTF-8 or GBK) or a workbook already opened. Out: `model::roster::Roster`.
//! Never: guesses a name, or opens a workbook itself. One wrong line stops the run before any work,
//! because a roster is the bureau's own and quickly put right. To add a column: `table`.

mod figure;
mod lines;
mod table;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::model::digest::sha256;
use crate::model::grid::{Sheet, Visibility, Workbook};
use crate::model::roster::Roster;
use crate::model::{cause, text};
use figure::shown;
use table::{Row, Table};

/// Why a roster cannot be used; each says in one line what to do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    #[error("名册“{path}”读不出来（{reason}）：请检查路径，文件应为 .csv、.xlsx 或 .xls")]
    Unreadable { path: String, reason: String },
    #[error("名册的文字编码认不出来：请在 Excel 中另存为“CSV UTF-8”或 .xlsx")]
    Encoding,
    #[error("名册里没有“单位名称”这一列：请在表头行写上“单位名称”，其他列可有可无")]
    NoHeader,
    #[error("名册里没有一个单位：请在“单位名称”一列逐行填写应报送的单位")]
    Empty,
    #[error("名册第{first}行和第{second}行是同一个名称“{name}”：请删去一行，或改正其中一处的名称或别名")]
    Twice { name: String, first: usize, second: usize },
    #[error("名册第{first}行和第{second}行的单位编码都是“{code}”，单位却不同：请改正其中一处的编码")]
    CodeTwice { code: String, first: usize, second: usize },
    #[error("名册第{row}行有一个没有成对的引号，其后的内容分不清行：请用 Excel 打开名册，改好后另存")]
    OpenQuote { row: usize },
    #[error("名册第{row}行“{column}”填的是“{written}”，不是数字：请改成数字，没有就留空")]
    NotANumber { row: usize, column: String, written: String },
}

/// Reads a roster file. A workbook is opened by `open`, which gives the reason when it cannot.
pub fn load(path: &Path, open: impl FnOnce(&Path) -> Result<Workbook, String>) -> Result<Roster, RosterError> {
    let unreadable = |reason| RosterError::Unreadable { path: path.display().to_string(), reason };
    let bytes = cause::bytes_of(path).map_err(|error| unreadable(cause::in_words(&error)))?;
    // Zip and the old Office container by their first bytes, whatever the name says.
    match bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        true => from_workbook(&open(path).map_err(unreadable)?, sha256([&bytes])),
        false => parse_csv(&bytes),
    }
}

/// A roster from the bytes of a .csv: UTF-8 with or without a byte order mark, UTF-16 with one, else GBK.
pub fn parse_csv(bytes: &[u8]) -> Result<Roster, RosterError> {
    let text = text::decoded(bytes).ok_or(RosterError::Encoding)?;
    // Excel's "Unicode text" has tabs.
    let delimiter = if text.contains('\t') && !text.contains(',') { '\t' } else { ',' };
    let rows = lines::rows(&text, delimiter).map_err(|row| RosterError::OpenQuote { row })?;
    let rows: Vec<Row> = rows.into_iter().map(|(number, cells)| Row { number, cells }).collect();
    Table::find(&rows).ok_or(RosterError::NoHeader)?.roster(sha256([bytes]))
}

/// A roster from the first visible sheet that has the header.
pub fn from_workbook(workbook: &Workbook, hash: String) -> Result<Roster, RosterError> {
    let visible = workbook.sheets.iter().filter(|sheet| sheet.visibility == Visibility::Visible);
    let sheets: Vec<Vec<Row>> = visible.map(rows).collect();
    let table = sheets.iter().find_map(|rows| Table::find(rows)).ok_or(RosterError::NoHeader)?;
    table.roster(hash)
}

fn rows(sheet: &Sheet) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (at, cell) in sheet.cells() {
        let number = at.row as usize + 1;
        // A roster has few columns; a cell far to the right belongs to something else.
        if at.col >= table::MOST_COLUMNS {
            continue;
        }
        if rows.last().is_none_or(|row| row.number != number) {
            rows.push(Row { number, cells: Vec::new() });
        }
        if let Some(row) = rows.last_mut() {
            row.cells.resize(at.col as usize, String::new());
            row.cells.push(shown(cell));
        }
    }
    rows
}
