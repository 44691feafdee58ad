//! What a look at the bytes of the parts of an .xlsx tells, so that no pass over its XML is made in vain.

use std::collections::HashMap;

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::calendar;
use super::facts::SheetFacts;
use super::limits::{self, over};
use super::package::{self, element_text};
use super::styles::{self, Style};
use crate::model::address::{Area, CellRef};
use crate::model::source::Fault;

/// What the parts of a package tell on their way through.
#[derive(Default)]
pub struct Glance {
    facts: HashMap<String, SheetFacts>,
    workbook: Option<(String, Vec<u8>)>,
    relations: Vec<u8>,
    pub styles: Vec<Option<Style>>,
    pub modified: Option<i64>,
    pub marker: Option<String>,
}

impl Glance {
    pub fn look(&mut self, name: &str, part: &mut Vec<u8>) -> Result<(), Fault> {
        into_utf8(part).ok_or_else(|| Fault::Corrupt(format!("{name}: not UTF-8")))?;
        if name.ends_with("sharedstrings.xml") {
            if part.len() > limits::TEXT_BYTES {
                return over("单元格文字合计", limits::TEXT_BYTES >> 20, "MB");
            }
            disarm_counts(part);
        } else if name.ends_with("workbook.xml.rels") {
            // Sheets of Excel 4 macros (the mark of an old virus) are a kind the reader refuses; this one it passes over.
            if memmem::find(part, b"/xlMacrosheet").is_some() {
                *part = String::from_utf8_lossy(part).replace("/xlMacrosheet", "/dialogsheet").into_bytes();
            }
            self.relations.clone_from(part);
        } else if let Some(base) = name.strip_suffix("workbook.xml") {
            self.workbook = Some((base.to_owned(), part.clone()));
        } else if name.ends_with("/styles.xml") {
            self.styles = styles::of_xlsx(part);
            // The reader would copy every code for every style; what it makes of them is not asked.
            *part = b"<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"/>".to_vec();
        } else if name == "docprops/core.xml" {
            self.modified = element_text(part, "dcterms:modified").and_then(calendar::epoch);
        } else if name == "docprops/custom.xml" {
            self.marker = package::marker(part);
        } else if name.contains("worksheets/") {
            close_up(part);
            self.facts.extend(SheetFacts::scan(part)?.map(|facts| (name.to_owned(), facts)));
        }
        Ok(())
    }

    /// Name of the part and what it tells, in the order of the sheets.
    pub fn in_order(mut self, sheets: usize) -> Vec<Option<(String, SheetFacts)>> {
        let named = self.workbook.as_ref();
        let parts = named.and_then(|(base, xml)| sheet_parts(xml, &self.relations, base));
        match parts.filter(|parts| parts.len() == sheets) {
            Some(parts) => parts.into_iter().map(|part| self.facts.remove(&part).map(|facts| (part, facts))).collect(),
            None => vec![None; sheets],
        }
    }
}

/// Parts may be stored as UTF-16; the few programs that do so mark them.
fn into_utf8(part: &mut Vec<u8>) -> Option<()> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(part).filter(|(found, _)| *found != encoding_rs::UTF_8)
    {
        let (text, _, has_errors) = encoding.decode(part);
        if has_errors {
            return None;
        }
        // What the declaration says of the encoding is true no longer.
        let text = text
            .trim_start()
            .strip_prefix("<?xml")
            .and_then(|rest| rest.split_once("?>"))
            .map_or(&*text, |(_, rest)| rest);
        *part = text.as_bytes().to_vec();
    }
    (!part.iter().take(4).any(|byte| *byte == 0)).then_some(())
}

/// An area whatever corners were named, inside Excel's grid.
pub fn area(a: CellRef, b: CellRef) -> Option<Area> {
    let first = CellRef::new(a.row.min(b.row), a.col.min(b.col));
    let last = CellRef::new(a.row.max(b.row), a.col.max(b.col));
    (last.row < limits::ROWS && last.col < limits::COLUMNS).then(|| Area::new(first, last))
}

/// Part names in lower case, in the order of the workbook part; `None` where there is doubt.
fn sheet_parts(workbook: &[u8], relations: &[u8], base: &str) -> Option<Vec<String>> {
    let targets = targets(relations)?;
    elements(workbook, "sheet", |e| attribute(e, "id"))?
        .into_iter()
        .map(|id| {
            let (_, target) = targets.iter().find(|(known, _)| *known == id)?;
            let path = target.strip_prefix('/').map_or_else(|| format!("{base}{target}"), str::to_owned);
            Some(path.replace('\\', "/").to_lowercase())
        })
        .collect()
}

/// Id and target of each relation.
pub fn targets(relations: &[u8]) -> Option<Vec<(String, String)>> {
    elements(relations, "Relationship", |e| Some((attribute(e, "Id")?, attribute(e, "Target")?)))
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
    let ends: Vec<usize> =
        memmem::find_iter(xml, b"v>").filter(|at| *at > 0 && matches!(xml[at - 1], b'/' | b':')).collect();
    for end in ends {
        let Some(close) = memchr::memrchr(b'<', &xml[..end]).filter(|close| xml[close + 1] == b'/') else { continue };
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
        let parts = sheet_parts(workbook, relations, "xl/");
        assert_eq!(parts, Some(vec!["xl/worksheets/sheet2.xml".into(), "xl/worksheets/sheet1.xml".into()]));
        assert_eq!(sheet_parts(workbook, b"<Relationships/>", "xl/"), None);
    }
}
