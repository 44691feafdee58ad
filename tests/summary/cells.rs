//! What a cell takes: Excel's limits, and text that looks like a formula.

use std::path::PathBuf;

use calamine::{Data, Reader, Xlsx, open_workbook};
use jixiao::model::address::{Area, CellRef};
use jixiao::write::sheet::{Book, Page, Properties, Target};
use jixiao::write::styles::Style;

fn saved(name: &str, fill: impl FnOnce(&mut Page)) -> Xlsx<std::io::BufReader<std::fs::File>> {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.xlsx"));
    let mut book = Book::new(&Properties::default()).unwrap();
    let mut page = book.page("a").unwrap();
    fill(&mut page);
    book.put(page);
    book.save(&path).unwrap();
    open_workbook(path).unwrap()
}

fn at(row: u32) -> CellRef {
    CellRef::new(row, 0)
}

#[test]
fn a_text_too_long_for_a_cell_is_cut_with_a_mark() {
    let mut book = saved("long-text", |page| page.text(at(0), &"😀长".repeat(20_000), Style::Text).unwrap());
    let range = book.worksheet_range("a").unwrap();
    let text = range.get_value((0, 0)).unwrap().to_string();
    assert!(text.ends_with("……（文字过长，已截断）"));
    let units = text.encode_utf16().count();
    assert!((32_760..=32_767).contains(&units), "{units}");
}

#[test]
fn what_begins_like_a_formula_is_text() {
    let texts = ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "\tx", "_x0041_", "a\u{b}\u{1f}b\u{ffff}"];
    let mut book = saved("texts", |page| {
        for (row, text) in (0..).zip(texts) {
            page.text(at(row), text, Style::Text).unwrap();
            page.merge(Area::new(CellRef::new(row, 1), CellRef::new(row, 2)), text, Style::Text).unwrap();
        }
    });
    assert!(book.worksheet_formula("a").unwrap().is_empty());
    let range = book.worksheet_range("a").unwrap();
    for (row, text) in (0..).zip(texts) {
        let expected: String = text.chars().filter(|c| !matches!(c, '\u{b}' | '\u{1f}' | '\u{ffff}')).collect();
        assert_eq!(range.get_value((row, 0)).map(Data::to_string), Some(expected.clone()));
        assert_eq!(range.get_value((row, 1)).map(Data::to_string), Some(expected));
    }
}

#[test]
fn links_beyond_what_excel_keeps_become_formulas() {
    let mut book = saved("links", |page| {
        for row in 0..65_532 {
            page.link(at(row), "跳", &Target::cell("a", at(0)), Style::Link).unwrap();
        }
    });
    let formulas = book.worksheet_formula("a").unwrap();
    assert_eq!(formulas.used_cells().count(), 2);
    assert_eq!(formulas.get_value((65_531, 0)).map(String::as_str), Some("HYPERLINK(\"#'a'!A1\",\"跳\")"));
    let range = book.worksheet_range("a").unwrap();
    assert_eq!(range.get_value((65_531, 0)), Some(&Data::String("跳".to_owned())));
}
