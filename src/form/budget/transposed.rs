//! A budget block on its side: the lines head the columns, and 预算数, 执行数, 执行率 stand one below the other, or
//! the sums spent stand in columns of their own behind those of the sources.

use super::{Budget, Line, column, is_money, line_of, total_line};
use crate::form::columns::{self, Column, Label};
use crate::form::label::{Text, View};
use crate::profile::spec::BudgetColumn;

/// Rows below the lines in which their amounts stand.
const REACH: u32 = 8;

/// The first row above `end` that names two lines, with the rows below it that name two of the money columns. What
/// stands beside those is the first line's amount.
pub fn on_its_side(view: &View<'_>, end: u32) -> Option<Budget> {
    rows_of_lines(view, end).find_map(|(row, lines)| columns_below(view, row, &lines, end))
}

/// The first row above `end` that names two lines and, behind them, what was spent.
pub fn beside_spending(view: &View<'_>, end: u32) -> Option<Budget> {
    rows_of_lines(view, end).find_map(|(row, lines)| sources_beside_spending(view, row, &lines))
}

fn rows_of_lines<'a>(view: &View<'a>, end: u32) -> impl Iterator<Item = (u32, Vec<(&'a Text, usize)>)> {
    let mut rows: Vec<u32> = view.labels().map(|(text, _)| text.cell.row).filter(|row| *row < end).collect();
    rows.dedup();
    let lines = |row: u32| view.row(row).filter_map(|(text, roles)| Some((text, line_of(roles)?))).collect::<Vec<_>>();
    rows.into_iter().map(move |row| (row, lines(row))).filter(|(_, lines)| lines.len() > 1)
}

fn columns_below(view: &View<'_>, row: u32, lines: &[(&Text, usize)], end: u32) -> Option<Budget> {
    let first = lines.first()?.0.cell.col;
    let below: Vec<Label<'_>> = (row + 1..end.min(row + REACH)).flat_map(|row| view.row(row)).collect();
    let below: Vec<Label<'_>> = below.into_iter().filter(|(text, _)| text.cell.col < first).collect();
    let amounts = columns::assign(&below, column);
    if amounts.keys().filter(|column: &&BudgetColumn| is_money(**column)).count() < 2 {
        return None;
    }
    let place = |(text, spec): &(&Text, usize)| Line {
        spec: Some(*spec),
        label: text.cell,
        row,
        amounts: amounts.iter().map(|(key, named)| (*key, under(text, named))).collect(),
        inline: None,
    };
    Some(Budget { header_row: row, lines: lines.iter().map(place).collect(), columns: amounts })
}

/// The amount below the line's name, in the row of the column's.
fn under(line: &Text, named: &Column) -> (Column, u32) {
    (Column { header: named.header, area: line.area, remark: named.remark.clone() }, named.header.row)
}

/// 中央 | 省 | 本级 | 合计 | 执行数 | 执行率 over one row of amounts: the sources are budgets, what was spent is the
/// whole's.
fn sources_beside_spending(view: &View<'_>, row: u32, lines: &[(&Text, usize)]) -> Option<Budget> {
    let labels: Vec<Label<'_>> = view.row(row).filter(|(_, roles)| line_of(*roles).is_none()).collect();
    let spent = columns::assign(&labels, column);
    let total = total_line(view)?;
    if !spent.contains_key(&BudgetColumn::Executed) {
        return None;
    }
    let below = lines.first()?.0.area.last.row + 1;
    let place = |(text, spec): &(&Text, usize)| {
        let mut amounts: std::collections::BTreeMap<_, _> =
            [(BudgetColumn::Budget, (columns::headed(text), below))].into();
        if *spec == total {
            amounts.extend(spent.iter().map(|(key, column)| (*key, (column.clone(), below))));
        }
        Line { spec: Some(*spec), label: text.cell, row: below, amounts, inline: None }
    };
    let mut lines: Vec<Line> = lines.iter().map(place).collect();
    if !lines.iter().any(|line| line.spec == Some(total)) {
        let amounts = spent.iter().map(|(key, column)| (*key, (column.clone(), below))).collect();
        lines.push(Line { spec: Some(total), label: spent.values().next()?.header, row: below, amounts, inline: None });
    }
    Some(Budget { header_row: row, lines, columns: spent })
}
