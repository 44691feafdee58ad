//! What calamine drops of an .xlsb (MS-XLSB records): merges, number formats, where any doubt is `None`, and the
//! cells of the kinds it does not know.

use std::collections::HashSet;

use super::biff::SheetFormats;
use super::compound::{u16_at, u32_at};
use super::facts::hide;
use super::limits;
use super::package::Package;
use super::sheet_xml::{area, targets};
use super::styles::{self, Style};
use crate::model::address::{Area, CellRef};
use crate::model::grid::Unseen;
use crate::model::source::Fault;

/// What one sheet has beside its values.
#[derive(Default)]
pub struct SheetExtras {
    pub merges: Vec<Area>,
    pub formats: SheetFormats,
    pub formulas: HashSet<CellRef>,
    pub unseen: Unseen,
}

/// One per sheet, in the order of the workbook.
pub fn extras(package: &mut Package) -> Option<Vec<SheetExtras>> {
    let relations = package.part("xl/_rels/workbook.bin.rels").ok()??;
    let targets = targets(&relations)?;
    let styles = Styles::read(&package.part("xl/styles.bin").ok()??);
    let workbook = package.part("xl/workbook.bin").ok()??;
    let ids = Records(&workbook).filter(|(kind, _)| *kind == 156).map(|(_, data)| wide_text(data.get(8..)?));
    let mut sheets = Vec::new();
    for id in ids {
        let id = id?;
        let (_, target) = targets.iter().find(|(known, _)| *known == id)?;
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        let part = package.part(&path.to_lowercase()).ok()??;
        sheets.push(styles.sheet(&part));
    }
    Some(sheets)
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
}

impl<'a> Iterator for Records<'a> {
    type Item = (usize, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = self.varint(2)?;
        let length = self.varint(4)?;
        let (data, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some((kind, data))
    }
}

/// The package with the parts that hold cells, and in them only kinds of cells the reader knows.
pub fn lean(package: &mut Package) -> Result<Vec<u8>, Fault> {
    package.lean(".bin", |name, part| {
        if name.contains("worksheets/") {
            spell_out(part);
        }
        Ok(())
    })
}

/// Cells that leave out their column (kinds 12 to 18: it is the next one) and rich text within a cell (62) become the
/// plain kinds 1 to 7: the reader passes over the others without a word. Excel seldom writes them, other programs do.
fn spell_out(part: &mut Vec<u8>) {
    if !Records(part).any(|(kind, _)| matches!(kind, 11..=18 | 62)) {
        return;
    }
    let mut out = Vec::with_capacity(part.len());
    let mut col = 0u32;
    for (kind, data) in Records(part) {
        match kind {
            12..=18 => {
                col = col.saturating_add(1);
                write_record(&mut out, kind - 11, &[&col.to_le_bytes(), data]);
                continue;
            }
            // Between the cell and its text stands a byte of flags.
            // A formula's error is read by nobody, a plain one (3) is; what follows it are the tokens.
            11 if data.len() > 9 => write_record(&mut out, 3, &[&data[..9]]),
            62 if data.len() > 9 => write_record(&mut out, 6, &[&data[..8], &data[9..]]),
            _ => write_record(&mut out, kind, &[data]),
        }
        if matches!(kind, 1..=11 | 62) {
            col = u32_at(data, 0).unwrap_or(col);
        }
    }
    *part = out;
}

fn write_record(out: &mut Vec<u8>, kind: usize, data: &[&[u8]]) {
    for mut number in [kind, data.iter().map(|piece| piece.len()).sum()] {
        while number > 0x7f {
            out.push(number as u8 | 0x80);
            number >>= 7;
        }
        out.push(number as u8);
    }
    data.iter().for_each(|piece| out.extend_from_slice(piece));
}

/// Length in characters, then UTF-16.
fn wide_text(data: &[u8]) -> Option<String> {
    let length = (u32_at(data, 0)? as usize).checked_mul(2)?.checked_add(4)?;
    let wide: Vec<u16> = data.get(4..length)?.chunks_exact(2).filter_map(|two| u16_at(two, 0)).collect();
    Some(String::from_utf16_lossy(&wide))
}

struct Styles {
    /// Format of each cell style.
    formats: Vec<Option<Style>>,
}

impl Styles {
    fn read(part: &[u8]) -> Self {
        let mut known = styles::built_in();
        let (mut formats, mut in_cells) = (Vec::new(), false);
        for (kind, data) in Records(part) {
            match kind {
                44 => {
                    let code = wide_text(data.get(2..).unwrap_or_default()).map(|code| Style::new(&code));
                    known.extend(u16_at(data, 0).zip(code));
                }
                617 => in_cells = true,
                618 => in_cells = false,
                47 if in_cells => {
                    formats.push(u16_at(data, 2).and_then(|format| known.get(&format).cloned().flatten()))
                }
                _ => {}
            }
        }
        Self { formats }
    }

    fn sheet(&self, part: &[u8]) -> SheetExtras {
        let mut found = SheetExtras::default();
        let mut row = 0;
        for (kind, data) in Records(part) {
            let word = |at| u32_at(data, at);
            match kind {
                // Row: its number, its style, its height at 8, its flags at 10 (bit 12: without height).
                0 => {
                    row = word(0).unwrap_or(0);
                    if u16_at(data, 10).is_some_and(|flags| flags & 0x1000 != 0) {
                        hide(&mut found.unseen.rows, row);
                    }
                }
                // Column: first, last, width, style, flags.
                60 => {
                    let is_hidden = u16_at(data, 16).is_some_and(|flags| flags & 1 != 0) || word(8) == Some(0);
                    found.unseen.cols.extend(word(0).zip(word(4)).filter(|_| is_hidden));
                }
                // All kinds of cells with a value; 8 to 11 are those with a formula.
                2..=11 => {
                    let at = word(0).map(|col| CellRef::new(row, col));
                    let style = word(4).map(|word| (word & 0x00ff_ffff) as usize);
                    let style = style.and_then(|style| self.formats.get(style).cloned().flatten());
                    found.formats.extend(at.zip(style));
                    found.formulas.extend(at.filter(|_| kind >= 8));
                }
                176 if found.merges.len() < limits::MERGES => {
                    let corners = word(0).zip(word(8)).zip(word(4).zip(word(12)));
                    found.merges.extend(
                        corners.and_then(|((r1, c1), (r2, c2))| area(CellRef::new(r1, c1), CellRef::new(r2, c2))),
                    );
                }
                _ => {}
            }
        }
        found
    }
}
