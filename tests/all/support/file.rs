//! A grid as an .xlsx, written by rust_xlsxwriter.

use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Workbook, Worksheet};

use super::grid::{Grid, Value};
use super::results::forget_results;

/// Writes the sheets of one workbook; hidden ones are marked with a leading `!` in their name.
pub fn write_xlsx(path: &Path, sheets: &[(&str, &Grid)]) {
    write(Workbook::new(), path, sheets);
}

/// The same, last saved on a day of March 2024.
pub fn write_saved(path: &Path, day: u8, sheets: &[(&str, &Grid)]) {
    let saved = ExcelDateTime::from_ymd(2024, 3, day).expect("a day of March");
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&saved));
    write(workbook, path, sheets);
}

fn write(mut workbook: Workbook, path: &Path, sheets: &[(&str, &Grid)]) {
    for (name, grid) in sheets {
        let sheet = workbook.add_worksheet();
        let hidden = name.starts_with('!');
        sheet.set_name(name.trim_start_matches('!')).expect("a sheet name");
        if hidden {
            sheet.set_hidden(true);
        }
        fill(sheet, grid);
    }
    workbook.save(path).expect("the workbook is written");
    let has_formulas = |grid: &Grid| grid.cells.values().any(|value| matches!(value, Value::Formula(_)));
    if sheets.iter().any(|(_, grid)| has_formulas(grid)) {
        forget_results(path);
    }
}

fn fill(sheet: &mut Worksheet, grid: &Grid) {
    for (r1, c1, r2, c2) in &grid.merges {
        sheet.merge_range(*r1, *c1 as u16, *r2, *c2 as u16, "", &Format::new()).expect("a merge");
    }
    for ((row, col), value) in &grid.cells {
        let col = *col as u16;
        let written = match value {
            Value::Text(text) => sheet.write_string(*row, col, text),
            Value::Number(number) => sheet.write_number(*row, col, *number),
            Value::Shown(number, code) => {
                sheet.write_number_with_format(*row, col, *number, &Format::new().set_num_format(*code))
            }
            Value::Formula(formula) => sheet.write_formula(*row, col, Formula::new(formula).set_result("")),
        };
        written.expect("a cell");
    }
}
