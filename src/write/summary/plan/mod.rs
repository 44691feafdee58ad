//! What stands where, settled before anything is written: rows of every sheet, in printing order.

mod kind;
mod listing;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rust_decimal::Decimal;

pub use kind::{Form, Kind, Row};
pub use listing::{LEVELS, Listing, RuleLine, Segment};

use super::long::Long;
use super::{SummaryOptions, findings, indicators, notice};
use crate::model::batch::{Batch, Department, Tally};
use crate::model::finding::Severity;
use crate::model::number;
use crate::model::review::{Mark, Review};
use crate::model::roster::RosterEntry;
use crate::profile::spec::Profile;
use crate::write::measure;
use kind::kinds;
use listing::rule_lines;

pub struct Plan<'a> {
    pub batch: &'a Batch,
    pub options: &'a SummaryOptions,
    /// Where the rows of long tables are laid aside.
    pub folder: PathBuf,
    /// Merged from parts: what is listed says which one it comes from.
    pub has_origins: bool,
    /// The departments' own forms first.
    pub kinds: Vec<Kind<'a>>,
    pub indicators: Long,
    /// The columns of 指标明细.
    pub indicator_columns: Vec<indicators::Column>,
    /// Rows of 指标明细 by arrival.
    pub indicator_rows: BTreeMap<usize, Range<usize>>,
    pub findings: Long,
    pub finding_columns: Vec<findings::Column>,
    /// Of the column of names.
    pub name_width: f64,
    pub listing: Listing<'a>,
    /// Files with forms on several sheets, and documents: a cell alone does not say where it is.
    sheeted: BTreeSet<&'a str>,
    pub rules: Vec<RuleLine<'a>>,
    /// What reviewers wrote, by the row it belongs to, and which of it has found its row.
    marks: BTreeMap<Mark<'a>, Vec<usize>>,
    placed: Vec<AtomicBool>,
    /// Rows of 退回通知 by department number.
    pub notices: BTreeMap<usize, usize>,
}

impl<'a> Plan<'a> {
    pub fn of(batch: &'a Batch, profiles: &'a [Arc<Profile>], (options, folder): (&'a SummaryOptions, &Path)) -> Self {
        let has_origins = batch.arrivals.iter().any(|arrival| arrival.origin.is_some());
        let listing = Listing::of(batch);
        let (indicator_rows, total) = indicator_rows(batch);
        let kinds = kinds(batch, profiles, options.group_by_section);
        let records = batch.counting().map(|(_, _, _, record)| record);
        let (sheeted, name_width) = (sheeted(batch), name_width(batch));
        let mut plan = Self {
            marks: batch.reviews.by_row(),
            placed: batch.reviews.0.iter().map(|_| AtomicBool::new(false)).collect(),
            notices: BTreeMap::new(),
            batch,
            options,
            folder: folder.to_owned(),
            has_origins,
            indicator_columns: indicators::list_of(records, (kinds.len() > 1, has_origins), name_width),
            kinds,
            indicators: Long::new(indicators::SHEET, total, options.sheet_rows),
            indicator_rows,
            finding_columns: findings::list((has_origins, !sheeted.is_empty()), name_width),
            name_width,
            sheeted,
            findings: Long::new(findings::SHEET, listing.total, options.sheet_rows),
            rules: rule_lines(&options.rules, &listing, batch),
            listing,
        };
        plan.notices = notice::told(&plan).map(|department| department.number).zip(0..).collect();
        plan
    }

    /// What reviewers wrote about a row; of rows of one name the first asks first.
    pub fn review(&self, mark: &Mark<'_>) -> Option<&'a Review> {
        let mut free = self.marks.get(mark)?.iter().filter(|index| !self.placed[**index].swap(true, Ordering::Relaxed));
        free.next().map(|index| &self.batch.reviews.0[*index])
    }

    /// What reviewers wrote about rows that are no longer there; to be asked when every row has been written.
    pub fn orphans(&self) -> impl Iterator<Item = &'a Review> {
        let reviews: &'a [Review] = &self.batch.reviews.0;
        reviews.iter().zip(&self.placed).filter(|(_, placed)| !placed.load(Ordering::Relaxed)).map(|(review, _)| review)
    }

    /// A department's line on the roster.
    pub fn entry(&self, department: &Department) -> Option<&'a RosterEntry> {
        self.batch.roster.as_ref()?.entries.get(department.roster?)
    }

    /// The departments' own forms. `kinds` always puts them first, also when nobody sent one.
    pub fn main(&self) -> &Kind<'a> {
        &self.kinds[0]
    }

    pub fn others(&self) -> &[Kind<'a>] {
        &self.kinds[1..]
    }

    pub fn tally(&self, row: &Row<'_>, main: bool) -> Tally {
        match (main, row.form) {
            _ if main && row.is_further => Tally::default(),
            (false, Some(form)) => Tally::of(form.arrival.weights()),
            _ => Tally::of(self.batch.weights_of(row.department)),
        }
    }

    /// The first row of 问题清单 behind one of a row's counts.
    pub fn first_finding(&self, row: &Row<'_>, main: bool, level: Severity) -> Option<usize> {
        let form = row.form.filter(|_| !main).map(|form| form.arrival_index);
        self.listing.first(row.department.number, form, level)
    }

    /// Digits a money column needs: the largest total in bold, with separators.
    pub fn money_width(&self) -> f64 {
        let forms = || self.kinds.iter().flat_map(Kind::forms);
        let total = |amount: &dyn Fn(&Form<'a>) -> Option<Decimal>| {
            forms().filter_map(amount).fold(Decimal::ZERO, |sum, yuan| sum.saturating_add(yuan.abs()))
        };
        let largest = total(&|form| form.budget()).max(total(&|form| form.executed()));
        let digits = number::grouped(number::round(self.money(largest), 2)).len();
        (digits as f64 * 1.15 + 2.0).max(13.0)
    }

    /// Whether a finding's sheet has to be told beside its cell.
    pub fn is_told(&self, file: Option<usize>, sheet: &str) -> bool {
        let Some(arrival) = file.map(|file| &self.batch.arrivals[file]) else { return true };
        let is_own = arrival.form().is_some_and(|form| form.sheet == sheet);
        !is_own || self.sheeted.contains(arrival.source.name.as_str())
    }

    /// Of the column of 归口股室: a name of ten characters still stands in one line.
    pub fn section_width(&self) -> f64 {
        let entries = self.batch.roster.iter().flat_map(|roster| &roster.entries);
        let longest = entries.filter_map(|entry| entry.section.as_deref()).map(measure::width).max();
        (longest.unwrap_or(0) as f64 + 2.0).clamp(11.0, 22.0)
    }

    /// Money in the bureau's unit.
    pub fn money(&self, yuan: Decimal) -> Decimal {
        // The factor is never 0.
        yuan.checked_div(self.options.unit.factor()).unwrap_or(yuan)
    }
}

/// Nine of ten names stand in one line, as far as there is room.
fn name_width(batch: &Batch) -> f64 {
    let mut widths: Vec<usize> = batch.departments.iter().map(|d| measure::width(&d.name)).collect();
    widths.sort_unstable();
    let wide = widths.get(widths.len() * 9 / 10).copied().unwrap_or(0);
    (wide as f64 + 2.0).clamp(22.0, 30.0)
}

fn sheeted(batch: &Batch) -> BTreeSet<&str> {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    let mut sheeted = BTreeSet::new();
    for arrival in &batch.arrivals {
        let name = arrival.source.name.as_str();
        let sheet = arrival.form().map(|form| form.sheet.as_str());
        let is_another = sheet.is_some_and(|sheet| *first.entry(name).or_insert(sheet) != sheet);
        if is_another || arrival.format == "docx" && !arrival.notes.is_empty() {
            sheeted.insert(name);
        }
    }
    sheeted
}

/// Rows of 指标明细 in the order of the departments.
fn indicator_rows(batch: &Batch) -> (BTreeMap<usize, Range<usize>>, usize) {
    let mut rows = BTreeMap::new();
    let mut next = 0;
    for (_, slot, _, form) in batch.counting() {
        rows.insert(slot.counting(), next..next + form.rows);
        next += form.rows;
    }
    (rows, next)
}
