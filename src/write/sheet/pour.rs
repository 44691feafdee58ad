//! The rows of a long table, formatted by ourselves and laid aside until the library has made the sheet around them:
//! several times as fast as cell by cell, and nothing of a row stays in memory.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

use rustc_hash::FxHashMap;

use super::LONG_ROW;
use crate::model::address::CellRef;
use crate::write::measure;
use crate::write::styles::Look;

/// Stands where the number of a look will stand; no text of a cell can hold it.
pub(super) const MARK: u8 = 1;
/// The first look's letter behind the mark.
pub(super) const FIRST_LOOK: u8 = b' ';
/// Looks of one table at most: letters there are for them.
const MOST_LOOKS: usize = 200;
const BUFFER: usize = 1 << 18;

/// What a cell holds.
pub(super) enum Content<'a> {
    Blank,
    Text(&'a str),
    Number(f64),
    /// A formula without `=`, and what it gives: a number, else a text.
    Formula(&'a str, Result<f64, &'a str>),
}

/// The body of one table on its way.
pub(super) struct Pour {
    pub rows: Range<u32>,
    pub columns: u32,
    looks: FxHashMap<Look, u8>,
    /// The look last met in each column: mostly the next one too.
    last: Vec<Option<(Look, u8)>>,
    out: BufWriter<File>,
    /// The row being written: its number, its height, its cells.
    row: Option<u32>,
    height: Option<f64>,
    cells: String,
    /// The first column that may come next.
    next: u32,
    /// First and last of the rows that fold.
    grouped: Option<(u32, u32)>,
}

impl Pour {
    /// Rows are laid aside in that folder, on a file without a name.
    pub fn begin(folder: &Path, rows: Range<u32>, columns: u32) -> io::Result<Self> {
        let out = BufWriter::with_capacity(BUFFER, tempfile::tempfile_in(folder)?);
        Ok(Self {
            rows,
            columns,
            looks: FxHashMap::default(),
            last: vec![None; columns as usize],
            out,
            row: None,
            height: None,
            cells: String::new(),
            next: 0,
            grouped: None,
        })
    }

    /// A height holds for the row that is being written; lower than the lowest of a long table is none.
    pub fn height(&mut self, row: u32, height: f64) -> io::Result<()> {
        self.go_to(row)?;
        self.height = (height > LONG_ROW).then_some(height.min(measure::TALLEST));
        Ok(())
    }

    /// Rows to come, that fold under the row below them.
    pub fn group(&mut self, first: u32, last: u32) {
        self.grouped = Some((first, last));
    }

    /// Cells come row by row, and in a row from left to right.
    pub fn cell(&mut self, at: CellRef, look: &Look, content: &Content<'_>) -> io::Result<()> {
        self.go_to(at.row)?;
        debug_assert!(at.col >= self.next, "{at} comes after a cell to its right, which Excel does not read");
        self.next = at.col + 1;
        let look = self.look(at.col as usize, look)?;
        let out = &mut self.cells;
        // Writing to a String cannot fail.
        let _ = write!(out, "<c r=\"{at}\" s=\"{}{}\"", char::from(MARK), char::from(look));
        let _ = match content {
            Content::Blank => write!(out, "/>"),
            Content::Number(value) => write!(out, "><v>{value}</v></c>"),
            Content::Text(text) => {
                // Readers trim a text that does not forbid it.
                let is_loose = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
                out.push_str(" t=\"inlineStr\"><is><t");
                out.push_str(if is_loose { " xml:space=\"preserve\">" } else { ">" });
                escaped(out, text);
                write!(out, "</t></is></c>")
            }
            Content::Formula(formula, result) => {
                out.push_str(if result.is_ok() { "><f>" } else { " t=\"str\"><f>" });
                escaped(out, formula);
                out.push_str("</f><v>");
                let _ = match result {
                    Ok(value) => write!(out, "{value}"),
                    Err(text) => {
                        escaped(out, text);
                        Ok(())
                    }
                };
                write!(out, "</v></c>")
            }
        };
        Ok(())
    }

    fn look(&mut self, col: usize, look: &Look) -> io::Result<u8> {
        match self.last.get_mut(col) {
            Some(Some((last, letter))) if last == look => return Ok(*letter),
            _ => {}
        }
        let letter = self.letter(look)?;
        if let Some(last) = self.last.get_mut(col) {
            *last = Some((look.clone(), letter));
        }
        Ok(letter)
    }

    fn letter(&mut self, look: &Look) -> io::Result<u8> {
        if let Some(known) = self.looks.get(look) {
            return Ok(*known);
        }
        let next = u8::try_from(self.looks.len()).ok().filter(|next| usize::from(*next) < MOST_LOOKS);
        let letter = FIRST_LOOK + next.ok_or_else(|| io::Error::other("too many looks in one table"))?;
        self.looks.insert(look.clone(), letter);
        Ok(letter)
    }

    fn go_to(&mut self, row: u32) -> io::Result<()> {
        if self.row == Some(row) {
            return Ok(());
        }
        self.end_row()?;
        self.row = Some(row);
        self.next = 0;
        Ok(())
    }

    fn end_row(&mut self) -> io::Result<()> {
        let Some(row) = self.row.take() else { return Ok(()) };
        write!(self.out, "<row r=\"{}\"", row + 1)?;
        if let Some(height) = self.height.take() {
            write!(self.out, " ht=\"{height}\" customHeight=\"1\"")?;
        }
        if self.grouped.is_some_and(|(first, last)| (first..=last).contains(&row)) {
            self.out.write_all(b" outlineLevel=\"1\"")?;
        }
        self.out.write_all(b">")?;
        self.out.write_all(self.cells.as_bytes())?;
        self.cells.clear();
        self.out.write_all(b"</row>")
    }

    /// The looks in the order of their letters.
    pub fn looks(&self) -> Vec<&Look> {
        let mut looks: Vec<(&Look, u8)> = self.looks.iter().map(|(look, letter)| (look, *letter)).collect();
        looks.sort_by_key(|(_, letter)| *letter);
        looks.into_iter().map(|(look, _)| look).collect()
    }

    /// All rows, each look by the number the workbook has for it.
    pub fn into(mut self, styles: &[u32], out: &mut impl Write) -> io::Result<()> {
        self.end_row()?;
        let mut file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        let numbers: Vec<String> = styles.iter().map(u32::to_string).collect();
        let mut piece = vec![0; BUFFER];
        // A mark at the end of a piece has its letter in the next one.
        let mut is_marked = false;
        loop {
            let length = file.read(&mut piece)?;
            if length == 0 {
                return Ok(());
            }
            let mut rest = &piece[..length];
            while !rest.is_empty() {
                if std::mem::take(&mut is_marked) {
                    let number = numbers.get(usize::from(rest[0].wrapping_sub(FIRST_LOOK)));
                    out.write_all(number.map_or(b"0", |number| number.as_bytes()))?;
                    rest = &rest[1..];
                    continue;
                }
                let plain = memchr::memchr(MARK, rest).unwrap_or(rest.len());
                out.write_all(&rest[..plain])?;
                is_marked = plain < rest.len();
                rest = &rest[(plain + 1).min(rest.len())..];
            }
        }
    }
}

/// A text as XML has it; what XML can't hold as Excel writes it (`_x0007_`), and what looks like that as well.
fn escaped(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) =
        rest.find(|c: char| matches!(c, '&' | '<' | '>' | '_' | '\r' | '\u{fffe}' | '\u{ffff}') || is_control(c))
    {
        out.push_str(&rest[..at]);
        let c = rest[at..].chars().next().unwrap_or_default();
        let _ = match c {
            '&' => write!(out, "&amp;"),
            '<' => write!(out, "&lt;"),
            '>' => write!(out, "&gt;"),
            '_' if looks_escaped(&rest[at..]) => write!(out, "_x005F_"),
            '_' => write!(out, "_"),
            c => write!(out, "_x{:04X}_", u32::from(c)),
        };
        rest = &rest[at + c.len_utf8()..];
    }
    out.push_str(rest);
}

fn is_control(c: char) -> bool {
    c < ' ' && !matches!(c, '\t' | '\n')
}

fn looks_escaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7 && bytes[1] == b'x' && bytes[2..6].iter().all(u8::is_ascii_hexdigit) && bytes[6] == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::styles::Style;

    #[test]
    fn rows_come_out_with_the_numbers_of_their_looks() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut pour = Pour::begin(folder.path(), 3..5, 3).expect("a file");
        let (text, number) = (Style::Text.look(), Style::Score.look());
        pour.height(3, 36.5).expect("a height");
        pour.cell(CellRef::new(3, 0), &text, &Content::Text("甲<乙>&\u{7}_x0041_")).expect("a cell");
        pour.cell(CellRef::new(3, 1), &number, &Content::Number(4.79)).expect("a cell");
        pour.height(4, LONG_ROW).expect("a height");
        pour.cell(CellRef::new(4, 0), &text, &Content::Blank).expect("a cell");
        pour.cell(CellRef::new(4, 1), &number, &Content::Formula("A1-\"<\"", Ok(0.5))).expect("a cell");
        pour.cell(CellRef::new(4, 2), &text, &Content::Formula("A1", Err("乙"))).expect("a cell");
        assert_eq!(pour.looks(), [&text, &number]);
        let mut out = Vec::new();
        pour.into(&[7, 12], &mut out).expect("read back");
        let expected = "<row r=\"4\" ht=\"36.5\" customHeight=\"1\"><c r=\"A4\" s=\"7\" t=\"inlineStr\"><is>\
            <t>甲&lt;乙&gt;&amp;_x0007__x005F_x0041_</t></is></c>\
            <c r=\"B4\" s=\"12\"><v>4.79</v></c></row><row r=\"5\"><c r=\"A5\" s=\"7\"/>\
            <c r=\"B5\" s=\"12\"><f>A1-\"&lt;\"</f><v>0.5</v></c><c r=\"C5\" s=\"7\" t=\"str\"><f>A1</f><v>乙</v></c></row>";
        assert_eq!(String::from_utf8(out).expect("UTF-8"), expected);
    }
}
