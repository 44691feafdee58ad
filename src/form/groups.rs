//! Indicator rows with their groups: level 1, weight and level 2 stand once for many rows; so may points and scores.

use std::collections::BTreeMap;
use std::ops::Range;

use super::columns::Column;
use super::label::View;
use super::rows::{Line, Table};
use super::split::goes_on;
use super::value::{beneath, raw};
use crate::model::address::{Area, CellRef};
use crate::model::grid::CellValue;
use crate::model::raw::{RawIndicator, RawSubtotal, RawValue};
use crate::model::shown::shown;
use crate::model::text::compact;
use crate::profile::spec::IndicatorColumn;

type Values = BTreeMap<IndicatorColumn, RawValue>;

/// The indicators of every table, and the subtotals between them.
#[derive(Default)]
pub struct Indicators {
    pub rows: Vec<RawIndicator>,
    pub subtotals: Vec<RawSubtotal>,
}

pub fn indicators(view: &View<'_>, tables: &[Table]) -> Indicators {
    let mut found = Indicators::default();
    let mut above = Values::new();
    for (i, table) in tables.iter().enumerate() {
        let goal = table.goal.map(|_| tables[..i].iter().filter(|table| table.goal.is_some()).count());
        let goes_on = table.header.again && table.goal.is_none() && i > 0 && same_groups(&tables[i - 1], table);
        if !goes_on {
            above.clear();
        }
        read_table(view, table, goal, &mut above, &mut found);
    }
    found
}

fn same_groups(a: &Table, b: &Table) -> bool {
    let groups = |table: &Table| -> Vec<IndicatorColumn> {
        table.header.columns.keys().copied().filter(|column| column.is_group()).collect()
    };
    groups(a) == groups(b)
}

fn read_table(view: &View<'_>, table: &Table, goal: Option<usize>, above: &mut Values, found: &mut Indicators) {
    let groups = Groups::new(view, table);
    let columns = &table.header.columns;
    let mut previous = found.subtotals.last().map_or(0, |subtotal| subtotal.label.cell.row);
    for (row, line) in &table.lines {
        match line {
            Line::Heading(cell) => *above = [(IndicatorColumn::Level1, raw(view, *cell, None))].into(),
            Line::Indicator => {
                groups.fill_down(*row, above);
                let own = columns.iter().filter(|(column, _)| !column.is_group());
                let values = own.map(|(column, place)| (*column, beneath(view, place, *row))).chain(above.clone());
                let is_hidden = view.sheet.is_row_hidden(*row) || (found.rows.is_empty() && scores_unseen(view, table));
                found.rows.push(RawIndicator {
                    row: *row,
                    is_hidden,
                    goal,
                    values: values.collect(),
                    ..Default::default()
                });
                share(found);
            }
            Line::Continued => {
                if let Some(last) = found.rows.last_mut() {
                    join(view, table, *row, last);
                }
            }
            Line::Subtotal(label) => {
                let column = |column: IndicatorColumn| Some(beneath(view, columns.get(&column)?, *row));
                found.subtotals.push(RawSubtotal {
                    label: raw(view, *label, None),
                    points: column(IndicatorColumn::Points),
                    score: column(IndicatorColumn::Score),
                    rows: rows_summed(&found.rows, *row, std::mem::replace(&mut previous, *row)),
                });
            }
        }
    }
}

/// The column of the points or of the scores is hidden; said once, at the first row.
fn scores_unseen(view: &View<'_>, table: &Table) -> bool {
    let columns = [IndicatorColumn::Points, IndicatorColumn::Score];
    let areas = columns.iter().filter_map(|column| table.header.columns.get(column)).map(|column| column.area);
    areas.into_iter().any(|area| area.columns().all(|col| view.sheet.is_col_hidden(col)))
}

/// Points or a score merged over rows belong to the first of them.
fn share(found: &mut Indicators) {
    let Some((last, before)) = found.rows.split_last_mut() else { return };
    for column in [IndicatorColumn::Points, IndicatorColumn::Score] {
        let Some(value) = last.values.get(&column).filter(|value| value.cell.row < last.row) else { continue };
        let cell = value.cell;
        let is_first = |row: &&RawIndicator| row.values.get(&column).is_some_and(|value| value.cell == cell);
        if before.iter().rev().take_while(|row| row.row >= cell.row).any(|row| is_first(&row)) {
            last.values.remove(&column);
            last.shared.insert(column, cell);
        }
    }
}

/// The texts of a row that goes on, put behind those of the row above.
fn join(view: &View<'_>, table: &Table, row: u32, indicator: &mut RawIndicator) {
    for (column, place) in table.header.columns.iter().filter(|(column, _)| !column.is_group()) {
        let more = beneath(view, place, row);
        if more.content.is_blank() || more.cell.row < row {
            continue;
        }
        let Some(value) = indicator.values.get_mut(column) else { continue };
        let text = format!("{}{}", shown(&value.content), shown(&more.content));
        indicator.joined.push(more.cell);
        value.content.value = CellValue::Text(text);
        value.content.format = None;
    }
}

/// The group columns of the table, and whether their merges are still intact.
struct Groups<'v, 'a> {
    view: &'v View<'a>,
    columns: Vec<(IndicatorColumn, &'v Column, bool)>,
    /// Where a page begins: a group without a name there began on the page before.
    page_rows: Vec<u32>,
}

impl<'v, 'a> Groups<'v, 'a> {
    fn new(view: &'v View<'a>, table: &'v Table) -> Self {
        let groups = table.header.columns.iter().filter(|(column, _)| column.is_group());
        let columns = groups.map(|(group, column)| (*group, column, is_merged(view, column, table))).collect();
        Self { view, columns, page_rows: page_rows(table) }
    }

    /// Takes what the row states; keeps the value above where the row states nothing and merges were undone, or
    /// where the group began on the page before. A new level 1 ends the groups below it.
    fn fill_down(&self, row: u32, above: &mut Values) {
        let mut new_group = false;
        for (group, column, merged) in &self.columns {
            let value = beneath(self.view, column, row);
            let stated = !value.content.is_blank();
            let new_page = self.page_rows.contains(&value.cell.row);
            let is_level1 = *group == IndicatorColumn::Level1;
            if is_level1 && stated && above.get(group).is_some_and(|old| self.continues(old, &value)) {
                continue;
            }
            if stated || (*merged && !new_page) || new_group || !above.contains_key(group) {
                new_group |= is_level1 && stated && above.get(group).is_none_or(|old| differs(old, &value));
                above.insert(*group, value);
            }
        }
    }

    /// 产出指标（续） below 产出指标.
    fn continues(&self, old: &RawValue, new: &RawValue) -> bool {
        let (Some(old), Some(new)) = (old.content.text(), new.content.text()) else { return false };
        let (old, new) = (compact(old), compact(new));
        goes_on(self.view.profile, &new) && new.starts_with(old.split('(').next().unwrap_or(&old))
    }
}

/// The first indicators below a header that is there again, and on a sheet that the table goes on on.
fn page_rows(table: &Table) -> Vec<u32> {
    let rows = table.lines.iter().filter(|(_, line)| *line == Line::Indicator).map(|(row, _)| *row);
    let sheet = |row: u32| CellRef::new(row, 0).sheet();
    let mut page = (!table.header.again).then(|| sheet(table.header.rows.1));
    let begins = |row: &u32| page.replace(sheet(*row)) != Some(sheet(*row));
    rows.filter(begins).collect()
}

/// A level 1 repeated on every row does not begin a new group.
fn differs(old: &RawValue, new: &RawValue) -> bool {
    old.cell != new.cell && old.content.value != new.content.value
}

/// Some group of the column spans rows, so blanks outside merges are really blank.
fn is_merged(view: &View<'_>, column: &Column, table: &Table) -> bool {
    let last = table.lines.last().map_or(table.header.rows.1, |(row, _)| *row);
    let spans = |area: &&Area| area.first.row < area.last.row && column.area.columns().contains(&area.first.col);
    let merges = view.sheet.merges.iter().filter(spans);
    merges.into_iter().any(|area| area.first.row > table.header.rows.1 && area.first.row <= last)
}

/// The rows a subtotal adds up: those of the level 1 just above it, or all since the previous subtotal.
fn rows_summed(indicators: &[RawIndicator], subtotal: u32, previous: u32) -> Range<usize> {
    let end = indicators.partition_point(|indicator| indicator.row < subtotal);
    let from = indicators.partition_point(|indicator| indicator.row < previous);
    from..end
}
