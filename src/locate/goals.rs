//! The goals: two labels, each with its text below it or beside it.

use super::label::{LONGEST_LABEL, Text, View};
use crate::model::address::CellRef;
use crate::model::grid::Sheet;
use crate::model::layout::Place;
use crate::model::text::{label_key, strip_numbering, tidy};
use crate::profile::spec::{Profile, Role};

/// Blank rows a department may have put between a label and its text.
const GAP: u32 = 3;

pub fn find(sheet: &Sheet, view: &View<'_>, profile: &Profile) -> (Option<Place>, Option<Place>) {
    let planned = view.best(Role::GoalPlanned, |_| true);
    let achieved = view.best(Role::GoalAchieved, |_| true);
    let side_by_side = matches!((planned, achieved), (Some(a), Some(b)) if a.cell.row == b.cell.row);
    let place = |text: Option<&Text>, role| match text {
        Some(text) => Some(place(sheet, view, text, side_by_side)),
        None => inline(sheet, &profile.labels.of(role)),
    };
    (place(planned, Role::GoalPlanned), place(achieved, Role::GoalAchieved))
}

/// Label and text in one cell (年初设定目标：…).
fn inline(sheet: &Sheet, labels: &[&str]) -> Option<Place> {
    let mut texts = sheet.cells().filter_map(|(at, cell)| Some((at, cell.text()?)));
    texts.find_map(|(at, text)| {
        let (head, rest) = text.split_once([':', '：', '\n'])?;
        let is_label = head.len() <= LONGEST_LABEL && labels.contains(&strip_numbering(&label_key(head).key, &[]));
        is_label.then(|| Place { label: at, value: at, inline: Some(tidy(rest)) })
    })
}

/// Labels side by side head a column each; a label alone in its row has its text to the right.
fn place(sheet: &Sheet, view: &View<'_>, label: &Text, side_by_side: bool) -> Place {
    let right = CellRef::new(label.cell.row, label.area.last.col + 1);
    let value = match side_by_side {
        true => below(sheet, view, label),
        false => beside(sheet, view, right).unwrap_or_else(|| below(sheet, view, label)),
    };
    Place { label: label.cell, value, inline: None }
}

fn beside(sheet: &Sheet, view: &View<'_>, from: CellRef) -> Option<CellRef> {
    let mut filled = sheet.row(from.row).filter(|(at, cell)| at.col >= from.col && !cell.is_blank());
    filled.next().map(|(at, _)| at).filter(|at| view.label_at(*at).is_none())
}

fn below(sheet: &Sheet, view: &View<'_>, label: &Text) -> CellRef {
    let first = CellRef::new(label.area.last.row + 1, label.cell.col);
    for row in first.row..first.row + GAP {
        let mut filled = sheet.row(row).filter(|(at, cell)| label.area.columns().contains(&at.col) && !cell.is_blank());
        match filled.next() {
            Some((at, _)) if view.label_at(at).is_some() => break,
            Some((at, _)) => return at,
            None => {}
        }
    }
    sheet.area_of(first).first
}
