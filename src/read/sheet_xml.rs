//! What a look at the bytes of the parts of an .xlsx tells, so that no pass over its XML is made in vain.

use std::collections::HashMap;

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::calendar;
use super::limits::{self, over};
use super::package::element_text;
use super::styles::{self, Style};
use crate::model::address::{Area, CellRef};
use crate::model::grid::Unseen;
use crate::model::source::Fault;

/// What the parts of a package tell on their way through.
#[derive(Default)]
pub struct Glance {
    facts: HashMap<String, SheetFacts>,
    workbook: Option<(String, Vec<u8>)>,
    relations: Vec<u8>,
    pub styles: Vec<Option<Style>>,
    pub modified: Option<i64>,
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
        } else if name.contains("worksheets/") {
            self.facts.extend(SheetFacts::scan(part)?.map(|facts| (name.to_owned(), facts)));
        }
        Ok(())
    }

    /// Name of the part and what it tells, in the order of the sheets.
    pub fn in_order(mut self, sheets: usize) -> Vec<Option<(String, SheetFacts)>> {
        let named = self.workbook.as_ref();
        let parts = named.and_then(|(base, xml)| sheet_parts(xml, &self.relations, base));
        match parts.filter(|parts| parts.len() == sheets) {
            Some(parts) => {
                parts.into_iter().map(|part| self.facts.remove(&part).map(|facts| (part, facts))).collect()
            }
            None => vec![None; sheets],
        }
    }
}

/// Parts may be stored as UTF-16; the few programs that do so mark them.
fn into_utf8(part: &mut Vec<u8>) -> Option<()> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(part).filter(|(found, _)| *found != encoding_rs::UTF_8) {
        let (text, _, has_errors) = encoding.decode(part);
        if has_errors {
            return None;
        }
        // What the declaration says of the encoding is true no longer.
        let text = text.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")).map_or(&*text, |(_, rest)| rest);
        *part = text.as_bytes().to_vec();
    }
    (!part.iter().take(4).any(|byte| *byte == 0)).then_some(())
}

/// What a sheet says beside the values of its cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetFacts {
    pub formulas: HashMap<CellRef, Formula>,
    pub merges: Vec<Area>,
    /// The pictures that stand in cells are in it; those that lie on them are in a part of their own.
    pub unseen: Unseen,
    pub has_drawing: bool,
}

/// What is known of a cell's formula.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Formula {
    /// The stored result is a text without characters.
    pub is_empty_text: bool,
}

impl SheetFacts {
    /// `None` when this is no sheet.
    pub fn scan(xml: &[u8]) -> Result<Option<Self>, Fault> {
        let Some(end) = memmem::rfind(xml, b"sheetData") else { return Ok(None) };
        let mut walk = Walk::default();
        // Most sheets have neither formulas nor anything hidden: then only what frames the cells is looked at.
        let begin = memmem::find(&xml[..end], b"sheetData").unwrap_or(end);
        Tags(&xml[..begin]).for_each(|tag| walk.column(&tag));
        let tells = [b"<f".as_slice(), b":f", b"hidden", b"ht=\"0", b"ht='0", b"vm="];
        if tells.iter().any(|word| memmem::find(&xml[begin..end], word).is_some()) {
            Tags(&xml[begin..end]).for_each(|tag| walk.cell(&tag));
        }
        for tag in Tags(&xml[end..]) {
            walk.framing(&tag);
            if walk.facts.merges.len() > limits::MERGES {
                return over("一张表内的合并单元格", limits::MERGES, "处");
            }
        }
        Ok(Some(walk.facts))
    }
}

/// Where a walk over the tags of a sheet is.
#[derive(Default)]
struct Walk {
    facts: SheetFacts,
    row: u32,
    next_row: u32,
    at: Option<CellRef>,
    next_col: u32,
    is_text: bool,
}

impl Walk {
    fn column(&mut self, tag: &Tag) {
        if tag.name == b"col" && (tag.is_true("hidden") || tag.number("width") == Some(0.0)) {
            let ends = [tag.number("min"), tag.number("max")].map(|end| end.map(|end: f64| end as u32));
            let span = ends[0].zip(ends[1]).map(|(min, max)| (min.saturating_sub(1), max.saturating_sub(1)));
            self.facts.unseen.cols.extend(span);
        }
    }

    fn cell(&mut self, tag: &Tag) {
        match tag.name {
            b"row" => {
                let named = tag.number("r").map(|row: f64| row as u32).filter(|row| *row > 0);
                self.row = named.map_or(self.next_row, |row| row - 1);
                (self.next_row, self.next_col) = (self.row.saturating_add(1), 0);
                if tag.is_true("hidden") || tag.number("ht") == Some(0.0) {
                    hide(&mut self.facts.unseen.rows, self.row);
                }
            }
            b"c" => {
                let place = tag.attribute("r").and_then(|place| place.parse().ok());
                let at = place.unwrap_or(CellRef::new(self.row, self.next_col));
                (self.at, self.next_col) = (Some(at), at.col.saturating_add(1));
                self.is_text = tag.attribute("t") == Some("str");
                // A picture that stands in the cell is stored as an error with a value behind it.
                if tag.attribute("vm").is_some() && tag.attribute("t") == Some("e") {
                    self.facts.unseen.pictures.insert(at);
                }
            }
            b"f" => self.formula(tag),
            b"v" if self.is_text && tag.inner().is_empty() => {
                if let Some(formula) = self.at.and_then(|at| self.facts.formulas.get_mut(&at)) {
                    formula.is_empty_text = true;
                }
            }
            _ => {}
        }
    }

    fn formula(&mut self, tag: &Tag) {
        let Some(at) = self.at else { return };
        self.facts.formulas.insert(at, Formula::default());
        // What WPS puts into a cell that holds a picture.
        if memmem::find(tag.inner(), b"DISPIMG").is_some() {
            self.facts.unseen.pictures.insert(at);
        }
    }

    fn framing(&mut self, tag: &Tag) {
        match tag.name {
            b"mergeCell" => {
                let corners = tag.attribute("ref").and_then(|text| text.trim().split_once(':'));
                let corners = corners.and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)));
                self.facts.merges.extend(corners.and_then(|(first, last)| area(first, last)));
            }
            b"drawing" => self.facts.has_drawing = true,
            _ => {}
        }
    }
}

/// Adds a row to the last run, or begins another.
pub fn hide(runs: &mut Vec<(u32, u32)>, at: u32) {
    match runs.last_mut() {
        Some((_, last)) if last.checked_add(1) == Some(at) => *last = at,
        _ => runs.push((at, at)),
    }
}

/// The opening tags of a piece of XML, found without parsing it.
struct Tags<'a>(&'a [u8]);

/// Its name without prefix, its attributes, and what stands behind it.
struct Tag<'a> {
    name: &'a [u8],
    attributes: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        loop {
            let open = memchr::memchr(b'<', self.0)? + 1;
            let from = &self.0[open..];
            let mark: Option<(&[u8], &[u8])> = match from {
                [b'!', b'-', b'-', ..] => Some((b"-->", b"<!--")),
                [b'!', b'[', ..] => Some((b"]]>", b"<![")),
                _ => None,
            };
            if let Some((close, _)) = mark {
                self.0 = &from[memmem::find(from, close)?..];
                continue;
            }
            let end = memchr::memchr(b'>', from)?;
            self.0 = &from[end + 1..];
            let tag = &from[..end];
            if matches!(tag.first(), Some(b'/' | b'?' | b'!')) {
                continue;
            }
            let length = tag.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'/').unwrap_or(end);
            let (whole, attributes) = tag.split_at(length);
            let name = memchr::memrchr(b':', whole).map_or(whole, |colon| &whole[colon + 1..]);
            let rest = if tag.ends_with(b"/") { b"".as_slice() } else { self.0 };
            return Some(Tag { name, attributes, rest });
        }
    }
}

impl<'a> Tag<'a> {
    /// The text up to the next tag.
    fn inner(&self) -> &'a [u8] {
        &self.rest[..memchr::memchr(b'<', self.rest).unwrap_or(0)]
    }

    fn attribute(&self, name: &str) -> Option<&'a str> {
        memmem::find_iter(self.attributes, name).find_map(|at| {
            let before = self.attributes.get(at.checked_sub(1)?)?;
            let value = self.attributes[at + name.len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
            let quote = *value.first()?;
            let end = memchr::memchr(quote, value.get(1..)?)?;
            before.is_ascii_whitespace().then(|| std::str::from_utf8(&value[1..=end]).ok())?
        })
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.attribute(name)?.trim().parse().ok()
    }

    fn is_true(&self, name: &str) -> bool {
        matches!(self.attribute(name), Some("1" | "true"))
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(xml: &str) -> SheetFacts {
        SheetFacts::scan(xml.as_bytes()).expect("within limits").expect("a sheet")
    }

    fn places<'a>(cells: impl IntoIterator<Item = &'a CellRef>) -> Vec<String> {
        let mut cells: Vec<String> = cells.into_iter().map(CellRef::to_string).collect();
        cells.sort();
        cells
    }

    #[test]
    fn merges_and_formulas_are_seen_without_parsing() {
        for prefix in ["", "x:"] {
            let xml = r#"<worksheet><sheetData><row><c r="A1"><f>B1</f></c><c t="str"><f/><v></v></c><c t="str"><f
                t="shared" si="0"/><v>1</v></c><c r="E1"><v>2</v></c></row></sheetData>
                <mergeCells count="2"><mergeCell ref="B2:A1"/><mergeCell
                 ref='C3:D4' /></mergeCells><drawing r:id="rId1"/></worksheet>"#;
            let facts = scanned(&xml.replace("</", "\u{1}").replace('<', &format!("<{prefix}")).replace('\u{1}', &format!("</{prefix}")));
            assert_eq!(places(facts.formulas.keys()), ["A1", "B1", "C1"], "{prefix}");
            let empty = facts.formulas.iter().filter(|(_, formula)| formula.is_empty_text).map(|(at, _)| at);
            assert_eq!(places(empty), ["B1"]);
            assert_eq!(facts.merges.iter().map(Area::to_string).collect::<Vec<_>>(), ["A1:B2", "C3:D4"]);
            assert!(facts.has_drawing);
        }
        let plain = "<worksheet><sheetData><row><foo/></row></sheetData></worksheet>";
        assert_eq!(scanned(plain), SheetFacts::default());
        assert_eq!(SheetFacts::scan(b"<chartsheet/>"), Ok(None));
    }

    #[test]
    fn what_is_hidden_is_seen_and_what_is_not_is_not() {
        let xml = r#"<worksheet><cols><col min="2" max="3" width="0" customWidth="1"/><col min="5" max="5" hidden="true"/>
            <col min="6" max="6" hidden="0" width="9"/></cols><sheetData><row r="2" hidden="1"/><row r="3" ht="0"/>
            <row hidden="0"/><row r="6" ht="12" hidden="1"/></sheetData></worksheet>"#;
        let unseen = scanned(xml).unseen;
        assert_eq!((unseen.cols, unseen.rows), (vec![(1, 2), (4, 4)], vec![(1, 2), (5, 5)]));
    }

    #[test]
    fn a_picture_that_stands_in_a_cell_is_known() {
        let xml = r#"<worksheet><sheetData><row r="1"><c r="A1" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>
            <c r="B1" t="e" vm="1"><v>#VALUE!</v></c><c r="C1" t="e"><f>A1/0</f><v>#VALUE!</v></c></row></sheetData></worksheet>"#;
        assert_eq!(places(&scanned(xml).unseen.pictures), ["A1", "B1"]);
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
