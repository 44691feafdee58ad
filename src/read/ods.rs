//! .ods by its own XML: calamine keeps neither merges nor percentages, and unrolls what a file says is repeated.
//! One pass over content.xml; repeated empty cells cost nothing, repeated filled ones are counted.

use std::collections::BTreeSet;

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::calendar;
use super::limits::{self, Spent, over};
use super::ods_cell::{ELSEWHERE, Open};
use super::ods_styles::OdsStyles;
use super::package::{Package, element_text, marker};
use super::sheet_xml::attribute;
use super::styles::Style;
use crate::model::address::{Area, CellRef};
use crate::model::grid::{Cell, CellValue, Sheet, Unseen, Visibility, Workbook};
use crate::model::source::Fault;

pub fn ods(bytes: &[u8]) -> Result<Workbook, Fault> {
    let mut package = Package::open(bytes)?;
    package.weigh()?;
    let manifest = package.xml("meta-inf/manifest.xml")?.unwrap_or_default();
    if memmem::find(&manifest, b"encryption-data").is_some() {
        return Err(Fault::Encrypted);
    }
    let bytes = package.xml("content.xml")?.ok_or_else(|| Fault::Corrupt("no content.xml".to_owned()))?;
    let meta = package.xml("meta.xml")?.unwrap_or_default();
    let xml = std::str::from_utf8(&bytes).map_err(|error| Fault::Corrupt(error.to_string()))?;
    let mut styles = OdsStyles::default();
    if let Some(part) = package.xml("styles.xml")? {
        styles.read(&String::from_utf8_lossy(&part))?;
    }
    styles.read(xml)?;
    let content = Content { styles, ..Content::default() }.read(xml)?;
    Ok(Workbook {
        format: "ods".to_owned(),
        sheets: content.sheets,
        narrative: Vec::new(),
        has_macros: package.has(is_macro),
        links_elsewhere: content.links_elsewhere,
        modified: element_text(&meta, "<dc:date").and_then(calendar::epoch).or(package.workbook("ods").modified),
        marker: marker(&meta),
    })
}

/// A module; the indexes of libraries (`script-lb.xml`, `script-lc.xml`) are there before anything is in them.
fn is_macro(part: &str) -> bool {
    let is_index = part.ends_with('/') || part.ends_with("/script-lb.xml") || part.ends_with("/script-lc.xml");
    (part.starts_with("basic/") || part.starts_with("scripts/")) && !is_index
}

#[derive(Default)]
struct Content {
    sheets: Vec<Sheet>,
    is_in_table: bool,
    links_elsewhere: bool,
    hidden_styles: BTreeSet<String>,
    styles: OdsStyles,
    unseen: Unseen,
    /// Style of the cells of a column that name none, up to which column.
    column_styles: Vec<(u32, Option<String>)>,
    row_style: Option<String>,
    style: String,
    name: String,
    visibility: Visibility,
    cells: Vec<(CellRef, Cell)>,
    merges: Vec<Area>,
    row: u32,
    row_repeat: u32,
    /// Index into `cells` where the row began.
    row_start: usize,
    col: u32,
    open: Option<Open>,
    spent: Spent,
}

impl Content {
    fn read(mut self, xml: &str) -> Result<Self, Fault> {
        let corrupt = |error: quick_xml::Error| Fault::Corrupt(error.to_string());
        let mut reader = Reader::from_str(xml);
        reader.config_mut().expand_empty_elements = true;
        loop {
            match reader.read_event().map_err(corrupt)? {
                // Notes and drawings hold text that is not the cell's.
                Event::Start(e) if matches!(e.name().as_ref(), "office:annotation" | "table:shapes" | "draw:frame") => {
                    let inner = reader.read_to_end(e.to_end().name()).map_err(corrupt)?;
                    let inner = xml.get(inner.start as usize..inner.end as usize).unwrap_or("");
                    // A chart keeps a picture of itself.
                    if let Some(open) = self.open.as_mut().filter(|_| e.name().as_ref() == "draw:frame") {
                        open.has_picture |= inner.contains("<draw:image") && !inner.contains("<draw:object");
                    }
                }
                // A table in a cell is no part of the sheet.
                Event::Start(e) if self.is_in_table && e.name().as_ref() == "table:table" => {
                    reader.read_to_end(e.to_end().name()).map_err(corrupt)?;
                }
                Event::Start(e) => self.start(&e)?,
                Event::End(e) if e.name().as_ref() == "office:document-content" => return Ok(self),
                Event::End(e) => self.end(e.name().as_ref())?,
                Event::Text(text) => self.text(&text.xml10_content())?,
                Event::CData(text) => self.text(&text.xml10_content())?,
                Event::GeneralRef(entity) => match entity.resolve_char_ref().map_err(corrupt)? {
                    Some(c) => self.text(c.encode_utf8(&mut [0; 4]))?,
                    None => self.text(quick_xml::escape::resolve_xml_entity(entity.as_ref()).unwrap_or(""))?,
                },
                Event::Eof => return Err(Fault::Corrupt("content.xml ends early".to_owned())),
                _ => {}
            }
        }
    }

    /// Blanks are written as numbers: a text is counted while it grows, not when it is there.
    fn text(&mut self, text: &str) -> Result<(), Fault> {
        let Some(open) = self.open.as_mut().filter(|open| open.paragraphs > 0) else { return Ok(()) };
        if open.text.len() + text.len() > limits::TEXT_BYTES {
            return over("单元格文字合计", limits::TEXT_BYTES >> 20, "MB");
        }
        open.text.push_str(text);
        Ok(())
    }

    fn start(&mut self, e: &BytesStart) -> Result<(), Fault> {
        let count = |name: &str| attribute(e, name).and_then(|text| text.parse::<u32>().ok()).unwrap_or(1).max(1);
        match e.name().as_ref() {
            "style:style" => self.style = attribute(e, "name").unwrap_or_default(),
            "style:table-properties" if attribute(e, "display").as_deref() == Some("false") => {
                self.hidden_styles.insert(self.style.clone());
            }
            "table:table" => {
                self.is_in_table = true;
                self.name = attribute(e, "name").unwrap_or_default();
                let hidden = attribute(e, "style-name").is_some_and(|style| self.hidden_styles.contains(&style));
                self.visibility = if hidden { Visibility::Hidden } else { Visibility::Visible };
                (self.row, self.row_start) = (0, 0);
                (self.unseen, self.column_styles) = Default::default();
            }
            "table:table-column" => self.column(e, count("number-columns-repeated")),
            "table:table-source" | "table:cell-range-source" => self.links_elsewhere = true,
            "table:table-row" => {
                (self.col, self.row_start) = (0, self.cells.len());
                self.row_repeat = count("number-rows-repeated");
                self.row_style = attribute(e, "default-cell-style-name");
                if is_hidden(e) {
                    self.unseen.rows.push((self.row, self.row.saturating_add(self.row_repeat - 1)));
                }
            }
            name @ ("table:table-cell" | "table:covered-table-cell") => {
                let covered = name == "table:covered-table-cell";
                self.open = Some(Open::new(e, covered));
            }
            "text:p" => self.paragraph(),
            "text:line-break" => self.text("\n")?,
            "text:tab" => self.text("\t")?,
            "text:s" => self.text(&" ".repeat(attribute(e, "c").map_or(1, |c| c.parse().unwrap_or(1).min(1000))))?,
            _ => {}
        }
        Ok(())
    }

    fn column(&mut self, e: &BytesStart, repeat: u32) {
        let first = self.column_styles.last().map_or(0, |(end, _)| *end);
        let end = first.saturating_add(repeat);
        if first >= limits::COLUMNS {
            return;
        }
        if is_hidden(e) {
            self.unseen.cols.push((first, end - 1));
        }
        self.column_styles.push((end, attribute(e, "default-cell-style-name")));
    }

    /// The number format of a cell: its own, else its row's, else its column's.
    fn format(&mut self, own: Option<&str>) -> Option<Style> {
        let column = || {
            let place = self.column_styles.partition_point(|(end, _)| *end <= self.col);
            self.column_styles.get(place)?.1.clone()
        };
        let name = own.map(str::to_owned).or_else(|| self.row_style.clone()).or_else(column)?;
        self.styles.of(&name)
    }

    fn paragraph(&mut self) {
        if let Some(open) = &mut self.open {
            open.paragraphs += 1;
            if open.paragraphs > 1 {
                open.text.push('\n');
            }
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Fault> {
        match name {
            "table:table-cell" | "table:covered-table-cell" => self.open.take().map_or(Ok(()), |open| self.close(open)),
            "table:table-row" => self.end_row(),
            "table:table" => self.end_table(),
            _ => Ok(()),
        }
    }

    fn close(&mut self, open: Open) -> Result<(), Fault> {
        self.links_elsewhere |= open.links_elsewhere;
        let at = CellRef::new(self.row, self.col);
        let style = self.format(open.style.as_deref());
        if open.has_picture {
            self.unseen.pictures.insert(at);
        }
        self.col = self.col.saturating_add(open.repeat);
        if self.merges.len() > limits::MERGES {
            return over("一张表内的合并单元格", limits::MERGES, "处");
        }
        if open.spans != (1, 1) {
            let last = CellRef::new(at.row.saturating_add(open.spans.0 - 1), at.col.saturating_add(open.spans.1 - 1));
            self.merges.extend(super::sheet_xml::area(at, last));
        }
        // What lies under a merge can't be seen.
        if open.covered {
            return Ok(());
        }
        let repeat = open.repeat;
        let cell = open.cell(style);
        if cell.value == CellValue::Empty && !cell.is_formula {
            return Ok(());
        }
        for col in (at.col..limits::COLUMNS).take(repeat as usize) {
            self.spent.value(&cell.value)?;
            self.cells.push((CellRef::new(at.row, col), cell.clone()));
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Fault> {
        let row = self.cells[self.row_start..].to_vec();
        if !row.is_empty() {
            for next in (self.row.saturating_add(1)..limits::ROWS).take(self.row_repeat as usize - 1) {
                for (at, cell) in &row {
                    self.spent.cell(cell.text().map_or(0, str::len))?;
                    self.cells.push((CellRef::new(next, at.col), cell.clone()));
                }
            }
        }
        self.row = self.row.saturating_add(self.row_repeat);
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), Fault> {
        if self.sheets.len() >= limits::SHEETS {
            return over("工作表", limits::SHEETS, "张");
        }
        self.is_in_table = false;
        let mut cells = std::mem::take(&mut self.cells);
        cells.retain(|(at, _)| at.row < limits::ROWS);
        let merges = std::mem::take(&mut self.merges);
        let name = std::mem::take(&mut self.name);
        if name.contains(ELSEWHERE) {
            return Ok(());
        }
        let mut sheet = Sheet::new(name, cells, merges).with_unseen(std::mem::take(&mut self.unseen));
        sheet.visibility = self.visibility;
        self.sheets.push(sheet);
        Ok(())
    }
}

/// Collapsed by hand, or left out by a filter.
fn is_hidden(e: &BytesStart) -> bool {
    matches!(attribute(e, "visibility").as_deref(), Some("collapse" | "filter"))
}
