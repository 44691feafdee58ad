//! Stage 3. In: a sheet and its `Layout`. Out: a `RawForm`, every cell of the form with its address.
//! It resolves merges, fills groups down where merges were undone, and lists what nobody used.
//! It never interprets a value: a number in a text is still a text here.
//! A new part of a form is a field of `RawForm` and a function here.

mod cells;
mod groups;
mod total;
mod unused;

use crate::model::address::{Area, CellRef};
use crate::model::grid::{Cell, CellValue, Sheet};
use crate::model::layout::{Layout, Place};
use crate::model::raw::{RawForm, RawIndicator, RawLine, RawSubtotal, RawValue};
use crate::model::submission::Part;
use crate::profile::spec::{IndicatorColumn, Profile};
use cells::{beneath, raw};

/// Takes the form's cells off the sheet.
pub fn extract(sheet: &Sheet, layout: &Layout, profile: &Profile) -> RawForm {
    let indicators = groups::indicators(sheet, layout);
    let mut form = RawForm {
        sheet: sheet.name.clone(),
        keeps_formats: sheet.keeps_formats,
        title: title(sheet, layout),
        year: layout.year.map(|(cell, year)| (raw(sheet, cell, None), year)),
        fields: fields(sheet, layout, profile),
        unit_header: unit_header(sheet, layout),
        unit_note: layout.unit_note.clone(),
        budget: budget(sheet, layout),
        goal_planned: layout.goal_planned.as_ref().map(|place| placed(sheet, place)),
        goal_achieved: layout.goal_achieved.as_ref().map(|place| placed(sheet, place)),
        subtotals: subtotals(sheet, layout, &indicators),
        indicators,
        total: total::total(sheet, layout),
        columns: columns(layout),
        missing: missing(layout, profile),
        unused: Vec::new(),
    };
    form.unused = unused::unused(sheet, layout, &form);
    form
}

/// The heading; without one, the first cell of the sheet stands for the form.
fn title(sheet: &Sheet, layout: &Layout) -> RawValue {
    let first = sheet.cells().next().map_or(CellRef::new(0, 0), |(at, _)| at);
    match layout.title {
        Some(cell) => raw(sheet, cell, None),
        None => RawValue { cell: first, area: Area::of(first), label: None, content: Cell::default() },
    }
}

fn fields(sheet: &Sheet, layout: &Layout, profile: &Profile) -> std::collections::BTreeMap<String, RawValue> {
    let places = layout.fields.iter();
    places.map(|(field, place)| (profile.fields[*field].key.clone(), placed(sheet, place))).collect()
}

/// A value beside its label, or the part of the cell behind the label.
fn placed(sheet: &Sheet, place: &Place) -> RawValue {
    let mut value = raw(sheet, place.value, Some(place.label));
    if let Some(text) = &place.inline {
        let text = if text.is_empty() { CellValue::Empty } else { CellValue::Text(text.clone()) };
        value.content = Cell { value: text, ..Cell::default() };
    }
    value
}

/// The unit in brackets behind a money header, else behind the heading of the block.
fn unit_header(sheet: &Sheet, layout: &Layout) -> Option<(CellRef, String)> {
    let budget = layout.budget.as_ref()?;
    let named = budget.columns.values().find_map(|column| Some((column.header, column.remark.clone()?)));
    named.filter(|(_, unit)| unit.ends_with('元')).or_else(|| {
        let rows = budget.header_row..=budget.lines.first().map_or(budget.header_row, |line| line.row);
        rows.flat_map(|row| sheet.row(row)).find_map(|(at, cell)| {
            let remark = crate::model::text::label_key(cell.text().filter(|t| t.len() < 100)?).remark?;
            remark.ends_with('元').then_some((at, remark))
        })
    })
}

fn budget(sheet: &Sheet, layout: &Layout) -> Vec<RawLine> {
    let Some(budget) = &layout.budget else { return Vec::new() };
    let line = |place: &crate::model::layout::LinePlace| RawLine {
        spec: place.spec,
        label: raw(sheet, place.label, None),
        values: place.amounts.iter().map(|(key, (column, row))| (*key, beneath(sheet, column, *row))).collect(),
    };
    budget.lines.iter().map(line).collect()
}

fn subtotals(sheet: &Sheet, layout: &Layout, indicators: &[RawIndicator]) -> Vec<RawSubtotal> {
    let Some(place) = &layout.indicators else { return Vec::new() };
    let column = |column: IndicatorColumn, row: u32| Some(beneath(sheet, place.columns.get(&column)?, row));
    let mut previous = 0;
    let subtotal = |subtotal: &crate::model::layout::SubtotalPlace| RawSubtotal {
        label: raw(sheet, subtotal.label, None),
        points: column(IndicatorColumn::Points, subtotal.row),
        score: column(IndicatorColumn::Score, subtotal.row),
        rows: groups::rows_summed(indicators, subtotal.row, std::mem::replace(&mut previous, subtotal.row)),
    };
    place.subtotals.iter().map(subtotal).collect()
}

fn columns(layout: &Layout) -> std::collections::BTreeMap<IndicatorColumn, CellRef> {
    let columns = layout.indicators.iter().flat_map(|place| &place.columns);
    columns.map(|(column, place)| (*column, place.header)).collect()
}

/// Blocks and required columns the form does not have.
fn missing(layout: &Layout, profile: &Profile) -> Vec<Part> {
    let required = profile.fields.iter().enumerate().filter(|(_, field)| field.required);
    let department = required.map(|(i, _)| i).any(|i| !layout.fields.contains_key(&i));
    let lines = layout.budget.as_ref().is_some_and(|budget| !budget.lines.is_empty());
    let goals = layout.goal_planned.is_some() || layout.goal_achieved.is_some();
    let absent = [
        (department, Part::Department),
        (!lines, Part::Budget),
        (!goals, Part::Goals),
        (layout.indicators.is_none(), Part::Indicators),
        (layout.indicators.is_some() && layout.total.is_none(), Part::Total),
    ];
    let absent = absent.into_iter().filter(|(gone, _)| *gone).map(|(_, part)| part);
    absent.chain(missing_columns(layout, profile)).collect()
}

fn missing_columns(layout: &Layout, profile: &Profile) -> Vec<Part> {
    let Some(place) = &layout.indicators else { return Vec::new() };
    let header = place.columns.values().map(|column| column.header).max_by_key(|cell| cell.col);
    let wanted =
        IndicatorColumn::REQUIRED.into_iter().filter(|c| profile.indicators.columns.iter().any(|(p, _)| p == c));
    let gone = wanted.filter(|column| !place.columns.contains_key(column));
    gone.filter_map(|column| Some(Part::Column(column.key().to_owned(), header?))).collect()
}
