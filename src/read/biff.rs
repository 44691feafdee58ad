//! What calamine drops of an .xls: number formats (whether 1 in a rate cell is 1 or 100 %), which cells share a
//! formula, links to other workbooks.
//! Reads just enough of the compound file (MS-CFB) and of its records (MS-XLS, BIFF8); any doubt is `None`.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::model::address::CellRef;
use crate::model::grid::Cell;
use crate::model::source::Fault;

/// Format codes of the numeric cells of one sheet.
pub type SheetFormats = HashMap<CellRef, Arc<str>>;

/// What is known of the cells of one sheet.
#[derive(Default)]
pub struct Facts {
    formats: SheetFormats,
    /// Cells with a formula, also where it is another cell's.
    formulas: HashSet<CellRef>,
}

impl Facts {
    pub fn complete(&self, cells: &mut [(CellRef, Cell)]) {
        for (at, cell) in cells {
            cell.format = self.formats.get(at).cloned();
            // The text of a shared formula stands in another cell; that there is one is what counts.
            cell.formula = cell.formula.take().or_else(|| self.formulas.contains(at).then(Box::default));
        }
    }
}

/// What calamine does not tell of an .xls.
pub struct Extras {
    /// In the order of the workbook.
    pub sheets: Vec<Facts>,
    pub links_elsewhere: bool,
}

pub fn extras(bytes: &[u8]) -> Option<Extras> {
    let stream = workbook_stream(bytes)?;
    let globals = Globals::read(&stream)?;
    let sheets = globals.sheets.iter().map(|at| globals.sheet(stream.get(*at..).unwrap_or_default()));
    Some(Extras { sheets: sheets.collect(), links_elsewhere: globals.links_elsewhere })
}

pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// The sectors of a compound file.
struct Sectors<'a> {
    bytes: &'a [u8],
    shift: u32,
    next: Vec<u32>,
}

impl<'a> Sectors<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u32::from(u16_at(bytes, 30)?);
        let mut sectors = Self { bytes, shift: (9..=12).contains(&shift).then_some(shift)?, next: Vec::new() };
        // The table's own sectors: 109 places in the header, the rest in a chain of further lists.
        let mut table: Vec<u32> = (0..109).filter_map(|i| u32_at(bytes, 76 + 4 * i)).collect();
        let mut list = u32_at(bytes, 68)?;
        let per_list = (1usize << shift) / 4 - 1;
        for _ in 0..u32_at(bytes, 72)?.min(1 << 12) {
            let sector = sectors.sector(list)?;
            table.extend((0..per_list).filter_map(|i| u32_at(sector, 4 * i)));
            list = u32_at(sector, 4 * per_list)?;
        }
        // No table is longer than what it takes to name every sector of the file, whatever the header claims.
        let most = (bytes.len() >> shift) / (per_list + 1) + 1;
        for sector in table.into_iter().take((u32_at(bytes, 44)? as usize).min(most)) {
            let words = sectors.sector(sector)?.chunks_exact(4).filter_map(|word| u32_at(word, 0));
            let words: Vec<u32> = words.collect();
            sectors.next.extend(words);
        }
        Some(sectors)
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let from = (number as usize).checked_add(1)?.checked_mul(1 << self.shift)?;
        self.bytes.get(from..).map(|rest| &rest[..rest.len().min(1 << self.shift)])
    }

    fn chain(&self, mut number: u32) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        // No chain is longer than the table; one that is runs in a circle.
        for _ in 0..=self.next.len() {
            if number >= 0xffff_fffa {
                return Some(out);
            }
            out.extend_from_slice(self.sector(number)?);
            number = *self.next.get(number as usize)?;
        }
        None
    }
}

/// No chain of sectors comes back to itself: a reader that follows such a chain fills the memory.
pub fn has_ends(bytes: &[u8]) -> Result<(), Fault> {
    let next = Sectors::open(bytes).map(|sectors| sectors.next).unwrap_or_default();
    let mut walk_of = vec![0; next.len()];
    let is_circular = (0..next.len()).any(|start| {
        let (walk, mut at) = (start + 1, start);
        while walk_of.get(at) == Some(&0) {
            walk_of[at] = walk;
            at = next[at] as usize;
        }
        walk_of.get(at) == Some(&walk)
    });
    match is_circular {
        true => Err(Fault::Corrupt("a chain of sectors without end".to_owned())),
        false => Ok(()),
    }
}

fn workbook_stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let sectors = Sectors::open(bytes)?;
    let directory = sectors.chain(u32_at(bytes, 48)?)?;
    let name: Vec<u8> = "Workbook\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let entry = directory.chunks_exact(128).find(|entry| entry.starts_with(&name))?;
    // Shorter streams stand in the mini stream; no form is that small.
    let is_regular = u32_at(entry, 120)? >= u32_at(bytes, 56)?;
    is_regular.then(|| sectors.chain(u32_at(entry, 116)?))?
}

struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = u16_at(self.0, 0)?;
        let end = 4 + usize::from(u16_at(self.0, 2)?);
        let data = self.0.get(4..end)?;
        self.0 = &self.0[end..];
        Some((kind, data))
    }
}

/// Row and column, with which every record of a cell begins.
fn position(data: &[u8]) -> Option<CellRef> {
    Some(CellRef::new(u16_at(data, 0)?.into(), u16_at(data, 2)?.into()))
}

const FORMULA: u16 = 0x0006;
const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;

#[derive(Default)]
struct Globals {
    codes: HashMap<u16, Arc<str>>,
    /// Format of each cell style.
    styles: Vec<u16>,
    sheets: Vec<usize>,
    links_elsewhere: bool,
}

impl Globals {
    fn read(stream: &[u8]) -> Option<Self> {
        let mut globals = Self::default();
        for (code, ids) in BUILT_IN {
            ids.iter().for_each(|id| drop(globals.codes.insert(*id, Arc::from(code))));
        }
        for (kind, data) in Records(stream) {
            match kind {
                BOF if u16_at(data, 0)? != 0x0600 => return None,
                0x041e => globals.codes.extend(format_code(data).filter(|(_, code)| is_telling(code))),
                0x00e0 => globals.styles.push(u16_at(data, 2)?),
                0x0085 => globals.sheets.push(u32_at(data, 0)? as usize),
                // SupBook: 0x0401 is the workbook itself, 0x3a01 an add-in.
                0x01ae => globals.links_elsewhere |= !matches!(u16_at(data, 2), Some(0x0401 | 0x3a01)),
                EOF => break,
                _ => {}
            }
        }
        Some(globals)
    }

    fn sheet(&self, stream: &[u8]) -> Facts {
        let mut found = Facts::default();
        let mut depth = 0u32;
        for (kind, data) in Records(stream) {
            if kind == FORMULA && depth == 1 {
                found.formulas.extend(position(data));
            }
            match kind {
                BOF => depth += 1,
                EOF if depth <= 1 => break,
                EOF => depth -= 1,
                // Formula, Number, Rk: row, column, style.
                FORMULA | 0x0203 | 0x027e if depth == 1 => self.cell(&mut found.formats, data, (0, 4)),
                // MulRk: row, first column, then style and number per column.
                0x00bd if depth == 1 => {
                    (0..data.len() / 6).for_each(|i| self.cell(&mut found.formats, data, (i, 4 + 6 * i)));
                }
                _ => {}
            }
        }
        found
    }

    /// `place`: columns to the right of the record's, and where the style stands.
    fn cell(&self, found: &mut SheetFormats, data: &[u8], place: (usize, usize)) {
        let read = || {
            let first = position(data)?;
            let format = self.styles.get(usize::from(u16_at(data, place.1)?))?;
            Some((CellRef::new(first.row, first.col + place.0 as u32), self.codes.get(format)?))
        };
        if let Some((at, code)) = read() {
            found.insert(at, Arc::clone(code));
        }
    }
}

/// The number formats Excel does not write down, as far as they say something about digits (ECMA-376 18.8.30), and
/// its dates as a Chinese one shows them.
pub const BUILT_IN: [(&str, &[u16]); 11] = [
    ("0", &[1]),
    ("0.00", &[2]),
    ("#,##0", &[3, 37, 38, 41, 42]),
    ("#,##0.00", &[4, 39, 40, 43, 44]),
    ("0%", &[9]),
    ("0.00%", &[10]),
    ("0.00E+00", &[11]),
    ("yyyy/m/d", &[14]),
    ("yyyy\"年\"m\"月\"", &[27, 50, 52, 57]),
    ("m\"月\"d\"日\"", &[28, 29, 51, 53, 54, 58]),
    ("yyyy\"年\"m\"月\"d\"日\"", &[31]),
];

/// `General` says nothing about a number.
pub fn is_telling(code: &str) -> bool {
    !code.eq_ignore_ascii_case("General")
}

/// Format record: number, length in characters, one or two bytes each.
fn format_code(data: &[u8]) -> Option<(u16, Arc<str>)> {
    let length = usize::from(u16_at(data, 2)?);
    let text = data.get(5..)?;
    let code: String = match data.get(4)? & 1 {
        0 => text.get(..length)?.iter().map(|byte| char::from(*byte)).collect(),
        _ => {
            let wide: Vec<u16> = text.get(..2 * length)?.chunks_exact(2).filter_map(|two| u16_at(two, 0)).collect();
            String::from_utf16_lossy(&wide)
        }
    };
    Some((u16_at(data, 0)?, Arc::from(code)))
}
