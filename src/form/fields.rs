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
pub fn find(view: &View<'_>, allowed: impl Fn(u32) -> bool) -> BTreeMap<usize, RawValue> {
    let mut found: BTreeMap<usize, Vec<Ranked>> = BTreeMap::new();
    for (text, roles) in view.labels().filter(|(text, _)| allowed(text.cell.row)) {
        for (field, rank) in fields_of(roles) {
            let value = beside::value_or_blank(view, text);
            found.entry(field).or_default().push((rank, value));
        }
    }
    for (at, cell) in view.sheet.cells().filter(|(at, _)| view.area.contains(*at) && allowed(at.row)) {
        let Some(text) = cell.text().filter(|text| is_inline(text)) else { continue };
        for (field, rank, value) in segments(text, view.profile) {
            found.entry(field).or_default().push((rank, part(view, at, at, &value)));
        }
    }
    found.into_iter().filter_map(|(field, values)| Some((field, chosen(values)?))).collect()
}

fn chosen(mut values: Vec<Ranked>) -> Option<RawValue> {
    values.sort_by_key(|(rank, value)| (value.content.is_blank(), *rank, value.cell));
    values.into_iter().next().map(|(_, value)| value)
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

/// The cell begins with a field's label and a colon: it is not another label's value.
pub fn begins_with_label(view: &View<'_>, at: CellRef) -> bool {
    let Some(text) = view.sheet.get(at).and_then(|cell| cell.text()).filter(|text| is_inline(text)) else {
        return false;
    };
    let squeezed = Squeezed::new(text);
    squeezed.labels(view.profile).next().is_some_and(|label| label.span.start == 0)
}

/// `填表人：张三  联系电话：123` → the fields with their rank and text, in order. A unit note among them ends a value.
fn segments(text: &str, profile: &Profile) -> Vec<(usize, u16, String)> {
    let squeezed = Squeezed::new(text);
    let labels: Vec<InlineLabel<'_>> = squeezed.labels(profile).collect();
    let ends = labels.iter().skip(1).map(|label| label.span.start).chain([squeezed.places.len()]);
    let mut found = Vec::new();
    for (label, end) in labels.iter().zip(ends) {
        let value = tidy(squeezed.original(text, label.span.end, end));
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

    /// Every field label with its colon. Of labels that end together (电话 in 联系电话) the longest is meant.
    fn labels<'s, 'a: 's>(&'s self, profile: &'a Profile) -> impl Iterator<Item = InlineLabel<'a>> + 's {
        let colons = self.places.iter().enumerate().filter(|(_, (at, _))| self.text[*at..].starts_with(':'));
        let mut free = 0;
        colons.filter_map(move |(colon, (end, _))| {
            // What stands in front of an earlier colon is that one's label.
            let mut starts =
                colon.saturating_sub(profile.labels.longest).max(std::mem::replace(&mut free, colon + 1))..colon;
            starts.find_map(|from| {
                let roles = Roles::of_key(&self.text[self.places[from].0..*end], profile);
                let names = roles.any(|role| matches!(role, Role::Field(_) | Role::UnitNote));
                names.then_some(InlineLabel { span: from..colon + 1, roles })
            })
        })
    }

    fn original<'t>(&self, text: &'t str, from: usize, to: usize) -> &'t str {
        let original = |at: usize| self.places.get(at).map_or(text.len(), |(_, original)| *original);
        &text[original(from)..original(to)]
    }
}

fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}
