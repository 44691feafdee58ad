//! Single fields: a label with its value beside it, or both in one cell (填表人：张三  联系电话：…).

use std::collections::BTreeMap;

use super::label::{Text, View};
use crate::model::address::CellRef;
use crate::model::grid::Sheet;
use crate::model::layout::{Layout, Place};
use crate::model::text::{compact, is_blank_char, tidy};
use crate::profile::spec::{Profile, Role};

/// Bytes; longer texts are prose, where a label's word is a coincidence.
const LONGEST_INLINE: usize = 400;

/// Every field of the profile that the sheet names, by index.
pub fn find(sheet: &Sheet, view: &View<'_>, profile: &Profile, layout: &Layout) -> BTreeMap<usize, Place> {
    let body = body_rows(layout);
    let inline = inline_places(sheet, profile, |cell| !body.contains(&cell.row));
    let led = inline.iter().filter(|(field, place)| leads(sheet, profile, **field, place));
    let led: Vec<(usize, CellRef)> = led.map(|(field, place)| (*field, place.value)).collect();
    let fields = 0..profile.fields.len();
    let table = layout.indicators.iter().flat_map(|table| table.columns.values());
    let edge = table.map(|column| column.area.last.col).max();
    let places = fields.filter_map(|field| {
        let own = view.best(Role::Field(field), |text| !body.contains(&text.cell.row));
        let shared = led.iter().filter(|(other, _)| *other != field).map(|(_, cell)| *cell).collect();
        let place = own.map(|text| Beside { sheet, view, shared, edge }.place(text));
        Some((field, place.or_else(|| inline.get(&field).cloned())?))
    });
    places.collect()
}

/// The cell begins with the field's label: it is not another label's value.
fn leads(sheet: &Sheet, profile: &Profile, field: usize, place: &Place) -> bool {
    let text = sheet.get(place.value).and_then(|cell| cell.text()).map(compact).unwrap_or_default();
    profile.fields[field].labels.iter().any(|label| text.starts_with(&*compact(label)))
}

/// Rows of the indicator table, where a field's word is a column or a text.
fn body_rows(layout: &Layout) -> std::ops::Range<u32> {
    let Some(indicators) = &layout.indicators else { return 0..0 };
    let last = indicators.rows.iter().chain(indicators.subtotals.iter().map(|s| &s.row)).max();
    indicators.header.0..last.map_or(indicators.header.1, |row| row + 1)
}

/// What decides where the value of a label stands.
struct Beside<'a> {
    sheet: &'a Sheet,
    view: &'a View<'a>,
    /// Cells that hold another field's label with its value.
    shared: Vec<CellRef>,
    /// Last column of the table.
    edge: Option<u32>,
}

impl Beside<'_> {
    /// The first filled cell to the right that is not itself a label; else the cell right of the label;
    /// the label's own cell where neither is in the table.
    fn place(&self, label: &Text) -> Place {
        let next = CellRef::new(label.cell.row, label.area.last.col + 1);
        let mut right = self.sheet.row(next.row).filter(|(at, cell)| at.col >= next.col && !cell.is_blank());
        let filled = right.next().map(|(at, _)| at);
        let value = filled.filter(|at| self.view.label_at(*at).is_none() && !self.shared.contains(at));
        // Beside 填表人：张三 in one cell, 联系电话： wants its number in its own.
        let is_shared = self.shared.iter().any(|at| at.row == next.row && self.view.label_at(*at).is_none());
        let is_free = !is_shared && filled != Some(next) && self.edge.is_none_or(|edge| next.col <= edge);
        let free = || is_free.then(|| self.sheet.area_of(next).first);
        match value.or_else(free) {
            Some(value) => Place { label: label.cell, value, inline: None },
            None => Place { label: label.cell, value: label.cell, inline: Some(String::new()) },
        }
    }
}

/// Labels and values that share a cell.
fn inline_places(sheet: &Sheet, profile: &Profile, allowed: impl Fn(CellRef) -> bool) -> BTreeMap<usize, Place> {
    let mut places = BTreeMap::new();
    let texts = sheet.cells().filter_map(|(at, cell)| Some((at, cell.text()?)));
    for (cell, text) in texts.filter(|(at, text)| text.len() <= LONGEST_INLINE && allowed(*at)) {
        if !text.contains([':', '：']) {
            continue;
        }
        for (field, value) in segments(text, profile) {
            places.entry(field).or_insert(Place { label: cell, value: cell, inline: Some(value) });
        }
    }
    places
}

/// `填表人：张三  联系电话：123` → the fields with their texts, in order.
fn segments(text: &str, profile: &Profile) -> Vec<(usize, String)> {
    let squeezed = Squeezed::new(text);
    let starts: Vec<(usize, usize, usize)> = squeezed.labels(profile).collect();
    let ends = starts.iter().skip(1).map(|(from, _, _)| *from).chain([squeezed.places.len()]);
    let spans = starts.iter().zip(ends);
    spans.map(|((_, to, field), end)| (*field, tidy(squeezed.original(text, *to, end)))).collect()
}

/// A text without blanks and half-width, with the way back to the original.
struct Squeezed {
    text: String,
    /// Of each character, the byte here and in the original.
    places: Vec<(usize, usize)>,
}

impl Squeezed {
    fn new(text: &str) -> Self {
        let mut squeezed = Self { text: String::with_capacity(text.len()), places: Vec::with_capacity(text.len()) };
        for (at, c) in text.char_indices().filter(|(_, c)| !is_blank_char(*c)) {
            squeezed.places.push((squeezed.text.len(), at));
            squeezed.text.push(half_width(c));
        }
        squeezed
    }

    /// Start and end of every field label with its colon, and the field. Of labels that end together
    /// (电话 in 联系电话) the longest is meant.
    fn labels<'a>(&'a self, profile: &'a Profile) -> impl Iterator<Item = (usize, usize, usize)> + 'a {
        let colons = self.places.iter().enumerate().filter(|(_, (at, _))| self.text[*at..].starts_with(':'));
        colons.filter_map(move |(colon, (end, _))| {
            let mut starts = colon.saturating_sub(profile.labels.longest)..colon;
            starts.find_map(|from| Some((from, colon + 1, field_of(&self.text[self.places[from].0..*end], profile)?)))
        })
    }

    fn original<'t>(&self, text: &'t str, from: usize, to: usize) -> &'t str {
        let original = |at: usize| self.places.get(at).map_or(text.len(), |(_, original)| *original);
        &text[original(from)..original(to)]
    }
}

fn field_of(label: &str, profile: &Profile) -> Option<usize> {
    profile.labels.roles(label).iter().find_map(|r| match r.role {
        Role::Field(field) => Some(field),
        _ => None,
    })
}

fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// A note such as 单位：万元: the cell and the unit's text.
pub fn unit_note(sheet: &Sheet, view: &View<'_>, profile: &Profile) -> Option<(CellRef, String)> {
    let beside = view.with_role(Role::UnitNote).find_map(|text| {
        let place = Beside { sheet, view, shared: vec![], edge: None }.place(text);
        let unit = compact(sheet.get(place.value)?.text()?);
        is_unit(&unit).then(|| (place.value, unit.into_owned()))
    });
    beside.or_else(|| view.texts().find_map(|text| Some((text.cell, unit_in(&text.key.key, profile)?))))
}

fn unit_in(key: &str, profile: &Profile) -> Option<String> {
    let key = key.trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
    let (label, unit) = key.rsplit_once(':')?;
    let named = profile.labels.unit_notes.iter().any(|word| label.ends_with(word.as_str()));
    (named && is_unit(unit)).then(|| unit.to_owned())
}

/// Money units end in 元; nothing else does. 人民币万元 is the longest.
fn is_unit(text: &str) -> bool {
    text.ends_with('元') && text.chars().count() <= 5
}
