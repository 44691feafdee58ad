//! A grid as a file: .xlsx by rust_xlsxwriter, the other formats by LibreOffice where it is installed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

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

/// Says so past the harness, which keeps what a test that passes prints to itself.
pub fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}

/// LibreOffice on this machine, if any.
pub fn office() -> Option<PathBuf> {
    let found = ["soffice", "libreoffice"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success()));
    if found.is_none() {
        skipped("LibreOffice is not installed, so .xls and .ods made by it are not tested here");
    }
    found.map(PathBuf::from)
}

/// Converts every .xlsx and .ods of a folder in one run; the results stand in `to`.
pub fn convert(office: &Path, folder: &Path, to: &Path, format: &str) {
    let profile = to.join("office-profile");
    let inputs = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut inputs: Vec<PathBuf> =
        inputs.filter(|path| path.extension().is_some_and(|e| e == "xlsx" || e == "ods")).collect();
    inputs.sort();
    let status = Command::new(office)
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--convert-to", format, "--outdir"])
        .arg(to)
        .args(&inputs)
        .output()
        .expect("LibreOffice runs");
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
}
