//! A workbook as it was read: only what later stages use, nothing a file merely claims.

mod boxes;
mod continued;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::address::{Area, CellRef};
use super::characters::legible;
use super::narrative::Paragraph;
use super::number_format::{Display, NumberFormat};
pub use super::unseen::Unseen;
use super::{number, text};

/// What a cell holds. Numbers stay floats until `normalise` makes decimals of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum CellValue {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    Bool(bool),
    /// A serial day number of the 1900 system, from a cell with a date format.
    Date(f64),
    /// `#REF!`, `#DIV/0!` … as Excel shows it.
    Error(String),
    /// A picture, where nothing is written.
    Picture,
}

/// A cell with what its format says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    pub value: CellValue,
    /// A formula gives the value; its text is read by nobody. An empty value is one that was never calculated, an
    /// empty text is a result.
    pub is_formula: bool,
    /// The number format code (`0.00%`), where the file format keeps it.
    pub format: Option<Arc<str>>,
}

impl Cell {
    /// A formula whose result was never stored.
    pub fn is_uncalculated(&self) -> bool {
        self.is_formula && self.value == CellValue::Empty
    }

    /// A formula with the result 0: true, or what a program without a calculator stores for every formula.
    pub fn is_formula_of_zero(&self) -> bool {
        self.is_formula && self.value == CellValue::Number(0.0)
    }

    /// Nothing a person would see, and no formula without result either.
    pub fn is_blank(&self) -> bool {
        match &self.value {
            CellValue::Empty => !self.is_formula,
            CellValue::Text(text) => text::is_blank(text),
            CellValue::Picture => true,
            _ => false,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match &self.value {
            CellValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The format, where the file keeps one that says something.
    pub fn number_format(&self) -> Option<NumberFormat> {
        self.format.as_deref().map(NumberFormat::parse)
    }

    /// What the format makes of the number; `None` for other values and where the format says nothing.
    pub fn display(&self) -> Option<Display> {
        let CellValue::Number(value) = self.value else { return None };
        self.number_format()?.display(number::from_float(value)?)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Visibility {
    #[default]
    Visible,
    Hidden,
    VeryHidden,
}

/// One sheet: its non-empty cells in reading order, and its merges where the format has them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    pub name: String,
    pub visibility: Visibility,
    cells: Vec<(CellRef, Cell)>,
    /// Sorted by first cell.
    pub merges: Vec<Area>,
    /// Around them, so that looking one up is quick.
    boxes: Vec<Area>,
    /// Rows and columns nobody sees, and cells that a picture lies on.
    unseen: Unseen,
    /// False where merges were lost on reading and have to be inferred from the layout (a damaged .xlsb).
    pub keeps_merges: bool,
    /// False where number formats were lost on reading (an .xls older than Excel 97, a damaged .xlsb).
    pub keeps_formats: bool,
    /// Lines above the table that are none of its cells: in a document its heading, the year, the unit of its money.
    pub above: Vec<String>,
}

impl Sheet {
    /// Takes cells in any order; later duplicates of an address are dropped, and what lies under a merge.
    /// What nobody sees in a text is not kept.
    pub fn new(name: impl Into<String>, mut cells: Vec<(CellRef, Cell)>, mut merges: Vec<Area>) -> Self {
        if !cells.is_sorted_by_key(|(at, _)| *at) {
            cells.sort_by_key(|(at, _)| *at);
        }
        cells.dedup_by_key(|(at, _)| *at);
        merges.sort();
        let boxes = boxes::around(&merges);
        let mut sheet = Self {
            name: name.into(),
            cells,
            merges,
            boxes,
            keeps_merges: true,
            keeps_formats: true,
            ..Self::default()
        };
        sheet.drop_covered();
        for (_, cell) in &mut sheet.cells {
            if let Some(legible) = cell.text().and_then(legible) {
                cell.value = CellValue::Text(legible);
            }
        }
        sheet
    }

    /// Only the first cell of a merge is there; whatever a file keeps in the others was never seen.
    fn drop_covered(&mut self) {
        let mut cells = std::mem::take(&mut self.cells);
        cells.retain(|(at, _)| self.merge_at(*at).is_none_or(|area| area.first == *at));
        self.cells = cells;
    }

    /// With what is hidden, and with the pictures in the cells that hold nothing else.
    pub fn with_unseen(mut self, unseen: Unseen) -> Self {
        self.unseen = unseen.in_order();
        let places: BTreeSet<CellRef> = self.unseen.pictures.iter().map(|at| self.area_of(*at).first).collect();
        let mut further = Vec::new();
        for at in places {
            match self.cells.binary_search_by_key(&at, |(at, _)| *at) {
                Ok(i) if self.cells[i].1.is_blank() => self.cells[i].1.value = CellValue::Picture,
                Ok(_) => {}
                Err(_) => further.push((at, Cell { value: CellValue::Picture, ..Cell::default() })),
            }
        }
        if !further.is_empty() {
            self.cells.extend(further);
            self.cells.sort_by_key(|(at, _)| *at);
        }
        self
    }

    /// The table of a document, with the lines above it.
    pub fn under(self, above: Vec<String>) -> Self {
        Self { above, ..self }
    }

    pub fn unseen(&self) -> &Unseen {
        &self.unseen
    }

    pub fn is_row_hidden(&self, row: u32) -> bool {
        self.unseen.has_row(row)
    }

    pub fn is_col_hidden(&self, col: u32) -> bool {
        self.unseen.has_col(col)
    }

    /// A picture lies on the cell or stands in it, instead of what should be written there.
    pub fn picture_at(&self, cell: CellRef) -> bool {
        let area = self.area_of(cell);
        let within = self.unseen.pictures.range(area.first..=area.last);
        within.into_iter().any(|at| area.contains(*at))
    }

    /// Non-empty cells, row by row.
    pub fn cells(&self) -> impl DoubleEndedIterator<Item = (CellRef, &Cell)> + ExactSizeIterator {
        self.cells.iter().map(|(at, cell)| (*at, cell))
    }

    pub fn get(&self, at: CellRef) -> Option<&Cell> {
        self.cells.binary_search_by_key(&at, |(at, _)| *at).ok().map(|i| &self.cells[i].1)
    }

    /// The non-empty cells of one row, left to right.
    pub fn row(&self, row: u32) -> impl DoubleEndedIterator<Item = (CellRef, &Cell)> {
        let from = self.cells.partition_point(|(at, _)| at.row < row);
        let len = self.cells[from..].iter().take_while(|(at, _)| at.row == row).count();
        self.cells[from..from + len].iter().map(|(at, cell)| (*at, cell))
    }

    /// The merged region a cell lies in.
    pub fn merge_at(&self, at: CellRef) -> Option<Area> {
        boxes::holding(&self.merges, &self.boxes, at)
    }

    /// Merges a region; regions that begin in it are undone.
    pub fn merge(&mut self, area: Area) {
        self.merges.retain(|merge| !area.contains(merge.first));
        self.merges.push(area);
        self.merges.sort();
        self.boxes = boxes::around(&self.merges);
        self.drop_covered();
    }

    /// The region a cell stands for: its merge, else itself.
    pub fn area_of(&self, at: CellRef) -> Area {
        self.merge_at(at).unwrap_or(Area::of(at))
    }

    /// Rows with anything in them, from `from` to before `to`.
    pub fn filled_rows(&self, from: u32, to: u32) -> Vec<u32> {
        let start = self.cells.partition_point(|(at, _)| at.row < from);
        let rows = self.cells[start..].iter().map(|(at, _)| at.row).take_while(|row| *row < to);
        let mut rows: Vec<u32> = rows.collect();
        rows.dedup();
        rows
    }

    /// One past the last non-empty row.
    pub fn row_end(&self) -> u32 {
        self.cells.last().map_or(0, |(at, _)| at.row + 1)
    }

    /// The last row and the last column with anything in them.
    pub fn last_cell(&self) -> Option<CellRef> {
        let row = self.cells.last()?.0.row;
        let col = self.cells.iter().map(|(at, _)| at.col).max()?;
        Some(CellRef::new(row, col))
    }

    pub fn has_data(&self) -> bool {
        self.cells.iter().any(|(_, cell)| !cell.is_blank())
    }
}

/// A file's content. Hidden sheets are here too: they are named in findings, never read as a form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Workbook {
    pub format: String,
    pub sheets: Vec<Sheet>,
    /// Of a document, what it says beside its tables.
    pub narrative: Vec<Paragraph>,
    pub has_macros: bool,
    pub links_elsewhere: bool,
    /// When it was saved, seconds since the epoch: as its properties say, else the newest part of its package.
    pub modified: Option<i64>,
    /// Of an output of ours, which one.
    pub marker: Option<String>,
}

#[cfg(test)]
mod tests;
