//! The form's year, as the form itself states it. Tab and file name only help to choose between forms.

use crate::model::raw::RawForm;
use crate::model::shown::shown;
use crate::model::submission::{Entry, State};

pub fn year(raw: &RawForm) -> Entry<i32> {
    let place = raw.year.as_ref().map_or(&raw.title, |(place, _)| place);
    let (state, written) = match &raw.year {
        Some((value, Some(year))) => (State::Read(*year), shown(&value.content)),
        Some((value, None)) => (State::Blank, shown(&value.content)),
        None => (State::Blank, String::new()),
    };
    Entry { cell: place.cell, area: place.area, label: None, written, state, notes: vec![], as_text: false }
}
