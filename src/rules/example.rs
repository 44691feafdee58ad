//! The one clean workbook from which every rule's examples are made, by changing one thing in it.

use rust_decimal::Decimal;

use crate::model::address::{Area, CellRef};
use crate::model::grid::{Cell, CellValue, Sheet, Visibility, Workbook};
use crate::model::marker::TemplateMark;
use crate::model::narrative::Paragraph;
use crate::model::number;
use crate::model::roster::{LedgerFigure, Roster, RosterEntry};
use crate::model::source::Fault;
use crate::model::submission::MoneyUnit;

/// A change that makes the rule speak, and one near it that does not.
pub struct Example {
    pub fires: fn(&mut Case),
    pub silent: fn(&mut Case),
}

/// A file as it arrives: the clean form (table in A1:I31) until something is changed in it.
#[derive(Clone, Debug)]
pub struct Case {
    pub file: String,
    pub workbook: Workbook,
    /// The file cannot be opened.
    pub fault: Option<Fault>,
    pub roster: Option<Roster>,
    /// Builtin profile the form is read with.
    pub profile: &'static str,
    /// Further files of the same batch.
    pub others: Vec<Self>,
    /// The report beside it: its text, and its table where it has one of its own.
    pub report: Option<Box<Workbook>>,
}

/// A report with nothing to say against, a paragraph a line.
const REPORT: &str = include_str!("example_report.txt");

/// Text cells of the clean form that carry a number are stored as numbers; `%` is a percent format.
const FORM: &str = include_str!("example_form.txt");

impl Case {
    /// Nothing in it is worth a finding.
    pub fn clean() -> Self {
        let (mut cells, mut merges) = (vec![], vec![]);
        for line in FORM.lines().filter(|line| !line.is_empty()) {
            let (place, written) = line.split_once('\t').unwrap_or((line, ""));
            let (first, last) = place.split_once(':').unwrap_or((place, place));
            let area = Area::new(at(first), at(last));
            cells.push((area.first, cell(written)));
            merges.extend((!area.is_single()).then_some(area));
        }
        let sheet = Sheet::new("自评表", cells, merges);
        let workbook = Workbook { format: "xlsx".to_owned(), sheets: vec![sheet], ..Workbook::default() };
        let file = "湘东区教育局.xlsx".to_owned();
        Self {
            file,
            workbook,
            fault: None,
            roster: Some(roster()),
            profile: "xiangdong-2023",
            others: vec![],
            report: None,
        }
    }

    /// The cell as typed: what reads as a number or a percentage becomes one, all else is text.
    pub fn set(&mut self, place: &str, written: &str) {
        self.put(place, cell(written));
    }

    /// A score of H14:H28, the stated total kept in step.
    pub fn score(&mut self, place: &str, written: &str) {
        self.set(place, written);
        let sheet = &self.workbook.sheets[0];
        let scores = (13..28).filter_map(|row| match sheet.get(CellRef::new(row, 7))?.value {
            CellValue::Number(score) => number::from_float(score),
            _ => None,
        });
        let total: Decimal = scores.sum();
        self.set("H29", &number::plain(total));
    }

    /// The cell as text, whatever it looks like.
    pub fn text(&mut self, place: &str, written: &str) {
        self.put(place, Cell { value: CellValue::Text(written.to_owned()), ..Cell::default() });
    }

    pub fn blank(&mut self, place: &str) {
        self.put(place, Cell::default());
    }

    /// `#REF!` and the like.
    pub fn error(&mut self, place: &str, shown: &str) {
        self.put(place, Cell { value: CellValue::Error(shown.to_owned()), is_formula: true, format: None });
    }

    /// A formula whose result was never stored.
    pub fn uncalculated(&mut self, place: &str) {
        self.put(place, Cell { is_formula: true, ..Cell::default() });
    }

    /// A picture on the cell, over whatever is written there.
    pub fn picture(&mut self, place: &str, written: &str) {
        self.text(place, written);
        let sheet = &mut self.workbook.sheets[0];
        let mut unseen = sheet.unseen().clone();
        unseen.pictures.insert(at(place));
        *sheet = std::mem::take(sheet).with_unseen(unseen);
    }

    /// Blanks every cell of a rectangle.
    pub fn blank_area(&mut self, first: &str, last: &str) {
        let area = Area::new(at(first), at(last));
        self.keep_cells(|cell| !area.contains(cell));
    }

    /// Merges a rectangle, its first cell holding the text.
    pub fn merge(&mut self, first: &str, last: &str, written: &str) {
        let area = Area::new(at(first), at(last));
        self.keep_cells(|cell| !area.contains(cell));
        let sheet = &mut self.workbook.sheets[0];
        sheet.merge(area);
        self.text(first, written);
    }

    /// An empty row in front of the numbered one; everything from there on moves down.
    /// Hides a row, by its number as Excel shows it.
    pub fn hide_row(&mut self, number: u32) {
        let sheet = &mut self.workbook.sheets[0];
        let mut unseen = sheet.unseen().clone();
        unseen.rows.push((number - 1, number - 1));
        *sheet = std::mem::take(sheet).with_unseen(unseen);
    }

    pub fn insert_row(&mut self, number: u32) {
        let moved = |cell: CellRef| CellRef::new(cell.row + u32::from(cell.row + 1 >= number), cell.col);
        let sheet = &self.workbook.sheets[0];
        let cells = sheet.cells().map(|(at, cell)| (moved(at), cell.clone())).collect();
        let merges = sheet.merges.iter().map(|area| Area::new(moved(area.first), moved(area.last))).collect();
        self.workbook.sheets[0].merges = merges;
        self.replace_cells(cells);
    }

    /// A sheet without any form.
    pub fn clear(&mut self) {
        self.keep_cells(|_| false);
        self.text("A1", "会议通知");
    }

    /// Back to the template as it was handed out.
    pub fn unfill(&mut self) {
        const FILLED: [&str; 7] = ["C3:C3", "H3:H3", "E5:I8", "B10:I10", "D14:F28", "H14:I28", "G29:I29"];
        for area in FILLED {
            let (first, last) = area.split_once(':').unwrap_or((area, area));
            self.blank_area(first, last);
        }
        self.text("A30", "填表人：");
        self.text("F30", "联系电话：");
    }

    pub fn fault(&mut self, fault: Fault) {
        self.fault = Some(fault);
    }

    /// As if it were filled in on a template of the program's own, of this form and year unless changed.
    pub fn mark_as_template(&mut self, change: impl FnOnce(&mut TemplateMark)) {
        let version = crate::profile::builtin().first().map(|profile| profile.layout_version()).unwrap_or_default();
        let mut mark = TemplateMark { profile: "xiangdong-2023".to_owned(), version, year: 2023 };
        change(&mut mark);
        self.workbook.marker = Some(mark.to_string());
    }

    /// A further sheet with the same form; changed by the caller through `workbook`.
    pub fn copy_sheet(&mut self, name: &str, visibility: Visibility) {
        let mut copy = self.workbook.sheets[0].clone();
        name.clone_into(&mut copy.name);
        copy.visibility = visibility;
        self.workbook.sheets.push(copy);
    }

    /// Another clean file of the same batch, by file and department name.
    pub fn add_file(&mut self, file: &str, department: &str) -> &mut Self {
        let mut other = Self::clean();
        file.clone_into(&mut other.file);
        other.text("C3", department);
        self.others.push(other);
        let last = self.others.len() - 1;
        &mut self.others[last]
    }

    /// The own entry of the roster.
    pub fn own_entry(&mut self) -> &mut RosterEntry {
        let roster = self.roster.get_or_insert_with(roster);
        &mut roster.entries[0]
    }

    /// A report without a table, with one more paragraph.
    pub fn report(&mut self, paragraph: &str) {
        self.narrative(REPORT.lines().chain([paragraph]));
    }

    /// The report without the section of that heading, its only paragraph with it.
    pub fn report_without(&mut self, heading: &str) {
        let mut before = "";
        self.narrative(REPORT.lines().filter(|line| {
            let is_under = std::mem::replace(&mut before, line) == heading;
            *line != heading && !is_under
        }));
    }

    pub fn report_with_problems(&mut self, problems: &str) {
        self.narrative(REPORT.lines().map(|line| if line.contains("偏慢") { problems } else { line }));
    }

    /// The report has the form as a table too, with something else in one cell.
    pub fn report_table(&mut self, place: &str, written: &str) {
        let mut other = Self::clean();
        other.set(place, written);
        self.report("");
        self.report.iter_mut().for_each(|report| report.sheets.clone_from(&other.workbook.sheets));
    }

    fn narrative<'t>(&mut self, lines: impl Iterator<Item = &'t str>) {
        let lines = lines.filter(|line| !line.is_empty());
        let narrative = lines.map(|line| Paragraph { text: line.to_owned(), is_listed: false }).collect();
        let report = Workbook { format: "docx".to_owned(), narrative, ..Workbook::default() };
        self.report = Some(Box::new(report));
    }

    fn put(&mut self, place: &str, cell: Cell) {
        let place = at(place);
        self.keep_cells(|at| at != place);
        let sheet = &self.workbook.sheets[0];
        let mut cells: Vec<_> = sheet.cells().map(|(at, cell)| (at, cell.clone())).collect();
        cells.extend((cell != Cell::default()).then_some((place, cell)));
        self.replace_cells(cells);
    }

    fn keep_cells(&mut self, keep: impl Fn(CellRef) -> bool) {
        let sheet = &self.workbook.sheets[0];
        let kept = sheet.cells().filter(|(at, _)| keep(*at)).map(|(at, cell)| (at, cell.clone())).collect();
        self.replace_cells(kept);
    }

    fn replace_cells(&mut self, cells: Vec<(CellRef, Cell)>) {
        let old = &mut self.workbook.sheets[0];
        let unseen = old.unseen().clone();
        let mut new = Sheet::new(old.name.clone(), cells, std::mem::take(&mut old.merges)).with_unseen(unseen);
        (new.visibility, new.keeps_merges, new.keeps_formats) = (old.visibility, old.keeps_merges, old.keeps_formats);
        *old = new;
    }
}

/// Addresses in this module and in the rules' examples are constants; a wrong one shows as A1 in the
/// first run of the tests.
fn at(place: &str) -> CellRef {
    place.parse().unwrap_or(CellRef::new(0, 0))
}

fn cell(written: &str) -> Cell {
    let plain = written.replace(',', "");
    let (digits, format) = match plain.strip_suffix('%') {
        Some(digits) => (digits.to_owned(), percent_format(digits)),
        None => (plain, None),
    };
    match digits.parse::<f64>() {
        Ok(number) if format.is_some() => Cell { value: CellValue::Number(number / 100.0), is_formula: false, format },
        Ok(number) => Cell { value: CellValue::Number(number), ..Cell::default() },
        Err(_) => Cell { value: CellValue::Text(written.to_owned()), ..Cell::default() },
    }
}

fn percent_format(digits: &str) -> Option<std::sync::Arc<str>> {
    let decimals = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let zeros = "0".repeat(decimals);
    Some(match decimals {
        0 => "0%".into(),
        _ => format!("0.{zeros}%").into(),
    })
}

/// Three departments, the example's own first, with the bureau's figures for it.
fn roster() -> Roster {
    let figure =
        |cents| LedgerFigure { yuan: Decimal::new(cents, 2), tolerance: Decimal::new(5, 3), unit: MoneyUnit::Yuan };
    let entry = |name: &str| RosterEntry { name: name.to_owned(), ..RosterEntry::default() };
    let own = RosterEntry {
        code: Some("205001".to_owned()),
        subordinate_units: Some(Decimal::from(12)),
        budget: Some(figure(1_286_980_765)),
        executed: Some(figure(1_261_240_000)),
        ..entry("湘东区教育局")
    };
    Roster { entries: vec![own, entry("湘东区民政局"), entry("湘东区水利局")], hash: String::new() }
}
