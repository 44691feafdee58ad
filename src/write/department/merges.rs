//! Merges of the form as it is shown again: the file's own, or rebuilt where its format keeps none.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::address::{Area, CellRef};
use crate::model::field::{Field, Goal, SumCell};
use crate::model::grid::Sheet;
use crate::model::submission::{Entry, Submission};
use crate::profile::spec::IndicatorColumn;

/// Merges that fit into the shown part, neither overlap nor hide a value, by first cell.
pub fn merges(sheet: &Sheet, form: &Submission, shown: Area) -> BTreeMap<CellRef, Area> {
    let wanted = if sheet.keeps_merges { sheet.merges.clone() } else { rebuilt(sheet, form, shown) };
    let mut taken = BTreeSet::new();
    let mut kept = BTreeMap::new();
    for area in wanted {
        let last = CellRef::new(area.last.row.min(shown.last.row), area.last.col.min(shown.last.col));
        let area = Area::new(area.first, last);
        let usable = shown.contains(area.first) && area.first.row <= last.row && area.first.col <= last.col;
        let hides = |cell| cell != area.first && sheet.get(cell).is_some_and(|cell| !cell.is_blank());
        if usable && !area.is_single() && cells(area).all(|cell| !taken.contains(&cell) && !hides(cell)) {
            taken.extend(cells(area));
            kept.insert(area.first, area);
        }
    }
    kept
}

pub fn cells(area: Area) -> impl Iterator<Item = CellRef> {
    area.rows().flat_map(move |row| area.columns().map(move |col| CellRef::new(row, col)))
}

/// Every address the form's values and labels have: such a cell is no part of its neighbour.
pub fn addresses(form: &Submission) -> BTreeSet<CellRef> {
    let known = form.entries().filter(|(field, _)| keeps_to_itself(field));
    let cells = known.flat_map(|(_, entry)| [Some(entry.cell), entry.label]).flatten();
    cells.chain(form.columns.values().copied()).collect()
}

/// False for what may lie under a neighbour's merge while it is blank.
fn keeps_to_itself(field: &Field) -> bool {
    use IndicatorColumn::{Coefficient, Core, Level2Points, Operator, TargetAdjusted, Text, Unit};
    match field {
        Field::Goal(goal) => matches!(goal, Goal::Planned | Goal::Achieved),
        Field::GoalGroup(_) | Field::GoalGroupWeight(_) | Field::Subtotal(..) => false,
        Field::Total(cell) => *cell != SumCell::Points,
        Field::Indicator(_, column) => {
            !matches!(column, Level2Points | Operator | TargetAdjusted | Unit | Coefficient | Core | Text(_))
        }
        _ => true,
    }
}

/// A filled cell reaches over the blank ones to its right and, for groups of rows, downwards.
fn rebuilt(sheet: &Sheet, form: &Submission, shown: Area) -> Vec<Area> {
    let own = addresses(form);
    let groups = group_ends(form);
    let last_row = form.total.as_ref().map_or(shown.last.row, |total| total.label.cell.row);
    let is_free = |cell: CellRef| !own.contains(&cell) && sheet.get(cell).is_none_or(|cell| cell.is_blank());
    let filled = sheet.cells().filter(|(at, cell)| shown.contains(*at) && at.row <= last_row && !cell.is_blank());
    let reach = filled.map(|(at, _)| {
        let below = (at.row + 1..=last_row).take_while(|row| is_free(CellRef::new(*row, at.col)));
        let to_row = match groups.get(&at) {
            Some(end) => *end,
            None if at.col == shown.first.col && at.row > form.title.cell.row + 1 => below.last().unwrap_or(at.row),
            None => at.row,
        };
        let free_in_all = |col: &u32| (at.row..=to_row).all(|row| is_free(CellRef::new(row, *col)));
        let right = (at.col + 1..=shown.last.col).take_while(free_in_all);
        Area::new(at, CellRef::new(to_row, right.last().unwrap_or(at.col)))
    });
    reach.collect()
}

/// The last row of each cell that stands for several indicator rows.
fn group_ends(form: &Submission) -> BTreeMap<CellRef, u32> {
    let mut ends = BTreeMap::new();
    for row in &form.indicators {
        let shared = [row.level1.cell, row.level2.cell, row.level3.cell].into_iter();
        for cell in shared.chain(row.weight.as_ref().map(|weight: &Entry<_>| weight.cell)) {
            ends.insert(cell, row.row.max(cell.row));
        }
    }
    ends
}
