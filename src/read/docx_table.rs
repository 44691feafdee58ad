//! A table of a document as a sheet. Its columns are those in which some cell begins: Word counts others, finer ones,
//! which nobody sees.

use std::collections::{BTreeMap, BTreeSet};

use super::limits::{self, Spent, over, position};
use crate::model::address::{Area, CellRef};
use crate::model::grid::{self, CellValue, Sheet};
use crate::model::source::Fault;

/// Whether a cell is one with its neighbour above, or to the left.
#[derive(Clone, Copy, Default, PartialEq)]
pub enum Joined {
    #[default]
    No,
    Begins,
    GoesOn,
}

impl Joined {
    /// Without a value the cell goes on.
    pub fn of(value: Option<String>) -> Self {
        if value.as_deref() == Some("restart") { Self::Begins } else { Self::GoesOn }
    }
}

#[derive(Default)]
pub struct Cell {
    /// Columns of the grid; 0 stands for 1.
    pub span: u32,
    pub down: Joined,
    pub across: Joined,
    pub is_deleted: bool,
    pub text: String,
}

struct Placed {
    row: u32,
    /// First column of the grid, and the first behind it.
    from: u32,
    to: u32,
    down: Joined,
    text: String,
}

/// Where cells begin, and the first column behind them all.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    starts: BTreeSet<u32>,
    width: u32,
}

impl Grid {
    /// The grid of the table just above where this is its lower half, though few of its cells be left: its columns are
    /// those of the upper half.
    pub fn below(self, above: Option<&Self>) -> Self {
        let is_half = |above: &&Self| above.width == self.width && self.starts.is_subset(&above.starts);
        above.filter(is_half).cloned().unwrap_or(self)
    }
}

pub struct Table {
    /// Which table of the document, from 0.
    pub number: usize,
    above: Vec<String>,
    row: u32,
    column: u32,
    row_is_deleted: bool,
    cells: Vec<Placed>,
    /// Index into `cells` where the row began.
    row_start: usize,
}

impl Table {
    pub fn new(number: usize, above: Vec<String>) -> Self {
        Self { number, above, row: 0, column: 0, row_is_deleted: false, cells: Vec::new(), row_start: 0 }
    }

    pub fn begin_row(&mut self) {
        (self.column, self.row_is_deleted, self.row_start) = (0, false, self.cells.len());
    }

    pub fn delete_row(&mut self) {
        self.row_is_deleted = true;
    }

    pub fn end_row(&mut self) {
        match self.row_is_deleted {
            true => self.cells.truncate(self.row_start),
            false => self.row = self.row.saturating_add(1),
        }
    }

    /// Columns before the first cell of a row.
    pub fn skip(&mut self, columns: u32) {
        self.column = self.column.saturating_add(columns);
    }

    pub fn place(&mut self, cell: Cell) {
        let from = self.column;
        self.column = from.saturating_add(cell.span.max(1));
        if cell.is_deleted {
            return;
        }
        match self.cells[self.row_start..].last_mut().filter(|_| cell.across == Joined::GoesOn) {
            Some(left) => left.to = self.column,
            None => self.cells.push(Placed { row: self.row, from, to: self.column, down: cell.down, text: cell.text }),
        }
    }

    pub fn grid(&self) -> Grid {
        let width = self.cells.iter().map(|cell| cell.to).max().unwrap_or_default();
        Grid { starts: self.cells.iter().map(|cell| cell.from).collect(), width }
    }

    pub fn sheet(self, name: String, Grid { starts, .. }: Grid, spent: &mut Spent) -> Result<Sheet, Fault> {
        if starts.len() > limits::COLUMNS as usize {
            return over("表格的列", limits::COLUMNS, "列");
        }
        let columns: BTreeMap<u32, u32> = starts.into_iter().zip(0..).collect();
        let mut merges: Vec<Area> = Vec::new();
        // By first column, the merge that the next row may go on.
        let mut open: BTreeMap<u32, usize> = BTreeMap::new();
        let mut cells = Vec::with_capacity(self.cells.len());
        for cell in self.cells {
            limits::is_short(&cell.text)?;
            spent.cell(0)?;
            let first = position((cell.row, columns.get(&cell.from).copied().unwrap_or_default()))?;
            let last_column = columns.range(..cell.to).next_back().map_or(first.col, |(_, index)| *index);
            let last = CellRef::new(first.row, last_column.max(first.col));
            let above = open.get(&cell.from).copied().filter(|above| merges[*above].last.row + 1 == cell.row);
            match above.filter(|_| cell.down == Joined::GoesOn) {
                Some(above) => merges[above].last.row = cell.row,
                None => {
                    open.remove(&cell.from);
                    if cell.down != Joined::No {
                        open.insert(cell.from, merges.len());
                    }
                    if cell.down != Joined::No || first != last {
                        merges.push(Area::new(first, last));
                    }
                    if !cell.text.is_empty() {
                        let value = CellValue::Text(cell.text);
                        cells.push((first, grid::Cell { value, ..grid::Cell::default() }));
                    }
                }
            }
        }
        merges.retain(|area| !area.is_single());
        if merges.len() > limits::MERGES {
            return over("合并单元格", limits::MERGES, "个");
        }
        Ok(Sheet::new(name, cells, merges).under(self.above))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(span: u32, down: Joined, text: &str) -> Cell {
        Cell { span, down, text: text.to_owned(), ..Cell::default() }
    }

    #[test]
    fn columns_are_those_in_which_a_cell_begins() {
        let mut table = Table::new(0, vec![]);
        table.begin_row();
        table.place(cell(7, Joined::No, "标题"));
        table.end_row();
        table.begin_row();
        table.place(cell(2, Joined::Begins, "管理"));
        table.place(cell(3, Joined::No, "5"));
        table.place(cell(2, Joined::No, "6"));
        table.end_row();
        table.begin_row();
        table.place(cell(2, Joined::GoesOn, "看不见"));
        table.place(cell(5, Joined::No, "7"));
        table.end_row();
        let grid = table.grid();
        let sheet = table.sheet("表1".to_owned(), grid, &mut Spent::default()).expect("small");
        let texts: Vec<_> = sheet.cells().map(|(at, cell)| format!("{at}{}", cell.text().unwrap_or(""))).collect();
        assert_eq!(texts, ["A1标题", "A2管理", "B25", "C26", "B37"]);
        let merges: Vec<_> = sheet.merges.iter().map(|area| format!("{}:{}", area.first, area.last)).collect();
        assert_eq!(merges, ["A1:C1", "A2:A3", "B3:C3"]);
    }

    #[test]
    fn a_deleted_row_is_not_there() {
        let mut table = Table::new(0, vec![]);
        for (text, is_deleted) in [("一", false), ("二", true), ("三", false)] {
            table.begin_row();
            table.place(cell(1, Joined::No, text));
            if is_deleted {
                table.delete_row();
            }
            table.end_row();
        }
        let grid = table.grid();
        let sheet = table.sheet("表1".to_owned(), grid, &mut Spent::default()).expect("small");
        assert_eq!(sheet.cells().map(|(at, _)| at.to_string()).collect::<Vec<_>>(), ["A1", "A2"]);
    }
}
