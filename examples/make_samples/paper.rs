//! A sheet that looks like the printed form: ruled cells, merges, the fonts offices use.

use std::path::Path;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

/// First and last row and column of a cell or merge, zero-based.
pub type Span = (u32, u16, u32, u16);

/// What a cell holds.
pub enum Ink<'a> {
    Text(&'a str),
    Number(f64),
    /// A formula and the result it was saved with.
    Formula(String, f64),
    Nothing,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Look<'a> {
    Title,
    Heading,
    Centred,
    Text,
    /// With its number format.
    Money(&'a str),
    Rate,
}

/// One form on one sheet.
pub struct Paper {
    sheet: Worksheet,
    widths: Vec<f64>,
}

impl Paper {
    pub fn new(name: &str, widths: &[f64]) -> Result<Self, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?.set_default_row_height(24).set_paper_size(9).set_print_fit_to_pages(1, 0);
        for (column, width) in (0u16..).zip(widths) {
            sheet.set_column_width(column, *width)?;
        }
        Ok(Self { sheet, widths: widths.to_vec() })
    }

    /// Writes into the cell at the top left of `span` and rules all of it.
    pub fn put(&mut self, span: Span, ink: Ink, look: Look) -> Result<(), XlsxError> {
        let format = format_of(look);
        let (row, column, last_row, last_column) = span;
        if (row, column) != (last_row, last_column) {
            self.sheet.merge_range(row, column, last_row, last_column, "", &format)?;
        }
        match ink {
            Ink::Text("") | Ink::Nothing => self.sheet.write_blank(row, column, &format)?,
            Ink::Text(text) => self.sheet.write_string_with_format(row, column, text, &format)?,
            Ink::Number(number) => self.sheet.write_number_with_format(row, column, number, &format)?,
            Ink::Formula(formula, result) => {
                let formula = Formula::new(formula).set_result(result.to_string());
                self.sheet.write_formula_with_format(row, column, formula, &format)?
            }
        };
        Ok(())
    }

    /// Makes a row high enough for texts, each over the columns it is wrapped in.
    pub fn fit(&mut self, row: u32, texts: &[(&str, u16, u16)]) -> Result<(), XlsxError> {
        let lines = texts.iter().map(|(text, first, last)| self.lines(text, *first, *last)).max().unwrap_or(1);
        self.sheet.set_row_height(row, f64::from(lines.max(1)) * 15.0 + 9.0)?;
        Ok(())
    }

    /// Lines a text takes: a Chinese character is two digits wide, and a column holds its width in digits.
    fn lines(&self, text: &str, first: u16, last: u16) -> u32 {
        let room: f64 = self.widths[usize::from(first)..=usize::from(last)].iter().sum::<f64>() - 1.0;
        let wide = |line: &str| line.chars().map(|c| if c.is_ascii() { 1.1 } else { 2.2 }).sum::<f64>();
        text.split('\n').map(|line| (wide(line) / room).ceil().max(1.0) as u32).sum()
    }

    /// Dates stand still, so that the same form gives the same bytes.
    pub fn save(self, path: &Path) -> Result<(), XlsxError> {
        let created = ExcelDateTime::from_ymd(2024, 3, 15)?.and_hms(9, 30, 0)?;
        let mut workbook = Workbook::new();
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        workbook.push_worksheet(self.sheet);
        workbook.save(path)
    }
}

fn format_of(look: Look) -> Format {
    let format = Format::new().set_font_name("宋体").set_font_size(11).set_align(FormatAlign::VerticalCenter);
    if look == Look::Title {
        return format.set_font_name("黑体").set_font_size(18).set_align(FormatAlign::Center);
    }
    let format = format.set_text_wrap().set_border(FormatBorder::Thin);
    match look {
        Look::Heading => format.set_bold().set_align(FormatAlign::Center),
        Look::Text => format.set_align(FormatAlign::Left),
        Look::Money(shown) => format.set_num_format(shown).set_align(FormatAlign::Right),
        Look::Rate => format.set_num_format("0.00%").set_align(FormatAlign::Center),
        _ => format.set_align(FormatAlign::Center),
    }
}
