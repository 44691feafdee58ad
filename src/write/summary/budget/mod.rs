//! 预算汇总: department × budget line, totals, and the row that shows that it ties.

mod list;
mod rows;
mod totals;

use rust_decimal::Decimal;

pub use totals::sound_totals;

use super::plan::{Form, Kind, Plan};
use super::table::{self, Heading};
use crate::model::address::{Area, CellRef};
use crate::model::batch::ControlTotals;
use crate::write::sheet::{Page, Target, sheet_name};
use crate::write::styles::{Style, palette};
use crate::write::{WriteError, columns};
use list::{Band, Column, Key, Part};

/// Two header rows: the band, then its columns.
const BAND_ROW: u32 = table::HEADER_ROW;
const HEADER_ROW: u32 = BAND_ROW + 1;
const FIRST_ROW: u32 = HEADER_ROW + 1;

/// The band of the overall figure.
const WHOLE: &str = "合计";
/// Said of a form whose money has an open error, and of one whose money has none.
const WRONG: &str = "有误";
const SOUND: &str = "无误";

/// Totals, those without forms whose money is wrong, and what shows that they tie; none is higher than this.
const FOOT: u32 = 4;
const FOOT_HEIGHT: f64 = 22.0;
const HEADER_HEIGHT: f64 = 22.0;

/// Columns that can be read when they are printed side by side.
const ONE_PAGE: usize = 13;

/// The columns of one kind's sheet, and where each stands.
pub struct Sheet<'a> {
    plan: &'a Plan<'a>,
    kind: &'a Kind<'a>,
    /// Key and label of the lines that have columns.
    lines: Vec<(&'a str, &'a str)>,
    columns: Vec<Column>,
}

impl<'a> Sheet<'a> {
    pub fn of(plan: &'a Plan<'a>, kind: &'a Kind<'a>) -> Self {
        let lines = list::lines(kind);
        let columns = list::list(plan, kind, &lines);
        Self { plan, kind, lines, columns }
    }

    fn at(&self, row: u32, key: Key) -> CellRef {
        columns::at(&self.columns, row, &key)
    }

    /// As this sheet names a cell.
    fn here(&self, row: u32, (band, part): (Band, Part)) -> String {
        self.at(row, Key::Money(band, part)).to_string()
    }

    /// The cells of a column above its total.
    fn above(&self, key: Key) -> String {
        let area = columns::area(&self.columns, (FIRST_ROW, self.kind.rows.len() as u32), &key);
        format!("{}:{}", area.first, area.last)
    }

    /// Columns that say whose a row is.
    fn lead(&self) -> u32 {
        columns::col(&self.columns, &Key::Money(Band::Whole, Part::Budget))
    }

    fn row(&self, index: usize) -> u32 {
        FIRST_ROW + index as u32
    }

    fn total_row(&self) -> u32 {
        self.row(self.kind.rows.len())
    }

    fn ties(&self) -> bool {
        self.columns.iter().any(|column| column.key.band() == Some(Band::Apart))
    }

    /// 元.
    fn amount(&self, form: &Form<'_>, of: (Band, Part)) -> Option<Decimal> {
        list::amount(form, &self.lines, of)
    }

    /// The cells of some lines in one row.
    fn cells(&self, row: u32, keys: &[impl AsRef<str>], part: Part) -> Vec<String> {
        let place = |key: &str| self.lines.iter().position(|(known, _)| *known == key);
        let lines = keys.iter().filter_map(|key| place(key.as_ref()));
        lines.map(|line| self.here(row, (Band::Line(line), part))).collect()
    }

    fn band_title(&self, key: Key) -> String {
        match key {
            Key::Money(Band::Whole, _) => WHOLE.to_owned(),
            // A total that a form prints is one of its lines; 合计 is computed for every form.
            Key::Money(Band::Line(line), _) => match self.lines[line].1 {
                WHOLE => format!("{WHOLE}（表内填报）"),
                label => label.to_owned(),
            },
            Key::Money(Band::Others, _) => "其他行（表样以外）".to_owned(),
            Key::Money(Band::Apart, _) => "勾稽：资金来源－资金结构".to_owned(),
            Key::Verdict => String::new(),
            Key::No | Key::Name | Key::Origin | Key::Project => self.kind.name.to_owned(),
        }
    }

    /// First and last column of what stands under one title, and the title.
    fn bands(&self) -> Vec<(u32, u32, String)> {
        let mut first = 0;
        let bands = self.columns.chunk_by(|one, next| one.key.band() == next.key.band());
        let bands = bands.map(|band| {
            let start = first;
            first += band.len() as u32;
            (start, first - 1, self.band_title(band[0].key))
        });
        bands.collect()
    }
}

/// The cell (as other sheets name it) of a form's overall figure.
pub fn overall_cell(sheet: &Sheet<'_>, index: usize, executed: bool) -> String {
    let cell = sheet.here(sheet.row(index), (Band::Whole, part(executed)));
    format!("{}!{cell}", sheet_name(&sheet.kind.budget_sheet()))
}

/// The cell of its total, and of the total without forms whose money has an open error.
pub fn total_cells(sheet: &Sheet<'_>, executed: bool) -> [Target; 2] {
    let cell = |below| sheet.at(sheet.total_row() + below, Key::Money(Band::Whole, part(executed)));
    [0, 1].map(|below| Target::cell(&sheet.kind.budget_sheet(), cell(below)))
}

fn part(executed: bool) -> Part {
    if executed { Part::Executed } else { Part::Budget }
}

pub fn write(plan: &Plan<'_>, kind: &Kind<'_>, written: &mut ControlTotals) -> Result<Page, WriteError> {
    let sheet = Sheet::of(plan, kind);
    let body = FIRST_ROW..sheet.total_row();
    let mut page = table::page(&kind.budget_sheet(), body, (sheet.columns.len(), plan))?;
    page.tab(palette::BRAND_MID);
    let heading = write_header(&mut page, &sheet)?;
    let mut heights = Vec::new();
    for (index, row) in kind.rows.iter().enumerate() {
        heights.push(rows::write_row(&mut page, &sheet, index, row)?);
        for line in row.form.iter().flat_map(|form| &form.record.lines) {
            written.budget = written.budget.saturating_add(line.budget_yuan().unwrap_or_default());
            written.executed = written.executed.saturating_add(line.executed_yuan().unwrap_or_default());
        }
    }
    totals::write_totals(&mut page, &sheet)?;
    totals::write_ties(&mut page, &sheet)?;
    heights.extend([FOOT_HEIGHT; FOOT as usize]);
    heading.keep_foot(&mut page, (FIRST_ROW, 2.0 * HEADER_HEIGHT), &heights)?;
    Ok(page)
}

fn write_header(page: &mut Page, sheet: &Sheet<'_>) -> Result<Heading, WriteError> {
    let bands = sheet.bands();
    let last = sheet.columns.len() as u32 - 1;
    let heading = Heading {
        title: format!("{}{}预算执行汇总表", sheet.plan.batch.of_year(), sheet.kind.name),
        note: format!(
            "金额单位：{}　执行率＝执行数÷预算数　红色＝金额有未改的错误，“不含”一行不计　末行“勾稽核对”应为 0.00",
            sheet.plan.options.unit.name()
        ),
        breaks: if sheet.columns.len() < ONE_PAGE { vec![] } else { bands.iter().map(|(first, ..)| *first).collect() },
        columns: columns::headers(&sheet.columns),
        frozen: sheet.lead(),
        foot: FOOT,
    };
    table::title(page, &heading)?;
    page.freeze(CellRef::new(FIRST_ROW, heading.frozen))?;
    page.print(heading.print(HEADER_ROW))?;
    let end = CellRef::new(sheet.total_row() - 1, last);
    heading.print_area(page, end)?;
    page.filter(Area::new(CellRef::new(HEADER_ROW, 0), end))?;
    page.height(BAND_ROW, HEADER_HEIGHT)?;
    page.height(HEADER_ROW, HEADER_HEIGHT)?;
    columns::write_titles(page, &sheet.columns, HEADER_ROW)?;
    for (first, last, title) in bands {
        let area = Area::new(CellRef::new(BAND_ROW, first), CellRef::new(BAND_ROW, last));
        page.merge(area, &title, Style::Header)?;
    }
    Ok(heading)
}
