//! A workbook as it was read: only what later stages use, nothing a file merely claims.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::address::{Area, CellRef};
use super::text;

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
}

/// A cell with what its format says. `formula` is kept to tell "not calculated" from "blank".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    pub value: CellValue,
    pub formula: Option<Box<str>>,
    /// The number format code (`0.00%`), where the file format keeps it.
    pub format: Option<Arc<str>>,
}

impl Cell {
    /// A formula whose result was never stored.
    pub fn is_uncalculated(&self) -> bool {
        self.formula.is_some()
            && match &self.value {
                CellValue::Empty => true,
                CellValue::Text(text) => text.is_empty(),
                _ => false,
            }
    }

    /// A formula with the result 0: true, or what a program without a calculator stores for every formula.
    pub fn is_formula_of_zero(&self) -> bool {
        self.formula.is_some() && matches!(self.value, CellValue::Number(0.0))
    }

    /// Nothing a person would see, and no formula either.
    pub fn is_blank(&self) -> bool {
        match &self.value {
            CellValue::Empty => self.formula.is_none(),
            CellValue::Text(text) => text::is_blank(text) && !self.is_uncalculated(),
            _ => false,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match &self.value {
            CellValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Percent sign and decimals of the number format, when the file keeps one that shows a number.
    pub fn shown(&self) -> Option<NumberFormat> {
        self.format.as_deref().and_then(NumberFormat::parse)
    }
}

/// What a number format code says about a number: `0.00%` is a percentage with two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberFormat {
    pub percent: bool,
    pub decimals: u32,
}

impl NumberFormat {
    /// `None` for General, text and date formats, which say nothing about digits.
    pub fn parse(code: &str) -> Option<Self> {
        let section = code.split(';').next().unwrap_or(code);
        let (mut decimals, mut after_point, mut digits, mut percent) = (0, false, false, false);
        let mut chars = section.chars();
        while let Some(c) = chars.next() {
            match c {
                '"' => drop(chars.by_ref().take_while(|c| *c != '"').count()),
                '[' => drop(chars.by_ref().take_while(|c| *c != ']').count()),
                '\\' | '_' | '*' => drop(chars.next()),
                '0' | '#' | '?' => {
                    digits = true;
                    decimals += u32::from(after_point);
                }
                '.' => after_point = true,
                '%' => percent = true,
                _ => {}
            }
        }
        digits.then_some(Self { percent, decimals })
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
    /// Last row that any merge up to this one reaches, so that a look-up can stop early.
    reach: Vec<u32>,
    /// False where merges were lost on reading and have to be inferred from the layout (a damaged .xlsb).
    pub keeps_merges: bool,
    /// False where number formats were lost on reading (an .xls older than Excel 97, a damaged .xlsb).
    pub keeps_formats: bool,
}

impl Sheet {
    /// Takes cells in any order; later duplicates of an address are dropped.
    pub fn new(name: impl Into<String>, mut cells: Vec<(CellRef, Cell)>, mut merges: Vec<Area>) -> Self {
        if !cells.is_sorted_by_key(|(at, _)| *at) {
            cells.sort_by_key(|(at, _)| *at);
        }
        cells.dedup_by_key(|(at, _)| *at);
        merges.sort();
        let reach = reach(&merges);
        Self { name: name.into(), cells, merges, reach, keeps_merges: true, keeps_formats: true, ..Self::default() }
    }

    /// Non-empty cells, row by row.
    pub fn cells(&self) -> impl DoubleEndedIterator<Item = (CellRef, &Cell)> {
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
        let begun = self.merges.partition_point(|area| area.first.row <= at.row);
        let open = self.merges[..begun].iter().zip(&self.reach).rev().take_while(|(_, reach)| **reach >= at.row);
        open.map(|(area, _)| area).find(|area| area.contains(at)).copied()
    }

    /// Merges a region; regions that begin in it are undone.
    pub fn merge(&mut self, area: Area) {
        self.merges.retain(|merge| !area.contains(merge.first));
        self.merges.push(area);
        self.merges.sort();
        self.reach = reach(&self.merges);
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

    pub fn is_col_hidden(&self, _col: u32) -> bool {
        false
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

fn reach(merges: &[Area]) -> Vec<u32> {
    let mut reach = 0;
    let furthest = |area: &Area| {
        reach = area.last.row.max(reach);
        reach
    };
    merges.iter().map(furthest).collect()
}

/// A file's content. Hidden sheets are here too: they are named in findings, never read as a form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Workbook {
    pub format: String,
    pub sheets: Vec<Sheet>,
    pub has_macros: bool,
    pub links_elsewhere: bool,
    /// `docProps/core.xml` modified, seconds since the epoch, where the format has it.
    pub modified: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_formats_say_percent_and_decimals() {
        let of = |code| NumberFormat::parse(code).map(|f| (f.percent, f.decimals));
        assert_eq!(of("0%"), Some((true, 0)));
        assert_eq!(of("0.00%"), Some((true, 2)));
        assert_eq!(of("#,##0.00_);[Red]\\(#,##0.00\\)"), Some((false, 2)));
        assert_eq!(of("_ * #,##0.00_ ;_ * -#,##0.00_ "), Some((false, 2)));
        assert_eq!(of("0.00\"分\""), Some((false, 2)));
        assert_eq!(of("General"), None);
        assert_eq!(of("@"), None);
        assert_eq!(of("yyyy\"年\"m\"月\""), None);
    }

    #[test]
    fn a_formula_without_result_is_not_blank() {
        let cell = Cell { formula: Some("A1*2".into()), ..Cell::default() };
        assert!(cell.is_uncalculated() && !cell.is_blank());
        assert!(Cell { value: CellValue::Text(" \u{3000}".into()), ..Cell::default() }.is_blank());
    }
}
