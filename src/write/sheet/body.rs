//! The rows of a long sheet, which the library forgets as soon as they are written.

use std::ops::Range;

use rust_xlsxwriter::Format;

use super::{Page, format, refused};
use crate::model::address::CellRef;
use crate::write::WriteError;
use crate::write::styles::Look;

/// The rows of a long table, one below the other, each column with its look.
///
/// The library looks every cell's format up among all of the workbook's, a quarter of the time of a long sheet; so
/// while the body is being written, its looks are those of the columns, and a cell names its own only where it differs.
pub(super) struct Body {
    pub looks: Vec<Look>,
    pub rows: Range<u32>,
}

impl Page {
    /// What the columns of a long table say of cells that say nothing themselves.
    pub(super) fn dress_columns(&mut self, format: impl Fn(&Look) -> Format) -> Result<(), WriteError> {
        for (col, look) in (0..).zip(self.body.iter().flat_map(|body| &body.looks)) {
            self.sheet.set_column_format(col, &format(look)).map_err(|e| refused(&self.name, e))?;
        }
        Ok(())
    }

    /// Whether the column speaks for the cell.
    pub(super) fn column_says(&self, at: CellRef, look: &Look) -> bool {
        let says = |body: &Body| body.rows.contains(&at.row) && body.looks.get(at.col as usize) == Some(look);
        self.body.as_ref().is_some_and(says)
    }

    /// The library writes the last row of a long sheet twice when it has a height, which Excel calls damage; not
    /// when another row was begun, which may stay empty.
    pub(super) fn end(&mut self) -> Result<(), WriteError> {
        let Some(below) = self.body.as_ref().map(|body| body.rows.end) else { return Ok(()) };
        self.set(|sheet| sheet.write_blank(below, 0, &format::ruler()))?;
        self.sheet.clear_cell(below, 0);
        // Empty rows below the table look like no table.
        self.dress_columns(|_| format::ruler())
    }
}
