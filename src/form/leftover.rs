//! What is filled in and belongs to no known part: nothing is ever dropped silently.

use std::collections::BTreeSet;

use super::label::View;
use super::rows::Body;
use crate::model::address::{Area, CellRef};
use crate::model::raw::RawForm;
use crate::model::shown::shown;
use crate::model::submission::Unused;

/// More than these are another table on the same sheet, not something forgotten: the last stands for all further ones.
const MOST: usize = 1_000;

/// Every non-blank cell that is neither a label nor a value that was taken.
pub fn unused(view: &View<'_>, form: &RawForm, body: &Body<'_>, notes: Option<CellRef>) -> Vec<Unused> {
    let used = used(view, form);
    let area = form_area(form, body, &used, notes);
    let serial = serial_column(view, body);
    let filled = view.rows(0, view.end()).into_iter().flat_map(|row| view.filled(row));
    let left = filled.filter(|(at, _)| !used.contains(&view.sheet.area_of(*at).first));
    let left = left.filter(|(at, _)| !is_header(body, *at) && !serial.is_some_and(|area| area.contains(*at)));
    let unused = left.map(|(cell, content)| Unused {
        cell,
        written: shown(content),
        inside: area.is_some_and(|area| area.contains(cell)),
        further: 0,
    });
    let (mut first, mut further) = (Vec::new(), 0);
    for one in unused {
        match first.len() < MOST {
            true => first.push(one),
            false => further += usize::from(one.inside),
        }
    }
    first.iter_mut().rfind(|one| one.inside).into_iter().for_each(|last| last.further = further);
    first
}

fn used(view: &View<'_>, form: &RawForm) -> BTreeSet<CellRef> {
    let notes = [&form.unit_note, &form.unit_header].into_iter().flatten().map(|(cell, _)| *cell);
    let joined = form.indicators.iter().flat_map(|row| row.joined.iter().copied());
    let shared = form.indicators.iter().flat_map(|row| row.shared.values().copied());
    let labels = view.labels().map(|(text, _)| text.cell);
    form.values().map(|value| value.cell).chain(notes).chain(joined).chain(shared).chain(labels).collect()
}

/// From the first to the last used cell, as far down as the notes.
fn form_area(form: &RawForm, body: &Body<'_>, used: &BTreeSet<CellRef>, notes: Option<CellRef>) -> Option<Area> {
    let columns = body.tables.iter().flat_map(|table| table.header.columns.values()).map(|column| column.area);
    let (first, last) = (used.first()?, used.last()?);
    let left = used.iter().map(|at| at.col).min()?;
    let right = used.iter().map(|at| at.col).chain(columns.map(|area| area.last.col)).max()?;
    let bottom = notes.map_or(last.row + 1, |notes| notes.row.saturating_sub(1)).max(first.row);
    Some(Area::new(CellRef::new(first.row.max(form.area.first.row), left), CellRef::new(bottom, right)))
}

/// Words of a split header that name no column (绩效指标 over three of them).
fn is_header(body: &Body<'_>, at: CellRef) -> bool {
    body.tables.iter().any(|table| (table.header.rows.0..=table.header.rows.1).contains(&at.row))
}

/// A column of running numbers left of the table: under a header cell that is no indicator column.
fn serial_column(view: &View<'_>, body: &Body<'_>) -> Option<Area> {
    let table = body.tables.first()?;
    let first = table.header.columns.values().map(|column| column.area.first.col).min()?;
    let header = view.filled(table.header.rows.0).map(|(at, _)| at).find(|at| at.col < first)?;
    Some(Area::new(header, CellRef::new(body.end, header.col)))
}
