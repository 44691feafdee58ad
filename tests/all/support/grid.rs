//! A sheet as it is about to be written: cells, merges, and how numbers are shown.

use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Number(f64),
    /// A number with a number format.
    Shown(f64, &'static str),
    /// A formula without a stored result.
    Formula(String),
}

/// Merged rectangle: first row, first column, last row, last column.
pub type Merge = (u32, u32, u32, u32);

#[derive(Clone, Debug, Default)]
pub struct Grid {
    pub cells: BTreeMap<(u32, u32), Value>,
    pub merges: Vec<Merge>,
}

impl Grid {
    pub fn text(&mut self, row: u32, col: u32, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.cells.insert((row, col), Value::Text(text));
        }
    }

    pub fn put(&mut self, row: u32, col: u32, value: Value) {
        self.cells.insert((row, col), value);
    }

    pub fn merge(&mut self, merge: Merge) {
        if (merge.0, merge.1) != (merge.2, merge.3) {
            self.merges.push(merge);
        }
    }

    /// Everything down and right, as rows and columns inserted before the form would do.
    pub fn shifted(self, rows: u32, cols: u32) -> Self {
        self.mapped(|row| row + rows, |col| col + cols)
    }

    /// A blank row inserted before `at`; merges that span it grow.
    pub fn with_blank_row(self, at: u32) -> Self {
        self.mapped(|row| row + u32::from(row >= at), |col| col)
    }

    pub fn with_blank_column(self, at: u32) -> Self {
        self.mapped(|row| row, |col| col + u32::from(col >= at))
    }

    /// Columns put into another order: `order[new] = old`.
    pub fn reordered(self, first_row: u32, order: &[u32]) -> Self {
        let place = |old: u32| order.iter().position(|o| *o == old).map_or(old, |new| new as u32);
        let cells = self.cells.into_iter().map(|((row, col), value)| {
            let col = if row >= first_row { place(col) } else { col };
            ((row, col), value)
        });
        Self { cells: cells.collect(), merges: self.merges }
    }

    fn mapped(self, row: impl Fn(u32) -> u32, col: impl Fn(u32) -> u32) -> Self {
        let cells = self.cells.into_iter().map(|((r, c), value)| ((row(r), col(c)), value));
        let merges = self.merges.into_iter().map(|(r1, c1, r2, c2)| (row(r1), col(c1), row(r2), col(c2)));
        Self { cells: cells.collect(), merges: merges.collect() }
    }
}
