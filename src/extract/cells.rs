//! From a place on the sheet to a cell with its address and merge.

use crate::model::address::CellRef;
use crate::model::grid::Sheet;
use crate::model::layout::Column;
use crate::model::raw::RawValue;

/// The cell a place stands for: the top-left of its merge.
pub fn raw(sheet: &Sheet, at: CellRef, label: Option<CellRef>) -> RawValue {
    let area = sheet.area_of(at);
    let content = sheet.get(area.first).cloned().unwrap_or_default();
    RawValue { cell: area.first, area, label, content }
}

/// The value of a row under a header: the first filled cell of the columns it spans, else their first cell.
/// A merge that reaches in from another column is that column's (a hint over two columns covers both).
pub fn beneath(sheet: &Sheet, column: &Column, row: u32) -> RawValue {
    let first = CellRef::new(row, column.area.first.col);
    let mut spanned = sheet.row(row).filter(|(at, _)| column.area.columns().contains(&at.col));
    let filled = spanned.find(|(_, cell)| !cell.is_blank()).map(|(at, _)| at);
    raw(sheet, filled.unwrap_or(first), Some(column.header))
}
