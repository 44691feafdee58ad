//! Cell addresses, made once where a cell is read and only copied afterwards.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Rows a sheet can have, in every format. A form that goes on on a further sheet has its rows after these, so that an
/// address says which sheet it is on.
const ROWS: u32 = 1 << 20;
/// Of a place that is a paragraph.
const NO_COLUMN: u32 = u32::MAX;

/// One cell by zero-based row and column; shown the way Excel shows it (`H15`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    pub row: u32,
    pub col: u32,
}

impl CellRef {
    pub const fn new(row: u32, col: u32) -> Self {
        Self { row, col }
    }

    /// A paragraph of a report's text, counted from 1: a place like a cell, in no column.
    pub const fn paragraph(number: u32) -> Self {
        Self { row: number.saturating_sub(1), col: NO_COLUMN }
    }

    pub const fn is_paragraph(self) -> bool {
        self.col == NO_COLUMN
    }

    /// Which of its form's sheets the cell is on: 0 for the sheet the form begins on.
    pub const fn sheet(self) -> usize {
        (self.row / ROWS) as usize
    }

    /// The cell of the same address, that many sheets further on.
    pub const fn sheets_on(self, sheets: u32) -> Self {
        Self { row: self.row.saturating_add(sheets.saturating_mul(ROWS)), col: self.col }
    }

    /// The cell on its own sheet.
    pub const fn on_sheet(self) -> Self {
        Self { row: self.row % ROWS, col: self.col }
    }
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_paragraph() {
            return write!(f, "第{}段", self.row + 1);
        }
        let mut letters = [0u8; 8];
        let mut at = letters.len();
        let mut rest = u64::from(self.col) + 1;
        while rest > 0 {
            at -= 1;
            letters[at] = b'A' + ((rest - 1) % 26) as u8;
            rest = (rest - 1) / 26;
        }
        let column = std::str::from_utf8(&letters[at..]).unwrap_or("?");
        write!(f, "{column}{}", self.on_sheet().row + 1)
    }
}

impl FromStr for CellRef {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if let Some(number) = text.strip_prefix('第').and_then(|rest| rest.strip_suffix('段')) {
            return number.parse().ok().filter(|number| *number > 0).map(Self::paragraph).ok_or(());
        }
        let digits = text.find(|c: char| c.is_ascii_digit()).ok_or(())?;
        let (letters, number) = text.split_at(digits);
        if letters.is_empty() || letters.len() > 4 {
            return Err(());
        }
        let mut col = 0u32;
        for letter in letters.bytes() {
            let value = letter.to_ascii_uppercase().checked_sub(b'A').filter(|v| *v < 26);
            col = col * 26 + u32::from(value.ok_or(())?) + 1;
        }
        let row: u32 = number.parse().map_err(|_| ())?;
        Ok(Self::new(row.checked_sub(1).ok_or(())?, col - 1))
    }
}

impl Serialize for CellRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CellRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(|()| de::Error::custom("not a cell address"))
    }
}

/// A rectangle of cells, both corners included; mostly a merged region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Area {
    pub first: CellRef,
    pub last: CellRef,
}

impl Area {
    pub const fn new(first: CellRef, last: CellRef) -> Self {
        Self { first, last }
    }

    /// The area of a single cell.
    pub const fn of(cell: CellRef) -> Self {
        Self { first: cell, last: cell }
    }

    pub fn contains(&self, cell: CellRef) -> bool {
        (self.first.row..=self.last.row).contains(&cell.row) && (self.first.col..=self.last.col).contains(&cell.col)
    }

    pub fn rows(&self) -> std::ops::RangeInclusive<u32> {
        self.first.row..=self.last.row
    }

    pub fn columns(&self) -> std::ops::RangeInclusive<u32> {
        self.first.col..=self.last.col
    }

    pub fn is_single(&self) -> bool {
        self.first == self.last
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_single() {
            true => write!(f, "{}", self.first),
            false => write!(f, "{}:{}", self.first, self.last),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_back_as_written() {
        for (row, col, text) in
            [(0, 0, "A1"), (14, 7, "H15"), (0, 25, "Z1"), (0, 26, "AA1"), (1_048_575, 16_383, "XFD1048576")]
        {
            let cell = CellRef::new(row, col);
            assert_eq!(cell.to_string(), text);
            assert_eq!(text.parse(), Ok(cell));
        }
        assert!("15H".parse::<CellRef>().is_err() && "H0".parse::<CellRef>().is_err());
    }

    #[test]
    fn a_cell_on_a_further_sheet_shows_its_own_address_and_comes_later() {
        let cell = CellRef::new(4, 1);
        let further = cell.sheets_on(2);
        assert_eq!((further.to_string().as_str(), further.sheet(), further.on_sheet()), ("B5", 2, cell));
        let last: CellRef = "XFD1048576".parse().expect("an address");
        assert!(last.sheet() == 0 && last < cell.sheets_on(1) && cell.sheets_on(1) < further);
    }

    #[test]
    fn an_area_of_one_cell_shows_as_the_cell() {
        let area: Area = Area::new(CellRef::new(13, 3), CellRef::new(19, 4));
        assert_eq!(area.to_string(), "D14:E20");
        assert!(area.contains(CellRef::new(19, 4)) && !area.contains(CellRef::new(20, 4)));
        assert_eq!(Area::of(CellRef::new(0, 0)).to_string(), "A1");
    }
}
