//! One region read with one profile: heading, budget, goals, tables, total and foot, each in its own rows.

use std::collections::{BTreeMap, BTreeSet};

use super::goals::Band;
use super::label::View;
use super::rows::{Body, Line};
use super::value::{blank, raw};
use super::{budget, edge, fields, goals, groups, header, leftover, money_unit, notes, rows, total, year};
use crate::model::address::CellRef;
use crate::model::raw::{RawForm, RawLine, RawValue};
use crate::model::submission::Part;
use crate::profile::spec::{IndicatorColumn, Region, Role};

/// A region read, and what choosing between readings needs to know.
pub struct Reading {
    pub raw: RawForm,
    /// The region has a heading of this kind.
    pub headed: bool,
    pub tables: usize,
}

/// Everything of one form that can be found by the labels of one profile.
pub fn read(view: &View<'_>) -> Reading {
    let mut headers = header::find(view);
    let edge = edge::find(view, &headers);
    if let Some(edge) = &edge {
        for header in &mut headers {
            header.columns.entry(IndicatorColumn::Score).or_insert_with(|| edge.column.clone());
        }
    }
    let top = headers.first().map_or(view.end(), |header| header.rows.0);
    let notes = notes::find(view, &headers);
    let body = rows::body(view, headers, notes);
    let may_have = |region| view.profile.regions.may_have(region);
    let mut budget = may_have(Region::Budget).then(|| budget::find(view, top)).flatten();
    if let (Some(budget), Some(edge)) = (&mut budget, &edge) {
        budget.score_at(&edge.column);
    }
    let taken = taken_rows(&body, budget.as_ref(), notes);
    let free = |row: u32| !taken.contains(&row);
    let is_foot = |row: u32| row < body.end || rows::begins_with_field(view, row);
    let may_name = |row: u32| free(row) && is_foot(row);
    let mut goals = match may_have(Region::Goals) {
        true => goals::find(view, &Band { allowed: &|row| free(row) && row < top }),
        false => Default::default(),
    };
    let goal_row = goals.planned.as_ref().map(|goal| goal.cell.row);
    goals.score = edge.as_ref().zip(goal_row).and_then(|(edge, row)| edge.score(view, row));
    let title = title(view, top);
    let indicators = groups::indicators(view, &body.tables);
    let band = title_band(view, title, &body, budget.as_ref());
    let columns = body.tables.iter().rev().flat_map(|table| &table.header.columns);
    let columns: BTreeMap<IndicatorColumn, CellRef> = columns.map(|(column, place)| (*column, place.header)).collect();
    let in_row = || body.total.as_ref().map(|total| total.raw(view, &table_of_total(&body)));
    let mut form = RawForm {
        sheet: view.sheet.name.clone(),
        further_sheets: Vec::new(),
        place: None,
        area: view.area,
        keeps_formats: view.sheet.keeps_formats,
        title: heading(view, title),
        year: year::find(view, title, band).map(|(cell, year)| (raw(view, cell, None), year)),
        fields: fields_by_key(view, fields::find(view, body.end, may_name)),
        unit_header: budget.as_ref().and_then(|budget| money_unit::of_header(view, budget)),
        unit_note: money_unit::of_note(view, top),
        budget: budget.iter().flat_map(|budget| budget.raw(view)).collect(),
        budget_points: budget.as_ref().and_then(|budget| budget.points(view)),
        goals,
        goal_groups: body.tables.iter().filter_map(|table| table.goal).map(|cell| raw(view, cell, None)).collect(),
        indicators: indicators.rows,
        subtotals: indicators.subtotals,
        total: in_row().or_else(|| Some(edge.as_ref()?.total(view))).or_else(|| total::in_head(view, top, free)),
        columns,
        missing: Vec::new(),
        unused: Vec::new(),
        is_cut: body.is_cut,
    };
    once_each(&mut form.budget);
    form.missing = missing(view, &form);
    form.unused = leftover::unused(view, &form, &body, notes);
    Reading { headed: title.is_some(), tables: body.tables.len(), raw: form }
}

/// Rows of tables, of the budget and of the notes: no field and no goal stands in them.
fn taken_rows(body: &Body<'_>, budget: Option<&budget::Budget>, notes: Option<CellRef>) -> BTreeSet<u32> {
    let headers = body.tables.iter().flat_map(|table| table.header.rows.0..=table.header.rows.1);
    let lines =
        body.tables.iter().flat_map(|table| table.lines.iter().filter(|(_, line)| !matches!(line, Line::Heading(_))));
    let lines = lines.map(|(row, _)| *row);
    headers
        .chain(lines)
        .chain(budget.into_iter().flat_map(|budget| budget.rows()))
        .chain(notes.map(|cell| cell.row))
        .collect()
}

/// The heading stands above the first table; of several the one that says most.
fn title(view: &View<'_>, top: u32) -> Option<CellRef> {
    let above = view.with_role(Role::Title).filter(|text| text.cell.row < top);
    above.map(|text| text.cell).next()
}

/// The heading; without one, the first cell of the region stands for the form.
fn heading(view: &View<'_>, title: Option<CellRef>) -> RawValue {
    match title {
        Some(cell) => raw(view, cell, None),
        None => {
            let first = view.rows(view.area.first.row, view.end()).first().and_then(|row| view.filled(*row).next());
            blank(first.map_or(view.area.first, |(at, _)| at), None)
        }
    }
}

/// One past the rows in which the year may stand: above the budget and the tables.
fn title_band(view: &View<'_>, title: Option<CellRef>, body: &Body<'_>, budget: Option<&budget::Budget>) -> u32 {
    const REACH: u32 = 12;
    let table = body.tables.first().map_or(view.end(), |table| table.header.rows.0);
    let first = title.map_or(view.area.first.row, |title| title.row);
    budget.map_or(table, |budget| budget.header_row).min(table).min(first + REACH)
}

fn table_of_total(body: &Body<'_>) -> super::columns::Columns<IndicatorColumn> {
    let scored = body.tables.iter().rev().find(|table| table.header.columns.contains_key(&IndicatorColumn::Score));
    scored.or(body.tables.last()).map(|table| table.header.columns.clone()).unwrap_or_default()
}

fn fields_by_key(view: &View<'_>, found: BTreeMap<usize, RawValue>) -> BTreeMap<String, RawValue> {
    found.into_iter().map(|(field, value)| (view.profile.fields[field].key.clone(), value)).collect()
}

/// A line of the profile stands once in a form: a second row of the same name is the form's own.
fn once_each(lines: &mut [RawLine]) {
    let mut seen = BTreeSet::new();
    for line in lines {
        if line.spec.is_some_and(|spec| !seen.insert(spec)) {
            line.spec = None;
        }
    }
}

/// Parts and columns that the profile asks for and the form does not have.
fn missing(view: &View<'_>, form: &RawForm) -> Vec<Part> {
    let asks = |region| view.profile.regions.requires(region);
    let goals = &form.goals;
    let absent = [
        (!form.fields.contains_key("department"), Region::Department, Part::Department),
        (form.budget.is_empty(), Region::Budget, Part::Budget),
        (goals.planned.is_none() && goals.achieved.is_none(), Region::Goals, Part::Goals),
        (form.indicators.is_empty(), Region::Indicators, Part::Indicators),
        (!form.columns.is_empty() && form.total.is_none(), Region::Total, Part::Total),
    ];
    let absent = absent.into_iter().filter(|(gone, region, _)| *gone && asks(*region)).map(|(_, _, part)| part);
    absent.chain(missing_columns(view, form)).collect()
}

fn missing_columns(view: &View<'_>, form: &RawForm) -> Vec<Part> {
    let Some(header) = form.columns.values().max_by_key(|cell| cell.col) else { return Vec::new() };
    let gone = view.profile.indicators.required.iter().filter(|column| !form.columns.contains_key(column));
    gone.map(|column| Part::Column(*column, *header)).collect()
}
