//! The value of a label: the cell beside it, or below it where labels stand in a row of their own. What has no value
//! keeps its blank cell; the neighbour's text is never taken.

use super::fields::begins_with_label;
use super::label::{Roles, Text, View};
use super::value::{blank, raw};
use crate::model::address::CellRef;
use crate::model::raw::RawValue;
use crate::profile::spec::Role;

/// Blank cells of undone merges between a label and its value.
const LONGEST_GAP: u32 = 4;

/// `None` where another label stands in the value's place.
pub fn value(view: &View<'_>, label: &Text) -> Option<RawValue> {
    let next = CellRef::new(label.cell.row, label.area.last.col + 1);
    if next.col > view.area.last.col {
        return None;
    }
    let beside = raw(view, next, Some(label.cell));
    if !beside.content.is_blank() {
        return (!is_label(view, beside.cell)).then_some(beside);
    }
    let is_value = !beside.area.is_single();
    Some(if is_value { beside } else { further(view, label, next).unwrap_or(beside) })
}

/// Behind the blank cells that a merge has left where it was undone.
fn further(view: &View<'_>, label: &Text, from: CellRef) -> Option<RawValue> {
    let (at, _) = view.filled(from.row).find(|(at, _)| at.col > from.col)?;
    let is_free = |col: u32| view.sheet.merge_at(CellRef::new(from.row, col)).is_none();
    let reached = at.col - from.col <= LONGEST_GAP && (from.col..at.col).all(is_free);
    (reached && !is_label(view, at)).then(|| raw(view, at, Some(label.cell)))
}

/// A label of the head or of a table: no value.
pub fn is_label(view: &View<'_>, at: CellRef) -> bool {
    view.label_at(at).is_some_and(|(_, roles)| names_something(roles)) || begins_with_label(view, at)
}

fn names_something(roles: Roles<'_>) -> bool {
    roles.any(|role| {
        matches!(
            role,
            Role::Field(_)
                | Role::Section
                | Role::Total
                | Role::BudgetColumn(_)
                | Role::IndicatorColumn(_)
                | Role::GoalPlanned
                | Role::GoalAdjusted
                | Role::GoalAchieved
        )
    })
}

/// The cell below a label, where every cell of the label's row is a label.
pub fn below(view: &View<'_>, label: &Text) -> Option<RawValue> {
    let mut row = view.filled(label.cell.row).peekable();
    row.peek()?;
    let only_labels = row.all(|(at, _)| is_label(view, at));
    let under = CellRef::new(label.area.last.row + 1, label.cell.col);
    let value = raw(view, under, Some(label.cell));
    let fits = value.cell == under && value.area.columns() == label.area.columns();
    (only_labels && fits && !value.content.is_blank() && !is_label(view, under)).then_some(value)
}

/// The value of a label that has a cell for it, filled or blank.
pub fn value_or_blank(view: &View<'_>, label: &Text) -> RawValue {
    let beside = value(view, label);
    let below = || below(view, label);
    match beside {
        Some(value) if !value.content.is_blank() => value,
        Some(value) => below().unwrap_or(value),
        None => below().unwrap_or_else(|| blank(label.cell, Some(label.cell))),
    }
}
