//! Single fields: a label with its value beside or below it, or both in one cell (填表人：张三  联系电话：…).

use std::collections::BTreeMap;
use std::ops::Range;

use super::beside;
use super::label::{Roles, View};
use super::value::part;
use crate::model::address::CellRef;
use crate::model::raw::RawValue;
use crate::model::text::{is_blank_char, tidy};
use crate::profile::spec::{Profile, Role};

/// Bytes; longer texts are prose, where a label's word is a coincidence.
const LONGEST_INLINE: usize = 400;

/// A value with how early its label stands in the profile's list.
type Ranked = (u16, RawValue);

/// Every field of the profile that the allowed rows name, by index. Of two labels the one the profile lists first is
/// meant, unless only the other has a value.
pub fn find(view: &View<'_>, foot: u32, allowed: impl Fn(u32) -> bool) -> BTreeMap<usize, RawValue> {
    let mut found: BTreeMap<usize, Vec<Ranked>> = BTreeMap::new();
    for (text, roles) in view.labels().filter(|(text, _)| allowed(text.cell.row)) {
        for (field, rank) in fields_of(roles) {
            let value = beside::value_or_blank(view, text);
            found.entry(field).or_default().push((rank, value));
        }
    }
    for (at, cell) in view.sheet.cells().filter(|(at, _)| view.area.contains(*at) && allowed(at.row)) {
        let Some(text) = cell.text().filter(|text| is_inline(text)) else { continue };
        let has_cell = view.label_at(at).is_some();
        // A label alone has its value beside it, filled in or not.
        let values = segments(text, view.profile).into_iter().filter(|(_, _, value)| !value.is_empty() || !has_cell);
        for (field, rank, value) in values {
            found.entry(field).or_default().push((rank, part(view, at, at, &value)));
        }
    }
    let phone =
        view.profile.fields.iter().position(|field| field.key == "phone").and_then(|at| found.remove_entry(&at));
    let mut fields: BTreeMap<usize, RawValue> =
        found.into_iter().filter_map(|(field, values)| Some((field, chosen(view, field, values, foot)?))).collect();
    fields.extend(phone.and_then(|(at, values)| Some((at, nearest(view, values, &fields)?))));
    fields
}

/// In the head rather than in the foot, where a stamp or a date stands beside the same words.
fn chosen(view: &View<'_>, field: usize, mut values: Vec<Ranked>, foot: u32) -> Option<RawValue> {
    let is_persons = view.profile.fields[field].key == "filler";
    let late = |value: &RawValue| !is_persons && value.cell.row >= foot;
    values.sort_by_key(|(rank, value)| (value.content.is_blank(), late(value), *rank, value.cell));
    values.into_iter().next().map(|(_, value)| value)
}

/// The telephone of whoever filled the form in, not that of somebody in charge.
fn nearest(view: &View<'_>, values: Vec<Ranked>, fields: &BTreeMap<usize, RawValue>) -> Option<RawValue> {
    let filler = view.profile.fields.iter().position(|field| field.key == "filler").and_then(|at| fields.get(&at));
    let row = filler.map(|filler| filler.cell.row);
    let far = |value: &RawValue| row.map_or(0, |row| row.abs_diff(value.cell.row));
    let nearest =
        values.into_iter().min_by_key(|(rank, value)| (value.content.is_blank(), far(value), *rank, value.cell));
    nearest.map(|(_, value)| value)
}

fn fields_of(roles: Roles<'_>) -> impl Iterator<Item = (usize, u16)> + '_ {
    roles.all().filter_map(|label| match label.role {
        Role::Field(field) => Some((field, label.rank)),
        _ => None,
    })
}

fn is_inline(text: &str) -> bool {
    text.len() <= LONGEST_INLINE && text.contains([':', '：'])
}

/// The cell begins with a label and a colon: it is not another label's value.
pub fn begins_with_label(view: &View<'_>, at: CellRef) -> bool {
    opening(view, at, |_| true)
}

/// The same for a field's label; a unit note is none.
pub fn begins_with_field(view: &View<'_>, at: CellRef) -> bool {
    opening(view, at, |roles| roles.any(|role| matches!(role, Role::Field(_))) && !roles.has(Role::UnitNote))
}

fn opening(view: &View<'_>, at: CellRef, is: impl Fn(Roles<'_>) -> bool) -> bool {
    let Some(text) = view.sheet.get(at).and_then(|cell| cell.text()).filter(|text| is_inline(text)) else {
        return false;
    };
    let squeezed = Squeezed::new(text);
    squeezed.labels(view.profile).next().is_some_and(|label| label.span.start == 0 && is(label.roles))
}

/// `填表人：张三  联系电话：123` → the fields with their rank and text, in order. A unit note among them ends a value.
fn segments(text: &str, profile: &Profile) -> Vec<(usize, u16, String)> {
    let squeezed = Squeezed::new(text);
    let labels: Vec<InlineLabel<'_>> = squeezed.labels(profile).collect();
    let ends = labels.iter().skip(1).map(|label| label.span.start).chain([squeezed.places.len()]);
    let mut found = Vec::new();
    for (label, end) in labels.iter().zip(ends) {
        let value = tidy(squeezed.original(label.span.end, end));
        let value = value.trim_end_matches(['(', '（', '，', ',', '；', ';']).trim_end().to_owned();
        if is_money_unit(&value) && label.roles.has(Role::UnitNote) {
            continue;
        }
        found.extend(fields_of(label.roles).map(|(field, rank)| (field, rank, value.clone())));
    }
    found
}

/// 万元, 元), 万元、%: the unit of the form's money, nobody's name.
pub fn is_money_unit(text: &str) -> bool {
    const LONGEST: usize = 16;
    let text = text.trim_start_matches(['(', '（']);
    let begins = ["元", "万元", "亿元", "千元", "百万元", "人民币"].iter().any(|unit| text.starts_with(unit));
    begins && text.chars().count() <= LONGEST
}

/// A label with its colon inside a longer text.
struct InlineLabel<'a> {
    /// Characters of the squeezed text, the colon included.
    span: Range<usize>,
    roles: Roles<'a>,
}

/// A text without blanks and half-width, with the way back to the original.
struct Squeezed<'t> {
    original: &'t str,
    text: String,
    /// Of each character, the byte here and in the original.
    places: Vec<(usize, usize)>,
}

impl<'t> Squeezed<'t> {
    fn new(text: &'t str) -> Self {
        let (short, places) = (String::with_capacity(text.len()), Vec::with_capacity(text.len()));
        let mut squeezed = Self { original: text, text: short, places };
        for (at, c) in text.char_indices().filter(|(_, c)| !is_blank_char(*c)) {
            squeezed.places.push((squeezed.text.len(), at));
            squeezed.text.push(half_width(c));
        }
        squeezed
    }

    /// Every field label with its colon. Of labels that end together (电话 in 联系电话) the longest is meant.
    fn labels<'s, 'a: 's>(&'s self, profile: &'a Profile) -> impl Iterator<Item = InlineLabel<'a>> + 's {
        let colons = self.places.iter().enumerate().filter(|(_, (at, _))| self.text[*at..].starts_with(':'));
        let mut free = 0;
        colons.filter_map(move |(colon, (end, _))| {
            // What stands in front of an earlier colon belongs to that one's label.
            let first = std::mem::replace(&mut free, colon + 1);
            let starts = colon.saturating_sub(profile.labels.longest).max(first)..colon;
            let named = starts.filter_map(|from| {
                let roles = Roles::of_key(&self.text[self.places[from].0..*end], profile);
                let names = roles.any(|role| matches!(role, Role::Field(_) | Role::UnitNote));
                names.then_some(InlineLabel { span: from..colon + 1, roles })
            });
            let named: Vec<InlineLabel<'a>> = named.collect();
            let whole = named.iter().position(|label| !self.has_gap(&label.span)).unwrap_or(0);
            named.into_iter().nth(whole)
        })
    }

    /// Blanks wide enough to part a value from the next label (…项目　　　主管部门：).
    fn has_gap(&self, span: &Range<usize>) -> bool {
        const WIDE: usize = 2;
        let parts = self.places[span.start..span.end].windows(2);
        parts.into_iter().any(|pair| self.original[pair[0].1..pair[1].1].chars().count() > WIDE)
    }

    fn original(&self, from: usize, to: usize) -> &'t str {
        let place = |at: usize| self.places.get(at).map_or(self.original.len(), |(_, original)| *original);
        &self.original[place(from)..place(to)]
    }
}

fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}
