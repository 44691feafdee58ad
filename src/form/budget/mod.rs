//! The budget block: its money columns and the lines that have amounts in them. It stands in one of a few ways:
//! columns over lines, lines over columns, or labels with their amounts beside them.

mod aside;
mod transposed;

use std::collections::BTreeMap;

use super::columns::{self, Column, Columns, Label};
use super::label::{Roles, Text, View};
use super::value::{beneath, part, raw};
use crate::model::address::CellRef;
use crate::model::grid::CellValue;
use crate::model::raw::{RawLine, RawValue};
use crate::model::text::{compact, strip_numbering};
use crate::profile::spec::{BudgetColumn, Role};

/// A budget block has a handful of lines; what goes on longer is another table.
const MOST_LINES: usize = 1_000;

/// Where a line's amounts are.
pub struct Line {
    /// Index into the profile's lines; `None` for a label it does not know.
    pub spec: Option<usize>,
    pub label: CellRef,
    pub row: u32,
    /// The column of each amount and the row it stands in: the line's own, or the label's where lines are columns.
    amounts: BTreeMap<BudgetColumn, (Column, u32)>,
    /// An amount behind the label in the label's own cell (基本支出:1768.16万元), half-width.
    inline: Option<String>,
}

#[derive(Default)]
pub struct Budget {
    /// Of the header and everything that belongs to it.
    pub header_row: u32,
    columns: Columns<BudgetColumn>,
    pub lines: Vec<Line>,
}

impl Budget {
    pub fn columns(&self) -> impl Iterator<Item = &Column> {
        self.columns.values()
    }

    /// From the header to the last line.
    pub fn rows(&self) -> std::ops::RangeInclusive<u32> {
        let headers = self.columns.values().map(|column| column.area.last.row);
        let lines = self.lines.iter().map(|line| line.row);
        let amounts = self.lines.iter().flat_map(|line| line.amounts.values().map(|(_, row)| *row));
        self.header_row..=headers.chain(lines).chain(amounts).max().unwrap_or(self.header_row)
    }

    /// The score of the block in a column of its own at the form's edge: the first line's.
    pub fn score_at(&mut self, column: &Column) {
        if let Some(line) = self.lines.first_mut() {
            let row = line.row;
            line.amounts.entry(BudgetColumn::Score).or_insert((column.clone(), row));
        }
    }

    pub fn raw(&self, view: &View<'_>) -> Vec<RawLine> {
        self.lines.iter().map(|line| line.raw(view)).collect()
    }

    /// What its heading says the block is worth (项目资金（万元）（20分）).
    pub fn points(&self, view: &View<'_>) -> Option<RawValue> {
        let first = self.columns.values().map(|column| column.area.first.col).min()?;
        let headings = self.rows().flat_map(|row| view.filled(row)).filter(|(at, _)| at.col < first);
        headings.into_iter().find_map(|(at, cell)| {
            let heading = compact(cell.text()?);
            let (_, points) = heading.strip_suffix("分)")?.rsplit_once('(')?;
            points.parse::<f64>().is_ok().then(|| part(view, at, at, points))
        })
    }
}

impl Line {
    fn raw(&self, view: &View<'_>) -> RawLine {
        let amounts = self.amounts.iter().map(|(key, (column, row))| (*key, beneath(view, column, *row)));
        // A label merged over the columns is no amount.
        let mut values: BTreeMap<BudgetColumn, RawValue> =
            amounts.filter(|(_, value)| value.cell != view.sheet.area_of(self.label).first).collect();
        if let Some(text) = &self.inline {
            values.insert(BudgetColumn::Budget, part(view, self.label, self.label, text));
        }
        RawLine { spec: self.spec, label: raw(view, self.label, None), values }
    }
}

/// Found by its header: at least two of the money columns in one row, above the first table; else by its lines,
/// where they are the columns, or by labels beside amounts.
pub fn find(view: &View<'_>, end: u32) -> Option<Budget> {
    let found = header(view, end).map(|(row, blocks)| tabular(view, row, blocks, end));
    let found = found.filter(|budget| !budget.lines.is_empty());
    // Where no column holds budgets, the lines may.
    let has_budgets = found.as_ref().is_some_and(|budget| budget.columns.contains_key(&BudgetColumn::Budget));
    let first = if has_budgets { None } else { transposed::beside_spending(view, end) };
    first.or(found).or_else(|| transposed::on_its_side(view, end)).or_else(|| aside::find(view, end))
}

fn tabular(view: &View<'_>, header_row: u32, mut blocks: Vec<Columns<BudgetColumn>>, end: u32) -> Budget {
    let mut from = view.area.first.col;
    let mut lines = Vec::new();
    for columns in &blocks {
        lines.extend(Block { view, columns, from }.lines(header_row, end));
        from = columns.values().map(|column| column.area.last.col + 1).max().unwrap_or(from);
    }
    // One line and no name for it: the form's whole budget.
    if let ([line], Some(total)) = (&mut lines[..], total_line(view)) {
        line.spec = line.spec.or(Some(total).filter(|_| {
            line.label.row < line.row
                || line.label == view.sheet.area_of(line.label).first && !has_own_label(view, line)
        }));
    }
    Budget { header_row, columns: blocks.swap_remove(0), lines }
}

fn has_own_label(view: &View<'_>, line: &Line) -> bool {
    line.label.row == line.row && !view.sheet.get(line.label).is_none_or(|cell| cell.is_blank())
}

/// The profile's line for the whole.
fn total_line(view: &View<'_>) -> Option<usize> {
    let budget = &view.profile.budget;
    let key = budget.total_line.as_deref().unwrap_or("total");
    budget.lines.iter().position(|line| line.key == key)
}

/// The row of the header, and the columns of each block it heads.
fn header(view: &View<'_>, end: u32) -> Option<(u32, Vec<Columns<BudgetColumn>>)> {
    let money = view.labels().filter(|(text, roles)| text.cell.row < end && money_columns(*roles).next().is_some());
    let mut rows: Vec<u32> = money.map(|(text, _)| text.cell.row).collect();
    rows.dedup();
    let mut read = rows.into_iter().map(|row| (row, blocks_in(view, row)));
    read.find(|(row, blocks)| blocks[0].keys().filter(|c| is_money(**c)).count() >= 2 && !amounts_in(view, *row))
}

/// Numbers in the row itself: labels beside their amounts, no header.
fn amounts_in(view: &View<'_>, row: u32) -> bool {
    view.filled(row).filter(|(_, cell)| matches!(cell.value, CellValue::Number(_))).count() >= 2
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
fn blocks_in(view: &View<'_>, row: u32) -> Vec<Columns<BudgetColumn>> {
    let labels: Vec<Label<'_>> = view.heads(row, |role| column(role).is_some());
    let budgets =
        labels.iter().enumerate().filter(|(_, (_, roles))| roles.has(Role::BudgetColumn(BudgetColumn::Budget)));
    let second = budgets.map(|(i, _)| i).nth(1).unwrap_or(labels.len());
    let halves = [&labels[..second], &labels[second..]].map(|half| columns::assign(half, column));
    let is_block = |half: &Columns<BudgetColumn>| {
        half.contains_key(&BudgetColumn::Budget) && half.contains_key(&BudgetColumn::Executed)
    };
    match halves.iter().all(is_block) {
        true => halves.into(),
        false => vec![columns::assign(&labels, column)],
    }
}

struct Block<'v, 'a> {
    view: &'v View<'a>,
    columns: &'v Columns<BudgetColumn>,
    /// First column of the block.
    from: u32,
}

impl Block<'_, '_> {
    /// Rows with a known line label or an amount, up to the first row of another block.
    fn lines(&self, header_row: u32, end: u32) -> Vec<Line> {
        let start = self.columns.values().map(|column| column.area.last.row + 1).max().unwrap_or(header_row + 1);
        let rows = self.view.rows(start, end).into_iter();
        let rows: Vec<u32> = rows.take_while(|row| !self.begins_another_block(*row)).take(MOST_LINES).collect();
        let lines: Vec<Line> = rows.iter().flat_map(|row| self.in_row(*row)).collect();
        match lines.is_empty() {
            true => rows.iter().find(|row| self.has_amount(**row)).map(|row| self.nameless(*row)).into_iter().collect(),
            false => lines,
        }
    }

    fn begins_another_block(&self, row: u32) -> bool {
        let begins = |role: Role| {
            matches!(
                role,
                Role::GoalPlanned
                    | Role::GoalAdjusted
                    | Role::GoalAchieved
                    | Role::IndicatorColumn(_)
                    | Role::Notes
                    | Role::GoalGroup
            )
        };
        let is_line = |roles: Roles<'_>| roles.any(|role| matches!(role, Role::BudgetLine(_) | Role::BudgetColumn(_)));
        self.view.row(row).any(|(_, roles)| roles.any(begins) && !is_line(roles))
    }

    /// The line of a row; several where each has its amount behind its label.
    fn in_row(&self, row: u32) -> Vec<Line> {
        let inline: Vec<Line> = self.view.row(row).filter_map(|(text, _)| self.inline(text, row)).collect();
        if inline.is_empty() { self.line(row).into_iter().collect() } else { inline }
    }

    /// 其中：基本支出：1768.16万元 in one cell.
    fn inline(&self, text: &Text, row: u32) -> Option<Line> {
        let key = strip_numbering(&text.key.key, &self.view.profile.labels.group_words);
        let (label, amount) = key.split_once(':')?;
        let spec = line_of(Roles::of_key(label, self.view.profile))?;
        let is_amount = amount.is_empty() || amount.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        is_amount.then(|| Line {
            spec: Some(spec),
            label: text.cell,
            row,
            amounts: BTreeMap::new(),
            inline: Some(amount.to_owned()),
        })
    }

    fn line(&self, row: u32) -> Option<Line> {
        let edge = self.columns.values().map(|column| column.area.first.col).max();
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

    fn nameless(&self, row: u32) -> Line {
        let first = self.columns.values().map(|column| column.header).min();
        let left = first.and_then(|first| self.view.filled(first.row).map(|(at, _)| at).find(|at| at.col < first.col));
        self.place(None, left.or(first).unwrap_or(CellRef::new(row, self.from)), row)
    }

    fn place(&self, spec: Option<usize>, label: CellRef, row: u32) -> Line {
        let amounts = self.columns.iter().map(|(key, column)| (*key, (column.clone(), row))).collect();
        Line { spec, label, row, amounts, inline: None }
    }

    fn in_columns(&self, col: u32) -> bool {
        self.columns.values().any(|column| column.area.columns().contains(&col))
    }

    fn has_amount(&self, row: u32) -> bool {
        let mut money = self.view.filled(row).filter(|(at, _)| self.in_columns(at.col));
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
fn unnamed((text, roles): Label<'_>) -> Option<CellRef> {
    (!roles.is_label() || roles.has(Role::Subtotal)).then_some(text.cell)
}
