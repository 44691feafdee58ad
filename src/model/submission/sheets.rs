//! The sheets a form is on.

use super::Submission;
use crate::model::address::CellRef;

impl Submission {
    /// The name of the sheet a cell of the form is on.
    pub fn sheet_of(&self, cell: CellRef) -> &str {
        let further = cell.sheet().checked_sub(1).and_then(|at| self.further_sheets.get(at));
        further.unwrap_or(&self.sheet)
    }

    /// The sheet the form begins on, and those it goes on on.
    pub fn sheets(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.sheet).chain(&self.further_sheets).map(String::as_str)
    }

    /// The same, for a cell on a further sheet only.
    pub fn further_sheet_of(&self, cell: CellRef) -> Option<&str> {
        (cell.sheet() > 0).then(|| self.sheet_of(cell))
    }
}
