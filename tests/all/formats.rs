//! Number formats, formulas and hidden rows as other programs write them, and .zip files as folders.

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use jixiao::model::address::CellRef;
use jixiao::model::grid::{Cell, CellValue, Sheet};
use jixiao::model::shown::{exact, shown};
use jixiao::model::source::{Fault, Source, Within};
use jixiao::read::{self, Discovery, ReadContent, Reader};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats").join(name)
}

fn sheet(name: &str) -> Sheet {
    let source =
        Source { path: fixture(name), name: name.to_owned(), size: 0, modified: None, named: true, within: None };
    match read::open(&source, &Reader::default()).content {
        ReadContent::Workbook(workbook) => workbook.sheets.into_iter().next().expect("a sheet"),
        other => panic!("{name}: {other:?}"),
    }
}

fn cell(sheet: &Sheet, place: &str) -> Cell {
    sheet.get(place.parse().expect("an address")).cloned().unwrap_or_default()
}

#[test]
fn every_format_shows_a_number_the_same_way() {
    for name in ["openpyxl.xlsx", "xlwt.xls", "libreoffice.xls", "libreoffice.ods"] {
        let sheet = sheet(name);
        let seen: Vec<String> = (1..=8).map(|row| shown(&cell(&sheet, &format!("B{row}")))).collect();
        let expected = ["3675.0万元", "775.50万元", "97.12%", "0799-0001234", "4.79", "4.50", "2023年12月31日", "是"];
        assert_eq!(seen, expected, "{name}");
        let kept: Vec<String> = [1, 2, 5].map(|row| exact(&cell(&sheet, &format!("B{row}")))).into();
        assert_eq!(kept, ["3675.035045万元", "775.500214万元", "4.785412"], "{name}");
    }
}

#[test]
fn hidden_rows_and_columns_are_known_in_every_format() {
    for name in ["openpyxl.xlsx", "xlwt.xls", "libreoffice.xls", "libreoffice.ods"] {
        let sheet = sheet(name);
        assert_eq!([1, 2, 3].map(|row| sheet.is_row_hidden(row)), [false, true, false], "{name}");
        assert_eq!([2, 3, 4].map(|col| sheet.is_col_hidden(col)), [false, true, false], "{name}");
    }
}

#[test]
fn formulas_without_a_result_are_told_from_those_that_came_to_nothing() {
    for (name, place) in [("openpyxl.xlsx", "B9"), ("xlwt.xls", "B9"), ("odfpy.ods", "B6")] {
        assert!(cell(&sheet(name), place).is_uncalculated(), "{name}");
    }
    for (name, place) in [("xlwt.xls", "C9"), ("odfpy.ods", "B5")] {
        let cell = cell(&sheet(name), place);
        assert!(cell.is_formula && cell.is_blank() && !cell.is_uncalculated(), "{name}: {cell:?}");
    }
    let summed = cell(&sheet("libreoffice.xls"), "B9");
    assert!(summed.is_formula && summed.value == CellValue::Number(9.285_412), "{summed:?}");
}

/// Numbers side by side share one record, and each has its own format.
#[test]
fn a_row_of_numbers_of_an_xls_keeps_the_format_of_each() {
    let sheet = sheet("xlwt.xls");
    let seen: Vec<String> = ('A'..='F').map(|column| shown(&cell(&sheet, &format!("{column}10")))).collect();
    assert_eq!(seen, ["5.00", "4.79", "4.50", "3.00", "2.00", "10000.00%"]);
}

#[test]
fn styles_of_an_ods_say_scale_unit_and_sign() {
    let sheet = sheet("odfpy.ods");
    let seen: Vec<String> = (1..=4).map(|row| exact(&cell(&sheet, &format!("B{row}")))).collect();
    assert_eq!(seen, ["3675.035045万元", "775.500214万元", "97.12%", "97.12%"]);
    assert!(sheet.is_row_hidden(2) && !sheet.is_row_hidden(1) && sheet.is_col_hidden(2));
    assert_eq!(sheet.get(CellRef::new(3, 1)).map(|cell| cell.value.clone()), Some(CellValue::Number(0.9712)));
}

type Entries<'a> = &'a [(&'a [u8], &'a [u8])];

fn zip_of(entries: Entries) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (i, (_, bytes)) in entries.iter().enumerate() {
        out.start_file(format!("{:>1$}", i, entries[i].0.len()), SimpleFileOptions::default()).expect("started");
        out.write_all(bytes).expect("written");
    }
    let mut bytes = out.finish().expect("finished").into_inner();
    // The library writes UTF-8 alone: other names are put in place of those of the same length.
    for (i, (name, _)) in entries.iter().enumerate() {
        let stand_in = format!("{:>1$}", i, name.len()).into_bytes();
        for at in (0..bytes.len() - name.len()).filter(|at| bytes[*at..].starts_with(&stand_in)).collect::<Vec<_>>() {
            let is_name = at >= 30 && bytes[at - 30..].starts_with(b"PK\x03\x04")
                || at >= 46 && bytes[at - 46..].starts_with(b"PK\x01\x02");
            if is_name {
                bytes[at..at + name.len()].copy_from_slice(name);
            }
        }
    }
    bytes
}

fn found(zip: &[u8]) -> (tempfile::TempDir, Discovery) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("区教育局.zip"), zip).expect("written");
    let found = read::discover(&[folder.path().to_owned()], &[]).expect("found");
    (folder, found)
}

fn names(found: &Discovery) -> Vec<&str> {
    found.sources.iter().map(|source| source.name.as_str()).collect()
}

fn form() -> Vec<u8> {
    std::fs::read(fixture("openpyxl.xlsx")).expect("a fixture")
}

#[test]
fn a_zip_is_a_folder_with_names_of_any_encoding() {
    let (gbk, _, _) = encoding_rs::GBK.encode("自评表.xlsx");
    let form = form();
    let entries: Entries = &[
        (&gbk, &form),
        ("报送/自评表.xlsx".as_bytes(), &form),
        (b"../../etc/a.xlsx", &form),
        (b"C:\\b.xlsx", &form),
        (b"__MACOSX/._b.xlsx", b"x"),
        (b"Thumbs.db", b"x"),
        (b"~$b.xlsx", b"x"),
    ];
    let (_folder, found) = found(&zip_of(entries));
    let expected =
        ["b.xlsx", "etc/a.xlsx", "报送/自评表.xlsx", "自评表.xlsx"].map(|name| format!("区教育局.zip!{name}"));
    assert_eq!(names(&found), expected);
    assert_eq!(found.skipped.values().sum::<usize>(), 3);
    for source in &found.sources {
        let reading = read::open(source, &Reader::default());
        assert!(matches!(reading.content, ReadContent::Workbook(_)), "{}: {reading:?}", source.name);
        assert_eq!(reading.format, "xlsx");
    }
    assert_eq!(found.sources[3].file_name(), "自评表.xlsx");
}

#[test]
fn a_name_twice_is_numbered() {
    let form = form();
    let (_folder, found) = found(&zip_of(&[(b"a.xlsx", &form), (b"./a.xlsx", &form)]));
    assert_eq!(names(&found), ["区教育局.zip!a.xlsx", "区教育局.zip!a（2）.xlsx"]);
}

#[test]
fn a_zip_in_a_zip_is_read_and_one_in_that_is_not() {
    let form = form();
    let third = zip_of(&[(b"c.xlsx", &form)]);
    let second = zip_of(&[(b"b.xlsx", &form), (b"third.zip", &third)]);
    let (_folder, found) = found(&zip_of(&[(b"second.zip", &second)]));
    assert_eq!(names(&found), ["区教育局.zip!second.zip!b.xlsx", "区教育局.zip!second.zip!third.zip"]);
    let contents: Vec<_> = found.sources.iter().map(|source| read::open(source, &Reader::default()).content).collect();
    assert!(matches!(contents[0], ReadContent::Workbook(_)));
    assert!(matches!(contents[1], ReadContent::Fault(Fault::OverLimit(_))));
}

/// A large file of almost nothing is refused by itself; one that shrinks less, and its neighbours, are read.
#[test]
fn a_file_that_unpacks_to_far_more_is_refused_alone() {
    let mut dice = 7u32;
    // Every `apart`th byte is another: the rarer, the smaller it packs.
    let mut large = |apart: usize| -> Vec<u8> {
        let mut noise = |at: usize| {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if at.is_multiple_of(apart) { (dice >> 24) as u8 } else { 0 }
        };
        (0..20 << 20).map(&mut noise).collect()
    };
    let (bomb, table) = (large(1 << 20), large(100));
    let (_folder, found) = found(&zip_of(&[(b"bomb.xlsx", &bomb), (b"table.xlsx", &table), (b"good.xlsx", &form())]));
    let refused: Vec<bool> =
        found.sources.iter().map(|one| matches!(one.within, Some(Within::Refused(Fault::OverLimit(_))))).collect();
    assert_eq!(names(&found), ["区教育局.zip!bomb.xlsx", "区教育局.zip!good.xlsx", "区教育局.zip!table.xlsx"]);
    assert_eq!(refused, [true, false, false]);
}

#[test]
fn a_zip_past_a_limit_or_with_a_password_is_one_fault() {
    let many = |count: usize| {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for i in 0..count {
            out.start_file(format!("{i}.txt"), SimpleFileOptions::default()).expect("started");
        }
        out.finish().expect("finished").into_inner()
    };
    assert_eq!(found(&many(5_000)).1.sources.len(), 5_000);
    let (_folder, over) = found(&many(5_001));
    assert_eq!(names(&over), ["区教育局.zip"]);
    let content = read::open(&over.sources[0], &Reader::default()).content;
    assert!(matches!(content, ReadContent::Fault(Fault::OverLimit(_))), "{content:?}");
    // The first bit of the flags of an entry says that it is encrypted.
    let mut locked = zip_of(&[(b"a.xlsx", b"x")]);
    for (mark, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let at = locked.windows(4).position(|four| four == mark).expect("a header");
        locked[at + flags] |= 1;
    }
    let (_folder, locked) = found(&locked);
    assert_eq!(
        locked.sources.iter().map(|source| source.within.clone()).collect::<Vec<_>>(),
        [Some(Within::Refused(Fault::Encrypted))]
    );
}

#[test]
fn a_document_is_no_folder_and_an_archive_of_another_kind_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.dat"), form()).expect("written");
    std::fs::write(folder.path().join("b.rar"), b"Rar!\x1a\x07\x01\x00").expect("written");
    let found = read::discover(&[folder.path().to_owned()], &[]).expect("found");
    assert_eq!(names(&found), ["a.dat", "b.rar"]);
    let archive = read::open(&found.sources[1], &Reader::default()).content;
    assert_eq!(archive, ReadContent::Fault(Fault::Archive("RAR 压缩包".to_owned())));
}
