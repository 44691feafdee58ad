//! What reading a form hands on: cells with their places, nothing interpreted yet.

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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawIndicator {
    pub row: u32,
    /// The row, or the column of its points or score, is hidden.
    pub is_hidden: bool,
    /// Index into the form's goal groups.
    pub goal: Option<usize>,
    pub values: BTreeMap<IndicatorColumn, RawValue>,
    /// Points or a score that an earlier row has, in a cell merged over both.
    pub shared: BTreeMap<IndicatorColumn, CellRef>,
    /// Cells of rows below whose texts run on from this one.
    pub joined: Vec<CellRef>,
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
    /// The whole text of a cell that says more than the number (自评得分100分，绩效等级为优).
    pub sentence: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawGoals {
    pub planned: Option<RawValue>,
    pub adjusted: Option<RawValue>,
    pub achieved: Option<RawValue>,
    pub score: Option<RawValue>,
}

/// A form's cells, part by part.
#[derive(Clone, Debug, PartialEq)]
pub struct RawForm {
    pub sheet: String,
    /// The sheets it goes on on, in order; their cells are so many sheets on.
    pub further_sheets: Vec<String>,
    /// 1-based among the forms of its sheet; `None` where it is the only one.
    pub place: Option<usize>,
    /// Where on the sheet the form is.
    pub area: Area,
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
    /// What the heading of the budget says the execution is worth (项目资金（20分）).
    pub budget_points: Option<RawValue>,
    pub goals: RawGoals,
    /// The labels of goals with a table of their own, in the order of the form.
    pub goal_groups: Vec<RawValue>,
    pub indicators: Vec<RawIndicator>,
    pub subtotals: Vec<RawSubtotal>,
    pub total: Option<RawTotal>,
    pub columns: BTreeMap<IndicatorColumn, CellRef>,
    pub missing: Vec<Part>,
    pub unused: Vec<Unused>,
    /// A table has more rows than were read.
    pub is_cut: bool,
}

impl RawForm {
    /// Every cell that was taken for a value.
    pub fn values(&self) -> impl Iterator<Item = &RawValue> {
        let lines = self.budget.iter().flat_map(|line| line.values.values().chain([&line.label]));
        let rows = self.indicators.iter().flat_map(|row| row.values.values());
        let subtotals = self.subtotals.iter().flat_map(|s| [Some(&s.label), s.points.as_ref(), s.score.as_ref()]);
        let total = self.total.iter().flat_map(|t| {
            [Some(&t.label), t.points.as_ref(), t.score.as_ref()].into_iter().chain(t.elsewhere.iter().map(Some))
        });
        let goals = [&self.goals.planned, &self.goals.adjusted, &self.goals.achieved, &self.goals.score];
        let goals = goals.map(Option::as_ref);
        let single = [self.year.as_ref().map(|(value, _)| value), Some(&self.title)];
        let some = subtotals.chain(total).chain(goals).chain(single).flatten();
        lines.chain(rows).chain(self.fields.values()).chain(&self.goal_groups).chain(some)
    }
}
