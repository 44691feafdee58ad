//! The goals: their labels, each with its text below it, in as many rows as it takes, or beside it.

use super::label::{LONGEST_LABEL, Roles, Text, View};
use super::value::{blank, part, raw};
use crate::model::address::CellRef;
use crate::model::grid::{Cell, CellValue};
use crate::model::raw::{RawGoals, RawValue};
use crate::model::text::{label_key, strip_numbering, tidy};
use crate::profile::spec::Role;

/// Blank rows a department may have put between a label and its text.
const GAP: u32 = 3;

/// The rows goals may stand in: above the first table, but not in the budget.
pub struct Band<'b> {
    pub allowed: &'b dyn Fn(u32) -> bool,
}

pub fn find(view: &View<'_>, band: &Band<'_>) -> RawGoals {
    let label = |role| view.best(role, |text| (band.allowed)(text.cell.row) && heads_text(view, text, role));
    let (planned, adjusted, achieved) =
        (label(Role::GoalPlanned), label(Role::GoalAdjusted), label(Role::GoalAchieved));
    let rows = [planned, adjusted, achieved].map(|text| text.map(|text| text.cell.row));
    let shared = |row: Option<u32>| row.is_some() && rows.iter().filter(|other| **other == row).count() > 1;
    let place = |text: Option<&Text>, role| match text {
        Some(text) => Some(place(view, band, text, shared(Some(text.cell.row)))),
        None => inline(view, band, view.profile.labels.of(role)),
    };
    RawGoals {
        planned: place(planned, Role::GoalPlanned),
        adjusted: place(adjusted, Role::GoalAdjusted),
        achieved: place(achieved, Role::GoalAchieved),
        score: None,
    }
}

/// A heading beside the labels heads the block, no text: merged down left of 预期目标, or left of a cell that begins
/// with its label (预期目标：…). A text may also begin with a word that says less than its own label (总体目标：…
/// behind 年初设定目标).
fn heads_text(view: &View<'_>, text: &Text, role: Role) -> bool {
    let next = CellRef::new(text.cell.row, text.area.last.col + 1);
    let own = Roles::of(text, view.profile).rank(role);
    let beside = view.sheet.get(view.sheet.area_of(next).first).and_then(Cell::text);
    let opening = beside.and_then(|text| opening(view, text));
    if opening.is_some_and(|goal| goal.rank(role).is_none_or(|rank| own.is_none_or(|own| rank < own))) {
        return false;
    }
    let is_goal = |role: Role| matches!(role, Role::GoalPlanned | Role::GoalAdjusted | Role::GoalAchieved);
    let beside = view.label_at(next).filter(|(_, roles)| roles.any(is_goal));
    beside.is_none_or(|(_, roles)| text.area.last.row == text.cell.row && !roles.has(role))
}

/// What the goal's label in front of a text means.
fn opening<'a>(view: &View<'a>, text: &str) -> Option<Roles<'a>> {
    let is_goal = |role: Role| matches!(role, Role::GoalPlanned | Role::GoalAdjusted | Role::GoalAchieved);
    let (head, _) = text.split_once([':', '：', '\n']).filter(|(head, _)| head.len() <= LONGEST_LABEL)?;
    Some(Roles::of_key(&label_key(head).key, view.profile)).filter(|roles| roles.any(is_goal))
}

/// Label and text in one cell (年初设定目标：…).
fn inline(view: &View<'_>, band: &Band<'_>, labels: &[String]) -> Option<RawValue> {
    let rows = (view.area.first.row..view.end()).filter(|row| (band.allowed)(*row));
    let mut texts = rows.flat_map(|row| view.filled(row)).filter_map(|(at, cell)| Some((at, cell.text()?)));
    texts.find_map(|(at, text)| {
        let (head, rest) = text.split_once([':', '：', '\n'])?;
        let is_label = head.len() <= LONGEST_LABEL
            && labels.iter().any(|label| label == strip_numbering(&label_key(head).key, &[]));
        is_label.then(|| part(view, at, at, &tidy(rest)))
    })
}

/// Labels side by side head a column each; a label alone in its row has its text to the right.
fn place(view: &View<'_>, band: &Band<'_>, label: &Text, side_by_side: bool) -> RawValue {
    let beside = || beside(view, label).filter(|value| !value.content.is_blank());
    match side_by_side {
        true => below(view, band, label),
        false => beside().unwrap_or_else(|| below(view, band, label)),
    }
}

fn beside(view: &View<'_>, label: &Text) -> Option<RawValue> {
    let mut filled = view.filled(label.cell.row).filter(|(at, _)| at.col > label.area.last.col);
    let (at, _) = filled.next()?;
    view.label_at(at).is_none().then(|| raw(view, at, Some(label.cell)))
}

/// The texts below a label, joined, as far as nothing else begins.
fn below(view: &View<'_>, band: &Band<'_>, label: &Text) -> RawValue {
    let first = CellRef::new(label.area.last.row + 1, label.cell.col);
    let mut found: Option<RawValue> = None;
    let mut last = first.row;
    for row in first.row..view.end().min(first.row + 60) {
        let is_end = !(band.allowed)(row) || row > last + GAP || (found.is_some() && begins_something(view, row));
        if is_end {
            break;
        }
        let Some((at, cell)) = view.filled(row).find(|(at, _)| label.area.columns().contains(&at.col)) else {
            continue;
        };
        if view.label_at(at).is_some() {
            break;
        }
        let value = raw(view, at, Some(label.cell));
        if found.as_ref().is_some_and(|above| above.area.columns() != value.area.columns()) {
            break;
        }
        last = value.area.last.row;
        found = Some(match found {
            Some(above) => joined(above, cell),
            None => value,
        });
    }
    found.unwrap_or_else(|| {
        let place = raw(view, first, Some(label.cell));
        if place.content.is_blank() { place } else { blank(label.cell, Some(label.cell)) }
    })
}

/// The row opens another part of the form.
fn begins_something(view: &View<'_>, row: u32) -> bool {
    view.row(row).any(|(text, roles)| roles.is_label() && text.cell.row == row)
}

fn joined(mut above: RawValue, cell: &Cell) -> RawValue {
    if let (CellValue::Text(text), Some(more)) = (&mut above.content.value, cell.text()) {
        text.push('\n');
        text.push_str(more);
    }
    above
}
