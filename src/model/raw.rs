//! What extraction hands on: cells with their places, nothing interpreted yet.

use std::collections::BTreeMap;

use super::address::{Area, CellRef};
use super::grid::Cell;
use super::submission::{Part, Unused};
use crate::profile::spec::{BudgetColumn, IndicatorColumn};

/// One cell on its way to becoming an `Entry`.
#[derive(Clone, Debug, PartialEq)]
pub struct RawValue {
    /// Top-left of the merge; the place itself when the cell is blank.
    pub cell: CellRef,
    pub area: Area,
    pub label: Option<CellRef>,
    /// The cell, empty when there is none. For a value behind its label in one cell, only the value.
    pub content: Cell,
}

#[derive(Clone, Debug, PartialEq)]
pub struct RawLine {
    /// Index into the profile's lines; `None` for a label it does not know.
    pub spec: Option<usize>,
    pub label: RawValue,
    pub values: BTreeMap<BudgetColumn, RawValue>,
}

/// One indicator row. Group columns (level 1, weight, level 2) are filled down already.
#[derive(Clone, Debug, PartialEq)]
pub struct RawIndicator {
    pub row: u32,
    pub values: BTreeMap<IndicatorColumn, RawValue>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct RawSubtotal {
    pub label: RawValue,
    pub points: Option<RawValue>,
    pub score: Option<RawValue>,
    /// Indexes of the indicator rows above it that it adds up.
    pub rows: std::ops::Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct RawTotal {
    pub label: RawValue,
    /// Number cells of the row in the points column, in the score column, and elsewhere.
    pub points: Option<RawValue>,
    pub score: Option<RawValue>,
    pub elsewhere: Vec<RawValue>,
}

/// A form's cells, part by part.
#[derive(Clone, Debug, PartialEq)]
pub struct RawForm {
    pub sheet: String,
    /// The file format keeps number formats, so 1 and 100 % can be told apart.
    pub keeps_formats: bool,
    pub title: RawValue,
    /// The cell the year was found in, with the year.
    pub year: Option<(RawValue, Option<i32>)>,
    /// By key in the profile.
    pub fields: BTreeMap<String, RawValue>,
    /// Unit in brackets behind a money header (万元), with the header's cell.
    pub unit_header: Option<(CellRef, String)>,
    /// Text of a "单位：万元" note.
    pub unit_note: Option<(CellRef, String)>,
    pub budget: Vec<RawLine>,
    pub goal_planned: Option<RawValue>,
    pub goal_achieved: Option<RawValue>,
    pub indicators: Vec<RawIndicator>,
    pub subtotals: Vec<RawSubtotal>,
    pub total: Option<RawTotal>,
    pub columns: BTreeMap<IndicatorColumn, CellRef>,
    pub missing: Vec<Part>,
    pub unused: Vec<Unused>,
}
