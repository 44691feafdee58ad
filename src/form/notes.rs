//! Where the notes below a table begin: they end it.

use super::header::Header;
use super::label::View;
use crate::model::address::CellRef;
use crate::model::text;

/// Characters; a note opens with its word (说明：…), anything longer in front of it is a text of its own.
const LONGEST_OPENING: usize = 12;

/// The first cell of the notes: a note word at the left edge below the table, alone or in front of its text.
pub fn find(view: &View<'_>, headers: &[Header]) -> Option<CellRef> {
    let from = headers.last().map_or(view.area.first.row, |header| header.rows.1 + 1);
    let edge = headers.iter().flat_map(|header| header.columns.values()).map(|column| column.area.first.col).min();
    let rows = view.rows(from, view.end()).into_iter();
    let firsts = rows.filter_map(|row| view.filled(row).next());
    let mut left = firsts.filter(|(at, _)| edge.is_none_or(|edge| at.col <= edge));
    left.find(|(_, cell)| cell.text().is_some_and(|text| opens_notes(text, view))).map(|(at, _)| at)
}

fn opens_notes(text: &str, view: &View<'_>) -> bool {
    let notes = &view.profile.labels.notes;
    let text = text.trim_start_matches(text::is_blank_char);
    let end = text.char_indices().nth(LONGEST_OPENING).map_or(text.len(), |(end, _)| end);
    let head = text::compact(&text[..end]);
    let rest = notes.iter().filter_map(|word| head.strip_prefix(word.as_str()));
    rest.into_iter().any(|rest| rest.is_empty() || rest.starts_with([':', '1', '一', '(', '.', '、']))
}
