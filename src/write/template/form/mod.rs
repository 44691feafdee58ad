//! The form itself: as departments know it, with the cells to fill in open and everything else locked.

mod table;

use rust_decimal::Decimal;

use super::TemplateJob;
use super::entries::Entries;
use super::layout::{Budget, Column, Field, Layout};
use super::sums::{self, Sum};
use crate::model::address::{Area, CellRef};
use crate::profile::spec::{Blank, BudgetColumn, IndicatorColumn};
use crate::write::WriteError;
use crate::write::measure;
use crate::write::sheet::{Page, Print, Stored};
use crate::write::styles::{Across, Border, Face, Look, palette};

/// The sheet's name, which formulas of the other sheets refer to.
pub const FORM: &str = "填报表";
const MONEY: &str = "#,##0.00";
const PERCENT: &str = "0.00%";
const SCORE: &str = "0.##;-0.##;0";
/// Heights, points.
const TITLE: f64 = 36.0;
const LINE: f64 = 24.0;
const HEADER: f64 = 32.0;
const TEXT: f64 = 96.0;
const CLOSING: f64 = 4.0;
const NOTE: f64 = 34.0;

pub fn page(job: &TemplateJob<'_>, layout: &Layout<'_>) -> Result<Page, WriteError> {
    let mut drawing = Drawing { job, layout, page: Page::new(FORM)?, entries: Entries { job, layout } };
    drawing.page.widths(&layout.widths)?;
    drawing.title()?;
    layout.head.iter().chain(&layout.foot).try_for_each(|field| drawing.field(field))?;
    if let Some(budget) = &layout.budget {
        drawing.budget(budget)?;
    }
    drawing.goals()?;
    layout.tables.iter().try_for_each(|table| drawing.table(table))?;
    drawing.total()?;
    drawing.note()?;
    drawing.finish()
}

struct Drawing<'a> {
    job: &'a TemplateJob<'a>,
    layout: &'a Layout<'a>,
    page: Page,
    entries: Entries<'a>,
}

fn plain() -> Look {
    Look { face: Face::Serif, size: 11, ..Look::default() }
}

/// What the form prints.
fn printed() -> Look {
    plain().border(Border::Thin).centre().wrap()
}

fn heading() -> Look {
    printed().bold().fill(palette::BRAND_SOFT)
}

fn computed(number: &'static str) -> Look {
    printed().number(number).centre().fill(palette::GREY_FILL)
}

/// Short values stand in the middle, texts left.
fn input(is_text: bool) -> Look {
    let look = plain().border(Border::Thin).wrap().open();
    if is_text { look } else { look.centre() }
}

/// Digits of columns side by side; the form's letters are larger than those columns are measured by.
fn room(widths: &[f64], (first, last): (u32, u32)) -> f64 {
    widths[first as usize..=last as usize].iter().sum::<f64>() * 0.85
}

fn tall(text: &str, room: f64, least: f64) -> f64 {
    measure::height([(text, room)]).max(least)
}

impl Drawing<'_> {
    /// The height of a header in which every label can be read.
    fn fitting<T>(&self, columns: &[Column<T>]) -> f64 {
        let heights = columns
            .iter()
            .map(|column| tall(&column.label, room(&self.layout.widths, (column.first, column.last)), HEADER));
        heights.fold(HEADER, f64::max)
    }

    fn title(&mut self) -> Result<(), WriteError> {
        let across = |row| Area::new(CellRef::new(row, 0), CellRef::new(row, self.layout.width() - 1));
        let profile = self.layout.profile;
        self.page.merge(across(0), &profile.title, plain().size(18).bold().centre())?;
        self.page.height(0, TITLE)?;
        let year = profile.layout.year_line.replace("{year}", &self.job.year.to_string());
        self.page.merge(across(1), &year, plain().size(12).centre())?;
        self.page.height(1, LINE)
    }

    /// A cell to fill in, with what is known already.
    fn open(&mut self, area: Area, known: Option<&str>, look: Look) -> Result<(), WriteError> {
        match known.map(str::parse::<Decimal>) {
            Some(Ok(number)) => {
                self.page.merge(area, "", look.clone())?;
                self.page.number(area.first, number, look)
            }
            Some(Err(_)) => self.page.merge(area, known.unwrap_or_default(), look),
            None if area.is_single() => self.page.blank(area.first, look),
            None => self.page.merge(area, "", look),
        }
    }

    fn formula(&mut self, area: Area, sum: &Sum, number: &'static str) -> Result<(), WriteError> {
        let look = computed(number);
        if !area.is_single() {
            self.page.merge(area, "", look.clone())?;
        }
        let stored = sum.stored.map_or(Stored::Text(String::new()), Stored::Number);
        self.page.formula(area.first, &sum.formula, stored, look)
    }

    fn field(&mut self, field: &Field) -> Result<(), WriteError> {
        self.page.height(field.at.first.row, LINE)?;
        self.page.merge(field.at, &field.label, heading())?;
        let Blank::Field(_) = field.blank else {
            return match sums::total_score(self.layout) {
                Some(sum) => self.formula(field.value, &sum, SCORE),
                None => self.open(field.value, None, input(false)),
            };
        };
        let known = self.entries.known(field);
        let date = self.entries.is_date(field);
        let look = if date { input(false).number("yyyy-mm-dd").across(Across::Centre) } else { input(false) };
        self.open(field.value, known.as_deref(), look)?;
        self.page.entry(field.value, &self.entries.field(field))
    }

    fn budget(&mut self, budget: &Budget) -> Result<(), WriteError> {
        self.page.merge(budget.title, &self.layout.profile.layout.budget_title, heading())?;
        let labels = |row| Area::new(CellRef::new(row, budget.labels.0), CellRef::new(row, budget.labels.1));
        self.page.merge(labels(budget.header), "", heading())?;
        self.page.height(budget.header, self.fitting(&budget.columns))?;
        for column in &budget.columns {
            self.page.merge(column.area(budget.header), &column.label, heading())?;
        }
        for (line, label, row) in &budget.lines {
            self.page.merge(labels(*row), label, printed().across(Across::Left))?;
            let room = room(&self.layout.widths, (budget.labels.0, budget.labels.1));
            self.page.height(*row, tall(label, room, LINE))?;
            for column in &budget.columns {
                self.amount(column.what, (*line, *row), column.area(*row))?;
            }
        }
        Ok(())
    }

    fn amount(&mut self, column: BudgetColumn, (line, row): (usize, u32), area: Area) -> Result<(), WriteError> {
        use BudgetColumn::{Budget, Executed, Initial, Points, Rate, Score};
        let is_scored = self.layout.scored_line() == Some(row);
        match column {
            Initial | Budget | Executed => match sums::total_amount(self.layout, (line, column)) {
                Some(sum) => self.formula(area, &sum, MONEY),
                None => {
                    let look = Look { number: MONEY.into(), across: Across::Right, ..input(false) };
                    self.open(area, None, look)?;
                    self.page.entry(area, &self.entries.amount(column))
                }
            },
            Rate => match sums::rate(self.layout, row) {
                Some(sum) => self.formula(area, &sum, PERCENT),
                None => self.open(area, None, input(false).number(PERCENT)),
            },
            Points if is_scored => match sums::execution_points(self.layout) {
                Some(points) => {
                    self.page.merge(area, "", printed()).and_then(|()| self.page.number(area.first, points, printed()))
                }
                None => {
                    self.open(area, None, input(false))?;
                    self.page.entry(area, &self.entries.column(IndicatorColumn::Points, area))
                }
            },
            Score if is_scored => match sums::execution_score(self.layout) {
                Some(sum) => self.formula(area, &sum, SCORE),
                None => self.open(area, None, input(false)),
            },
            Points | Score => self.page.merge(area, "—", printed()),
        }
    }

    fn goals(&mut self) -> Result<(), WriteError> {
        let Some(title) = self.layout.goals_title else { return Ok(()) };
        self.page.merge(title, &self.layout.profile.layout.goals_title, heading())?;
        self.page.height(title.first.row, LINE)?;
        self.page.height(title.last.row, TEXT)?;
        for goal in &self.layout.goals {
            self.page.merge(goal.at, &goal.label, heading())?;
            self.open(goal.value, None, input(true))?;
            self.page.entry(goal.value, &self.entries.goal(&goal.label))?;
        }
        Ok(())
    }

    fn total(&mut self) -> Result<(), WriteError> {
        let Some(row) = self.layout.total else { return Ok(()) };
        self.page.height(row, LINE)?;
        let sums = [
            (IndicatorColumn::Points, sums::total_points(self.layout)),
            (IndicatorColumn::Score, sums::total_score(self.layout)),
        ];
        let sums = sums.map(|(what, sum)| self.layout.column(what).zip(sum));
        let taken: Vec<u32> = sums.iter().flatten().map(|(column, _)| column.first).collect();
        let first = taken.iter().copied().min().unwrap_or(1);
        let label = Area::new(CellRef::new(row, 0), CellRef::new(row, first.max(1) - 1));
        self.page.merge(label, &self.layout.profile.layout.total_title, heading())?;
        for (column, sum) in sums.iter().flatten() {
            self.formula(column.area(row), sum, SCORE)?;
        }
        let rest = (first..self.layout.width()).filter(|col| !taken.contains(col));
        for col in rest.collect::<Vec<_>>() {
            self.page.blank(CellRef::new(row, col), printed())?;
        }
        Ok(())
    }

    fn note(&mut self) -> Result<(), WriteError> {
        const NOTE_TEXT: &str = "注：浅黄色的单元格由填报单位填写，灰色的自动计算。指标行不够时，在同类指标的两行之间插入行。填好后请看“自查”表，显示“可以报送”再报送。";
        let row = self.layout.end;
        let across = Area::new(CellRef::new(row, 0), CellRef::new(row, self.layout.width() - 1));
        self.page.merge(across, NOTE_TEXT, plain().size(9).ink(palette::MUTED).wrap())?;
        self.page.height(row, NOTE)
    }

    fn finish(mut self) -> Result<Page, WriteError> {
        let portrait = self.layout.widths.iter().sum::<f64>() <= 110.0;
        let titles = match self.layout.tables.as_slice() {
            [only] => Some((only.header, only.header)),
            _ => None,
        };
        self.page.print(Print { portrait, titles, ..Print::default() })?;
        self.page.tab(palette::BRAND);
        self.page.freeze(CellRef::new(2, 0))?;
        self.page.protect();
        Ok(self.page)
    }
}
