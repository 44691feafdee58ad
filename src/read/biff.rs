//! What calamine drops of an .xls: number formats (whether 1 in a rate cell is 1 or 100 %), which cells share a
//! formula, links to other workbooks.
//! Reads just enough of its records (MS-XLS, BIFF8); any doubt is `None`.

use std::collections::HashMap;

use super::compound::{u16_at, u32_at, workbook_stream};
use super::facts;
use super::styles::{self, Style};
use crate::model::address::CellRef;
use crate::model::grid::{Cell, CellValue, Unseen};

/// The formats of the cells of one sheet.
pub type SheetFormats = HashMap<CellRef, Style>;

/// What is known of the cells of one sheet.
#[derive(Default)]
pub struct Facts {
    formats: SheetFormats,
    /// Cells with a formula; true where its result may be a text without characters.
    formulas: HashMap<CellRef, bool>,
    pub unseen: Unseen,
}

impl Facts {
    /// `has_calculator`: some formula of the workbook has a result, so an empty one is a result too.
    pub fn complete(&self, cells: &mut Vec<(CellRef, Cell)>, shift: f64, has_calculator: bool) {
        let mut formulas = self.formulas.clone();
        for (at, cell) in cells.iter_mut() {
            if let Some(style) = self.formats.get(at) {
                style.put_on(cell, shift);
            }
            let Some(may_be_empty) = formulas.remove(at) else { continue };
            cell.is_formula = true;
            if cell.text() == Some("") && !may_be_empty && !has_calculator {
                cell.value = CellValue::Empty;
            }
        }
        let left = formulas.into_keys().map(|at| (at, Cell { is_formula: true, ..Cell::default() }));
        cells.extend(left);
        cells.sort_by_key(|(at, _)| *at);
    }
}

/// What calamine does not tell of an .xls.
pub struct Extras {
    /// In the order of the workbook.
    pub sheets: Vec<Facts>,
    pub links_elsewhere: bool,
    /// A program without a calculator (xlwt) stores the same empty result for every formula.
    pub has_calculator: bool,
}

pub fn extras(bytes: &[u8]) -> Option<Extras> {
    let stream = workbook_stream(bytes)?;
    let globals = Globals::read(&stream)?;
    let sheets = globals.sheets.iter().map(|at| globals.sheet(stream.get(*at..).unwrap_or_default()));
    let sheets: Vec<(Facts, bool)> = sheets.collect();
    let has_calculator = sheets.iter().any(|(_, has_results)| *has_results);
    let sheets = sheets.into_iter().map(|(facts, _)| facts).collect();
    Some(Extras { sheets, links_elsewhere: globals.links_elsewhere, has_calculator })
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
/// A text constant without characters, as it stands in the tokens of a formula.
const EMPTY_TEXT: [u8; 2] = [0x17, 0x00];

#[derive(Default)]
struct Globals {
    codes: HashMap<u16, Option<Style>>,
    /// Format of each cell style.
    styles: Vec<u16>,
    sheets: Vec<usize>,
    links_elsewhere: bool,
}

impl Globals {
    fn read(stream: &[u8]) -> Option<Self> {
        let mut globals = Self { codes: styles::built_in(), ..Self::default() };
        for (kind, data) in Records(stream) {
            match kind {
                BOF if u16_at(data, 0)? != 0x0600 => return None,
                0x041e => globals.codes.extend(format_code(data)),
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

    /// What one sheet tells, and whether any formula of it has a result other than an empty text or 0.
    fn sheet(&self, stream: &[u8]) -> (Facts, bool) {
        let (mut found, mut has_results) = (Facts::default(), false);
        let (mut shared, mut derived) = (HashMap::new(), Vec::new());
        let (mut depth, mut last) = (0u32, None);
        for (kind, data) in Records(stream) {
            match kind {
                BOF => depth += 1,
                EOF if depth <= 1 => break,
                EOF => depth -= 1,
                _ if depth != 1 => {}
                FORMULA => {
                    self.cell(&mut found.formats, data, 0, 4);
                    has_results |= is_calculated(data);
                    let at = position(data);
                    found.formulas.extend(at.map(|at| (at, has_empty_text(data, 20))));
                    // Its tokens only name the cell that has them.
                    if data.get(22) == Some(&0x01) {
                        derived.extend(at.zip(data.get(23..).and_then(position)));
                    }
                    last = at;
                }
                // ShrFmla behind its first formula: area, number of cells, then tokens.
                0x04bc => shared.extend(last.map(|at| (at, has_empty_text(data, 8)))),
                // Number, Rk, LabelSst, Label, RString: row, column, style.
                0x0203 | 0x027e | 0x00fd | 0x0204 | 0x00d6 => self.cell(&mut found.formats, data, 0, 4),
                // MulRk: row and first column, per column style and number (6 bytes), last column.
                0x00bd => (0..data.len().saturating_sub(6) / 6)
                    .for_each(|i| self.cell(&mut found.formats, data, i as u32, 4 + 6 * i)),
                // Row: its number, its flags at 12 (bit 5: without height).
                0x0208 => {
                    let is_hidden = u16_at(data, 12).is_some_and(|flags| flags & 0x20 != 0);
                    if let (Some(row), true) = (u16_at(data, 0), is_hidden) {
                        facts::hide(&mut found.unseen.rows, row.into());
                    }
                }
                // ColInfo: first and last column, width, style, flags.
                0x007d => {
                    let is_hidden = u16_at(data, 8).is_some_and(|flags| flags & 1 != 0) || u16_at(data, 4) == Some(0);
                    let span = u16_at(data, 0).zip(u16_at(data, 2)).filter(|_| is_hidden);
                    found.unseen.cols.extend(span.map(|(first, last)| (first.into(), last.into())));
                }
                _ => {}
            }
        }
        for (at, of) in derived {
            found.formulas.insert(at, shared.get(&of).copied().unwrap_or(false));
        }
        (found, has_results)
    }

    /// `right`: columns to the right of the record's; `place`: where the style stands.
    fn cell(&self, found: &mut SheetFormats, data: &[u8], right: u32, place: usize) {
        let read = || {
            let first = position(data)?;
            let format = self.styles.get(usize::from(u16_at(data, place)?))?;
            Some((CellRef::new(first.row, first.col + right), self.codes.get(format)?.as_ref()?))
        };
        if let Some((at, style)) = read() {
            found.insert(at, style.clone());
        }
    }
}

/// The result behind row, column and style is more than the empty text or 0 that stands there uncalculated.
fn is_calculated(data: &[u8]) -> bool {
    match data.get(6..14) {
        Some([kind, .., 0xff, 0xff]) => *kind != 3,
        Some(number) => number.iter().any(|byte| *byte != 0),
        None => false,
    }
}

/// Among the tokens (their length is at `place`) stands a text without characters: IF(B2=0,"",…) may come to nothing.
fn has_empty_text(data: &[u8], place: usize) -> bool {
    let length = u16_at(data, place).map_or(0, usize::from);
    let tokens = data.get(place + 2..).map(|tokens| &tokens[..tokens.len().min(length)]).unwrap_or_default();
    tokens.windows(2).any(|two| two == EMPTY_TEXT)
}

/// Format record: number, length in characters, one or two bytes each.
fn format_code(data: &[u8]) -> Option<(u16, Option<Style>)> {
    let length = usize::from(u16_at(data, 2)?);
    let text = data.get(5..)?;
    let code: String = match data.get(4)? & 1 {
        0 => text.get(..length)?.iter().map(|byte| char::from(*byte)).collect(),
        _ => {
            let wide: Vec<u16> = text.get(..2 * length)?.chunks_exact(2).filter_map(|two| u16_at(two, 0)).collect();
            String::from_utf16_lossy(&wide)
        }
    };
    Some((u16_at(data, 0)?, Style::new(&code)))
}
