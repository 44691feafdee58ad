//! What a look at the bytes of the parts of an .xlsx tells, so that no pass over its XML is made in vain.

use std::collections::{BTreeSet, HashMap};
use std::io::{Cursor, Write};

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::facts::SheetFacts;
use super::limits::{self, over};
use super::package::Package;
use super::relations::Relations;
use super::styles::{self, Style};
use crate::model::address::{Area, CellRef};
use crate::model::source::Fault;

/// Where the library for .xlsx finds the workbook.
const ROOT: &str = "<Relationships><Relationship Id=\"r\" Type=\"/relationships/officeDocument\" \
                    Target=\"xl/workbook.xml\"/></Relationships>";

/// The parts of an .xlsx that hold cells, as the library for it finds them, and what they tell on their way.
pub struct Glance {
    pub facts: HashMap<String, SheetFacts>,
    /// Part of each sheet, in the order of the workbook; `None` where there is doubt.
    parts: Option<Vec<String>>,
    /// Bytes of the parts of sheets.
    sizes: HashMap<String, usize>,
    pub styles: Vec<Option<Style>>,
    /// What our own workbooks are known by, where it stands in a name of the workbook.
    pub named: Option<String>,
    /// A package without compression: every later pass over a sheet is then free of inflating.
    pub lean: Vec<u8>,
}

impl Glance {
    pub fn at(package: &mut Package) -> Result<Self, Fault> {
        let missing = || Fault::Corrupt("no workbook".to_owned());
        let main = package.main_part()?.ok_or_else(missing)?;
        let workbook = package.xml(&main)?.ok_or_else(missing)?;
        let relations = Relations::of(package, &main)?;
        let mut lean = Lean::new();
        lean.put("_rels/.rels", ROOT.as_bytes())?;
        lean.put("xl/_rels/workbook.xml.rels", relations.written().as_bytes())?;
        lean.put("xl/workbook.xml", &workbook)?;
        lean.put("xl/sharedStrings.xml", &strings(package, &relations.one("sharedStrings"))?)?;
        let styles = styles::of_xlsx(&package.xml(&relations.one("styles"))?.unwrap_or_default())?;
        let (mut facts, mut sizes) = (HashMap::new(), HashMap::new());
        let sheets: BTreeSet<&str> = relations.all("worksheet").collect();
        for name in sheets {
            let Some(mut part) = package.xml(name)? else { continue };
            close_up(&mut part);
            facts.extend(SheetFacts::scan(&part)?.map(|facts| (name.to_owned(), facts)));
            lean.put(name, &part)?;
            sizes.insert(name.to_owned(), part.len());
        }
        let parts = sheet_parts(&workbook, &relations);
        let named = super::package::named(&workbook);
        Ok(Self { facts, parts, sizes, styles, named, lean: lean.finish()? })
    }

    /// Fails where several sheets are said to lie in one part, and reading it for each would be too much.
    pub fn weigh(&self, sheets: usize) -> Result<(), Fault> {
        let size = |part| self.sizes.get(part).copied().unwrap_or_default();
        let total = match self.parts.as_ref().filter(|parts| parts.len() == sheets) {
            Some(parts) => parts.iter().map(size).fold(0, usize::saturating_add),
            None => self.sizes.values().max().copied().unwrap_or_default().saturating_mul(sheets),
        };
        match total as u64 > limits::UNPACKED_BYTES {
            true => over("各工作表的内容合计", limits::UNPACKED_BYTES >> 20, "MB"),
            false => Ok(()),
        }
    }

    /// Name of the part and what it tells, in the order of the sheets.
    pub fn in_order(mut self, sheets: usize) -> Vec<Option<(String, SheetFacts)>> {
        match self.parts.filter(|parts| parts.len() == sheets) {
            Some(parts) => parts.into_iter().map(|part| self.facts.remove(&part).map(|facts| (part, facts))).collect(),
            None => vec![None; sheets],
        }
    }
}

fn strings(package: &mut Package, name: &str) -> Result<Vec<u8>, Fault> {
    let Some(mut part) = package.xml(name)? else { return Ok(b"<sst></sst>".to_vec()) };
    let texts = memmem::find_iter(&part, b"<si").count() + memmem::find_iter(&part, b":si").count();
    if part.len() + texts * size_of::<String>() > limits::TEXT_BYTES {
        return over("单元格文字合计", limits::TEXT_BYTES >> 20, "MB");
    }
    disarm_counts(&mut part);
    Ok(part)
}

struct Lean(ZipWriter<Cursor<Vec<u8>>>);

impl Lean {
    fn new() -> Self {
        Self(ZipWriter::new(Cursor::new(Vec::new())))
    }

    fn put(&mut self, name: &str, part: &[u8]) -> Result<(), Fault> {
        let corrupt = |error: &dyn std::fmt::Display| Fault::Corrupt(error.to_string());
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.0.start_file(name, stored).map_err(|error| corrupt(&error))?;
        self.0.write_all(part).map_err(|error| corrupt(&error))
    }

    fn finish(self) -> Result<Vec<u8>, Fault> {
        Ok(self.0.finish().map_err(|error| Fault::Corrupt(error.to_string()))?.into_inner())
    }
}

/// An area whatever corners were named, inside Excel's grid.
pub fn area(a: CellRef, b: CellRef) -> Option<Area> {
    let first = CellRef::new(a.row.min(b.row), a.col.min(b.col));
    let last = CellRef::new(a.row.max(b.row), a.col.max(b.col));
    (last.row < limits::ROWS && last.col < limits::COLUMNS).then(|| Area::new(first, last))
}

/// Part names in the order of the workbook part; `None` where there is doubt.
fn sheet_parts(workbook: &[u8], relations: &Relations) -> Option<Vec<String>> {
    let ids = elements(workbook, "sheet", |e| attribute(e, "id")).filter(|ids| ids.len() <= limits::SHEETS)?;
    ids.iter().map(|id| relations.any(id).map(str::to_owned)).collect()
}

fn elements<T>(xml: &[u8], name: &str, read: impl Fn(&BytesStart) -> Option<T>) -> Option<Vec<T>> {
    let mut reader = Reader::from_str(std::str::from_utf8(xml).ok()?);
    let mut found = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == name => found.push(read(&e)?),
            Event::Eof => return Some(found),
            _ => {}
        }
    }
}

/// An attribute by its local name.
pub fn attribute(e: &BytesStart, name: &str) -> Option<String> {
    let mut attributes = e.attributes();
    let mut unchecked = attributes.with_checks(false).flatten();
    let found = unchecked.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// What the string table claims to hold is reserved at once by the reader: a claim above what the part
/// could hold is written over with zeros.
fn disarm_counts(xml: &mut [u8]) {
    let most = xml.len();
    let places: Vec<usize> = memmem::find_iter(xml, b"niqueCount").collect();
    for at in places {
        let digits_at = xml[at..].iter().take(64).position(u8::is_ascii_digit).map_or(most, |skip| at + skip);
        let digits = xml[digits_at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let claim = std::str::from_utf8(&xml[digits_at..digits_at + digits]).ok().and_then(|text| text.parse().ok());
        if claim.is_none_or(|claim: usize| claim > most / 4) {
            xml[digits_at..digits_at + digits].fill(b'0');
        }
    }
}

/// Blanks around a number belong to it no more than the line breaks of a program that writes XML to be read
/// (`xsd:int` collapses them), but the reader finds no text under the index `10␠`: they go outside the `<v>`.
fn close_up(xml: &mut [u8]) {
    // No prefix is that long; what is none is not looked for through the whole part again and again.
    const LONGEST_PREFIX: usize = 64;
    let (closing, mut at) = (memmem::Finder::new(b"v>"), 0);
    while let Some(end) = closing.find(&xml[at..]).map(|found| at + found) {
        at = end + 2;
        if end == 0 || !matches!(xml[end - 1], b'/' | b':') {
            continue;
        }
        let from = end.saturating_sub(LONGEST_PREFIX);
        let Some(close) = memchr::memrchr(b'<', &xml[from..end]).map(|at| from + at) else { continue };
        if xml[close + 1] != b'/' {
            continue;
        }
        let Some(open) = memchr::memrchr(b'<', &xml[..close]) else { continue };
        let Some(begin) = memchr::memchr(b'>', &xml[open..close]).map(|at| open + at + 1) else { continue };
        let inner = &xml[begin..close];
        let number = inner.trim_ascii();
        if number.len() < inner.len() && !number.is_empty() && number.iter().all(u8::is_ascii_digit) {
            let (before, after) =
                (inner.len() - inner.trim_ascii_start().len(), inner.len() - inner.trim_ascii_end().len());
            xml[open..begin + before].rotate_right(before);
            xml[close - after..end + 2].rotate_left(after);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_around_a_number_stand_outside_of_it() {
        let closed = |xml: &str| {
            let mut xml = xml.as_bytes().to_vec();
            close_up(&mut xml);
            String::from_utf8(xml).unwrap()
        };
        assert_eq!(closed("<c t=\"s\"><v>10 </v></c><v/>"), "<c t=\"s\"><v>10</v> </c><v/>");
        assert_eq!(closed("<x:c><x:v>\n 7\t</x:v></x:c>"), "<x:c>\n <x:v>7</x:v>\t</x:c>");
        for kept in [
            "<c><v>10</v></c>",
            "<c t=\"str\"><v>a b </v></c>",
            "<c t=\"str\"><v> </v></c>",
            "v>",
            "</v>",
            "<f>1 </f><v></v>",
        ] {
            assert_eq!(closed(kept), kept);
        }
    }

    #[test]
    fn a_claimed_count_is_believed_only_when_it_could_be_true() {
        let mut xml = br#"<sst count="9" uniqueCount="4000000000"><si/></sst>"#.to_vec();
        disarm_counts(&mut xml);
        assert_eq!(xml, br#"<sst count="9" uniqueCount="0000000000"><si/></sst>"#);
        let honest = br#"<sst count="9" uniqueCount="3"><si/><si/><si/></sst>"#;
        let mut xml = honest.to_vec();
        disarm_counts(&mut xml);
        assert_eq!(xml, honest);
    }

    #[test]
    fn sheets_are_found_through_their_relations() {
        let workbook =
            br#"<workbook><sheets><sheet name="a" r:id="rId2"/><sheet name="b" r:id="rId1"/></sheets></workbook>"#;
        let relations = br#"<Relationships><Relationship Id="rId1" Target="/xl/worksheets/Sheet1.xml"/>
            <Relationship Id="rId2" Target="worksheets/sheet2.xml"/></Relationships>"#;
        let parts = sheet_parts(workbook, &Relations::read("xl", relations));
        assert_eq!(parts, Some(vec!["xl/worksheets/sheet2.xml".into(), "xl/worksheets/sheet1.xml".into()]));
        assert_eq!(sheet_parts(workbook, &Relations::default()), None);
    }
}
