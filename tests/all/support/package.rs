//! A package changed part by part, as no writer would: what somebody typed into a workbook, and when it was saved.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipArchive, ZipWriter};

/// Rewrites a package: `change` gives the new text of a part, or nothing to leave the part out. Its parts are written on
/// a day of March 2024, where one is given.
pub fn rewrite(path: &Path, day: Option<u8>, mut change: impl FnMut(&str, String) -> Option<String>) {
    let mut package = ZipArchive::new(Cursor::new(fs::read(path).expect("a workbook"))).expect("a package");
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let time = day.map(|day| DateTime::from_date_and_time(2024, 3, day, 8, 0, 0).expect("a day of March"));
    for index in 0..package.len() {
        let mut part = package.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("readable");
        let new = match String::from_utf8(bytes) {
            Ok(text) => change(&name, text).map(String::into_bytes),
            Err(picture) => Some(picture.into_bytes()),
        };
        let Some(new) = new else { continue };
        let options = SimpleFileOptions::default().last_modified_time(time.unwrap_or_default());
        out.start_file(name, options).expect("a part");
        out.write_all(&new).expect("a part");
    }
    fs::write(path, out.finish().expect("a package").into_inner()).expect("a workbook");
}

/// A part of a package.
pub fn text_of(path: &Path, part: &str) -> String {
    let mut package = ZipArchive::new(Cursor::new(fs::read(path).expect("a workbook"))).expect("a package");
    let mut text = String::new();
    package.by_name(part).expect("the part").read_to_string(&mut text).expect("text");
    text
}

/// As a program leaves it that writes no properties: only the times of its parts tell the day.
pub fn without_properties(path: &Path, day: u8) {
    rewrite(path, Some(day), |name, text| match name {
        "docProps/core.xml" => None,
        "[Content_Types].xml" => Some(without(&text, "<Override PartName=\"/docProps/core.xml\"")),
        "_rels/.rels" => {
            let at = text.find("docProps/core.xml").expect("it is named");
            let begin = text[..at].rfind("<Relationship ").expect("it is an element");
            let end = at + text[at..].find("/>").expect("it ends") + 2;
            Some(format!("{}{}", &text[..begin], &text[end..]))
        }
        _ => Some(text),
    });
}

fn without(text: &str, begins: &str) -> String {
    let Some(begin) = text.find(begins) else { return text.to_owned() };
    let end = begin + text[begin..].find("/>").expect("the element ends") + 2;
    format!("{}{}", &text[..begin], &text[end..])
}

/// Saved on a day of March 2024, as the properties say.
pub fn saved_on(name: &str, text: String, day: u8) -> String {
    if name != "docProps/core.xml" {
        return text;
    }
    let begin = text.find("<dcterms:modified").expect("the property");
    let begin = begin + text[begin..].find('>').expect("its end") + 1;
    let end = begin + text[begin..].find('<').expect("the end of its text");
    format!("{}2024-03-{day:02}T08:00:00Z{}", &text[..begin], &text[end..])
}

/// The sheet with other texts or numbers in these cells; a cell that is not there yet is put at its place in its row.
pub fn typed(sheet: &str, cells: &[(String, String)]) -> String {
    let mut sheet = sheet.to_owned();
    for (at, value) in cells {
        let style = |cell: &str| cell.split(" s=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
        let cell = |style: Option<String>| {
            let style = style.map(|style| format!(" s=\"{style}\"")).unwrap_or_default();
            match value.parse::<f64>() {
                Ok(_) => format!("<c r=\"{at}\"{style}><v>{value}</v></c>"),
                Err(_) => format!("<c r=\"{at}\"{style} t=\"inlineStr\"><is><t>{value}</t></is></c>"),
            }
        };
        let begin = format!("<c r=\"{at}\"");
        if let Some(start) = sheet.find(&begin) {
            let open = start + sheet[start..].find('>').expect("the tag ends") + 1;
            let end = if sheet[..open].ends_with("/>") {
                open
            } else {
                open + sheet[open..].find("</c>").expect("the cell ends") + 4
            };
            sheet = format!("{}{}{}", &sheet[..start], cell(style(&sheet[start..open])), &sheet[end..]);
            continue;
        }
        let row: String = at.chars().filter(char::is_ascii_digit).collect();
        let start = sheet.find(&format!("<row r=\"{row}\"")).expect("its row");
        let end = start + sheet[start..].find("</row>").expect("the row ends");
        let address = |piece: &str| piece.split('"').next().map(|at| (at.len(), at.to_owned()));
        let before = sheet[start..end].match_indices("<c r=\"").find(|(place, _)| {
            address(&sheet[start + place + 6..]).is_some_and(|known| known > (at.len(), at.clone()))
        });
        let place = before.map_or(end, |(place, _)| start + place);
        sheet.insert_str(place, &cell(None));
    }
    sheet
}
