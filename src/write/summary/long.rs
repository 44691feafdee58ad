//! Tables of any length: where row n stands, and the sheets they go on to.

use std::ops::Range;
use std::path::Path;

use super::table::{self, Heading};
use crate::model::address::{Area, CellRef};
use crate::write::WriteError;
use crate::write::sheet::Page;

/// A table that may need several sheets.
#[derive(Clone, Debug)]
pub struct Long {
    name: &'static str,
    /// Data rows per sheet.
    capacity: usize,
    total: usize,
}

impl Long {
    pub fn new(name: &'static str, total: usize, sheet_rows: u32) -> Self {
        let capacity = sheet_rows.saturating_sub(table::FIRST_ROW).max(1) as usize;
        Self { name, capacity, total }
    }

    /// `问题清单`, then `问题清单（2）`.
    fn sheet(&self, index: usize) -> String {
        match index {
            0 => self.name.to_owned(),
            _ => format!("{}（{}）", self.name, index + 1),
        }
    }

    /// Sheet and cell of a row's column.
    pub fn place(&self, position: usize, col: u32) -> (String, CellRef) {
        let row = table::FIRST_ROW + (position % self.capacity) as u32;
        (self.sheet(position / self.capacity), CellRef::new(row, col))
    }

    /// A column over some rows as formulas name it: one range for each sheet the rows stand on.
    pub fn ranges(&self, span: &Range<usize>, col: u32) -> Vec<String> {
        let mut ranges = Vec::new();
        let mut start = span.start;
        while start < span.end {
            let end = span.end.min((start / self.capacity + 1) * self.capacity);
            let ((sheet, first), (_, last)) = (self.place(start, col), self.place(end - 1, col));
            ranges.push(table::range_of(&sheet, Area::new(first, last)));
            start = end;
        }
        ranges
    }

    /// A column over all rows.
    pub fn column(&self, col: u32) -> Vec<String> {
        self.ranges(&(0..self.total), col)
    }
}

/// Writes the rows of a long table one after the other, on sheets that were opened before.
pub struct LongWriter<'a> {
    long: &'a Long,
    pages: Vec<Page>,
    position: usize,
}

/// What is set on each sheet once its number of rows is known: colours by rule.
pub type Dress<'a> = &'a dyn Fn(&mut Page, u32) -> Result<(), WriteError>;

impl<'a> LongWriter<'a> {
    /// Opens all sheets of the table, each with its heading; rows are laid aside in the folder.
    pub fn open(long: &'a Long, (heading, folder): (&Heading, &Path), dress: Dress<'_>) -> Result<Self, WriteError> {
        let sheets = long.total.div_ceil(long.capacity).max(1);
        let pages = (0..sheets).map(|index| {
            let rows = (long.total - index * long.capacity).min(long.capacity) as u32;
            let body = table::FIRST_ROW..table::FIRST_ROW + rows;
            let columns = heading.columns.len() as u32;
            let mut page = Page::long(&long.sheet(index), body, (columns, folder))?;
            dress(&mut page, rows)?;
            table::open(&mut page, heading, rows)?;
            Ok(page)
        });
        Ok(Self { long, pages: pages.collect::<Result<_, WriteError>>()?, position: 0 })
    }

    /// The next row: its sheet and its index there; `None` past the rows the table was planned for.
    pub fn row(&mut self) -> Option<(&mut Page, u32)> {
        let page = self.pages.get_mut(self.position / self.long.capacity)?;
        let row = table::FIRST_ROW + (self.position % self.long.capacity) as u32;
        self.position += 1;
        Some((page, row))
    }

    /// The sheets in their order.
    pub fn close(self) -> Vec<Page> {
        self.pages
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_beyond_a_sheet_stand_on_the_next_and_ranges_follow() {
        let long = Long::new("问题清单", 25, table::FIRST_ROW + 10);
        assert_eq!(long.place(9, 0).0, "问题清单");
        assert_eq!(long.place(10, 2), ("问题清单（2）".to_owned(), CellRef::new(table::FIRST_ROW, 2)));
        let first = table::FIRST_ROW + 1;
        let expected = [
            format!("'问题清单'!$B${}:$B${}", first + 8, first + 9),
            format!("'问题清单（2）'!$B${first}:$B${}", first + 1),
        ];
        assert_eq!(long.ranges(&(8..12), 1), expected);
        assert_eq!(long.column(0).len(), 3);
        assert!(long.ranges(&(3..3), 0).is_empty());
    }
}
