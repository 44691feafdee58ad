//! Every finding with its row, and what each rule found.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::model::batch::{Batch, Slot};
use crate::model::finding::{Finding, Severity};
use crate::write::summary::RuleText;

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

impl<'a> Listing<'a> {
    pub(super) fn of(batch: &'a Batch) -> Self {
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
pub(super) fn rule_lines<'a>(rules: &'a [RuleText], listing: &Listing<'a>) -> Vec<RuleLine<'a>> {
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
