//! Indicator rows with their groups: level 1, weight and level 2 stand once for many rows.

use std::collections::BTreeMap;
use std::ops::Range;

use super::cells::{beneath, raw};
use crate::model::grid::Sheet;
use crate::model::layout::{Column, IndicatorPlace, Layout};
use crate::model::raw::{RawIndicator, RawValue};
use crate::profile::spec::IndicatorColumn;

const GROUPS: [IndicatorColumn; 3] = [IndicatorColumn::Level1, IndicatorColumn::Weight, IndicatorColumn::Level2];

/// One raw row per indicator row of the layout.
pub fn indicators(sheet: &Sheet, layout: &Layout) -> Vec<RawIndicator> {
    let Some(place) = &layout.indicators else { return Vec::new() };
    let groups = Groups::new(sheet, place);
    let mut above: BTreeMap<IndicatorColumn, RawValue> = BTreeMap::new();
    let mut headings = place.headings.iter().peekable();
    let row = |row: &u32| {
        while let Some(heading) = headings.next_if(|heading| heading.row < *row) {
            above = [(IndicatorColumn::Level1, raw(sheet, *heading, None))].into();
        }
        groups.fill_down(*row, &mut above);
        let own = place.columns.iter().filter(|(column, _)| !GROUPS.contains(column));
        let own = own.map(|(column, place)| (*column, beneath(sheet, place, *row)));
        RawIndicator { row: *row, values: own.chain(above.clone()).collect() }
    };
    place.rows.iter().map(row).collect()
}

/// The group columns of the table, and whether their merges are still intact.
struct Groups<'a> {
    sheet: &'a Sheet,
    columns: Vec<(IndicatorColumn, &'a Column, bool)>,
}

impl<'a> Groups<'a> {
    fn new(sheet: &'a Sheet, place: &'a IndicatorPlace) -> Self {
        let columns = GROUPS.iter().filter_map(|group| Some((*group, place.columns.get(group)?)));
        let columns = columns.map(|(group, column)| (group, column, is_merged(sheet, column, place))).collect();
        Self { sheet, columns }
    }

    /// Takes what the row states; keeps the value above where the row states nothing and merges were undone.
    /// A new level 1 ends the groups below it.
    fn fill_down(&self, row: u32, above: &mut BTreeMap<IndicatorColumn, RawValue>) {
        let mut new_group = false;
        for (group, column, merged) in &self.columns {
            let value = beneath(self.sheet, column, row);
            let stated = !value.content.is_blank();
            if stated || *merged || new_group || !above.contains_key(group) {
                new_group |= *group == IndicatorColumn::Level1
                    && stated
                    && above.get(group).is_none_or(|old| differs(old, &value));
                above.insert(*group, value);
            }
        }
    }
}

/// A level 1 repeated on every row does not begin a new group.
fn differs(old: &RawValue, new: &RawValue) -> bool {
    old.cell != new.cell && old.content.value != new.content.value
}

/// Some group of the column spans rows, so blanks outside merges are really blank.
fn is_merged(sheet: &Sheet, column: &Column, place: &IndicatorPlace) -> bool {
    let spans = |area: &&crate::model::address::Area| area.first.row < area.last.row;
    let merges = sheet.merges.iter().filter(spans).filter(|area| column.area.columns().contains(&area.first.col));
    merges.into_iter().any(|area| area.first.row > place.header.1)
}

/// The rows a subtotal adds up: those of the level 1 just above it, or all since the previous subtotal.
pub fn rows_summed(indicators: &[RawIndicator], subtotal: u32, previous: u32) -> Range<usize> {
    let end = indicators.partition_point(|indicator| indicator.row < subtotal);
    let from = indicators.partition_point(|indicator| indicator.row < previous);
    from..end
}
