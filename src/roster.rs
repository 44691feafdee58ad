//! Who must submit. In: a .csv (UTF-8 or GBK) or a workbook already opened. Out: `model::roster::Roster`.
//! Never: guesses a name, or opens a workbook itself. One wrong line stops the run before any work,
//! because a roster is the bureau's own and quickly put right. To add a column: `table`; what is no
//! department: `row`; what several sheets say together: `list`.

mod figure;
pub mod lines;
mod list;
mod row;
mod sheet;
mod table;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::model::digest::sha256;
use crate::model::grid::{Sheet, Visibility, Workbook};
use crate::model::roster::Roster;
use crate::model::{cause, text};
use list::List;
use row::{Place, Row};
use table::Table;

/// In the name of a sheet: this one, and no other.
const LIST: &str = "名册";
/// Cells of a row that are quoted in a complaint.
const MOST_SHOWN: usize = 8;

/// Why a roster cannot be used; each says in one line what to do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    #[error("名册“{path}”读不出来（{reason}）：请检查路径，文件应为 .csv、.xlsx 或 .xls")]
    Unreadable { path: String, reason: String },
    #[error("名册的文字编码认不出来：请在 Excel 中另存为“CSV UTF-8”或 .xlsx")]
    Encoding,
    #[error("名册里没有“单位名称”（部门名称、预算部门也可以）这一列{}：请在表头行写上“单位名称”，其他列可有可无", like(.0))]
    NoHeader(Option<(Place, String)>),
    #[error("名册里没有一个单位：请在“单位名称”一列逐行填写应报送的单位")]
    Empty,
    #[error("名册{first}和{second}是同一个名称“{name}”：请删去一行，或改正其中一处的名称或别名")]
    Twice { name: String, first: Place, second: Place },
    #[error("名册{first}和{second}的单位编码都是“{code}”，单位却不同：请改正其中一处的编码")]
    CodeTwice { code: String, first: Place, second: Place },
    #[error(
        "名册有几张单位名单，“{name}”在{first}和{second}都有，其他单位却不全相同，分不清以哪张为准：请只留一张，或者把不用的工作表隐藏"
    )]
    TwoLists { name: String, first: Place, second: Place },
    #[error("名册第{row}行有一个没有成对的引号，其后的内容分不清行：请用 Excel 打开名册，改好后另存")]
    OpenQuote { row: usize },
    #[error("名册{place}“{column}”填的是“{written}”，不是数字：请改成数字，没有就留空")]
    NotANumber { place: Place, column: String, written: String },
    #[error("名册{place}的单位名称是“{written}”，不像名称：请写单位名称，如“区教育局”")]
    NotAName { place: Place, written: String },
    #[error(
        "名册{place}有“{beside}”，单位名称却是空的：请填写这一行的单位名称（合并的单元格存成 .csv 后只剩第一行有名称，请逐行填写或改用 .xlsx）"
    )]
    Nameless { place: Place, beside: String },
}

/// What was seen instead of a header.
fn like(seen: &Option<(Place, String)>) -> String {
    seen.as_ref().map_or(String::new(), |(place, cells)| format!("（{place}像是表头：{cells}）"))
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
    let rows: Vec<Row> = rows.into_iter().map(|(number, cells)| Row::new(number, cells)).collect();
    roster(&[rows], sha256([bytes]))
}

/// A roster from the visible sheets that have the header; where some are called 名册, from those.
pub fn from_workbook(workbook: &Workbook, hash: String) -> Result<Roster, RosterError> {
    let visible = workbook.sheets.iter().filter(|sheet| sheet.visibility == Visibility::Visible);
    let mut sheets: Vec<(&Sheet, Vec<Row>)> = visible.map(|sheet| (sheet, sheet::rows(sheet))).collect();
    let is_list = |rows: &[Row]| Table::find(rows).is_some();
    if sheets.iter().any(|(sheet, rows)| sheet.name.contains(LIST) && is_list(rows)) {
        sheets.retain(|(sheet, _)| sheet.name.contains(LIST));
    }
    if sheets.iter().filter(|(_, rows)| is_list(rows)).count() > 1 {
        sheets.iter_mut().for_each(|(sheet, rows)| sheet::name(rows, &sheet.name));
    }
    roster(&sheets.into_iter().map(|(_, rows)| rows).collect::<Vec<_>>(), hash)
}

fn roster(sheets: &[Vec<Row>], hash: String) -> Result<Roster, RosterError> {
    let tables: Vec<Table<'_>> = sheets.iter().filter_map(|rows| Table::find(rows)).collect();
    if tables.is_empty() {
        let nearly = sheets.iter().find_map(|rows| table::nearly(rows));
        return Err(RosterError::NoHeader(nearly.map(|row| (row.place.clone(), quoted(row)))));
    }
    let mut list = List::default();
    tables.iter().try_for_each(|table| list.add(table))?;
    list.roster(hash)
}

fn quoted(row: &Row) -> String {
    let cells = row.cells.iter().map(|cell| text::tidy(cell)).filter(|cell| !cell.is_empty());
    cells.take(MOST_SHOWN).collect::<Vec<_>>().join("、")
}
