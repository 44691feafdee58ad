//! What all tables of the summary share: title, note, header, filter, print.

use std::ops::Range;

use super::plan::Plan;
use crate::model::address::{Area, CellRef};
use crate::model::finding::Severity;
use crate::write::WriteError;
pub use crate::write::columns::Header;
use crate::write::measure;
use crate::write::sheet::{Page, Print, Target, quoted, sheet_name};
use crate::write::styles::Style;
pub use crate::write::value::{Value, put};

/// Row of the header in tables with one header row; data begin below it.
pub const HEADER_ROW: u32 = 2;
pub const FIRST_ROW: u32 = HEADER_ROW + 1;
/// The sheet everything leads back to.
pub const OVERVIEW: &str = "总览";

/// What A4 across holds between our margins at 96 dots an inch, less a little for fonts that run wider.
const PAGE_PIXELS: f64 = 1015.0;

/// Points of A4 across between our margins, below a title that is printed above every page and without one.
const PAGE_POINTS: (f64, f64) = (494.0, 516.0);
/// Rows of data that a total has above it on its page.
const KEPT: usize = 3;
/// Office programs put more or fewer rows on a page than the heights say, percent.
const FULL: std::ops::RangeInclusive<u32> = 94..=103;

/// Width of columns on the screen, from their widths in digits.
pub fn pixels(widths: impl IntoIterator<Item = f64>) -> f64 {
    widths.into_iter().map(|width| width * 7.0 + 5.0).sum()
}

/// The size of print that brings so many pixels on to a page's width.
pub fn percent(pixels: f64) -> u16 {
    (PAGE_PIXELS / pixels * 100.0).clamp(10.0, 100.0) as u16
}

/// The top of a table.
#[derive(Clone, Debug)]
pub struct Heading {
    pub title: String,
    /// Under the title: unit, meaning of colours.
    pub note: String,
    pub columns: Vec<Header>,
    /// Columns that stay in sight.
    pub frozen: u32,
    /// Columns with which a second page beside the first may begin in print; none where one page is enough. The frozen
    /// columns stand on both.
    pub breaks: Vec<u32>,
    /// Rows that belong to the table below its data.
    pub foot: u32,
}

impl Heading {
    /// Printed with the rows down to the last header row on every page.
    pub fn print(&self, last: u32) -> Print {
        let one = Print { titles: Some((HEADER_ROW, last)), ..Print::default() };
        match self.second_page() {
            // Where pages are squeezed to fit, no break is heeded.
            None if self.foot > 0 => {
                Print { percent: Some(percent(pixels(self.columns.iter().map(|c| c.width)))), ..one }
            }
            None => one,
            Some((col, width)) => Print {
                percent: Some(percent(width)),
                breaks: (vec![col], vec![]),
                columns: self.frozen,
                above: (self.title.clone(), self.note.clone()),
                ..one
            },
        }
    }

    /// The break that leaves both pages the largest print, and the width of the wider one: left to itself, Excel
    /// breaks wherever a page is full.
    fn second_page(&self) -> Option<(u32, f64)> {
        let width = |columns: &[Header]| pixels(columns.iter().map(|column| column.width));
        let larger = |at: u32| {
            let (first, second) = self.columns.split_at(at as usize);
            width(first).max(width(&self.columns[..self.frozen as usize]) + width(second))
        };
        let inside = |at: &u32| (1..self.columns.len() as u32).contains(at);
        let widths = self.breaks.iter().copied().filter(inside).map(|at| (at, larger(at)));
        widths.min_by(|(_, one), (_, other)| one.total_cmp(other))
    }

    /// Begins a page a few rows above the totals where they might stand on one alone, by the heights of all rows from
    /// the first one on, and of the header.
    pub fn keep_foot(&self, page: &mut Page, top: (u32, f64), heights: &[f64]) -> Result<(), WriteError> {
        self.keep_together(page, top, (heights, self.foot as usize + KEPT))
    }

    /// Begins a page with the last rows, so many of them, where a page might begin inside them.
    pub fn keep_together(
        &self,
        page: &mut Page,
        (first, header): (u32, f64),
        (heights, last): (&[f64], usize),
    ) -> Result<(), WriteError> {
        let print = self.print(HEADER_ROW);
        let Some(percent) = print.percent else { return Ok(()) };
        let points = if print.above.0.is_empty() { PAGE_POINTS.1 } else { PAGE_POINTS.0 };
        let room = points * 100.0 / f64::from(percent) - header;
        match parted(heights, last, room) {
            Some(row) => page.begin_page(first + row as u32),
            None => Ok(()),
        }
    }

    /// Of pages side by side the title is printed above each: its cells would be cut where the next page begins.
    pub fn print_area(&self, page: &mut Page, end: CellRef) -> Result<(), WriteError> {
        let foot = CellRef::new(end.row + self.foot, end.col);
        match self.breaks[..] {
            [] => Ok(()),
            _ => page.print_area(Area::new(CellRef::new(HEADER_ROW, 0), foot)),
        }
    }
}

/// The first of the last rows, where a page may begin behind it.
fn parted(heights: &[f64], last: usize, room: f64) -> Option<usize> {
    let kept = heights.len().checked_sub(last).filter(|kept| *kept > 0)?;
    let last_page = |room: f64| {
        let mut start = (0, 0.0);
        for (row, height) in heights.iter().enumerate() {
            start = if start.1 + height > room { (row, *height) } else { (start.0, start.1 + height) };
        }
        start.0
    };
    FULL.into_iter().any(|full| last_page(room * f64::from(full) / 100.0) > kept).then_some(kept)
}

/// The sheet of a table with these rows.
pub fn page(name: &str, rows: Range<u32>, (columns, plan): (usize, &Plan<'_>)) -> Result<Page, WriteError> {
    match rows.len() > plan.options.poured_from {
        true => Page::long(name, rows, (columns as u32, &plan.folder)),
        false => Page::new(name),
    }
}

/// Title, note and header of a table with one header row, ready for `rows` rows.
pub fn open(page: &mut Page, heading: &Heading, rows: u32) -> Result<(), WriteError> {
    let last = heading.columns.len().saturating_sub(1) as u32;
    page.freeze(CellRef::new(FIRST_ROW, heading.frozen))?;
    page.print(heading.print(HEADER_ROW))?;
    let end = CellRef::new(HEADER_ROW + rows.max(1), last);
    heading.print_area(page, end)?;
    page.filter(Area::new(CellRef::new(HEADER_ROW, 0), end))?;
    page.digits_are_text(Area::new(CellRef::new(FIRST_ROW, 0), end))?;
    title(page, heading)?;
    page.height(HEADER_ROW, header_height(&heading.columns))?;
    for (col, column) in heading.columns.iter().enumerate() {
        page.text(CellRef::new(HEADER_ROW, col as u32), &column.title, Style::Header)?;
    }
    Ok(())
}

/// The two rows above the header, and the widths.
pub fn title(page: &mut Page, heading: &Heading) -> Result<(), WriteError> {
    page.widths(&heading.columns.iter().map(|column| column.width).collect::<Vec<_>>())?;
    page.height(0, 28.0)?;
    page.text(CellRef::new(0, 0), &heading.title, Style::Title)?;
    page.height(1, 17.0)?;
    let home = Target::cell(OVERVIEW, CellRef::new(0, 0));
    page.link(CellRef::new(1, 0), "←总览", &home, Style::Subtitle.look().linked())?;
    page.text(CellRef::new(1, 1), &heading.note, Style::Subtitle)
}

/// Bold text is a little wider, and the filter button takes room of its own.
pub fn header_height(columns: &[Header]) -> f64 {
    measure::height(columns.iter().map(|column| (column.title.as_str(), column.width - 1.0))).max(34.0)
}

/// Colours the names of levels in a column.
pub fn colour_levels(page: &mut Page, column: Area) -> Result<(), WriteError> {
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let formula = format!("{}={}", column.first, quoted(severity.name()));
        page.colour_when(column, &formula, &Style::Text.look().marked(severity))?;
    }
    Ok(())
}

/// The letters of a column.
pub fn letters(col: u32) -> String {
    CellRef::new(0, col).to_string().trim_end_matches('1').to_owned()
}

/// `'部门汇总'!$F$4:$F$40`.
pub fn range_of(sheet: &str, area: Area) -> String {
    let cell = |c: CellRef| format!("${}${}", letters(c.col), c.row + 1);
    format!("{}!{}:{}", sheet_name(sheet), cell(area.first), cell(area.last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(widths: &[f64], breaks: &[u32]) -> Heading {
        let columns = widths.iter().map(|width| Header { title: String::new(), width: *width }).collect();
        Heading { title: "表".to_owned(), note: String::new(), columns, frozen: 1, breaks: breaks.to_vec(), foot: 0 }
    }

    #[test]
    fn totals_never_stand_alone_on_a_page() {
        // Pages of ten rows, and two below the data.
        let lone = |rows: usize| parted(&vec![20.0; rows], 2 + KEPT, 213.0);
        assert_eq!([9, 15, 16, 19].map(lone), [None; 4]);
        // The eleventh row is alone, or one of four, whose data are less than three rows.
        assert_eq!([11, 14, 21, 24].map(lone), [Some(6), Some(9), Some(16), Some(19)]);
        // The last row of a page that is just full may slip on to the next.
        assert_eq!((lone(10), parted(&[20.0; 10], 2 + KEPT, 205.0)), (None, Some(5)));
        assert_eq!(parted(&[20.0; 4], 2 + KEPT, 50.0), None);
    }

    #[test]
    fn a_second_page_begins_only_where_it_may_and_both_fit() {
        let widths = [20.0; 13];
        let print = |breaks: &[u32]| heading(&widths, breaks).print(HEADER_ROW);
        // The first column stands on both pages: 1 + 6 and 1 + 6.
        let free = print(&[4, 5, 6, 7, 8]);
        assert_eq!((free.breaks.0, free.percent), (vec![7], Some(100)));
        // Groups of three: ten columns on the second page.
        let grouped = print(&[1, 4, 10, 13]);
        assert_eq!((grouped.breaks.0.clone(), grouped.columns), (vec![4], 1));
        let percent = f64::from(grouped.percent.expect("a size"));
        assert!(pixels([20.0; 10]) * percent / 100.0 <= PAGE_PIXELS, "{percent}");
        assert!(pixels([20.0; 10]) * (percent + 1.0) / 100.0 > PAGE_PIXELS, "{percent}");
        let one = print(&[]);
        assert_eq!((one.breaks.0, one.percent), (vec![], None));
    }
}
