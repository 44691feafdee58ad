//! Formulas without stored results, as programs without a calculator write them.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// What the library stores for a formula without a result is a text without characters, which is a result.
pub fn forget_results(path: &Path) {
    let bytes = fs::read(path).expect("a workbook");
    let mut package = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..package.len() {
        let mut part = package.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("readable");
        if name.contains("worksheets/sheet") {
            bytes = forgotten(&String::from_utf8(bytes).expect("text")).into_bytes();
        }
        out.start_file(name, SimpleFileOptions::default()).expect("a part");
        out.write_all(&bytes).expect("a part");
    }
    fs::write(path, out.finish().expect("a package").into_inner()).expect("a workbook");
}

fn forgotten(sheet: &str) -> String {
    let cells = sheet.split("<c ").map(|cell| match cell.contains("</f><v></v>") {
        true => cell.replacen(" t=\"str\"", "", 1).replacen("<v></v>", "", 1),
        false => cell.to_owned(),
    });
    cells.collect::<Vec<_>>().join("<c ")
}
