//! Rows of the workbooks people read are as high as their texts need: LibreOffice, told nothing of heights, makes none
//! higher than ours.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use calamine::{Reader, Xlsx, open_workbook};
use tempfile::TempDir;

use crate::support::office::{convert, office};
use crate::support::package::{rewrite, text_of};

/// Heights of the rows by sheet and number, and of the rows that say none.
fn heights(path: &Path) -> BTreeMap<(usize, u32), f64> {
    let book: Xlsx<_> = open_workbook(path).expect("a workbook");
    let mut heights = BTreeMap::new();
    for sheet in 0..book.sheet_names().len() {
        let xml = text_of(path, &format!("xl/worksheets/sheet{}.xml", sheet + 1));
        let value = |tag: &str, name: &str| -> Option<f64> {
            let at = tag.find(&format!(" {name}=\""))? + name.len() + 3;
            tag[at..].split('"').next()?.parse().ok()
        };
        let format = xml.split("<sheetFormatPr").nth(1).and_then(|rest| value(rest, "defaultRowHeight"));
        for row in xml.split("<row ").skip(1) {
            let tag = format!(" {}", row.split('>').next().expect("the tag ends"));
            let number = value(&tag, "r").expect("a number") as u32;
            heights.insert((sheet, number), value(&tag, "ht").or(format).unwrap_or(15.0));
        }
    }
    heights
}

/// The workbook without a height; the rows it has are then as high as an office program finds right.
fn forget_heights(path: &Path) {
    rewrite(path, None, |name, mut text| {
        if name.starts_with("xl/worksheets/sheet") {
            while let Some(at) = text.find(" ht=\"") {
                let end = at + text[at..].find("customHeight=\"1\"").expect("a height of our own") + 16;
                text.replace_range(at..end, "");
            }
            let at = text.find("<sheetFormatPr").expect("the default");
            let end = at + text[at..].find("/>").expect("its end") + 2;
            text.replace_range(at..end, "<sheetFormatPr defaultRowHeight=\"12\"/>");
        }
        Some(text)
    });
}

#[test]
fn no_row_is_too_low_for_its_texts() {
    let Some(office) = office() else { return };
    let home = TempDir::new().expect("a folder");
    let (out, bare, judged) = (home.path().join("结果"), home.path().join("无行高"), home.path().join("另存"));
    fs::create_dir(&bare).expect("a folder");
    fs::create_dir(&judged).expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["batch", "sample_workbooks", "--quiet", "--sample", "3"]);
    command.args(["--roster", "sample_workbooks/名册.csv", "--out"]).arg(&out).output().expect("the program starts");
    let mut books = vec![out.join("汇总表.xlsx")];
    books.extend(fs::read_dir(out.join("问题反馈")).expect("the folder").map(|entry| entry.expect("it").path()));
    assert!(books.len() > 3, "{books:?}");
    for book in &books {
        let copy = bare.join(book.file_name().expect("a name"));
        fs::copy(book, &copy).expect("a copy");
        forget_heights(&copy);
    }
    convert(&office, &bare, &judged, "xlsx");
    let mut rows = 0;
    for book in &books {
        let needed = heights(&judged.join(book.file_name().expect("a name")));
        for (row, own) in heights(book) {
            let needed = needed.get(&row).copied().unwrap_or_default();
            // Rows that are there to part others hold nothing.
            assert!(own < 10.0 || needed <= own + 1.5, "{} {row:?}: {own} < {needed}", book.display());
            rows += 1;
        }
    }
    assert!(rows > 300, "{rows}");
}
