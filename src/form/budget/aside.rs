//! A budget whose labels have their amounts beside them: 计划投资额 | 570 | 实际使用情况 | 395.86, or one below the
//! other.

use std::collections::BTreeMap;

use super::{Budget, Line, column, is_money, line_of, money_columns, total_line};
use crate::form::columns::{Column, Columns, named};
use crate::form::label::{Text, View};
use crate::model::address::{Area, CellRef};
use crate::model::grid::{Cell, CellValue};
use crate::profile::spec::BudgetColumn;

/// Rows between the first amount and the last.
const REACH: u32 = 6;

/// A label of money with its amount right of it.
struct Pair<'a> {
    column: BudgetColumn,
    label: &'a Text,
    amount: CellRef,
}

/// The pairs above `end` that stand together, at least two of money.
pub fn find(view: &View<'_>, end: u32) -> Option<Budget> {
    let pairs: Vec<Pair<'_>> = pairs(view, end);
    let first = pairs.first()?.label.cell.row;
    let mut columns: BTreeMap<BudgetColumn, &Pair<'_>> = BTreeMap::new();
    for pair in pairs.iter().filter(|pair| pair.label.cell.row < first + REACH) {
        columns.entry(pair.column).or_insert(pair);
    }
    if columns.keys().filter(|column| is_money(**column)).count() < 2 {
        return None;
    }
    let whole = Line {
        spec: Some(total_line(view)?),
        label: pairs.first()?.label.cell,
        row: first,
        amounts: columns.iter().map(|(key, pair)| (*key, (beside(pair), pair.amount.row))).collect(),
        inline: None,
    };
    let of_first_row: Columns<BudgetColumn> =
        columns.iter().filter(|(_, pair)| pair.amount.row == first).map(|(key, pair)| (*key, beside(pair))).collect();
    let lines = std::iter::once(whole).chain(parts(view, &of_first_row, first, end)).collect();
    Some(Budget { header_row: first, columns: of_first_row, lines })
}

fn pairs<'a>(view: &View<'a>, end: u32) -> Vec<Pair<'a>> {
    let money = view.labels().filter(|(text, _)| text.cell.row < end);
    let pair = |(text, roles): (&'a Text, _)| {
        let next = CellRef::new(text.cell.row, text.area.last.col + 1);
        let amount = view.sheet.area_of(next).first;
        let cell = view.sheet.get(amount)?;
        is_amount(cell).then_some(())?;
        let column = money_columns(roles).next().or_else(|| named(roles, column).next().map(|(column, _)| column))?;
        Some(Pair { column, label: text, amount })
    };
    money.filter_map(pair).collect()
}

fn is_amount(cell: &Cell) -> bool {
    match &cell.value {
        CellValue::Number(_) => true,
        CellValue::Text(text) => text.trim_start().starts_with(|c: char| c.is_ascii_digit()),
        _ => false,
    }
}

fn beside(pair: &Pair<'_>) -> Column {
    Column { header: pair.label.cell, area: Area::of(pair.amount), remark: pair.label.remark().map(str::to_owned) }
}

/// Lines below the whole that have their amounts in the same columns.
fn parts(view: &View<'_>, columns: &Columns<BudgetColumn>, first: u32, end: u32) -> Vec<Line> {
    let mut lines = Vec::new();
    for row in first + 1..end.min(first + 12) {
        let labels = view.row(row).filter_map(|(text, roles)| Some((text, line_of(roles)?)));
        for (text, spec) in labels {
            let next = text.area.last.col + 1;
            let own = columns.iter().filter(|(_, column)| column.area.columns().contains(&next));
            let amounts: BTreeMap<_, _> = own.map(|(key, column)| (*key, (column.clone(), row))).collect();
            if !amounts.is_empty() && !lines.iter().any(|line: &Line| line.spec == Some(spec)) {
                lines.push(Line { spec: Some(spec), label: text.cell, row, amounts, inline: None });
            }
        }
    }
    lines
}
