use std::fs::File;
use std::io::Read;

use super::*;
use crate::write::styles::Style;

/// The XML of the first sheet.
fn xml(book: Book) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("表.xlsx");
    book.save(&path).expect("saved");
    let mut package = zip::ZipArchive::new(File::open(&path).expect("there")).expect("a package");
    let mut text = String::new();
    package.by_name("xl/worksheets/sheet1.xml").expect("a sheet").read_to_string(&mut text).expect("text");
    text
}

#[test]
fn no_row_of_a_long_sheet_is_written_twice() {
    let mut book = Book::new(&Properties::default()).expect("a book");
    let mut page = Page::long("长表", 0..3, (1, &std::env::temp_dir())).expect("a page");
    for row in 0..3 {
        page.height(row, 30.0).expect("a height");
        page.text(CellRef::new(row, 0), "甲", Style::Text).expect("a cell");
    }
    book.put(page).expect("room below");
    let xml = xml(book);
    let rows: Vec<&str> = xml.split("<row r=\"").skip(1).filter_map(|row| row.split('"').next()).collect();
    assert!(rows.starts_with(&["1", "2", "3"]), "{rows:?}");
    assert!(rows.iter().skip(3).all(|row| *row == "4"), "{rows:?}");
}

#[test]
fn what_is_too_long_for_its_column_is_made_smaller_not_cut() {
    let styles = |style: Style| format!("{:?}", format::format_of(&style.look()));
    assert!(styles(Style::Money).contains("shrink: true"));
    assert!(styles(Style::Prose).contains("shrink: false"));
}
