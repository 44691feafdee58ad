//! What stands where, settled before anything is written: rows of every sheet, in printing order.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::long::Long;
use super::{RuleText, SummaryOptions, findings, indicators};
use crate::model::batch::{Arrival, Batch, Department, Record, Slot, Tally};
use crate::model::finding::{Finding, Severity};
use crate::model::number;
use crate::model::roster::RosterEntry;
use crate::profile::spec::Profile;

/// Section of departments the roster gives none.
const NO_SECTION: &str = "未分股室";
/// What the main sheets are called when no form of a department is among the profiles.
const MAIN_KIND: &str = "部门";

pub struct Plan<'a> {
    pub batch: &'a Batch,
    pub options: &'a SummaryOptions,
    /// The departments' own forms first.
    pub kinds: Vec<Kind<'a>>,
    pub indicators: Long,
    /// Rows of 指标明细 by arrival.
    pub indicator_rows: BTreeMap<usize, Range<usize>>,
    pub findings: Long,
    pub listing: Listing<'a>,
    pub rules: Vec<RuleLine<'a>>,
}

/// Forms of one kind (部门, 项目): a pair of sheets of the summary.
pub struct Kind<'a> {
    pub name: &'a str,
    pub main: bool,
    pub profiles: Vec<&'a Profile>,
    /// In printing order.
    pub rows: Vec<Row<'a>>,
    /// 归口股室 and its rows, when they are to be grouped.
    pub sections: Vec<(&'a str, Range<usize>)>,
}

/// A department, with its form when there is one; of project forms one row each.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub department: &'a Department,
    pub entry: Option<&'a RosterEntry>,
    pub form: Option<Form<'a>>,
}

#[derive(Clone, Copy)]
pub struct Form<'a> {
    pub department: &'a Department,
    pub arrival_index: usize,
    pub slot: &'a Slot,
    pub arrival: &'a Arrival,
    pub record: &'a Record,
    pub profile: &'a Profile,
}

/// Every finding once, in printing order.
#[derive(Default)]
pub struct Listing<'a> {
    pub rows: Vec<FindingRow<'a>>,
    /// Rows by department number, and by arrival.
    pub by_department: BTreeMap<usize, Range<usize>>,
    pub by_arrival: BTreeMap<usize, Range<usize>>,
}

#[derive(Clone, Copy)]
pub struct FindingRow<'a> {
    pub finding: &'a Finding,
    pub department: &'a str,
    /// Of a file that another one stands for: listed, counts for nothing.
    pub superseded: bool,
}

impl FindingRow<'_> {
    pub fn counts(&self) -> bool {
        !self.superseded && self.finding.counts()
    }
}

/// A rule with what it found here.
pub struct RuleLine<'a> {
    pub code: &'a str,
    pub severity: Severity,
    pub title: &'a str,
    pub why: &'a str,
    pub fix: &'a str,
    /// Findings that count.
    pub hits: usize,
    pub departments: usize,
    /// Its first row in 问题清单.
    pub first: Option<usize>,
}

impl<'a> Plan<'a> {
    pub fn of(batch: &'a Batch, profiles: &'a [Arc<Profile>], options: &'a SummaryOptions) -> Self {
        let listing = Listing::of(batch);
        let (indicator_rows, total) = indicator_rows(batch);
        Self {
            batch,
            options,
            kinds: kinds(batch, profiles, options.group_by_section),
            indicators: Long::new(indicators::SHEET, total, options.sheet_rows),
            indicator_rows,
            findings: Long::new(findings::SHEET, listing.rows.len(), options.sheet_rows),
            rules: rule_lines(&options.rules, &listing),
            listing,
        }
    }

    /// The departments' own forms. `kinds` always puts them first, also when nobody sent one.
    pub fn main(&self) -> &Kind<'a> {
        &self.kinds[0]
    }

    pub fn others(&self) -> &[Kind<'a>] {
        &self.kinds[1..]
    }

    /// The whole batch holds forms about projects too, so rows must say which.
    pub fn has_projects(&self) -> bool {
        self.kinds.len() > 1
    }

    pub fn tally(&self, row: &Row<'_>, main: bool) -> Tally {
        match (main, row.form) {
            (false, Some(form)) => Tally::of(&form.arrival.findings),
            _ => Tally::of(self.batch.findings_of(row.department)),
        }
    }

    /// Rows of 问题清单 behind a row's counts.
    pub fn finding_rows(&self, row: &Row<'_>, main: bool) -> Range<usize> {
        let found = match (main, row.form) {
            (false, Some(form)) => self.listing.by_arrival.get(&form.arrival_index),
            _ => self.listing.by_department.get(&row.department.number),
        };
        found.cloned().unwrap_or(0..0)
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

    /// Money in the bureau's unit.
    pub fn money(&self, yuan: Decimal) -> Decimal {
        // The factor is never 0.
        yuan.checked_div(self.options.unit.factor()).unwrap_or(yuan)
    }
}

impl<'a> Kind<'a> {
    pub fn forms(&self) -> impl Iterator<Item = &Form<'a>> {
        self.rows.iter().filter_map(|row| row.form.as_ref())
    }

    pub fn summary_sheet(&self) -> String {
        format!("{}汇总", self.name)
    }

    pub fn budget_sheet(&self) -> String {
        match self.main {
            true => "预算汇总".to_owned(),
            false => format!("{}预算汇总", self.name),
        }
    }

    /// Row of the sheet for a row of the plan: each section's subtotal takes one more.
    pub fn sheet_row(&self, index: usize, first: u32) -> u32 {
        let before = self.sections.iter().filter(|(_, rows)| rows.end <= index).count();
        first + (index + before) as u32
    }

    /// Rows the table takes, subtotals included.
    pub fn height(&self) -> u32 {
        (self.rows.len() + self.sections.len()) as u32
    }
}

impl Form<'_> {
    /// 元; `None` when no line of the overall figure can be used.
    pub fn budget(&self) -> Option<Decimal> {
        self.overall(|line| line.budget_yuan())
    }

    pub fn executed(&self) -> Option<Decimal> {
        self.overall(|line| line.executed_yuan())
    }

    fn overall(&self, amount: impl Fn(&crate::model::submission::BudgetLine) -> Option<Decimal>) -> Option<Decimal> {
        let keys = self.profile.budget.overall();
        let amounts = keys.into_iter().filter_map(|key| amount(self.record.submission.line(key)?));
        amounts.reduce(Decimal::saturating_add)
    }

    /// Own minus recomputed, points.
    pub fn difference(&self) -> Decimal {
        self.record.book.own.saturating_sub(self.record.book.recomputed)
    }
}

fn kinds<'a>(batch: &'a Batch, profiles: &'a [Arc<Profile>], by_section: bool) -> Vec<Kind<'a>> {
    let main_name = profiles.iter().find(|p| !p.is_per_project()).map_or(MAIN_KIND, |p| p.kind.as_str());
    let mut names = vec![main_name];
    for (_, _, _, record) in batch.counting() {
        if let Some(profile) = find(profiles, &record.submission.profile) {
            names.push(&profile.kind);
        }
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    names.into_iter().map(|name| kind(batch, profiles, name, (name == main_name, by_section))).collect()
}

fn find<'a>(profiles: &'a [Arc<Profile>], name: &str) -> Option<&'a Profile> {
    profiles.iter().find(|profile| profile.name == name).map(Arc::as_ref)
}

fn kind<'a>(
    batch: &'a Batch,
    profiles: &'a [Arc<Profile>],
    name: &'a str,
    (main, by_section): (bool, bool),
) -> Kind<'a> {
    let mut rows: Vec<Row<'a>> =
        batch.departments.iter().flat_map(|d| rows_of(batch, profiles, d, (name, main))).collect();
    let sections = if by_section { group(&mut rows) } else { Vec::new() };
    let profiles = profiles.iter().map(Arc::as_ref).filter(|profile| profile.kind == name).collect();
    Kind { name, main, profiles, rows, sections }
}

fn rows_of<'a>(
    batch: &'a Batch,
    profiles: &'a [Arc<Profile>],
    department: &'a Department,
    (kind, main): (&str, bool),
) -> Vec<Row<'a>> {
    let entry = batch.roster.as_ref().and_then(|roster| roster.entries.get(department.roster?));
    let form = |slot: &'a Slot| {
        let (arrival_index, arrival) = (slot.counting(), &batch.arrivals[slot.counting()]);
        let record = arrival.record()?;
        let profile = find(profiles, &record.submission.profile)?;
        (profile.kind == kind).then_some(Form { department, arrival_index, slot, arrival, record, profile })
    };
    let row = |form| Row { department, entry, form };
    let rows: Vec<_> = department.slots.iter().filter_map(form).map(|form| row(Some(form))).collect();
    match rows.is_empty() && main {
        true => vec![row(None)],
        false => rows,
    }
}

/// Sections in the order they first appear; the order inside stays.
fn group<'a>(rows: &mut Vec<Row<'a>>) -> Vec<(&'a str, Range<usize>)> {
    let mut sections: Vec<(&str, Vec<Row<'a>>)> = Vec::new();
    for row in rows.drain(..) {
        let name = row.section().unwrap_or(NO_SECTION);
        match sections.iter_mut().find(|(section, _)| *section == name) {
            Some((_, members)) => members.push(row),
            None => sections.push((name, vec![row])),
        }
    }
    let mut ranges = Vec::new();
    for (name, members) in sections {
        ranges.push((name, rows.len()..rows.len() + members.len()));
        rows.extend(members);
    }
    ranges
}

impl<'a> Row<'a> {
    pub fn section(&self) -> Option<&'a str> {
        self.entry?.section.as_deref().filter(|section| !section.is_empty())
    }
}

/// Rows of 指标明细 in the order of the departments: the scored execution line first, then the indicators.
fn indicator_rows(batch: &Batch) -> (BTreeMap<usize, Range<usize>>, usize) {
    let mut rows = BTreeMap::new();
    let mut next = 0;
    for (_, slot, _, record) in batch.counting() {
        let count = record.submission.indicators.len() + usize::from(record.book.execution.is_some());
        rows.insert(slot.counting(), next..next + count);
        next += count;
    }
    (rows, next)
}

impl<'a> Listing<'a> {
    fn of(batch: &'a Batch) -> Self {
        let mut listing = Self::default();
        for department in &batch.departments {
            let start = listing.rows.len();
            for index in department.slots.iter().map(Slot::counting) {
                listing.add_file(batch, index, &department.name, false);
            }
            for index in &department.unreadable {
                listing.add_file(batch, *index, &department.name, !department.slots.is_empty());
            }
            listing.add(&department.findings, &department.name, false);
            for index in department.slots.iter().flat_map(|slot| &slot.files[1..]) {
                listing.add_file(batch, *index, &department.name, true);
            }
            listing.by_department.insert(department.number, start..listing.rows.len());
        }
        for index in 0..batch.arrivals.len() {
            let written = batch.arrivals[index].record().and_then(|record| record.submission.department_written());
            listing.add_file(batch, index, written.unwrap_or(""), false);
        }
        listing.add(&batch.findings, "", false);
        listing
    }

    /// A file's findings, unless they stand there already.
    fn add_file(&mut self, batch: &'a Batch, index: usize, department: &'a str, superseded: bool) {
        if self.by_arrival.contains_key(&index) {
            return;
        }
        let start = self.rows.len();
        self.add(&batch.arrivals[index].findings, department, superseded);
        self.by_arrival.insert(index, start..self.rows.len());
    }

    fn add(&mut self, findings: &'a [Finding], department: &'a str, superseded: bool) {
        self.rows.extend(findings.iter().map(|finding| FindingRow {
            finding,
            department: finding.department.as_deref().unwrap_or(department),
            superseded,
        }));
    }
}

/// The catalogue's rules, then those that only the findings know (rules of a profile).
fn rule_lines<'a>(rules: &'a [RuleText], listing: &Listing<'a>) -> Vec<RuleLine<'a>> {
    let mut lines: Vec<RuleLine<'a>> = rules.iter().map(RuleLine::of_text).collect();
    let mut by_code: BTreeMap<&str, usize> = lines.iter().enumerate().map(|(i, line)| (line.code, i)).collect();
    let mut departments: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); lines.len()];
    for (position, row) in listing.rows.iter().enumerate() {
        let index = *by_code.entry(row.finding.code.as_ref()).or_insert_with(|| {
            lines.push(RuleLine::of_finding(row.finding));
            departments.push(BTreeSet::new());
            lines.len() - 1
        });
        let line = &mut lines[index];
        line.first = line.first.or(Some(position));
        if row.counts() {
            line.hits += 1;
            departments[index].insert(row.department);
        }
    }
    for (line, names) in lines.iter_mut().zip(departments) {
        line.departments = names.len();
    }
    lines
}

impl<'a> RuleLine<'a> {
    fn of_text(rule: &'a RuleText) -> Self {
        let RuleText { code, severity, title, why, fix, .. } = rule;
        Self { code, severity: *severity, title, why, fix, hits: 0, departments: 0, first: None }
    }

    fn of_finding(finding: &'a Finding) -> Self {
        let Finding { code, severity, title, why, fix, .. } = finding;
        Self { code, severity: *severity, title, why, fix, hits: 0, departments: 0, first: None }
    }
}
