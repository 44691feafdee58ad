//! The budget block: the header row with the money columns, and the lines below it.

mod transposed;

use std::collections::BTreeMap;

use super::columns;
use super::label::{Roles, Text, View};
use crate::model::address::CellRef;
use crate::model::grid::{CellValue, Sheet};
use crate::model::layout::{BudgetPlace, Column, LinePlace};
use crate::profile::spec::{BudgetColumn, Role};

/// A budget block has a handful of lines; what goes on longer is another table.
const MOST_LINES: usize = 1_000;

type Columns = BTreeMap<BudgetColumn, Column>;

/// Found by its header: at least two of the money columns in one row, above the indicator table;
/// else by its lines, where they are the columns.
pub fn find(sheet: &Sheet, view: &View<'_>, end: Option<u32>) -> Option<BudgetPlace> {
    let end = end.unwrap_or(sheet.row_end());
    let Some((header_row, mut blocks)) = header(view, end) else { return transposed::find(view, end) };
    let mut from = 0;
    let mut lines = Vec::new();
    for columns in &blocks {
        lines.extend(Block { sheet, view, columns, from }.lines(header_row, end));
        from = columns.values().map(|column| column.area.last.col + 1).max().unwrap_or(from);
    }
    Some(BudgetPlace { header_row, columns: blocks.swap_remove(0), lines })
}

/// The row of the header, and the columns of each block it heads.
fn header(view: &View<'_>, end: u32) -> Option<(u32, Vec<Columns>)> {
    let money = view.labels().filter(|(text, roles)| text.cell.row < end && money_columns(*roles).next().is_some());
    let mut rows: Vec<u32> = money.map(|(text, _)| text.cell.row).collect();
    rows.dedup();
    let mut read = rows.into_iter().map(|row| (row, blocks_in(view, row)));
    read.find(|(_, blocks)| blocks[0].keys().filter(|c| is_money(**c)).count() >= 2)
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

/// Two where the same columns come twice, sources beside structure; else one.
fn blocks_in(view: &View<'_>, row: u32) -> Vec<Columns> {
    let labels: Vec<_> = view.row(row).collect();
    let budgets =
        labels.iter().enumerate().filter(|(_, (_, roles))| roles.has(Role::BudgetColumn(BudgetColumn::Budget)));
    let second = budgets.map(|(i, _)| i).nth(1).unwrap_or(labels.len());
    let halves = [&labels[..second], &labels[second..]].map(|half| columns::assign(half, column));
    match halves
        .iter()
        .all(|half| half.contains_key(&BudgetColumn::Budget) && half.contains_key(&BudgetColumn::Executed))
    {
        true => halves.into(),
        false => vec![columns::assign(&labels, column)],
    }
}

struct Block<'a> {
    sheet: &'a Sheet,
    view: &'a View<'a>,
    columns: &'a Columns,
    /// First column of the block.
    from: u32,
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
        let inside = |col: u32| col >= self.from && edge.is_none_or(|edge| col < edge) && !self.in_columns(col);
        let labels = || self.view.row(row).filter(|(text, _)| inside(text.cell.col));
        let known = labels().filter_map(|(text, roles)| Some((text.cell, line_of(roles)?))).last();
        match known {
            Some((label, spec)) => Some(self.place(Some(spec), label, row)),
            None => {
                let label = labels().map(unnamed).last().flatten().filter(|_| self.has_amount(row));
                label.map(|label| self.place(None, label, row))
            }
        }
    }

    fn place(&self, spec: Option<usize>, label: CellRef, row: u32) -> LinePlace {
        let amounts = self.columns.iter().map(|(key, column)| (*key, (column.clone(), row))).collect();
        LinePlace { spec, label, row, amounts }
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
