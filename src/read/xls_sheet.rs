//! One sheet of an .xls: its cells, its merges, and what is hidden in it.

use std::collections::HashMap;

use super::biff::{self, BOF, EOF, Records, position, u16_at, u32_at};
use super::limits::{self, over, position as inside};
use super::xls::{Globals, place};
use super::{facts, sheet_xml};
use crate::model::address::{Area, CellRef};
use crate::model::grid::{Cell, CellValue, Unseen};
use crate::model::source::Fault;

const FORMULA: u16 = 0x0006;
/// A text constant without characters, as it stands in the tokens of a formula.
const EMPTY_TEXT: [u8; 2] = [0x17, 0x00];

#[derive(Default)]
pub struct Found {
    pub cells: Vec<(CellRef, Cell)>,
    pub merges: Vec<Area>,
    pub unseen: Unseen,
    /// Some formula has a result other than an empty text or 0.
    pub has_results: bool,
    /// Formulas whose result is a text without characters, by their place among the cells.
    empty: Vec<(usize, Tokens)>,
    /// Shared formulas by the cell that has them: whether they may come to an empty text.
    shared: HashMap<CellRef, bool>,
}

/// What the tokens of a formula say of an empty text.
#[derive(Clone, Copy)]
enum Tokens {
    Own(bool),
    /// They only name the cell that has them.
    Of(CellRef),
}

impl Found {
    /// Without a calculator an empty text is no result, unless IF(B2=0,"",…) may come to nothing.
    pub fn forget_empty_results(&mut self) {
        for (index, tokens) in std::mem::take(&mut self.empty) {
            let may_be_empty = match tokens {
                Tokens::Own(may_be_empty) => may_be_empty,
                Tokens::Of(at) => self.shared.get(&at).copied().unwrap_or(false),
            };
            if !may_be_empty && self.cells[index].1.text() == Some("") {
                self.cells[index].1.value = CellValue::Empty;
            }
        }
    }
}

/// Reads the records from the sheet's own BOF on.
pub fn read(stream: &[u8], globals: &mut Globals) -> Result<Found, Fault> {
    let (mut found, mut records, mut depth) = (Found::default(), Records::new(stream), 0u32);
    while let Some((kind, data)) = records.next()? {
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            // Charts lie in the sheet as sheets of their own.
            _ if depth != 1 => {}
            // The result of the formula before.
            0x0207 => {
                let text = globals.texts.result(&mut records.continued(data)).unwrap_or_default();
                if let Some((_, cell)) = found.cells.last_mut().filter(|(_, cell)| cell.is_formula) {
                    limits::is_short(&text)?;
                    globals.spent.text(text.len())?;
                    cell.value = CellValue::Text(text);
                }
            }
            FORMULA | 0x0201..=0x0205 | 0x00bd | 0x00d6 | 0x00fd | 0x027e => found.cell(kind, data, globals)?,
            _ => found.beside(kind, data)?,
        }
    }
    globals.walked += stream.len() - records.left();
    Ok(found)
}

impl Found {
    fn cell(&mut self, kind: u16, data: &[u8], globals: &mut Globals) -> Result<(), Fault> {
        let Some((at, style)) = place(data) else { return Ok(()) };
        let value = match kind {
            FORMULA => return self.formula(at, data, globals),
            // MulRk: row and first column, per column style and number (6 bytes), last column.
            0x00bd => return self.numbers(at, data, globals),
            0x0203 => number(data.get(6..14)),
            0x027e => u32_at(data, 6).map(|word| CellValue::Number(biff::rk(word))),
            0x0204 | 0x00d6 => globals.texts.counted(data.get(6..).unwrap_or_default(), 2).map(CellValue::Text),
            0x0205 if data.get(7) == Some(&0) => data.get(6).map(|truth| CellValue::Bool(*truth != 0)),
            0x0205 => data.get(6).map(|code| CellValue::Error(biff::error(*code).to_owned())),
            0x00fd => u32_at(data, 6).map(|index| globals.listed(index)),
            _ => None,
        };
        match value {
            Some(value) => self.push(at, globals.styled(value, style, false), globals),
            None => Ok(()),
        }
    }

    fn push(&mut self, at: CellRef, cell: Cell, globals: &mut Globals) -> Result<(), Fault> {
        globals.spent.value(&cell.value)?;
        // What stands outside of the sheet no program shows.
        self.cells.extend(inside((at.row, at.col)).ok().map(|at| (at, cell)));
        Ok(())
    }

    fn numbers(&mut self, first: CellRef, data: &[u8], globals: &mut Globals) -> Result<(), Fault> {
        for i in 0..data.len().saturating_sub(6) / 6 {
            let Some(word) = u32_at(data, 6 + 6 * i) else { break };
            let cell = globals.styled(CellValue::Number(biff::rk(word)), u16_at(data, 4 + 6 * i), false);
            self.push(CellRef::new(first.row, first.col + i as u32), cell, globals)?;
        }
        Ok(())
    }

    fn formula(&mut self, at: CellRef, data: &[u8], globals: &mut Globals) -> Result<(), Fault> {
        self.has_results |= is_calculated(data);
        let value = match data.get(6..14) {
            // A text stands in the record that follows.
            Some([0, .., 0xff, 0xff]) => CellValue::Empty,
            Some([1, _, truth, .., 0xff, 0xff]) => CellValue::Bool(*truth != 0),
            Some([2, _, code, .., 0xff, 0xff]) => CellValue::Error(biff::error(*code).to_owned()),
            Some([_, .., 0xff, 0xff]) => CellValue::Text(String::new()),
            bytes => number(bytes).unwrap_or_default(),
        };
        let derived = data.get(23..).and_then(position).filter(|_| data.get(22) == Some(&0x01));
        let tokens = derived.map_or(Tokens::Own(has_empty_text(data, 20)), Tokens::Of);
        let cell = globals.styled(value, u16_at(data, 4), true);
        self.push(at, cell, globals)?;
        self.empty.extend(self.cells.len().checked_sub(1).map(|last| (last, tokens)));
        Ok(())
    }

    /// What is no cell.
    fn beside(&mut self, kind: u16, data: &[u8]) -> Result<(), Fault> {
        match kind {
            // ShrFmla behind its first formula: area, number of cells, then tokens.
            0x04bc => self.shared.extend(self.cells.last().map(|(at, _)| (*at, has_empty_text(data, 8)))),
            // Row: its number, its flags at 12 (bit 5: without height).
            0x0208 if u16_at(data, 12).is_some_and(|flags| flags & 0x20 != 0) => {
                u16_at(data, 0).into_iter().for_each(|row| facts::hide(&mut self.unseen.rows, row.into()));
            }
            // ColInfo: first and last column, width, style, flags.
            0x007d => {
                let is_hidden = u16_at(data, 8).is_some_and(|flags| flags & 1 != 0) || u16_at(data, 4) == Some(0);
                let span = u16_at(data, 0).zip(u16_at(data, 2)).filter(|_| is_hidden);
                self.unseen.cols.extend(span.map(|(first, last)| (first.into(), last.into())));
            }
            // MergeCells: a count, then first and last row, first and last column of each.
            0x00e5 => {
                let areas = data.get(2..).unwrap_or_default().chunks_exact(8).filter_map(|area| {
                    let corner = |row, col| Some(CellRef::new(u16_at(area, row)?.into(), u16_at(area, col)?.into()));
                    sheet_xml::area(corner(0, 4)?, corner(2, 6)?)
                });
                self.merges.extend(areas);
                if self.merges.len() > limits::MERGES {
                    return over("一张表内的合并单元格", limits::MERGES, "处");
                }
            }
            _ => {}
        }
        Ok(())
    }
}

fn number(bytes: Option<&[u8]>) -> Option<CellValue> {
    Some(biff::number(f64::from_le_bytes(bytes?.try_into().ok()?)))
}

/// The result behind row, column and style is more than the empty text or 0 that stands there uncalculated.
fn is_calculated(data: &[u8]) -> bool {
    match data.get(6..14) {
        Some([kind, .., 0xff, 0xff]) => *kind != 3,
        Some(number) => number.iter().any(|byte| *byte != 0),
        None => false,
    }
}

/// Among the tokens (their length is at `place`) stands a text without characters.
fn has_empty_text(data: &[u8], place: usize) -> bool {
    let length = u16_at(data, place).map_or(0, usize::from);
    let tokens = data.get(place + 2..).map(|tokens| &tokens[..tokens.len().min(length)]).unwrap_or_default();
    tokens.windows(2).any(|two| two == EMPTY_TEXT)
}
