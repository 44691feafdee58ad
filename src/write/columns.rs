//! The columns of a table as one list: what each is, its title, width, look and content stand together. Where a column
//! stands is its place in the list, and nothing else says it.

use std::borrow::Cow;

use super::WriteError;
use super::measure;
use super::sheet::Page;
use super::styles::{Look, Style};
use super::value::{Value, put};
use crate::model::address::{Area, CellRef};

/// A column; `holds` makes its cells (and its total) from whatever a row of this table is.
#[derive(Clone)]
pub struct Column<K, H> {
    /// What other columns, formulas and sheets know it by.
    pub key: K,
    pub title: Cow<'static, str>,
    /// Digits.
    pub width: f64,
    pub look: fn() -> Look,
    pub holds: H,
}

/// Title and width in digits, all that the head of a table needs.
#[derive(Clone, Debug)]
pub struct Header {
    pub title: String,
    pub width: f64,
}

/// A column with a fixed title.
pub const fn column<K, H>(key: K, title: &'static str, width: f64, look: fn() -> Look, holds: H) -> Column<K, H> {
    Column { key, title: Cow::Borrowed(title), width, look, holds }
}

/// A column that is known by its title.
pub const fn titled<H>(title: &'static str, width: f64, look: fn() -> Look, holds: H) -> Column<&'static str, H> {
    column(title, title, width, look, holds)
}

/// Where a column stands; the first place for one that this table lacks.
pub fn col<K: PartialEq, H>(columns: &[Column<K, H>], key: &K) -> u32 {
    columns.iter().position(|column| column.key == *key).unwrap_or(0) as u32
}

pub fn at<K: PartialEq, H>(columns: &[Column<K, H>], row: u32, key: &K) -> CellRef {
    CellRef::new(row, col(columns, key))
}

/// A column over the rows of a table, one row where there are none.
pub fn area<K: PartialEq, H>(columns: &[Column<K, H>], (first, rows): (u32, u32), key: &K) -> Area {
    Area::new(at(columns, first, key), at(columns, first + rows.max(1) - 1, key))
}

pub fn headers<K, H>(columns: &[Column<K, H>]) -> Vec<Header> {
    columns.iter().map(|column| Header { title: column.title.to_string(), width: column.width }).collect()
}

pub fn widths<K, H>(columns: &[Column<K, H>]) -> Vec<f64> {
    columns.iter().map(|column| column.width).collect()
}

/// The titles, in a row of their own.
pub fn write_titles<K, H>(page: &mut Page, columns: &[Column<K, H>], row: u32) -> Result<(), WriteError> {
    (0..).zip(columns).try_for_each(|(col, column)| page.text(CellRef::new(row, col), &column.title, Style::Header))
}

/// Writes a row, as high as its wrapped texts need and at least as high as said, in points. Gives the height.
pub fn write_row<K, H>(
    page: &mut Page,
    columns: &[Column<K, H>],
    (row, least): (u32, f64),
    cells: Vec<(Value<'_>, Look)>,
) -> Result<f64, WriteError> {
    let wrapped = cells.iter().zip(columns).filter(|((_, look), _)| look.wrap);
    let height = measure::height(wrapped.filter_map(|((value, _), column)| Some((value.words()?, column.width))));
    let height = height.max(least).min(measure::TALLEST);
    page.height(row, height)?;
    for (col, (value, look)) in (0..).zip(cells) {
        put(page, CellRef::new(row, col), value, look)?;
    }
    Ok(height)
}
