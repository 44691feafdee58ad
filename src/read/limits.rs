//! What one file may cost. Real forms stay a hundred times below every one of these.

use crate::model::address::CellRef;
use crate::model::grid::CellValue;
use crate::model::source::Fault;

/// Bytes of a file that is taken into memory.
pub const FILE_BYTES: u64 = 128 << 20;
/// Bytes all parts of one package that are read may unpack to.
pub const UNPACKED_BYTES: u64 = 64 << 20;
/// Of a .zip that is a folder, with what lies in the .zips in it.
pub const ZIP_ENTRIES: usize = 5_000;
pub const ZIP_BYTES: u64 = 512 << 20;
/// How many times larger than packed a file in such a .zip may be, once it is large: forms are packed already, and a
/// table of an old .xls shrinks some twentyfold.
pub const ZIP_RATIO: u64 = 200;
pub const ZIP_RATIO_FROM: u64 = 16 << 20;
/// Of an output that comes back, what is held of it while its rows are read: the texts of 100,000 forms are a third.
pub const OUTPUT_BYTES: u64 = 1 << 30;
pub const PACKAGE_ENTRIES: usize = 10_000;
pub const SHEETS: usize = 1_000;
pub const MERGES: usize = 20_000;
/// Of cells; Excel itself holds 65,490.
pub const STYLES: usize = 65_536;
pub const RELATIONS: usize = 10_000;
/// Elements of a part in each other; a parser keeps what is open, which a small part has no room for.
pub const DEPTH: usize = 1_000;
pub const DEPTH_FROM: usize = 64 << 10;
/// Bytes of a sheet's name; Excel takes 31.
pub const NAME: usize = 1_000;
/// Excel's own grid.
pub const ROWS: u32 = 1_048_576;
pub const COLUMNS: u32 = 16_384;
pub const CELLS: usize = 2_000_000;
/// Characters of a cell, which are as many as Excel takes: what is made of one text may be many times larger.
pub const CELL_TEXT: usize = 32_767;
/// Of the texts of a workbook, and of the part that lists them.
pub const TEXT_BYTES: usize = 64 << 20;

pub fn over<T>(what: &str, limit: impl std::fmt::Display, unit: &str) -> Result<T, Fault> {
    Err(Fault::OverLimit(format!("{what}超过 {limit} {unit}")))
}

/// A text that a cell of Excel holds.
pub fn is_short(text: &str) -> Result<(), Fault> {
    match text.len() > CELL_TEXT && text.encode_utf16().count() > CELL_TEXT {
        true => over("一个单元格的文字", CELL_TEXT, "字"),
        false => Ok(()),
    }
}

/// A cell that Excel's grid has.
pub fn position((row, col): (u32, u32)) -> Result<CellRef, Fault> {
    match row < ROWS && col < COLUMNS {
        true => Ok(CellRef::new(row, col)),
        false => Err(Fault::Corrupt(format!("cell outside the sheet: row {row}, column {col}"))),
    }
}

/// What one workbook has used up. There is no cap on the box of a sheet: cells are kept sparse,
/// so a stray cell at the far corner costs as much as any other.
#[derive(Default)]
pub struct Spent {
    cells: usize,
    text: usize,
}

impl Spent {
    /// Books one more cell by what it holds.
    pub fn value(&mut self, value: &CellValue) -> Result<(), Fault> {
        let CellValue::Text(text) = value else { return self.cell(0) };
        is_short(text)?;
        self.cell(text.len())
    }

    /// Books one more cell with that many bytes of text.
    pub fn cell(&mut self, text: usize) -> Result<(), Fault> {
        self.cells += 1;
        if self.cells > CELLS {
            return over("有内容的单元格", CELLS, "个");
        }
        self.text(text)
    }

    /// Books bytes of text alone.
    pub fn text(&mut self, bytes: usize) -> Result<(), Fault> {
        self.text = self.text.saturating_add(bytes);
        if self.text > TEXT_BYTES {
            return over("单元格文字合计", TEXT_BYTES >> 20, "MB");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_and_text_are_bounded() {
        let mut spent = Spent { cells: CELLS - 1, text: 0 };
        assert!(spent.cell(1).is_ok());
        assert_eq!(spent.cell(1), Err(Fault::OverLimit("有内容的单元格超过 2000000 个".into())));
        assert!(Spent::default().cell(TEXT_BYTES + 1).is_err());
        let text = |length| Spent::default().value(&CellValue::Text("分".repeat(length)));
        assert!(text(CELL_TEXT).is_ok());
        assert_eq!(text(CELL_TEXT + 1), Err(Fault::OverLimit("一个单元格的文字超过 32767 字".into())));
    }
}
