//! What a sheet of an .xlsx says beside the values of its cells: formulas, merges, what is hidden, pictures in cells.

use std::collections::HashMap;

use memchr::memmem;

use super::limits::{self, over};
use super::sheet_xml::area;
use super::tags::{Tag, Tags};
use crate::model::address::{Area, CellRef};
use crate::model::grid::Unseen;
use crate::model::source::Fault;

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
            for tag in Tags(&xml[begin..end]) {
                walk.cell(&tag);
                if walk.facts.formulas.len() > limits::CELLS {
                    return over("有内容的单元格", limits::CELLS, "个");
                }
            }
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
            let facts = scanned(
                &xml.replace("</", "\u{1}")
                    .replace('<', &format!("<{prefix}"))
                    .replace('\u{1}', &format!("</{prefix}")),
            );
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
}
