//! The fiscal year the form itself states: in the title band, or in a field for it. A filling date is none.

use super::fields::begins_with_field;
use super::label::View;
use crate::lang::year::{waits_for_year, with_sign, year_in};
use crate::model::address::CellRef;
use crate::model::grid::CellValue;
use crate::model::shown::shown;
use crate::model::text::compact;
use crate::profile::spec::Role;

/// Bytes of a compact text that can still be a year line or a heading.
const LONGEST: usize = 240;

/// A cell that is nothing but the year wins over a heading that mentions it; without either, the cell that waits
/// for one has none. The title band ends where the first table begins.
pub fn find(view: &View<'_>, title: Option<CellRef>, end: u32) -> Option<(CellRef, Option<i32>)> {
    let near = (view.area.first.row..end).flat_map(|row| view.filled(row));
    let (mut mentioned, mut waiting) = (None, None);
    for (at, cell) in near {
        let text = match &cell.value {
            CellValue::Text(text) if text.len() < LONGEST => with_sign(compact(text).into_owned()),
            CellValue::Date(_) | CellValue::Number(_) if shown(cell).contains('年') => {
                compact(&shown(cell)).into_owned()
            }
            CellValue::Number(year) if is_beside_label(view, at) && is_year(*year) => format!("{year}年"),
            _ => continue,
        };
        match year_in(&text) {
            Some((year, true)) => return Some((at, Some(year))),
            Some((year, false)) if may_mention(view, at, title, &text) => {
                mentioned = mentioned.or(Some((at, Some(year))))
            }
            None if waits_for_year(&text) => waiting = waiting.or(Some((at, None))),
            _ => {}
        }
    }
    let above = || view.sheet.above.iter().rev().find_map(|line| year_in(&with_sign(compact(line).into_owned())));
    mentioned.or(waiting).or_else(|| above().map(|(year, _)| (view.area.first, Some(year))))
}

fn is_year(number: f64) -> bool {
    number.fract() == 0.0 && (2000.0..2100.0).contains(&number)
}

/// A lone 2023 is the year only behind 年度 or alone in its row.
fn is_beside_label(view: &View<'_>, at: CellRef) -> bool {
    let mut others = view.filled(at.row).filter(|(other, _)| *other != at).peekable();
    others.peek().is_none() || others.any(|(other, _)| names_year(view, other))
}

fn names_year(view: &View<'_>, at: CellRef) -> bool {
    let is_field = |role: Role| matches!(role, Role::Field(i) if view.profile.fields[i].key == "year");
    view.label_at(at).is_some_and(|(_, roles)| roles.any(is_field))
}

/// The heading, or a line about the year; not a field such as 填报日期, nor its value (a name with a year in it).
fn may_mention(view: &View<'_>, at: CellRef, title: Option<CellRef>, text: &str) -> bool {
    let is_line = || crate::lang::year::speaks_of_year(text) && !begins_with_field(view, at) && !is_value(view, at);
    Some(at) == title || (title.is_some_and(|title| at.row <= title.row + 3) && is_line())
}

/// A field's label stands left of it, and it is not the year's.
fn is_value(view: &View<'_>, at: CellRef) -> bool {
    let is_field = |role: Role| matches!(role, Role::Field(_));
    view.row(at.row).any(|(text, roles)| text.cell < at && roles.any(is_field) && !names_year(view, text.cell))
}
