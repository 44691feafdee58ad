//! From a raw value to an entry: blank, void, hint, error and uncalculated are the same for every kind of value.

use rust_decimal::Decimal;

use super::hint::{Pattern, is_hint};
use crate::model::entry::SHOWN_AS_DATE;
use crate::model::formula_text::is_formula_text;
use crate::model::grid::{Cell, CellValue};
use crate::model::number::from_float;
use crate::model::raw::RawValue;
use crate::model::shown::shown;
use crate::model::submission::{Entry, State, Text};
use crate::model::text::{compact, is_blank_char};
use crate::profile::spec::Profile;

pub type Notes = Vec<&'static str>;

/// What reading needs of the profile, prepared once per form.
pub struct Reader<'a> {
    pub profile: &'a Profile,
    /// The file format keeps number formats.
    pub keeps_formats: bool,
    void_marks: Vec<String>,
    hints: Vec<Pattern>,
}

/// A filled cell, as a person sees it.
pub struct Filled<'a> {
    pub cell: &'a Cell,
    pub written: &'a str,
}

/// Before it no date of a form lies, and numbers up to there are what a date format hides: 5 shown as 1900-01-05.
const FIRST_DAY: f64 = 36_526.0;

impl Filled<'_> {
    pub fn text(&self) -> Option<&str> {
        self.cell.text().map(|_| self.written)
    }

    /// The stored number, also of a cell that shows it as a day nobody can have meant.
    pub fn number(&self, notes: &mut Notes) -> Option<Decimal> {
        let value = match self.cell.value {
            CellValue::Number(value) => value,
            CellValue::Date(serial) => {
                notes.push(SHOWN_AS_DATE);
                Some(serial).filter(|serial| *serial < FIRST_DAY)?
            }
            _ => return None,
        };
        from_float(value)
    }
}

impl<'a> Reader<'a> {
    pub fn new(profile: &'a Profile, keeps_formats: bool) -> Self {
        Self {
            profile,
            keeps_formats,
            void_marks: profile.words.void_marks.iter().map(|mark| compact(mark).into_owned()).collect(),
            hints: profile.words.hints.iter().map(|hint| Pattern::new(hint)).collect(),
        }
    }

    /// Reads one value; `read` sees only filled cells that are no hint, mark or error.
    pub fn entry<T>(&self, raw: &RawValue, read: impl FnOnce(&Filled, &mut Notes) -> Option<T>) -> Entry<T> {
        let written = shown(&raw.content);
        let mut notes = Notes::new();
        let state = self.state(&raw.content, &written).unwrap_or_else(|| {
            let filled = Filled { cell: &raw.content, written: &written };
            read(&filled, &mut notes).map_or(State::Unreadable, State::Read)
        });
        Entry { cell: raw.cell, area: raw.area, label: raw.label, written, state, notes, as_text: false }
    }

    /// Reads a figure: where one belongs, 一 alone is a dash.
    pub fn figure<T>(&self, raw: &RawValue, read: impl FnOnce(&Filled, &mut Notes) -> Option<T>) -> Entry<T> {
        let is_drawn = |written: &str| !written.is_empty() && written.chars().all(|c| c == '一' || is_blank_char(c));
        let mut entry =
            self.entry(raw, |filled, notes| if is_drawn(filled.written) { None } else { read(filled, notes) });
        if raw.content.text().is_some() && is_drawn(&entry.written) {
            entry.state = State::Void;
        }
        entry
    }

    /// A text as it stands.
    pub fn text(&self, raw: &RawValue) -> Entry<Text> {
        self.entry(raw, |_, _| Some(Text))
    }

    /// The states that hold for any kind of value; `None` when there is something to read.
    fn state<T>(&self, cell: &Cell, written: &str) -> Option<State<T>> {
        if cell.is_uncalculated() {
            return Some(State::Uncalculated);
        }
        if cell.value == CellValue::Picture {
            return Some(State::Picture);
        }
        if cell.is_blank() {
            return Some(State::Blank);
        }
        match &cell.value {
            CellValue::Error(_) => Some(State::Error),
            CellValue::Text(_) if is_formula_text(written) => Some(State::FormulaText),
            CellValue::Text(_) if self.is_void(written) => Some(State::Void),
            CellValue::Text(_) if is_hint(written, &self.hints) => Some(State::Hint),
            _ => None,
        }
    }

    /// A mark for nothing. Repeated strokes (——, ---) are the same mark.
    pub(super) fn is_void(&self, written: &str) -> bool {
        if written.chars().count() > 6 {
            return false;
        }
        let text = compact(written);
        let strokes = text.chars().all(|c| c == '/' || is_stroke(c));
        strokes || self.void_marks.iter().any(|mark| *mark == text)
    }
}

/// A line drawn through a cell, by whatever character was at hand.
fn is_stroke(c: char) -> bool {
    matches!(c, '-' | '—' | '–' | '‐' | '‑' | '‒' | '―' | '─' | '━' | 'ー' | '−' | '﹣' | '⸺' | '⸻' | '﹘')
}

/// Text that is a number only with something around it (STR-11); a number with trailing blanks is not.
pub fn is_number_as_text(cell: &Cell) -> bool {
    let Some(text) = cell.text() else { return false };
    let padded = text.trim_matches(is_blank_char);
    padded.len() == text.len() || padded.parse::<f64>().is_err()
}
