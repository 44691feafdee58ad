//! Texts and places as cells and formulas can hold them.

use std::borrow::Cow;

use crate::model::address::CellRef;
use crate::model::characters::writable;

/// UTF-16 units in one cell, and the mark that says where a text was cut.
pub(super) const LONGEST_TEXT: usize = 32_767;
const CUT_MARK: &str = "……（文字过长，已截断）";
/// UTF-16 units of a text inside a formula.
pub(super) const LONGEST_LITERAL: usize = 255;

/// Where a link goes.
#[derive(Clone, Debug)]
pub enum Target {
    /// A cell of this workbook.
    Cell { sheet: String, cell: CellRef },
    /// A file beside this workbook, by its relative path with `/`.
    File(String),
}

impl Target {
    pub fn cell(sheet: &str, cell: CellRef) -> Self {
        Self::Cell { sheet: sheet.to_owned(), cell }
    }

    /// As a formula names the cell; a file has no cell.
    pub fn formula(&self) -> String {
        match self {
            Self::Cell { sheet, cell } => format!("{}!{cell}", sheet_name(sheet)),
            Self::File(_) => String::new(),
        }
    }

    /// As the library wants it.
    pub(super) fn address(&self) -> String {
        match self {
            Self::Cell { sheet, cell } => format!("internal:{}!{cell}", sheet_name(sheet)),
            Self::File(path) => format!("file:///{path}"),
        }
    }

    /// As HYPERLINK wants it.
    pub(super) fn place(&self) -> String {
        match self {
            Self::Cell { sheet, cell } => format!("#{}!{cell}", sheet_name(sheet)),
            Self::File(path) => path.clone(),
        }
    }
}

/// A sheet's name inside formulas.
pub fn sheet_name(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}

/// A text literal inside a formula.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

pub(super) fn utf16(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// The text without characters XML cannot hold, cut to what a cell holds, with a mark where it was cut.
pub(super) fn fitting(text: &str, longest: usize) -> Cow<'_, str> {
    // No text has more UTF-16 units than bytes, so most need no counting.
    let text = writable(text);
    if text.len() <= longest || utf16(&text) <= longest {
        return text;
    }
    let mut room = longest.saturating_sub(utf16(CUT_MARK));
    let kept = text.chars().take_while(|c| {
        let fits = c.len_utf16() <= room;
        room = room.saturating_sub(c.len_utf16());
        fits
    });
    Cow::Owned(kept.collect::<String>() + CUT_MARK)
}
