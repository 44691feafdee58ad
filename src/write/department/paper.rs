//! How a form is laid on paper: as large as its width allows, with pages that begin where its groups do.

use crate::write::sheet::Print;

/// What A4 holds between our margins in points, width and height across, less a little for fonts that run wider.
const ACROSS: (f64, f64) = (761.0, 500.0);
const UPRIGHT: (f64, f64) = (520.0, 740.0);
/// Points of a column of so many digits.
const DIGIT: f64 = 5.25;
/// Digits of a form that is printed upright.
const NARROW: f64 = 130.0;
/// A form that is longer than a page by less than this is made smaller: a page for a few rows is no page.
const A_LITTLE: f64 = 1.15;
/// A page is at least this full before it ends early, for a group to begin on the next.
const FULL: f64 = 0.4;

/// A row as it is printed.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub number: u32,
    /// Points.
    pub height: f64,
    /// A merge goes on from the row above.
    pub goes_on: bool,
}

/// Pages for a form of this width, in digits.
pub fn print(width: f64, rows: &[Row]) -> Print {
    let portrait = width <= NARROW;
    let (paper, height) = if portrait { UPRIGHT } else { ACROSS };
    let scale = (paper / (width * DIGIT)).min(1.0);
    let room = height / scale;
    let total: f64 = rows.iter().map(|row| row.height).sum();
    let one = Print { portrait, ..Print::default() };
    match total {
        _ if total <= room => one,
        _ if total <= room * A_LITTLE => Print { one_page: true, ..one },
        _ => Print { percent: Some((scale * 100.0).max(10.0) as u16), breaks: (vec![], breaks(rows, room)), ..one },
    }
}

/// The rows that pages begin with.
fn breaks(rows: &[Row], room: f64) -> Vec<u32> {
    let mut breaks = Vec::new();
    let (mut start, mut used) = (0, 0.0);
    let mut at = 0;
    while at < rows.len() {
        if used + rows[at].height > room && at > start {
            start = page_end(&rows[start..=at], room) + start;
            breaks.push(rows[start].number);
            (at, used) = (start, 0.0);
        }
        used += rows[at].height;
        at += 1;
    }
    breaks
}

/// Of a full page and the row that does not fit, the last that begins a group and leaves the page full enough; else
/// that row.
fn page_end(page: &[Row], room: f64) -> usize {
    let last = page.len() - 1;
    let above = |at: usize| page[..at].iter().map(|row| row.height).sum::<f64>();
    let begins = |at: &usize| !page[*at].goes_on && above(*at) >= room * FULL;
    (1..=last).rev().find(begins).unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of 20 points; those of which `goes_on` is true are inside a merge.
    fn rows(count: u32, goes_on: impl Fn(u32) -> bool) -> Vec<Row> {
        (0..count).map(|number| Row { number, height: 20.0, goes_on: goes_on(number) }).collect()
    }

    #[test]
    fn a_page_begins_with_a_group() {
        // Ten rows a page; groups of four.
        assert_eq!(breaks(&rows(20, |row| row % 4 != 0), 200.0), [8, 16]);
        assert_eq!(breaks(&rows(10, |row| row % 4 != 0), 200.0), [] as [u32; 0]);
        // A group as long as the form is cut where the page is full.
        assert_eq!(breaks(&rows(20, |row| row != 0), 200.0), [10]);
        // A page of two rows would be lost.
        assert_eq!(breaks(&rows(20, |row| row > 2), 200.0), [10]);
        assert_eq!(breaks(&rows(20, |row| row > 4), 200.0), [4, 14]);
    }

    #[test]
    fn a_row_higher_than_the_page_ends() {
        let mut high = rows(3, |_| false);
        high[1].height = 900.0;
        assert_eq!(breaks(&high, 200.0), [1, 2]);
    }

    #[test]
    fn a_form_that_is_a_little_longer_than_a_page_is_made_smaller() {
        let print = |count| print(90.0, &rows(count, |_| false));
        assert!(!print(37).one_page && print(37).percent.is_none());
        assert!(print(38).one_page && print(38).percent.is_none());
        assert!(!print(43).one_page && print(43).percent.is_some());
        assert_eq!(print(43).breaks.1, [37]);
    }
}
