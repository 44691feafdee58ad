//! The sheet's XML with other formats on the marked cells; cells that are not there yet are put in.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::Refusal;
use super::styles::Styles;
use super::xml::{Cuts, Tag, UNUSUAL, each_tag, root_end, with_attribute};
use crate::model::address::CellRef;
use crate::model::finding::Severity;

/// Marked cells that exist are coloured; those that carry a note are made when they do not.
pub fn coloured(
    xml: &str,
    levels: &BTreeMap<CellRef, Severity>,
    notes: &BTreeMap<CellRef, String>,
    styles: &mut Styles,
) -> Result<String, Refusal> {
    let prefix = root_end(xml)?.1;
    let (cuts, next) = (Cuts::default(), CellRef::new(0, 0));
    let mut pass = Pass { xml, prefix, levels, notes, styles, cuts, next, row: None, after: 0 };
    let mut is_sheet = false;
    let mut has_data = false;
    each_tag(xml, |tag| {
        is_sheet |= tag.depth == 0 && tag.name == "worksheet";
        has_data |= tag.closes("sheetData");
        pass.see(&tag)
    })?;
    if is_sheet && has_data { pass.cuts.apply(xml) } else { Err(UNUSUAL) }
}

struct Pass<'a> {
    xml: &'a str,
    /// Of the sheet's elements.
    prefix: String,
    levels: &'a BTreeMap<CellRef, Severity>,
    notes: &'a BTreeMap<CellRef, String>,
    styles: &'a mut Styles,
    cuts: Cuts,
    /// Marked cells before this one are done.
    next: CellRef,
    row: Option<u32>,
    /// What a row without a number is: the one behind the last. A cell without an address is so, too.
    after: u32,
}

impl Pass<'_> {
    fn see(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        match (tag.name.as_str(), tag.depth) {
            ("row", 2) if tag.element.is_some() => self.row_starts(tag),
            ("row", 2) => self.row_ends(tag.range.start),
            ("c", 3) if tag.element.is_some() => self.cell(tag),
            ("sheetData", 1) if tag.element.is_none() => self.rows_before(u32::MAX, tag.range.start),
            _ => Ok(()),
        }
    }

    fn row_starts(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        let row = match tag.attribute("r") {
            Some(number) => number.parse::<u32>().ok().and_then(|number| number.checked_sub(1)).ok_or(UNUSUAL)?,
            None => self.after,
        };
        self.after = row.checked_add(1).ok_or(UNUSUAL)?;
        self.rows_before(row, tag.range.start)?;
        self.row = Some(row);
        if !tag.is_empty {
            return Ok(());
        }
        let cells = self.missing(CellRef::new(row + 1, 0))?;
        self.row = None;
        if !cells.is_empty() {
            let open = self.xml[tag.range.clone()].trim_end_matches("/>").trim_end();
            self.cuts.replace(tag.range.clone(), format!("{open}>{cells}</{}row>", self.prefix));
        }
        Ok(())
    }

    fn row_ends(&mut self, at: usize) -> Result<(), Refusal> {
        let row = self.row.take().ok_or(UNUSUAL)?;
        let cells = self.missing(CellRef::new(row + 1, 0))?;
        self.cuts.insert(at, cells);
        Ok(())
    }

    fn cell(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        let at = match tag.attribute("r") {
            Some(at) => at.parse().map_err(|_| UNUSUAL)?,
            // Before its row's first cell, `next` still stands in an earlier row.
            None => self.next.max(CellRef::new(self.row.ok_or(UNUSUAL)?, 0)),
        };
        if Some(at.row) != self.row || at < self.next {
            return Err(UNUSUAL);
        }
        let before = self.missing(at)?;
        self.cuts.insert(tag.range.start, before);
        self.next = CellRef::new(at.row, at.col + 1);
        let Some(level) = self.levels.get(&at) else { return Ok(()) };
        let old = tag.attribute("s").map_or(Ok(0), |s| s.parse().map_err(|_| UNUSUAL))?;
        let new = self.format(old, *level)?;
        self.cuts.replace(tag.range.clone(), with_attribute(&self.xml[tag.range.clone()], "s", new)?);
        Ok(())
    }

    fn format(&mut self, old: usize, level: Severity) -> Result<u32, Refusal> {
        u32::try_from(self.styles.filled(old, level)?).map_err(|_| UNUSUAL)
    }

    /// Rows that are not there, before the row that comes at `place`.
    fn rows_before(&mut self, row: u32, place: usize) -> Result<(), Refusal> {
        let mut text = String::new();
        while let Some(next) = self.following().filter(|cell| cell.row < row) {
            let cells = self.missing(CellRef::new(next.row + 1, 0))?;
            text += &format!("<{0}row r=\"{1}\">{cells}</{0}row>", self.prefix, next.row + 1);
        }
        self.cuts.insert(place, text);
        Ok(())
    }

    /// The next cell that has to be there for its note.
    fn following(&self) -> Option<CellRef> {
        self.notes.range(self.next..).next().map(|(at, _)| *at)
    }

    /// Cells with a note from `next` up to `until`, which the sheet does not have.
    fn missing(&mut self, until: CellRef) -> Result<String, Refusal> {
        if until <= self.next {
            return Ok(String::new());
        }
        let wanted: Vec<CellRef> =
            self.notes.range((Bound::Included(self.next), Bound::Excluded(until))).map(|(at, _)| *at).collect();
        self.next = until;
        let mut text = String::new();
        for at in wanted {
            let level = self.levels.get(&at).copied().unwrap_or(Severity::Warning);
            let format = self.format(0, level)?;
            text += &format!("<{}c r=\"{at}\" s=\"{format}\"/>", self.prefix);
        }
        Ok(text)
    }
}
