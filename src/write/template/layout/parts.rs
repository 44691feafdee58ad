//! The parts of a form on its sheet. Rows and columns count from 0.

use std::ops::Range;

use crate::model::address::{Area, CellRef};
use crate::profile::spec::{Blank, BudgetColumn, GoalText};

/// A label and the cell to fill in beside it.
#[derive(Clone, Debug)]
pub struct Field {
    pub blank: Blank,
    pub label: String,
    pub at: Area,
    pub value: Area,
}

/// A column of a table: its first and last column on the sheet.
#[derive(Clone, Debug)]
pub struct Column<T> {
    pub what: T,
    pub label: String,
    pub first: u32,
    pub last: u32,
}

impl<T> Column<T> {
    pub fn area(&self, row: u32) -> Area {
        Area::new(CellRef::new(row, self.first), CellRef::new(row, self.last))
    }

    pub fn cell(&self, row: u32) -> CellRef {
        CellRef::new(row, self.first)
    }
}

#[derive(Clone, Debug)]
pub struct Budget {
    pub header: u32,
    pub title: Area,
    /// Columns the labels of the lines stand in.
    pub labels: (u32, u32),
    pub columns: Vec<Column<BudgetColumn>>,
    /// Index into the profile's lines, label, row.
    pub lines: Vec<(usize, String, u32)>,
}

#[derive(Clone, Debug)]
pub struct Goal {
    pub what: GoalText,
    pub label: String,
    pub at: Area,
    pub value: Area,
}

/// Rows of one level 2; without a name the department writes it.
#[derive(Clone, Debug)]
pub struct Group {
    pub level2: Option<usize>,
    pub rows: Range<u32>,
}

#[derive(Clone, Debug)]
pub struct Level {
    /// Index into the profile's level 1.
    pub level1: usize,
    pub label: String,
    pub groups: Vec<Group>,
}

impl Level {
    pub fn rows(&self) -> Range<u32> {
        let first = self.groups.first().map_or(0, |group| group.rows.start);
        first..self.groups.last().map_or(first, |group| group.rows.end)
    }
}

/// An indicator table: its header, its rows, and a narrow row that closes it, so that sums grow with rows put in
/// anywhere above.
#[derive(Clone, Debug)]
pub struct Table {
    /// The goal it is about, beside it.
    pub goal: Option<(String, Area)>,
    pub header: u32,
    pub levels: Vec<Level>,
    pub end: u32,
}

impl Table {
    pub fn rows(&self) -> Range<u32> {
        self.header + 1..self.end
    }
}
