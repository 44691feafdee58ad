//! What is filled in and belongs to no known part: nothing is ever dropped silently.

use std::collections::BTreeSet;

use crate::model::address::{Area, CellRef};
use crate::model::grid::Sheet;
use crate::model::layout::Layout;
use crate::model::raw::{RawForm, RawValue};
use crate::model::shown::shown;
use crate::model::submission::Unused;

/// More than these are another table on the same sheet, not something forgotten.
const MOST: usize = 1_000;

/// Every non-blank cell that is neither a label nor a value that was taken.
pub fn unused(sheet: &Sheet, layout: &Layout, form: &RawForm) -> Vec<Unused> {
    let used = used(layout, form);
    let area = form_area(layout, &used);
    let serial = serial_column(layout, sheet);
    let left = sheet.cells().filter(|(at, cell)| !cell.is_blank() && !used.contains(&sheet.area_of(*at).first));
    let left = left.filter(|(at, _)| !is_header(layout, *at) && !serial.is_some_and(|area| area.contains(*at)));
    let unused = left.map(|(cell, content)| Unused {
        cell,
        written: shown(content),
        inside: area.is_some_and(|area| area.contains(cell)),
    });
    unused.take(MOST).collect()
}

fn used(layout: &Layout, form: &RawForm) -> BTreeSet<CellRef> {
    let lines = form.budget.iter().flat_map(|line| line.values.values().chain([&line.label]));
    let rows = form.indicators.iter().flat_map(|row| row.values.values());
    let subtotals = form.subtotals.iter().flat_map(|s| [Some(&s.label), s.points.as_ref(), s.score.as_ref()]);
    let total = form.total.iter().flat_map(|t| {
        [Some(&t.label), t.points.as_ref(), t.score.as_ref()].into_iter().chain(t.elsewhere.iter().map(Some))
    });
    let single = [
        form.goal_planned.as_ref(),
        form.goal_achieved.as_ref(),
        form.year.as_ref().map(|(v, _)| v),
        Some(&form.title),
    ];
    let values: Vec<&RawValue> =
        lines.chain(rows).chain(form.fields.values()).chain(subtotals.chain(total).chain(single).flatten()).collect();
    let notes = [&form.unit_note, &form.unit_header].into_iter().flatten().map(|(cell, _)| *cell);
    values.into_iter().map(|value| value.cell).chain(notes).chain(layout.labels.iter().copied()).collect()
}

/// From the first to the last used cell, as far down as the notes.
fn form_area(layout: &Layout, used: &BTreeSet<CellRef>) -> Option<Area> {
    let columns = layout.indicators.iter().flat_map(|place| place.columns.values()).map(|column| column.area);
    let (first, last) = (used.first()?, used.last()?);
    let left = used.iter().map(|at| at.col).min()?;
    let right = used.iter().map(|at| at.col).chain(columns.map(|area| area.last.col)).max()?;
    let bottom = layout.notes.map_or(last.row + 1, |notes| notes.row.saturating_sub(1)).max(first.row);
    Some(Area::new(CellRef::new(first.row, left), CellRef::new(bottom, right)))
}

/// Words of a split header that name no column (绩效指标 over three of them).
fn is_header(layout: &Layout, at: CellRef) -> bool {
    layout.indicators.as_ref().is_some_and(|place| (place.header.0..=place.header.1).contains(&at.row))
}

/// A column of running numbers left of the table: under a header cell that is no indicator column.
fn serial_column(layout: &Layout, sheet: &Sheet) -> Option<Area> {
    let place = layout.indicators.as_ref()?;
    let first = place.columns.values().map(|column| column.area.first.col).min()?;
    let header = sheet.row(place.header.0).map(|(at, _)| at).find(|at| at.col < first)?;
    let last = layout.total.as_ref().map(|total| total.row).or(place.rows.last().copied())?;
    Some(Area::new(header, CellRef::new(last, header.col)))
}
