//! Labels of a form that no key of its profile knows: heads of columns, budget lines, single fields, headings.

mod budget;

use std::collections::BTreeSet;

use serde::Serialize;

use super::form::ReadForm;
use super::likeness::{Candidate, Guess, nearest};
use crate::model::address::{Area, CellRef};
use crate::model::grid::{Cell, CellValue};
use crate::model::shown::shown;
use crate::model::text::{compact, label_key, strip_numbering};
use crate::profile::spec::{IndicatorColumn, Role};

/// Characters; what is longer is a sentence.
const LONGEST_LABEL: usize = 20;

/// A label that no key knows.
#[derive(Clone, Debug, Serialize)]
pub struct Unknown {
    pub cell: CellRef,
    /// As it is written.
    pub label: String,
    pub part: Part,
    pub guess: Option<Guess>,
    /// What stands beside or below it.
    pub values: Vec<CellRef>,
}

/// Where on the form it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// A column of the indicator table.
    Column,
    BudgetColumn,
    BudgetLine,
    /// A single field of head or foot.
    Field,
    /// The name of a part, without a value of its own.
    Section,
}

impl Part {
    /// For people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Column => "指标表的栏",
            Self::BudgetColumn => "预算表的栏",
            Self::BudgetLine => "预算表的行",
            Self::Field => "单项栏目",
            Self::Section => "各部分的名称",
        }
    }
}

/// Every one of a form, in reading order.
pub fn labels(form: &ReadForm<'_>) -> Vec<Unknown> {
    let search = Search::new(form);
    let mut found = search.columns();
    found.extend(search.budget_columns());
    found.extend(search.lines());
    found.extend(search.beside_the_tables(&found));
    found.sort_by_key(|unknown| unknown.cell);
    found
}

/// The first row of the notes: what stands from there on explains the form.
pub fn notes(form: &ReadForm<'_>) -> u32 {
    let words = &form.profile.labels.notes;
    let last = form.raw.columns.values().map(|header| header.row).max().unwrap_or_default();
    let below = form.raw.unused.iter().filter(|unused| unused.cell.row > last);
    let opens = |written: &str| {
        let text = compact(written);
        words.iter().any(|word| {
            text.strip_prefix(word.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '1', '(', '.', '、']))
        })
    };
    below.filter(|unused| opens(&unused.written)).map(|unused| unused.cell.row).min().unwrap_or(u32::MAX)
}

struct Search<'f, 'b> {
    form: &'f ReadForm<'b>,
    /// Heads of the columns of the indicator table.
    headers: Vec<Area>,
    /// Cells that hold a value, and those that name one.
    used: BTreeSet<CellRef>,
}

impl<'f, 'b> Search<'f, 'b> {
    fn new(form: &'f ReadForm<'b>) -> Self {
        let headers = form.raw.columns.values().map(|cell| form.sheet.area_of(*cell)).collect();
        let values = form.raw.values();
        let used = values.flat_map(|value| [Some(value.cell), value.label]).flatten().collect();
        Self { form, headers, used }
    }

    /// Heads in the rows of the table's header that stand over no known column.
    fn columns(&self) -> Vec<Unknown> {
        let rows: BTreeSet<u32> = self.headers.iter().flat_map(Area::rows).collect();
        let mut seen = BTreeSet::new();
        let strange = rows.into_iter().flat_map(|row| self.strangers(row, &self.headers));
        let strange = strange.filter(|(area, text)| seen.insert((area.first.col, label_key(text).key)));
        strange.map(|(area, label)| self.column(area, label)).collect()
    }

    fn column(&self, area: Area, label: String) -> Unknown {
        let rows = self.form.raw.indicators.iter().map(|row| row.row);
        let cells = rows.flat_map(|row| self.form.sheet.row(row));
        let below: Vec<(CellRef, &Cell)> =
            cells.filter(|(at, cell)| area.columns().contains(&at.col) && !cell.is_blank()).collect();
        let guess = self.by_content(&below).or_else(|| nearest(&label, &self.free_columns(), self.form.profile));
        let values = below.into_iter().map(|(at, _)| at).collect();
        Unknown { cell: area.first, label, part: Part::Column, guess, values }
    }

    /// A column of numbers that sums to the form's total is points, whatever it is called.
    fn by_content(&self, below: &[(CellRef, &Cell)]) -> Option<Guess> {
        let numbers: Option<Vec<f64>> = below.iter().map(|(_, cell)| number(cell)).collect();
        let sum: f64 = numbers.filter(|numbers| numbers.len() > 1)?.into_iter().sum();
        let total = crate::model::number::from_float(sum)? == self.form.profile.scoring.total;
        let is_free = !self.form.raw.columns.contains_key(&IndicatorColumn::Points);
        let because = "各行的数合计等于总分".to_owned();
        (total && is_free).then(|| Guess { key: "indicators.columns.points".to_owned(), because })
    }

    /// Columns the profile knows and the form does not have yet.
    fn free_columns(&self) -> Vec<Candidate> {
        let free = |column: &IndicatorColumn| !self.form.raw.columns.contains_key(column);
        let known = IndicatorColumn::ALL.into_iter().filter(free);
        let known = known.map(|column| (format!("indicators.columns.{}", column.key()), column));
        let own = self.form.profile.indicators.texts.iter().enumerate();
        let own = own.map(|(i, text)| (format!("indicators.texts.{}", text.key), IndicatorColumn::Text(i as u8)));
        let own = own.filter(|(_, column)| free(column));
        known.chain(own).map(|(key, column)| Candidate { key, role: Role::IndicatorColumn(column) }).collect()
    }

    /// Texts of a row that are no label of the profile and stand over none of the areas.
    fn strangers(&self, row: u32, known: &[Area]) -> Vec<(Area, String)> {
        let apart = |area: &Area| !known.iter().any(|other| other.columns().any(|col| area.columns().contains(&col)));
        let texts = self.form.sheet.row(row).filter(|(at, cell)| self.is_here(*at) && cell.text().is_some());
        let texts = texts.map(|(at, cell)| (self.form.sheet.area_of(at), shown(cell)));
        let strange = texts.filter(|(area, text)| {
            apart(area) && self.is_strange(text) && !self.used.contains(&area.first) && is_label(text)
        });
        strange.collect()
    }

    fn is_here(&self, at: CellRef) -> bool {
        self.form.raw.area.contains(at) && !self.form.sheet.is_col_hidden(at.col)
    }

    fn is_strange(&self, text: &str) -> bool {
        let labels = &self.form.profile.labels;
        let key = label_key(text).key;
        labels.roles(&key).is_empty() && labels.roles(strip_numbering(&key, &labels.group_words)).is_empty()
    }

    /// What was left over above the tables, between them and below: a text with a place for a value beside it is a
    /// field, a text over several rows or the whole width a heading.
    fn beside_the_tables(&self, taken: &[Unknown]) -> Vec<Unknown> {
        let notes = notes(self.form);
        let taken: BTreeSet<CellRef> =
            taken.iter().flat_map(|unknown| unknown.values.iter().copied().chain([unknown.cell])).collect();
        let left = self.form.raw.unused.iter().map(|unused| unused.cell);
        let left: BTreeSet<CellRef> =
            left.filter(|at| at.row < notes && !taken.contains(at) && !self.is_in_table(at.row)).collect();
        let rows: BTreeSet<u32> = left.iter().map(|at| at.row).collect();
        rows.into_iter().flat_map(|row| self.fields(row, &left)).collect()
    }

    fn is_in_table(&self, row: u32) -> bool {
        let tables = self.form.raw.indicators.iter().map(|row| row.row);
        let lines = self.form.raw.budget.iter().flat_map(|line| line.values.values()).map(|value| value.cell.row);
        tables.chain(lines).any(|taken| taken == row)
    }

    fn fields(&self, row: u32, left: &BTreeSet<CellRef>) -> Vec<Unknown> {
        let cells: Vec<(CellRef, &Cell)> =
            self.form.sheet.row(row).filter(|(at, cell)| self.is_here(*at) && !cell.is_blank()).collect();
        let mut found = Vec::new();
        let mut cells = cells.into_iter().peekable();
        while let Some((at, cell)) = cells.next() {
            let text = shown(cell);
            if !left.contains(&at) || cell.text().is_none() {
                continue;
            }
            let area = self.form.sheet.area_of(at);
            if let Some((label, _)) = inline(&text) {
                found.extend(self.is_strange(label).then(|| self.field(at, label, vec![])));
            } else if is_label(&text) && self.is_strange(&text) {
                let beside = cells.next_if(|(next, _)| left.contains(next));
                let values: Vec<CellRef> = beside.into_iter().map(|(next, _)| next).collect();
                if self.is_heading(area) && values.is_empty() {
                    found.push(Unknown { cell: at, label: text, part: Part::Section, guess: None, values });
                } else if !values.is_empty() || area.last.col < self.form.raw.area.last.col {
                    found.push(self.field(at, &text, values));
                }
            }
        }
        found
    }

    fn is_heading(&self, area: Area) -> bool {
        let width = self.form.raw.area.columns().count();
        area.last.row > area.first.row || area.columns().count() * 5 >= width * 4
    }

    fn field(&self, cell: CellRef, label: &str, values: Vec<CellRef>) -> Unknown {
        let profile = self.form.profile;
        let free = profile.fields.iter().enumerate();
        let free = free.filter(|(_, field)| !self.form.raw.fields.contains_key(&field.key));
        let free = free.map(|(i, field)| Candidate { key: format!("fields.{}", field.key), role: Role::Field(i) });
        let guess = nearest(label, &free.collect::<Vec<_>>(), profile);
        Unknown { cell, label: label.to_owned(), part: Part::Field, guess, values }
    }
}

/// 审核人：张某 → 审核人.
fn inline(text: &str) -> Option<(&str, &str)> {
    let (label, value) = text.split_once([':', '：'])?;
    is_label(label).then_some((label.trim(), value.trim()))
}

/// A few Chinese characters and no sentence.
fn is_label(text: &str) -> bool {
    let text = text.trim_end_matches([':', '：']);
    let chinese = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    let marks = ['。', '；', ';', '，', '？', '！', '：', ':', '…'];
    chinese >= 2 && text.chars().count() <= LONGEST_LABEL && !text.contains(marks)
}

fn number(cell: &Cell) -> Option<f64> {
    match &cell.value {
        CellValue::Number(number) => Some(*number),
        CellValue::Text(text) => compact(text).trim_end_matches('分').parse().ok(),
        _ => None,
    }
}
