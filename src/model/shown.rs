//! What a person sees in a cell: numbers and dates by their format.

use crate::model::grid::{Cell, CellValue};
use crate::model::number::{from_float, plain};
use crate::model::number_format::iso_date;
use crate::model::text::tidy;

/// The text of a cell as the sheet shows it, tidied.
pub fn shown(cell: &Cell) -> String {
    match &cell.value {
        CellValue::Empty | CellValue::Picture => String::new(),
        CellValue::Text(text) => words(cell, text),
        CellValue::Number(value) => number(cell, *value),
        CellValue::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        CellValue::Date(serial) => date(cell, *serial),
        CellValue::Error(error) => error.clone(),
    }
}

/// The same with every digit that is stored: 4.785412分 where 4.79分 is seen.
pub fn exact(cell: &Cell) -> String {
    cell.display().map(|display| tidy(&display.exact())).filter(|text| !text.is_empty()).unwrap_or_else(|| shown(cell))
}

/// A format may add to a text; the plain ones don't, and are not looked at.
fn words(cell: &Cell, text: &str) -> String {
    let code = cell.format.as_deref().filter(|code| code.len() > 1 && code.contains('@'));
    let shown = code.and_then(|_| cell.number_format()?.text(text));
    tidy(shown.as_deref().unwrap_or(text))
}

/// General shows every stored digit, also of numbers Excel would show as 8.6E+10; a number that its format hides
/// is a number all the same.
fn number(cell: &Cell, value: f64) -> String {
    let shown = cell.display().map(|display| tidy(&display.text)).filter(|text| !text.is_empty());
    shown.or_else(|| from_float(value).map(plain)).unwrap_or_else(|| value.to_string())
}

fn date(cell: &Cell, serial: f64) -> String {
    let shown = cell.number_format().and_then(|format| format.date(serial)).map(|text| tidy(&text));
    let shown = shown.filter(|text| !text.is_empty()).or_else(|| iso_date(serial));
    shown.or_else(|| from_float(serial).map(plain)).unwrap_or_else(|| serial.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(value: CellValue, code: &str) -> Cell {
        Cell { value, is_formula: false, format: Some(code.into()) }
    }

    #[test]
    fn what_no_format_speaks_of_is_shown_in_full() {
        for (value, text) in [(13_812_345_678.0, "13812345678"), (4.79, "4.79"), (f64::NAN, "NaN")] {
            assert_eq!(shown(&Cell { value: CellValue::Number(value), ..Cell::default() }), text);
        }
        assert_eq!(shown(&Cell { value: CellValue::Date(45291.0), ..Cell::default() }), "2023-12-31");
        assert_eq!(shown(&cell(CellValue::Number(0.0), "0.00;-0.00;;@")), "0");
    }

    #[test]
    fn every_stored_digit_can_be_had() {
        assert_eq!(exact(&cell(CellValue::Number(4.785_412), "0.00\"分\"")), "4.785412分");
        assert_eq!(exact(&cell(CellValue::Number(0.998_34), "0%")), "99.834%");
        assert_eq!(exact(&cell(CellValue::Text("5".into()), "@\"个\"")), "5个");
    }
}
