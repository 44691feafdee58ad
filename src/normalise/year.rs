//! The form's year: its own cell, else the file's name.

use super::Context;
use crate::model::raw::RawForm;
use crate::model::shown::shown;
use crate::model::submission::{Entry, State};

/// The year, and where it comes from when not from the form itself.
pub fn year(raw: &RawForm, context: &Context) -> (Entry<i32>, &'static str) {
    let place = raw.year.as_ref().map_or(&raw.title, |(place, _)| place);
    let named = in_file_name(&context.file_name);
    let (state, source) = match (&raw.year, named) {
        (Some((_, Some(year))), _) => (State::Read(*year), ""),
        (_, Some(year)) => (State::Read(year), "文件名"),
        (_, None) => (State::Blank, ""),
    };
    let written = if raw.year.is_some() { shown(&place.content) } else { String::new() };
    let notes = match (&state, context.default_year) {
        (State::Blank, Some(_)) => vec!["表内没有年度，汇总时按本次年度归类"],
        _ => vec![],
    };
    (Entry { cell: place.cell, area: place.area, label: None, written, state, notes, as_text: false }, source)
}

/// Four digits 20xx that are no part of a longer number (20240315 is a day).
fn in_file_name(name: &str) -> Option<i32> {
    let runs = name.split(|c: char| !c.is_ascii_digit());
    runs.filter(|run| run.len() == 4 && run.starts_with("20")).find_map(|run| run.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_a_file_name_is_no_year() {
        assert_eq!(in_file_name("区教育局2023年自评表.xlsx"), Some(2023));
        assert_eq!(in_file_name("区教育局20240315.xlsx"), None);
        assert_eq!(in_file_name("自评表.xlsx"), None);
    }
}
