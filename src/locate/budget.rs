//! The budget block: the header row with the money columns, and the lines below it.

use std::collections::BTreeMap;

use super::columns;
use super::label::{Roles, Text, View};
use crate::model::address::CellRef;
use crate::model::grid::{CellValue, Sheet};
use crate::model::layout::{BudgetPlace, Column, LinePlace};
use crate::profile::spec::{BudgetColumn, Role};

/// A budget block has a handful of lines; what goes on longer is another table.
const MOST_LINES: usize = 1_000;

/// Found by its header: at least two of the money columns in one row, above the indicator table.
pub fn find(sheet: &Sheet, view: &View<'_>, end: Option<u32>) -> Option<BudgetPlace> {
    let end = end.unwrap_or(sheet.row_end());
    let (header_row, columns) = header(view, end)?;
    let block = Block { sheet, view, columns: &columns };
    let lines = block.lines(header_row, end);
    Some(BudgetPlace { header_row, columns, lines })
}

fn header(view: &View<'_>, end: u32) -> Option<(u32, BTreeMap<BudgetColumn, Column>)> {
    let money = view.labels().filter(|(text, roles)| text.cell.row < end && money_columns(*roles).next().is_some());
    let mut rows: Vec<u32> = money.map(|(text, _)| text.cell.row).collect();
    rows.dedup();
    let mut read = rows.into_iter().map(|row| (row, columns_in(view, row)));
    read.find(|(_, columns)| columns.keys().filter(|c| is_money(**c)).count() >= 2)
}

const fn is_money(column: BudgetColumn) -> bool {
    !matches!(column, BudgetColumn::Points | BudgetColumn::Score)
}

fn column(role: Role) -> Option<BudgetColumn> {
    match role {
        Role::BudgetColumn(column) => Some(column),
        _ => None,
    }
}

fn money_columns(roles: Roles<'_>) -> impl Iterator<Item = BudgetColumn> {
    columns::named(roles, column).map(|(column, _)| column).filter(|column| is_money(*column))
}

fn columns_in(view: &View<'_>, row: u32) -> BTreeMap<BudgetColumn, Column> {
    columns::assign(&view.row(row).collect::<Vec<_>>(), column)
}

struct Block<'a> {
    sheet: &'a Sheet,
    view: &'a View<'a>,
    columns: &'a BTreeMap<BudgetColumn, Column>,
}

impl Block<'_> {
    /// Rows with a known line label or an amount, up to the first row of another block.
    fn lines(&self, header_row: u32, end: u32) -> Vec<LinePlace> {
        let start = self.columns.values().map(|column| column.area.last.row + 1).max().unwrap_or(header_row + 1);
        let rows = self.sheet.filled_rows(start, end).into_iter();
        let rows = rows.take_while(|row| !self.begins_another_block(*row)).take(MOST_LINES);
        rows.filter_map(|row| self.line(row)).collect()
    }

    fn begins_another_block(&self, row: u32) -> bool {
        self.view.row(row).any(|(_, roles)| {
            roles.all().any(|r| {
                matches!(r.role, Role::GoalPlanned | Role::GoalAchieved | Role::IndicatorColumn(_) | Role::Notes)
            }) && !roles.all().any(|r| matches!(r.role, Role::BudgetLine(_)))
        })
    }

    fn line(&self, row: u32) -> Option<LinePlace> {
        let edge = self.columns.values().map(|column| column.area.last.col).max();
        let inside = |col: u32| edge.is_none_or(|edge| col < edge) && !self.in_columns(col);
        let labels = || self.view.row(row).filter(|(text, _)| inside(text.cell.col));
        let known = labels().filter_map(|(text, roles)| Some((text.cell, line_of(roles)?))).last();
        match known {
            Some((label, spec)) => Some(LinePlace { spec: Some(spec), label, row }),
            None => labels().map(unnamed).last().flatten().filter(|_| self.has_amount(row)).map(|label| LinePlace {
                spec: None,
                label,
                row,
            }),
        }
    }

    fn in_columns(&self, col: u32) -> bool {
        self.columns.values().any(|column| column.area.columns().contains(&col))
    }

    fn has_amount(&self, row: u32) -> bool {
        let mut money = self.sheet.row(row).filter(|(at, _)| self.in_columns(at.col));
        money.any(|(_, cell)| {
            matches!(cell.value, CellValue::Number(_))
                || cell.text().is_some_and(|t| t.contains(|c: char| c.is_numeric()))
        })
    }
}

fn line_of(roles: Roles<'_>) -> Option<usize> {
    roles.all().find_map(|r| match r.role {
        Role::BudgetLine(line) => Some(line),
        _ => None,
    })
}

/// The cell of a label no profile line knows; a heading merged over the block is not one.
fn unnamed((text, roles): (&Text, Roles<'_>)) -> Option<CellRef> {
    (!roles.is_label()).then_some(text.cell)
}
