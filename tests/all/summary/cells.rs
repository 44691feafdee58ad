//! What a cell takes: Excel's limits, and text that looks like a formula.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};
use jixiao::model::address::{Area, CellRef};
use jixiao::write::sheet::{Book, Page, Properties, Stored, Target};
use jixiao::write::styles::Style;

fn saved(name: &str, fill: impl FnOnce(&mut Page)) -> Xlsx<std::io::BufReader<std::fs::File>> {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.xlsx"));
    let mut book = Book::new(&Properties::default()).unwrap();
    let mut page = Page::new("a").unwrap();
    fill(&mut page);
    book.put(page).expect("a sheet");
    book.save(&path).unwrap();
    open_workbook(path).unwrap()
}

fn at(row: u32) -> CellRef {
    CellRef::new(row, 0)
}

/// The style of each cell of a long table, by its address, and whether a column has one of its own.
fn styles(path: &Path) -> (BTreeMap<String, String>, bool) {
    let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut xml = String::new();
    archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut xml).unwrap();
    let attribute = |cell: &str, name: &str| {
        let (_, rest) = cell.split('>').next()?.split_once(&format!(" {name}=\""))?;
        rest.split('"').next().map(str::to_owned)
    };
    let cells = xml.split("<c").skip(1).filter(|cell| cell.starts_with(" r="));
    let styled = cells.map(|cell| (attribute(cell, "r").unwrap(), attribute(cell, "s").unwrap_or_default()));
    (styled.collect(), xml.split("<col ").skip(1).any(|column| attribute(column, "style").is_some()))
}

#[test]
fn every_cell_of_a_long_table_has_its_look_and_nothing_below_it_has() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("long.xlsx");
    let (prose, score) = (Style::Prose.look(), Style::Score.look());
    let mut book = Book::new(&Properties::default()).unwrap();
    let mut page = Page::long("a", 1..4, (2, Path::new(env!("CARGO_TARGET_TMPDIR")))).unwrap();
    for (row, text) in [(1, "甲"), (2, ""), (3, "丙")] {
        page.text(at(row), text, prose.clone()).unwrap();
        page.number(CellRef::new(row, 1), 5.into(), score.clone()).unwrap();
    }
    book.put(page).unwrap();
    book.save(&path).unwrap();
    let (styles, columns) = styles(&path);
    assert!(!columns);
    assert_ne!(styles["A2"], "");
    assert_ne!(styles["A2"], styles["B2"]);
    for row in [3, 4] {
        assert_eq!(styles[&format!("A{row}")], styles["A2"]);
        assert_eq!(styles[&format!("B{row}")], styles["B2"]);
    }
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

/// What a long table pours is read back as what an ordinary one holds: texts, numbers, formulas with their results.
#[test]
fn poured_cells_are_the_same_cells() {
    let texts = ["甲 <乙> & \"丙\"", " 两端有空格 ", "两行\n文字", "_x0041_", "=1+1", "", "制表\t符"];
    let fill = |page: &mut Page| {
        for (row, text) in (1..).zip(texts) {
            page.height(row, 30.0).unwrap();
            page.text(at(row), text, Style::Text).unwrap();
            page.number(CellRef::new(row, 1), "12345.67".parse().unwrap(), Style::Money).unwrap();
            let formula = format!("IF(B{0}<>0,B{0}*2,\"<无>\")", row + 1);
            let stored = Stored::Number("24691.34".parse().unwrap());
            page.formula(CellRef::new(row, 2), &formula, stored, Style::Money).unwrap();
            page.formula(CellRef::new(row, 3), "\"a&b\"", Stored::Text("a&b".to_owned()), Style::Text).unwrap();
        }
        page.text(at(9), "合计", Style::Text).unwrap();
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let mut plain = saved("plain", fill);
    let path = folder.join("poured.xlsx");
    let mut book = Book::new(&Properties::default()).unwrap();
    let mut page = Page::long("a", 1..8, (4, folder)).unwrap();
    fill(&mut page);
    book.put(page).unwrap();
    book.save(&path).unwrap();
    assert!(!folder.join(".poured.xlsx.unpoured").exists());
    let mut poured: Xlsx<_> = open_workbook(&path).unwrap();
    let cells = |book: &mut Xlsx<_>| book.worksheet_range("a").unwrap();
    let formulas = |book: &mut Xlsx<_>| book.worksheet_formula("a").unwrap();
    let (expected, found) = (cells(&mut plain), cells(&mut poured));
    assert_eq!((expected.start(), expected.end()), (found.start(), found.end()));
    for (row, col, cell) in expected.used_cells() {
        assert_eq!(found.get((row, col)), Some(cell), "{row} {col}");
    }
    assert_eq!(formulas(&mut plain), formulas(&mut poured));
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
