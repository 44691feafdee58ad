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

/// The top of a table.
#[derive(Clone, Debug)]
pub struct Heading {
    pub title: String,
    /// Under the title: unit, meaning of colours.
    pub note: String,
    pub columns: Vec<Header>,
    /// Columns that stay in sight.
    pub frozen: u32,
    /// Pages side by side in print; the frozen columns stand on each.
    pub pages: u16,
    /// Rows that belong to the table below its data.
    pub foot: u32,
}

impl Heading {
    /// Printed with the rows down to the last header row on every page.
    pub fn print(&self, last: u32) -> Print {
        let one = Print { titles: Some((HEADER_ROW, last)), ..Print::default() };
        match self.pages {
            0 | 1 => one,
            pages => Print {
                further_pages: pages - 1,
                columns: self.frozen,
                above: (self.title.clone(), self.note.clone()),
                ..one
            },
        }
    }

    /// Of pages side by side the title is printed above each: its cells would be cut where the next page begins.
    pub fn print_area(&self, page: &mut Page, end: CellRef) -> Result<(), WriteError> {
        let foot = CellRef::new(end.row + self.foot, end.col);
        if self.pages > 1 { page.print_area(Area::new(CellRef::new(HEADER_ROW, 0), foot)) } else { Ok(()) }
    }
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
