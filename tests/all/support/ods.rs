//! A rule's example as an .ods, written from the OpenDocument standard and not by the program that reads it.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use jixiao::model::address::CellRef;
use jixiao::model::grid::{Cell, CellValue, Sheet, Visibility};
use jixiao::model::marker::MARKER;
use jixiao::model::source::Fault;
use jixiao::rules::example::Case;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const KIND: &str = "application/vnd.oasis.opendocument.spreadsheet";
const ROWS: u32 = 1_048_576;
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.3"><office:automatic-styles><style:style style:name="seen" style:family="table"><style:table-properties table:display="true"/></style:style><style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>"#;
const FOOT: &str = "</office:spreadsheet></office:body></office:document-content>";
/// What an encrypted file says of its parts, which are noise then.
const LOCK: &str = r#"<manifest:encryption-data manifest:checksum-type="SHA1/1K" manifest:checksum="AAAA"/>"#;
const LIBRARY: &str = r#"<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" library:passwordprotected="false"/>"#;
const MODULE: &str = r#"<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">Sub Main</script:module>"#;

/// Writes the case's workbook with its macros; one that cannot be opened is empty, or locked with a password.
pub fn write(case: &Case, path: &Path) {
    let is_locked = case.fault == Some(Fault::Encrypted);
    if case.fault.is_some() && !is_locked {
        std::fs::write(path, []).expect("a file");
        return;
    }
    let tables: String = case.workbook.sheets.iter().map(table).collect();
    let content = if is_locked { "\u{1}\u{2}\u{3}".to_owned() } else { format!("{HEAD}{tables}{FOOT}") };
    // The library is there, and empty, in files that nobody ever wrote a macro in.
    let mut parts = vec![("content.xml", content), ("Basic/Standard/script-lb.xml", LIBRARY.to_owned())];
    parts.extend(case.workbook.has_macros.then(|| ("Basic/Standard/Module1.xml", MODULE.to_owned())));
    parts.extend(case.workbook.marker.as_deref().map(|mark| ("meta.xml", meta(mark))));
    parts.push(("META-INF/manifest.xml", manifest(&parts, if is_locked { LOCK } else { "" })));
    save(path, &parts);
}

/// A property of somebody's own.
fn meta(mark: &str) -> String {
    format!(
        r#"<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" office:version="1.3"><office:meta><meta:user-defined meta:name="{MARKER}">{mark}</meta:user-defined></office:meta></office:document-meta>"#
    )
}

/// Every part is on the list; a file with a part that is not is a broken one.
fn manifest(parts: &[(&str, String)], lock: &str) -> String {
    let kinds = std::iter::once(("/", KIND)).chain(parts.iter().map(|(name, _)| (*name, "text/xml")));
    let entries = kinds.map(|(name, kind)| {
        let lock = if name == "content.xml" { lock } else { "" };
        format!(r#"<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}">{lock}</manifest:file-entry>"#)
    });
    let entries: String = entries.collect();
    format!(
        r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">{entries}</manifest:manifest>"#
    )
}

fn save(path: &Path, parts: &[(&str, String)]) {
    let mut zip = ZipWriter::new(File::create(path).expect("a file"));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let kind = ("mimetype", KIND.to_owned());
    for (name, text) in std::iter::once(&kind).chain(parts) {
        zip.start_file(*name, stored).expect("a part");
        zip.write_all(text.as_bytes()).expect("its content");
    }
    zip.finish().expect("a zip");
}

fn table(sheet: &Sheet) -> String {
    let style = if sheet.visibility == Visibility::Visible { "seen" } else { "hidden" };
    let mut out = format!(r#"<table:table table:name="{}" table:style-name="{style}">"#, escaped(&sheet.name));
    let merged = sheet.merges.iter().map(|area| (area.last.row + 1, area.last.col + 1));
    let filled = sheet.cells().map(|(at, _)| (at.row + 1, at.col + 1));
    let (rows, cols) = merged.chain(filled).fold((0, 0), |(r, c), (row, col)| (r.max(row), c.max(col)));
    for row in 0..rows {
        let hidden = if sheet.is_row_hidden(row) { r#" table:visibility="collapse""# } else { "" };
        write!(out, "<table:table-row{hidden}>").expect("a string");
        (0..cols).for_each(|col| cell(&mut out, sheet, CellRef::new(row, col)));
        out.push_str("</table:table-row>");
    }
    let rest = ROWS - rows;
    write!(out, r#"<table:table-row table:number-rows-repeated="{rest}"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>"#).expect("a string");
    out
}

fn cell(out: &mut String, sheet: &Sheet, at: CellRef) {
    let area = sheet.area_of(at);
    if area.first != at {
        return out.push_str("<table:covered-table-cell/>");
    }
    let nothing = Cell::default();
    let cell = sheet.get(at).unwrap_or(&nothing);
    out.push_str("<table:table-cell");
    if !area.is_single() {
        let (rows, cols) = (area.last.row - at.row + 1, area.last.col - at.col + 1);
        write!(out, r#" table:number-columns-spanned="{cols}" table:number-rows-spanned="{rows}""#).expect("a string");
    }
    if cell.is_formula {
        out.push_str(r#" table:formula="of:=1+1""#);
    }
    out.push_str(&value(cell));
    out.push_str("</table:table-cell>");
}

/// The attributes of a value, and what is shown of it.
fn value(cell: &Cell) -> String {
    match &cell.value {
        CellValue::Empty => ">".to_owned(),
        CellValue::Picture => "><draw:frame><draw:image/></draw:frame>".to_owned(),
        CellValue::Text(text) => {
            let lines: Vec<String> =
                text.split('\n').map(|line| format!("<text:p>{}</text:p>", spaced(line))).collect();
            format!(r#" office:value-type="string">{}"#, lines.concat())
        }
        CellValue::Number(number) => {
            let format = cell.number_format();
            let kind = if format.is_some_and(|format| format.is_percentage()) { "percentage" } else { "float" };
            let shown = cell.display().map_or_else(|| number.to_string(), |display| display.text);
            format!(r#" office:value-type="{kind}" office:value="{number}"><text:p>{shown}</text:p>"#)
        }
        CellValue::Error(error) => format!(
            r#" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>{error}</text:p>"#
        ),
        other => panic!("no example has {other:?}"),
    }
}

/// Runs of spaces are one in this format unless they are marked.
fn spaced(line: &str) -> String {
    escaped(line).replace("  ", r#" <text:s text:c="1"/>"#)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
