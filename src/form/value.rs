//! From a place on the sheet to a cell with its address and merge.

use super::columns::Column;
use super::label::View;
use crate::model::address::CellRef;
use crate::model::grid::{Cell, CellValue};
use crate::model::raw::RawValue;

/// The cell a place stands for: the top-left of its merge.
pub fn raw(view: &View<'_>, at: CellRef, label: Option<CellRef>) -> RawValue {
    let area = view.sheet.area_of(at);
    let content = view.sheet.get(area.first).cloned().unwrap_or_default();
    RawValue { cell: area.first, area, label, content }
}

/// A part of a cell's text, at that cell.
pub fn part(view: &View<'_>, at: CellRef, label: CellRef, text: &str) -> RawValue {
    let value = if text.is_empty() { CellValue::Empty } else { CellValue::Text(text.to_owned()) };
    RawValue { content: Cell { value, ..Cell::default() }, ..raw(view, at, Some(label)) }
}

/// The value of a row under a header: the first filled cell of the columns it spans, else their first cell.
/// A merge that reaches in from another column is that column's (a hint over two columns covers both).
pub fn beneath(view: &View<'_>, column: &Column, row: u32) -> RawValue {
    let first = CellRef::new(row, column.area.first.col);
    let filled = view.filled(row).map(|(at, _)| at).find(|at| column.area.columns().contains(&at.col));
    raw(view, filled.unwrap_or(first), Some(column.header))
}

/// Nothing, where a value would have to stand.
pub fn blank(at: CellRef, label: Option<CellRef>) -> RawValue {
    RawValue { cell: at, area: crate::model::address::Area::of(at), label, content: Cell::default() }
}
