//! A budget block on its side: the lines head the columns, and 预算数, 执行数, 执行率 stand one below the other.

use super::{column, is_money, line_of};
use crate::locate::columns;
use crate::locate::label::{Text, View};
use crate::model::layout::{BudgetPlace, Column, LinePlace};
use crate::profile::spec::BudgetColumn;

/// Rows below the lines in which their amounts stand.
const REACH: u32 = 8;

/// The first row above `end` that names two lines, with the rows below it that name two of the money columns.
pub fn find(view: &View<'_>, end: u32) -> Option<BudgetPlace> {
    let mut rows: Vec<u32> = view.labels().map(|(text, _)| text.cell.row).filter(|row| *row < end).collect();
    rows.dedup();
    rows.into_iter().find_map(|row| {
        let lines: Vec<_> = view.row(row).filter_map(|(text, roles)| Some((text, line_of(roles)?))).collect();
        let first = lines.get(1).and(lines.first())?.0.cell.col;
        let below: Vec<_> = (row + 1..end.min(row + REACH)).flat_map(|row| view.row(row)).collect();
        let below: Vec<_> = below.into_iter().filter(|(text, _)| text.cell.col < first).collect();
        let amounts = columns::assign(&below, column);
        let place = |(text, spec): &(&Text, usize)| LinePlace {
            spec: Some(*spec),
            label: text.cell,
            row,
            amounts: amounts.iter().map(|(key, named)| (*key, under(text, named))).collect(),
        };
        let is_block = amounts.keys().filter(|column: &&BudgetColumn| is_money(**column)).count() >= 2;
        is_block.then(|| BudgetPlace {
            header_row: row,
            lines: lines.iter().map(place).collect(),
            columns: amounts.clone(),
        })
    })
}

/// The amount below the line's name, in the row of the column's.
fn under(line: &Text, named: &Column) -> (Column, u32) {
    (Column { header: named.header, area: line.area, remark: named.remark.clone() }, named.header.row)
}
