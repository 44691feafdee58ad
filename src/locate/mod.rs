//! Stage 2. In: a workbook and the profiles that may fit. Out: the sheet, the profile and a `Layout`.
//! It states where labels and blocks are, by label text alone, wherever they stand on the sheet.
//! It never reads a value's meaning and never judges: a block that is not there is simply absent.
//! A new kind of anchor is a file here; a new label is a line in a profile.

mod budget;
mod choose;
mod columns;
mod fields;
mod goals;
mod header;
mod label;
mod rows;
mod year;

pub use choose::{Located, locate};

use crate::model::grid::Sheet;
use crate::model::layout::Layout;
use crate::profile::spec::{Profile, Role};
use label::View;

/// Everything of one form on one sheet that can be found by the labels of one profile.
fn layout(sheet: &Sheet, view: &View<'_>, profile: &Profile) -> Layout {
    let header = header::find(view, profile);
    let first_row = header.as_ref().map(|header| header.rows.0);
    let above = |row: u32| first_row.is_none_or(|first| row < first);
    let title = view.with_role(Role::Title).map(|text| text.cell).find(|cell| above(cell.row));
    let budget = budget::find(sheet, view, first_row);
    let notes = rows::notes(sheet, profile, header.as_ref().map(|header| header.rows.1));
    let (goal_planned, goal_achieved) = goals::find(sheet, view, profile);
    let (indicators, total) = match header {
        Some(header) => rows::find(sheet, view, profile, header, notes),
        None => (None, None),
    };
    let mut layout =
        Layout { title, budget, indicators, total, goal_planned, goal_achieved, notes, ..Layout::default() };
    layout.fields = fields::find(sheet, view, profile, &layout);
    layout.unit_note = fields::unit_note(sheet, view, profile);
    layout.year = year::find(sheet, &layout);
    layout.labels = view.labels().map(|(text, _)| text.cell).collect();
    layout
}
