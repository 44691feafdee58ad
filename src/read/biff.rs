//! The records of an .xls ([MS-XLS] 2.1.4), BIFF5 to BIFF8, and the texts in them. Nothing a record claims is believed
//! beyond its own bytes.

use encoding_rs::Encoding;

pub use super::compound::{u16_at, u32_at};
use crate::model::address::CellRef;
use crate::model::grid::CellValue;
use crate::model::source::Fault;

pub const BOF: u16 = 0x0809;
pub const EOF: u16 = 0x000a;
const CONTINUE: u16 = 0x003c;

/// Kind and data of each record, one after the other.
pub struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    pub fn new(stream: &'a [u8]) -> Self {
        Self { rest: stream }
    }

    /// The next record; one that ends behind the stream is damage, not the end.
    pub fn next(&mut self) -> Result<Option<(u16, &'a [u8])>, Fault> {
        let Some((kind, length)) = u16_at(self.rest, 0).zip(u16_at(self.rest, 2)) else { return Ok(None) };
        let end = 4 + usize::from(length);
        let cut = || Fault::Corrupt("a record ends behind its stream".to_owned());
        let data = self.rest.get(4..end).ok_or_else(cut)?;
        self.rest = &self.rest[end..];
        Ok(Some((kind, data)))
    }

    /// Bytes that were not read yet.
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    /// That record's data and what continues it.
    pub fn continued(&mut self, first: &'a [u8]) -> Pieces<'a> {
        let begin = self.rest;
        let mut further = Records::new(begin);
        while let Ok(Some((CONTINUE, _))) = further.next() {
            self.rest = further.rest;
        }
        Pieces { piece: first, later: Records::new(&begin[..begin.len() - self.rest.len()]) }
    }
}

/// Row and column, with which every record of a cell begins.
pub fn position(data: &[u8]) -> Option<CellRef> {
    Some(CellRef::new(u16_at(data, 0)?.into(), u16_at(data, 2)?.into()))
}

/// How a workbook writes texts.
#[derive(Clone, Copy)]
pub struct Texts {
    /// BIFF5 writes bytes of a code page, BIFF8 one or two bytes a character.
    pub is_wide: bool,
    pub encoding: &'static Encoding,
}

impl Texts {
    /// Of the CodePage record.
    pub fn set_page(&mut self, page: u16) {
        let label = match page {
            932 => "shift_jis",
            936 => "gbk",
            949 => "euc-kr",
            950 => "big5",
            10008 => "gbk",
            65001 => "utf-8",
            874 => "windows-874",
            1250 => "windows-1250",
            1251 => "windows-1251",
            _ => "windows-1252",
        };
        self.encoding = Encoding::for_label(label.as_bytes()).unwrap_or(encoding_rs::WINDOWS_1252);
    }

    /// A text whose length stands in front of it, in one byte or in two.
    pub fn counted(&self, data: &[u8], width: usize) -> Option<String> {
        let length = if width == 1 { usize::from(*data.first()?) } else { u16_at(data, 0)?.into() };
        let mut pieces = Pieces { piece: data.get(width..)?, later: Records::new(&[]) };
        self.text(&mut pieces, length)
    }

    fn text(&self, pieces: &mut Pieces, length: usize) -> Option<String> {
        if !self.is_wide {
            let (text, _) = self.encoding.decode_without_bom_handling(pieces.piece.get(..length)?);
            return Some(text.into_owned());
        }
        let flags = pieces.byte()?;
        pieces.characters(length, flags)
    }

    /// The result of a formula, which may be continued.
    pub fn result(&self, pieces: &mut Pieces) -> Option<String> {
        let length = usize::from(u16_at(pieces.piece, 0)?);
        pieces.piece = &pieces.piece[2..];
        self.text(pieces, length)
    }
}

/// A record and its continuations, read as one.
pub struct Pieces<'a> {
    piece: &'a [u8],
    /// A list of them would take more than they hold.
    later: Records<'a>,
}

impl<'a> Pieces<'a> {
    /// Goes on to the next piece where this one is used up; false at the end.
    pub fn has_more(&mut self) -> bool {
        while self.piece.is_empty() {
            let Ok(Some((_, next))) = self.later.next() else { return false };
            self.piece = next;
        }
        true
    }

    fn byte(&mut self) -> Option<u8> {
        self.has_more().then_some(())?;
        let (byte, rest) = self.piece.split_first()?;
        self.piece = rest;
        Some(*byte)
    }

    fn number(&mut self, width: u32) -> Option<usize> {
        (0..width).try_fold(0, |value, place| Some(value | usize::from(self.byte()?) << (8 * place)))
    }

    pub fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            self.has_more().then_some(())?;
            let step = count.min(self.piece.len());
            self.piece = &self.piece[step..];
            count -= step;
        }
        Some(())
    }

    /// Where characters go on in the next piece, that one begins with whether they are wide.
    fn characters(&mut self, mut count: usize, mut flags: u8) -> Option<String> {
        let mut out = String::new();
        while count > 0 {
            if self.piece.is_empty() {
                flags = self.byte()?;
            }
            let width = 1 + usize::from(flags & 1);
            let step = count.min(self.piece.len() / width);
            // Half a character at the end of the last piece.
            (step > 0).then_some(())?;
            let (now, rest) = self.piece.split_at(step * width);
            match width {
                1 => out.extend(now.iter().map(|byte| char::from(*byte))),
                _ => {
                    let units = now.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]));
                    out.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
                }
            }
            self.piece = rest;
            count -= step;
        }
        Some(out)
    }

    /// One text of the table of strings: what stands behind the characters (fonts, readings) is passed over.
    pub fn rich_text(&mut self) -> Option<String> {
        let length = self.number(2)?;
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { self.number(2)? } else { 0 };
        let more = if flags & 4 != 0 { self.number(4)? } else { 0 };
        let text = self.characters(length, flags)?;
        self.skip(4 * runs + more)?;
        Some(text)
    }
}

/// Numbers in four bytes: the upper part of a float, or an integer, either perhaps in hundredths.
pub fn rk(word: u32) -> f64 {
    let value = match word & 2 {
        0 => f64::from_bits(u64::from(word & !3) << 32),
        _ => f64::from(word as i32 >> 2),
    };
    if word & 1 == 0 { value } else { value / 100.0 }
}

/// What no decimal could hold is what Excel would call a number error.
pub fn number(value: f64) -> CellValue {
    if value.is_finite() { CellValue::Number(value) } else { CellValue::Error("#NUM!".to_owned()) }
}

/// Errors as Excel shows them.
pub fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        0x2b => "#GETTING_DATA",
        _ => "#VALUE!",
    }
}
