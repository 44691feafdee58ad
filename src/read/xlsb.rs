//! .xlsb by its own records ([MS-XLSB]): the library for it believes what a file claims, and gives up on files Excel
//! opens.

use super::biff;
use super::calendar;
use super::compound::{u16_at, u32_at};
use super::facts::hide;
use super::limits::{self, Spent, over, position};
use super::package::{Package, element_text, marker};
use super::relations::{Relations, resolved};
use super::sheet_xml::area;
use super::styles::{self, DAYS_1904, Style};
use super::xls::{enough, lost};
use crate::model::address::{Area, CellRef};
use crate::model::grid::{Cell, CellValue, Sheet, Unseen, Visibility, Workbook};
use crate::model::source::Fault;

pub fn xlsb(bytes: &[u8]) -> Result<Workbook, Fault> {
    let mut package = Package::open(bytes)?;
    package.weigh()?;
    let name = package.main_part()?.ok_or_else(|| corrupt("no workbook"))?;
    let relations = Relations::of(&mut package, &name)?;
    let beside = |name: &str| resolved(&relations.folder, name);
    let formats = formats(&package.part(&beside("styles.bin"))?.unwrap_or_default())?;
    let mut book = Book { formats, ..Book::default() };
    book.table(&package.part(&beside("sharedStrings.bin"))?.unwrap_or_default())?;
    let part = package.part(&name)?.unwrap_or_default();
    let mut sheets = Vec::new();
    for tab in book.tabs(&part)? {
        let Some(target) = relations.target(&tab.relation, "worksheet") else { continue };
        let part = package.part(target)?.ok_or_else(|| corrupt("no part of a sheet"))?;
        sheets.push(book.sheet(&part, tab)?);
    }
    let core = package.part("docprops/core.xml")?.unwrap_or_default();
    let modified = element_text(&core, "dcterms:modified").and_then(calendar::epoch);
    let marker = marker(&package.part("docprops/custom.xml")?.unwrap_or_default());
    let out = package.workbook("xlsb");
    Ok(Workbook { sheets, modified: modified.or(out.modified), marker, ..out })
}

fn corrupt(what: &str) -> Fault {
    Fault::Corrupt(what.to_owned())
}

/// Record number and data; both number and length are written in seven bits a byte.
struct Records<'a>(&'a [u8]);

impl<'a> Records<'a> {
    fn varint(&mut self, most: u32) -> Option<usize> {
        let mut value = 0;
        for place in 0..most {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= usize::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(value)
    }

    /// The next record; one that ends behind its part is damage.
    fn next(&mut self) -> Result<Option<(usize, &'a [u8])>, Fault> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let whole = |records: &mut Self| {
            let kind = records.varint(2)?;
            let length = records.varint(4)?;
            let (data, rest) = records.0.split_at_checked(length)?;
            records.0 = rest;
            Some((kind, data))
        };
        whole(self).map(Some).ok_or_else(|| corrupt("a record ends behind its part"))
    }
}

/// Length in characters, then UTF-16; with what is behind it.
fn wide_text(data: &[u8]) -> Option<(String, &[u8])> {
    let length = (u32_at(data, 0)? as usize).checked_mul(2)?.checked_add(4)?;
    let units: Vec<u16> = data.get(4..length)?.chunks_exact(2).filter_map(|two| u16_at(two, 0)).collect();
    Some((String::from_utf16_lossy(&units), &data[length..]))
}

/// The format of each cell style; what follows damage is not read.
fn formats(part: &[u8]) -> Result<Vec<Option<Style>>, Fault> {
    let mut known = styles::built_in();
    let (mut records, mut formats, mut in_cells) = (Records(part), Vec::new(), false);
    while let Ok(Some((kind, data))) = records.next() {
        match kind {
            44 => {
                let code = wide_text(data.get(2..).unwrap_or_default()).map(|(code, _)| Style::new(&code));
                known.extend(u16_at(data, 0).zip(code));
            }
            617 => in_cells = true,
            618 => in_cells = false,
            47 if formats.len() >= limits::STYLES => return over("单元格样式", limits::STYLES, "个"),
            47 if in_cells => formats.push(u16_at(data, 2).and_then(|format| known.get(&format).cloned().flatten())),
            _ => {}
        }
    }
    Ok(formats)
}

struct Tab {
    visibility: Visibility,
    relation: String,
    name: String,
}

/// What holds for all sheets.
#[derive(Default)]
struct Book {
    formats: Vec<Option<Style>>,
    strings: Vec<String>,
    shift: f64,
    spent: Spent,
}

impl Book {
    fn table(&mut self, part: &[u8]) -> Result<(), Fault> {
        let (mut records, mut size) = (Records(part), 0);
        while let Some((kind, data)) = records.next()? {
            if kind == 19 {
                let text = data.get(1..).and_then(wide_text).ok_or_else(|| corrupt("a text that ends early"))?.0;
                size += text.len() + size_of::<String>();
                if size > limits::TEXT_BYTES {
                    return over("单元格文字合计", limits::TEXT_BYTES >> 20, "MB");
                }
                self.strings.push(text);
            }
        }
        Ok(())
    }

    fn tabs(&mut self, part: &[u8]) -> Result<Vec<Tab>, Fault> {
        let (mut records, mut tabs) = (Records(part), Vec::new());
        while let Some((kind, data)) = records.next()? {
            match kind {
                153 if data.first().is_some_and(|flags| flags & 1 != 0) => self.shift = DAYS_1904,
                // Visibility, number, relation, name.
                156 => {
                    let visibility = match u32_at(data, 0) {
                        Some(1) => Visibility::Hidden,
                        Some(2) => Visibility::VeryHidden,
                        _ => Visibility::Visible,
                    };
                    let read = || {
                        let (relation, rest) = wide_text(data.get(8..)?)?;
                        Some(Tab { visibility, relation, name: wide_text(rest)?.0 })
                    };
                    tabs.extend(read());
                }
                _ => {}
            }
            if tabs.len() > limits::SHEETS {
                return over("工作表", limits::SHEETS, "张");
            }
        }
        Ok(tabs)
    }

    fn sheet(&mut self, part: &[u8], tab: Tab) -> Result<Sheet, Fault> {
        let mut found = Found::default();
        let mut records = Records(part);
        while let Some((kind, data)) = records.next()? {
            match kind {
                1..=18 | 62 => {
                    // Kinds 12 to 18 leave out their column: it is the next one.
                    let (is_short, plain) =
                        ((12..=18).contains(&kind), if kind == 62 { 6 } else { (kind - 1) % 11 + 1 });
                    found.col = if is_short { found.col.saturating_add(1) } else { u32_at(data, 0).unwrap_or(0) };
                    let data = if is_short { data } else { data.get(4..).unwrap_or_default() };
                    found.cell((plain, kind == 62), data, self)?;
                }
                _ => found.beside(kind, data)?,
            }
        }
        let cells = if tab.visibility == Visibility::Visible { found.cells } else { enough(found.cells) };
        let mut sheet = Sheet::new(tab.name, cells, found.merges).with_unseen(found.unseen);
        sheet.visibility = tab.visibility;
        Ok(sheet)
    }
}

#[derive(Default)]
struct Found {
    cells: Vec<(CellRef, Cell)>,
    merges: Vec<Area>,
    unseen: Unseen,
    row: u32,
    col: u32,
}

impl Found {
    /// A cell of kind 1 to 11 behind its column: three bytes of style, one of flags, its value.
    fn cell(&mut self, (kind, is_rich): (usize, bool), data: &[u8], book: &mut Book) -> Result<(), Fault> {
        let value = data.get(4..).and_then(|data| match kind {
            2 => u32_at(data, 0).map(|word| CellValue::Number(biff::rk(word))),
            3 | 11 => data.first().map(|code| CellValue::Error(biff::error(*code).to_owned())),
            4 | 10 => data.first().map(|truth| CellValue::Bool(*truth != 0)),
            5 | 9 => Some(biff::number(f64::from_le_bytes(data.get(..8)?.try_into().ok()?))),
            // Before a rich text stands a byte of flags.
            6 | 8 => wide_text(data.get(usize::from(is_rich)..)?).map(|(text, _)| CellValue::Text(text)),
            7 => Some(
                book.strings.get(u32_at(data, 0)? as usize).map_or_else(lost, |text| CellValue::Text(text.clone())),
            ),
            _ => None,
        });
        let Some(value) = value else {
            return if kind == 1 { Ok(()) } else { Err(corrupt("a cell without its value")) };
        };
        book.spent.value(&value)?;
        let mut cell = Cell { value, is_formula: kind >= 8, format: None };
        let style = u32_at(data, 0).map(|word| (word & 0x00ff_ffff) as usize);
        if let Some(Some(style)) = style.and_then(|style| book.formats.get(style)) {
            style.put_on(&mut cell, book.shift);
        }
        self.cells.push((position((self.row, self.col))?, cell));
        Ok(())
    }

    /// What is no cell.
    fn beside(&mut self, kind: usize, data: &[u8]) -> Result<(), Fault> {
        let word = |at| u32_at(data, at);
        match kind {
            // Row: its number, its style, its height at 8, its flags at 10 (bit 12: without height).
            0 => {
                self.row = word(0).unwrap_or(0);
                if u16_at(data, 10).is_some_and(|flags| flags & 0x1000 != 0) {
                    hide(&mut self.unseen.rows, self.row);
                }
            }
            // Column: first, last, width, style, flags.
            60 => {
                let is_hidden = u16_at(data, 16).is_some_and(|flags| flags & 1 != 0) || word(8) == Some(0);
                self.unseen.cols.extend(word(0).zip(word(4)).filter(|_| is_hidden));
            }
            176 => {
                let corners = word(0).zip(word(8)).zip(word(4).zip(word(12)));
                let merge = |((r1, c1), (r2, c2))| area(CellRef::new(r1, c1), CellRef::new(r2, c2));
                self.merges.extend(corners.and_then(merge));
                if self.merges.len() > limits::MERGES {
                    return over("一张表内的合并单元格", limits::MERGES, "处");
                }
            }
            _ => {}
        }
        Ok(())
    }
}
