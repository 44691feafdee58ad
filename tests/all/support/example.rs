//! A rule's example as a file: its workbook in .xlsx, its roster in .csv.

use std::path::Path;

use jixiao::model::grid::{Cell, CellValue, Visibility};
use jixiao::model::marker::MARKER;
use jixiao::model::roster::{LedgerFigure, Roster};
use jixiao::rules::example::Case;
use rust_decimal::Decimal;
use rust_xlsxwriter::{DocProperties, Format, Formula, Image, Workbook, Worksheet};

use super::results::forget_results;

/// Writes the case's workbook, one with macros as .xlsm; a file that cannot be opened is an empty one.
pub fn write(case: &Case, path: &Path) {
    if case.fault.is_some() {
        std::fs::write(path, []).expect("a file");
        return;
    }
    let mut workbook = Workbook::new();
    if let Some(mark) = &case.workbook.marker {
        workbook.set_properties(&DocProperties::new().set_custom_property(MARKER, mark.as_str()));
    }
    for sheet in &case.workbook.sheets {
        let to = workbook.add_worksheet();
        to.set_name(&sheet.name).expect("a sheet name").set_formula_result_default("");
        match sheet.visibility {
            Visibility::Visible => {}
            Visibility::Hidden => drop(to.set_hidden(true)),
            Visibility::VeryHidden => drop(to.set_very_hidden(true)),
        }
        for area in &sheet.merges {
            let ((r1, c1), (r2, c2)) = ((area.first.row, area.first.col), (area.last.row, area.last.col));
            to.merge_range(r1, c1 as u16, r2, c2 as u16, "", &Format::new()).expect("a merge");
        }
        sheet.cells().for_each(|(at, cell)| fill(to, (at.row, at.col as u16), cell));
        for row in sheet.unseen().rows.iter().flat_map(|(first, last)| *first..=*last) {
            to.set_row_hidden(row).expect("a row");
        }
        for at in &sheet.unseen().pictures {
            let image = Image::new_from_buffer(PIXEL).expect("a picture");
            to.insert_image(at.row, at.col as u16, &image).expect("a place");
        }
    }
    let path = match case.workbook.has_macros {
        true => path.with_extension("xlsm"),
        false => path.to_owned(),
    };
    if case.workbook.has_macros {
        workbook.add_vba_project(macros(&path)).expect("macros");
    }
    workbook.save(&path).expect("the workbook is written");
    if case.workbook.sheets.iter().any(|sheet| sheet.cells().any(|(_, cell)| cell.is_uncalculated())) {
        forget_results(&path);
    }
}

/// One transparent point, as a .png.
const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8,
    6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0, 1, 0, 0, 5, 0, 1,
    0x0d, 0x0a, 0x2d, 0xb4, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

/// What a macro project is made of is nobody's business here: it is there.
fn macros(path: &Path) -> std::path::PathBuf {
    let project = path.with_extension("bin");
    std::fs::write(&project, b"macros").expect("a file");
    project
}

fn fill(sheet: &mut Worksheet, (row, col): (u32, u16), cell: &Cell) {
    let written = match (&cell.value, cell.format.as_deref()) {
        (CellValue::Text(text), _) => sheet.write_string(row, col, text),
        (CellValue::Number(number), None) => sheet.write_number(row, col, *number),
        (CellValue::Number(number), Some(code)) => {
            sheet.write_number_with_format(row, col, *number, &Format::new().set_num_format(code))
        }
        (CellValue::Error(shown), _) => sheet.write_formula(row, col, Formula::new(shown).set_result(shown)),
        (CellValue::Picture, _) => return,
        (CellValue::Empty, _) if cell.is_formula => sheet.write_formula(row, col, Formula::new("1+1").set_result("")),
        (other, _) => panic!("no example has {other:?}"),
    };
    written.expect("a cell");
}

/// The roster as the bureau would keep it.
pub fn write_roster(roster: &Roster, path: &Path) {
    let mut lines = vec!["单位编码,单位名称,下属单位个数,全年预算数,全年执行数".to_owned()];
    for entry in &roster.entries {
        let units = entry.subordinate_units.map(|units| units.to_string()).unwrap_or_default();
        let [budget, executed] = [entry.budget, entry.executed].map(|figure| figure.map(money).unwrap_or_default());
        let code = entry.code.as_deref().unwrap_or_default();
        lines.push(format!("{code},{},{units},{budget},{executed}", entry.name));
    }
    std::fs::write(path, lines.join("\n")).expect("a roster");
}

/// With as many digits as the figure is exact; 12,869,800 ± 50 元 is 1286.98万元.
fn money(figure: LedgerFigure) -> String {
    match figure.tolerance >= Decimal::from(50) {
        true => format!("{}万元", (figure.yuan / Decimal::from(10_000)).normalize()),
        false => format!("{:.2}", figure.yuan),
    }
}
