//! Where things are on a sheet: facts found by labels, never an opinion on them.

use std::collections::BTreeMap;

use super::address::{Area, CellRef};
use crate::profile::spec::{BudgetColumn, IndicatorColumn};

/// A label and the cell its value stands in (or would stand in).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub label: CellRef,
    pub value: CellRef,
    /// Label and value share one cell (填表人：张三): the text after the label.
    pub inline: Option<String>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub header: CellRef,
    /// Columns the header spans.
    pub area: Area,
    /// What stood in brackets behind the label (万元).
    pub remark: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinePlace {
    /// Index into the profile's lines; `None` for a label it does not know.
    pub spec: Option<usize>,
    pub label: CellRef,
    pub row: u32,
    /// The column of each amount and the row it stands in: the line's own, or the label's where lines are columns.
    pub amounts: BTreeMap<BudgetColumn, (Column, u32)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetPlace {
    pub header_row: u32,
    /// Of the first block, where two stand side by side.
    pub columns: BTreeMap<BudgetColumn, Column>,
    pub lines: Vec<LinePlace>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubtotalPlace {
    pub label: CellRef,
    pub row: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorPlace {
    /// First and last row of the header.
    pub header: (u32, u32),
    pub columns: BTreeMap<IndicatorColumn, Column>,
    /// Indicator rows, without subtotals and blank rows.
    pub rows: Vec<u32>,
    /// Rows that name the level 1 of those below them, where no column does.
    pub headings: Vec<CellRef>,
    pub subtotals: Vec<SubtotalPlace>,
}

/// The total row and where its numbers are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TotalPlace {
    pub label: CellRef,
    pub row: u32,
    /// Numbers in the row, left to right.
    pub numbers: Vec<CellRef>,
    /// Label and number share one cell (总分：99.5): the text after the label.
    pub inline: Option<String>,
}

/// Where a form's parts are on one sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    pub title: Option<CellRef>,
    pub year: Option<(CellRef, Option<i32>)>,
    /// By index into the profile's fields.
    pub fields: BTreeMap<usize, Place>,
    pub unit_note: Option<(CellRef, String)>,
    pub budget: Option<BudgetPlace>,
    pub goal_planned: Option<Place>,
    pub goal_achieved: Option<Place>,
    pub indicators: Option<IndicatorPlace>,
    pub total: Option<TotalPlace>,
    /// First row of the notes (说明), when there are any.
    pub notes: Option<CellRef>,
    /// Every cell that was recognised as a label.
    pub labels: Vec<CellRef>,
}
