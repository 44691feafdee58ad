//! A workbook drawn as bytes say: it begins as a good form or as nothing, and every few bytes change it the way people
//! do. The words are those of the forms themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::ground::Ground;
use crate::model::address::{Area, CellRef};
use crate::model::grid::{Cell, CellValue, Sheet, Unseen, Visibility, Workbook};
use crate::model::source::Source;
use crate::pipeline::{TemplatesJob, templates};
use crate::read::fuzzing::file;

/// The forms that drawings begin with: samples, and a template of every built-in profile.
fn bases() -> &'static [Workbook] {
    static BASES: OnceLock<Vec<Workbook>> = OnceLock::new();
    BASES.get_or_init(|| {
        // Fuzzing stops at once where its own files are missing.
        let folder = tempfile::tempdir().expect("a folder for templates");
        let mut paths = Vec::new();
        for profile in &Ground::builtin().profiles {
            let mut ground = Ground::builtin();
            ground.profiles = vec![profile.clone()];
            let out = folder.path().join(format!("{}.xlsx", profile.name));
            // A form that cannot be drawn as a template is no base.
            paths.extend(templates(&TemplatesJob { out, chosen: true, roster: None }, &ground).unwrap_or_default());
        }
        let samples = [samples(), samples().join("项目")];
        paths.extend(samples.iter().flat_map(|folder| files(folder)));
        let read = |path: &PathBuf| file(&std::fs::read(path).ok()?).ok();
        paths.iter().filter_map(read).map(|book| Workbook { marker: None, ..book }).collect()
    })
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_workbooks")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// Short texts of the forms: labels, headings, answers.
fn words() -> &'static [String] {
    static WORDS: OnceLock<Vec<String>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let cells = bases().iter().flat_map(|book| &book.sheets).flat_map(Sheet::cells);
        let texts = cells.filter_map(|(_, cell)| cell.text()).filter(|text| text.chars().count() <= 40);
        let words: BTreeSet<String> = texts.map(str::to_owned).collect();
        words.into_iter().collect()
    })
}

/// With the roster of the samples, or without.
pub fn ground(has_roster: bool) -> &'static Ground {
    static GROUNDS: OnceLock<[Ground; 2]> = OnceLock::new();
    let grounds = GROUNDS.get_or_init(|| {
        let roster = samples().join("名册.csv");
        // The samples are checked elsewhere.
        [None, Some(roster.as_path())].map(|roster| Ground::prepare(&[], roster, Some(2023)).expect("a good roster"))
    });
    &grounds[usize::from(has_roster)]
}

pub fn source() -> Source {
    let name = "初稿/区教育局.xlsx".to_owned();
    Source { path: name.clone().into(), name, size: 0, modified: None, named: true, within: None }
}

const NUMBERS: [f64; 16] =
    [0.0, 1.0, 5.0, 10.0, 100.0, 0.9712, 97.12, -3.0, 2023.0, 45_291.0, 1e15, 1e-9, -0.0, 9.999_999, 1e300, 0.1];
const FORMATS: [&str; 12] = [
    "0.00%",
    "0%",
    "#,##0.00",
    "0.00E+00",
    "yyyy/m/d",
    "[<>0]0;\"无\"",
    "0\"分\"",
    "# ?/?",
    "@",
    "[$-804]0,,",
    "\"",
    ";;;",
];
const ODD: [&str; 24] = [
    "１００％",
    "≥95%",
    "≤3",
    "100",
    "1,234.56万元",
    "12分",
    "－",
    "/",
    "无",
    "□是 ☑否",
    "2023年6月底前",
    "3-5次",
    "一百二十",
    "#REF!",
    "=A1/B1",
    "  ",
    "\u{200b}",
    "优",
    "（万元）",
    "：",
    "99.5分（满分100分）",
    "1:2",
    "100%以上，达到105%",
    "10000000000000000000000000000000",
];

/// Decisions, read one after the other; zeros behind their end.
struct Decisions<'a>(&'a [u8]);

impl<'a> Decisions<'a> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn below(&mut self, end: u32) -> u32 {
        let low = u32::from(self.byte());
        let number = if end > 256 { low | u32::from(self.byte()) << 8 } else { low };
        number % end.max(1)
    }

    fn pick<T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len() as u32) as usize)
    }

    fn text(&mut self) -> String {
        let length = usize::from(self.byte()).min(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8_lossy(text).into_owned()
    }
}

#[derive(Default)]
struct Drawing {
    name: String,
    visibility: Visibility,
    cells: BTreeMap<CellRef, Cell>,
    merges: Vec<Area>,
    unseen: Unseen,
    row: u32,
    col: u32,
}

/// Begins with a form by its number; 0 is none.
pub fn drawn(bytes: &[u8]) -> Workbook {
    let mut decisions = Decisions(bytes);
    let base = (decisions.byte() as usize).checked_sub(1).and_then(|number| bases().get(number % bases().len()));
    let mut workbook = base.cloned().unwrap_or_default();
    let mut drawing = workbook.sheets.first().map(Drawing::of).unwrap_or_default();
    let mut further = Vec::new();
    while !decisions.0.is_empty() {
        if drawing.change(&mut decisions) {
            further.push(std::mem::take(&mut drawing).sheet());
        }
    }
    workbook.sheets.truncate(3);
    workbook.sheets.drain(..workbook.sheets.len().min(1));
    workbook.sheets.splice(0..0, further.into_iter().chain([drawing.sheet()]));
    workbook
}

impl Drawing {
    fn of(sheet: &Sheet) -> Self {
        Self {
            name: sheet.name.clone(),
            visibility: sheet.visibility,
            cells: sheet.cells().map(|(at, cell)| (at, cell.clone())).collect(),
            merges: sheet.merges.clone(),
            unseen: sheet.unseen().clone(),
            ..Self::default()
        }
    }

    fn at(&self) -> CellRef {
        CellRef::new(self.row, self.col)
    }

    fn sheet(self) -> Sheet {
        let mut sheet = Sheet::new(self.name, self.cells.into_iter().collect(), self.merges).with_unseen(self.unseen);
        sheet.visibility = self.visibility;
        sheet
    }

    /// One change; true where the sheet is done and another begins.
    fn change(&mut self, decisions: &mut Decisions<'_>) -> bool {
        let at = self.at();
        match decisions.byte() % 20 {
            0 => self.put(CellValue::Text(decisions.pick(words()).cloned().unwrap_or_default())),
            1 => self.put(CellValue::Number(*decisions.pick(&NUMBERS).unwrap_or(&0.0))),
            2 => self.put(CellValue::Text(decisions.pick(&ODD).copied().unwrap_or_default().to_owned())),
            3 => self.put(CellValue::Text(decisions.text())),
            4 => self.put(match decisions.byte() % 5 {
                0 => CellValue::Error("#DIV/0!".to_owned()),
                1 => CellValue::Bool(true),
                2 => CellValue::Date(f64::from(decisions.byte()) * 400.0),
                3 => CellValue::Picture,
                _ => CellValue::Text(String::new()),
            }),
            5 => (self.row, self.col) = (decisions.byte().into(), u32::from(decisions.byte()) % 32),
            6 => (self.row, self.col) = ((at.row + 1).min(1_048_575), 0),
            7 => {
                let (down, right) = (decisions.below(9), decisions.below(17));
                let last = CellRef::new((at.row + down).min(1_048_575), (at.col + right).min(16_383));
                self.merges.push(Area::new(at, last));
            }
            8 => self.unseen.rows.push((at.row, at.row + decisions.below(4))),
            9 => self.unseen.cols.push((at.col, at.col + decisions.below(4))),
            10 => drop(self.cells.remove(&at)),
            11 => self.shift(|row| (row != at.row).then(|| row - u32::from(row > at.row))),
            12 => self.shift(|row| Some(row + u32::from(row >= at.row))),
            13 => self.double(),
            14 => self.swap(decisions.below(16)),
            15 => self.merges.retain(|area| !area.contains(at)),
            16 => self.format(decisions),
            17 => drop(self.unseen.pictures.insert(at)),
            18 => (self.row, self.col) = (1_048_575 - decisions.below(3), 16_383 - decisions.below(3)),
            _ => {
                self.visibility = [Visibility::Visible, Visibility::Hidden][usize::from(decisions.byte() % 2)];
                self.name = decisions.pick(words()).cloned().unwrap_or_default();
                return true;
            }
        }
        false
    }

    fn put(&mut self, value: CellValue) {
        let format = self.cells.get(&self.at()).and_then(|cell| cell.format.clone());
        self.cells.insert(self.at(), Cell { value, is_formula: false, format });
        self.col = (self.col + 1).min(16_383);
    }

    fn format(&mut self, decisions: &mut Decisions<'_>) {
        let code = decisions.below(14);
        let own = decisions.text();
        if let Some(cell) = self.cells.get_mut(&CellRef::new(self.row, self.col)) {
            match FORMATS.get(code as usize) {
                Some(code) => cell.format = Some(Arc::from(*code)),
                None if code == 12 => cell.format = Some(Arc::from(own)),
                None => cell.is_formula = true,
            }
        }
    }

    /// Every row to another place, or away.
    fn shift(&mut self, to: impl Fn(u32) -> Option<u32>) {
        let moved = |at: CellRef| Some(CellRef::new(to(at.row)?.min(1_048_575), at.col));
        let cells = std::mem::take(&mut self.cells);
        self.cells = cells.into_iter().filter_map(|(at, cell)| Some((moved(at)?, cell))).collect();
        let area = |area: Area| Some(Area::new(moved(area.first)?, moved(area.last)?));
        self.merges = std::mem::take(&mut self.merges).into_iter().filter_map(area).collect();
    }

    /// The row once more below itself.
    fn double(&mut self) {
        let row = self.row;
        if row >= 1_048_000 {
            return;
        }
        self.shift(|other| Some(other + u32::from(other > row)));
        let range = CellRef::new(row, 0)..CellRef::new(row + 1, 0);
        let again: Vec<_> = self.cells.range(range).map(|(at, cell)| (*at, cell.clone())).collect();
        self.cells.extend(again.into_iter().map(|(at, cell)| (CellRef::new(row + 1, at.col), cell)));
    }

    /// Two columns change places.
    fn swap(&mut self, other: u32) {
        let col = self.col;
        let moved = |at: CellRef| match at.col {
            own if own == col => CellRef::new(at.row, other),
            own if own == other => CellRef::new(at.row, col),
            _ => at,
        };
        self.cells = std::mem::take(&mut self.cells).into_iter().map(|(at, cell)| (moved(at), cell)).collect();
    }
}
