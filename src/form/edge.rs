//! One column of scores at the right edge for every block: its head in the heading of the form, below it the total,
//! then the scores of the budget, of the goals and of the rows.

use super::columns::Column;
use super::header::Header;
use super::label::{Text, View};
use super::value::raw;
use crate::model::address::CellRef;
use crate::model::grid::CellValue;
use crate::model::raw::{RawTotal, RawValue};
use crate::profile::spec::{IndicatorColumn, Role};

/// Rows between the head of the column and the total.
const REACH: u32 = 2;

pub struct Edge<'a> {
    label: &'a Text,
    pub column: Column,
    total: CellRef,
}

/// The head of scores above the first table, right of all its other columns, with a number right below it.
pub fn find<'a>(view: &View<'a>, headers: &[Header]) -> Option<Edge<'a>> {
    let first = headers.first()?;
    let own = first.columns.iter().filter(|(column, _)| **column != IndicatorColumn::Score);
    let last = own.map(|(_, column)| column.area.last.col).max()?;
    let is_score = |role: Role| matches!(role, Role::Total | Role::IndicatorColumn(IndicatorColumn::Score));
    let heads = view
        .labels()
        .filter(|(text, roles)| text.cell.row < first.rows.0 && text.cell.col > last && roles.any(is_score));
    // A column of the budget's scores the budget alone.
    let heads = heads.filter(|(text, _)| !heads_money(view, text.cell.row));
    heads.map(|(text, _)| text).find_map(|label| {
        let below = label.area.last.row + 1..=label.area.last.row + REACH;
        let total = below.map(|row| CellRef::new(row, label.cell.col)).find(|at| number_at(view, *at))?;
        let column = Column { header: label.cell, area: label.area, remark: None };
        Some(Edge { label, column, total })
    })
}

fn heads_money(view: &View<'_>, row: u32) -> bool {
    view.row(row).filter(|(_, roles)| roles.any(|role| matches!(role, Role::BudgetColumn(_)))).count() >= 2
}

fn number_at(view: &View<'_>, at: CellRef) -> bool {
    view.sheet.get(at).is_some_and(|cell| matches!(cell.value, CellValue::Number(_)))
}

impl Edge<'_> {
    pub fn total(&self, view: &View<'_>) -> RawTotal {
        let score = Some(raw(view, self.total, Some(self.label.cell)));
        RawTotal { label: raw(view, self.label.cell, None), points: None, score, elsewhere: vec![], sentence: None }
    }

    /// The number of the column in a row, such as that of the goals.
    pub fn score(&self, view: &View<'_>, row: u32) -> Option<RawValue> {
        let value = raw(view, CellRef::new(row, self.column.header.col), Some(self.label.cell));
        matches!(value.content.value, CellValue::Number(_)).then_some(value)
    }
}
