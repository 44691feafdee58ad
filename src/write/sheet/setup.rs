//! Everything of a sheet but its cells: widths, notes, filters, colours by rule, print, charts.

use rust_xlsxwriter::{Color, ConditionalFormatFormula, DataValidation, Format, IgnoreError, Note};

use super::chart::chart_of;
use super::text::{LONGEST_TEXT, fitting};
use super::{Chart, Page, column, refused};
use crate::model::address::{Area, CellRef};
use crate::write::styles::Look;
use crate::write::{WriteError, measure};

/// How a sheet is printed on A4.
#[derive(Clone, Debug, Default)]
pub struct Print {
    pub portrait: bool,
    /// Squeezed on to one page, in height too.
    pub one_page: bool,
    /// Size of the print; without it all columns are squeezed on to one page, and no break is heeded.
    pub percent: Option<u16>,
    /// Columns, and rows, that a page begins with.
    pub breaks: (Vec<u32>, Vec<u32>),
    /// Rows repeated on every page, first and last.
    pub titles: Option<(u32, u32)>,
    /// Columns from A on that are repeated on every page, when there are several side by side.
    pub columns: u32,
    /// Above every page: a title, where there is one, and small print.
    pub above: (String, String),
}

impl Page {
    /// A note that opens when the mouse is over the cell.
    pub fn note(&mut self, at: CellRef, text: &str) -> Result<(), WriteError> {
        let text = fitting(text, LONGEST_TEXT - 100);
        // 34 digits of the note's 10-point font fill a line; 18 pixels a line.
        let height = (measure::lines(&text, 34.0) as u32 * 18 + 12).min(420);
        let note = Note::new(text).add_author_prefix(false).set_width(260).set_height(height).set_font_name("微软雅黑");
        self.set(|sheet| sheet.insert_note(at.row, column(at), &note))
    }

    /// Column widths in digits, from column A.
    pub fn widths(&mut self, widths: &[f64]) -> Result<(), WriteError> {
        for (col, width) in widths.iter().enumerate() {
            self.width(col as u32, *width)?;
        }
        Ok(())
    }

    pub fn width(&mut self, col: u32, width: f64) -> Result<(), WriteError> {
        self.set(|sheet| sheet.set_column_width(column(CellRef::new(0, col)), width.min(255.0)))
    }

    /// Points; rows of a long table are never lower than its lowest.
    pub fn height(&mut self, row: u32, height: f64) -> Result<(), WriteError> {
        if let Some(body) = self.body_at(row) {
            return body.height(row, height).map_err(WriteError::laid_aside);
        }
        self.set(|sheet| sheet.set_row_height(row, height.min(measure::TALLEST)))
    }

    /// Hides the rows above and the columns before a cell: every other cell keeps its address.
    pub fn hide_before(&mut self, at: CellRef) -> Result<(), WriteError> {
        for row in 0..at.row {
            self.set(|sheet| sheet.set_row_hidden(row))?;
        }
        for col in 0..at.col {
            self.set(|sheet| sheet.set_column_hidden(column(CellRef::new(0, col))))?;
        }
        Ok(())
    }

    /// Everything above and left of the cell stays in sight.
    pub fn freeze(&mut self, at: CellRef) -> Result<(), WriteError> {
        self.set(|sheet| sheet.set_freeze_panes(at.row, column(at)))
    }

    /// Filter buttons on the first row of the area.
    pub fn filter(&mut self, area: Area) -> Result<(), WriteError> {
        let (first, last) = (area.first, area.last);
        self.set(|sheet| sheet.autofilter(first.row, column(first), last.row, column(last)))
    }

    /// No green corners where digits are meant as text (codes, what a form says).
    pub fn digits_are_text(&mut self, area: Area) -> Result<(), WriteError> {
        let (first, last) = (area.first, area.last);
        let (left, right) = (column(first), column(last));
        self.set(|sheet| sheet.ignore_error_range(first.row, left, last.row, right, IgnoreError::NumberStoredAsText))
    }

    /// A list of answers to pick from; other text is allowed too.
    pub fn dropdown(&mut self, area: Area, answers: &[&str]) -> Result<(), WriteError> {
        let (first, last) = (area.first, area.last);
        let answers = DataValidation::new().allow_list_strings(answers).map_err(|e| refused(&self.name, e))?;
        let answers = answers.show_error_message(false);
        self.set(|sheet| sheet.add_data_validation(first.row, column(first), last.row, column(last), &answers))
    }

    /// Rows that fold under the row below them.
    pub fn group(&mut self, first: u32, last: u32) -> Result<(), WriteError> {
        if let Some(body) = self.body_at(first) {
            body.group(first, last);
            return Ok(());
        }
        self.set(|sheet| sheet.group_rows(first, last))
    }

    /// Colours the cells of the area for which the formula (relative to its first cell) holds.
    pub fn colour_when(&mut self, area: Area, formula: &str, look: &Look) -> Result<(), WriteError> {
        let (first, last) = (area.first, area.last);
        let mut format = Format::new().set_font_color(Color::RGB(look.ink));
        if let Some(fill) = look.fill {
            format = format.set_background_color(Color::RGB(fill));
        }
        let rule = ConditionalFormatFormula::new().set_rule(format!("={formula}").as_str()).set_format(format);
        self.set(|sheet| sheet.add_conditional_format(first.row, column(first), last.row, column(last), &rule))
    }

    /// A4, page numbers, sheet name above.
    pub fn print(&mut self, print: Print) -> Result<(), WriteError> {
        let sheet = &mut self.sheet;
        sheet.set_paper_size(9).set_print_center_horizontally(true);
        let (title, note) = &print.above;
        let top = if title.is_empty() { 0.55 } else { 0.85 };
        sheet.set_margins(0.4, 0.4, top, 0.55, 0.25, 0.25);
        sheet.set_footer("&L&8&A&C&8第 &P 页，共 &N 页");
        let plain = |text: &String| text.replace('&', "&&");
        match (title.is_empty(), note.is_empty()) {
            (true, true) => {}
            (true, false) => drop(sheet.set_header(format!("&R&8{}", plain(note)))),
            _ => drop(sheet.set_header(format!("&L&14&B{}&B\n&8&K767676{}", plain(title), plain(note)))),
        }
        match print.portrait {
            true => sheet.set_portrait(),
            false => sheet.set_landscape(),
        };
        match print.percent {
            None => drop(sheet.set_print_fit_to_pages(1, u16::from(print.one_page))),
            Some(percent) => drop(sheet.set_print_scale(percent)),
        }
        self.set(|sheet| sheet.set_vertical_page_breaks(&print.breaks.0))?;
        // Excel takes no more than this.
        let rows = &print.breaks.1[..print.breaks.1.len().min(1023)];
        self.set(|sheet| sheet.set_page_breaks(rows))?;
        if print.columns > 0 {
            let last = column(CellRef::new(0, print.columns - 1));
            self.set(|sheet| sheet.set_repeat_columns(0, last))?;
        }
        match print.titles {
            Some((first, last)) => self.set(|sheet| sheet.set_repeat_rows(first, last)),
            None => Ok(()),
        }
    }

    /// The one row, beside the first of the print titles, that a printed page begins with.
    pub fn begin_page(&mut self, row: u32) -> Result<(), WriteError> {
        self.set(|sheet| sheet.set_page_breaks(&[row]))
    }

    /// What is printed; the rest is for the screen only.
    pub fn print_area(&mut self, area: Area) -> Result<(), WriteError> {
        let (first, last) = (area.first, area.last);
        self.set(|sheet| sheet.set_print_area(first.row, column(first), last.row, column(last)))
    }

    /// Percent, on the screen.
    pub fn zoom(&mut self, percent: u16) {
        self.sheet.set_zoom(percent);
    }

    pub fn tab(&mut self, colour: u32) {
        self.sheet.set_tab_color(Color::RGB(colour));
    }

    pub fn chart(&mut self, at: CellRef, chart: &Chart) -> Result<(), WriteError> {
        let chart = chart_of(chart);
        self.set(|sheet| sheet.insert_chart_with_offset(at.row, column(at), &chart, 2, 2))
    }
}
