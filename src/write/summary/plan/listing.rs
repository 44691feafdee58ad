//! Where every finding has its row, and what each rule found.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::model::batch::{Batch, Slot};
use crate::model::finding::{Finding, Severity};
use crate::model::standing::{Standing, Weight, weighed};
use crate::write::summary::RuleText;

/// Every finding once, in printing order, by what they are about.
#[derive(Default)]
pub struct Listing<'a> {
    pub segments: Vec<Segment<'a>>,
    /// Findings in all.
    pub total: usize,
    /// Rows by department number, and by arrival.
    pub by_department: BTreeMap<usize, Range<usize>>,
    pub by_arrival: BTreeMap<usize, Range<usize>>,
}

/// Findings that follow each other: those of a file, or those of a department or the batch about no file.
#[derive(Clone, Copy)]
pub struct Segment<'a> {
    pub department: &'a str,
    /// The part it comes from, where parts were merged.
    pub origin: Option<&'a str>,
    /// Of a file that another one stands for: listed, counts for nothing.
    pub superseded: bool,
    /// Whose bodies come first.
    pub file: Option<usize>,
    /// Behind them, those made of the whole batch.
    pub late: &'a [Finding],
}

impl<'a> Segment<'a> {
    pub fn weights(&self, batch: &'a Batch) -> impl Iterator<Item = Weight<'a>> {
        let notes = self.file.map_or(&[][..], |file| &batch.arrivals[file].notes);
        weighed(notes, self.late)
    }
}

/// A rule with what it found here.
pub struct RuleLine<'a> {
    pub code: &'a str,
    pub severity: Severity,
    pub title: &'a str,
    pub why: &'a str,
    pub fix: &'a str,
    /// Tasks: findings that count, one for those of rows that follow each other.
    pub hits: usize,
    pub departments: usize,
    /// Its first row in 问题清单.
    pub first: Option<usize>,
}

impl<'a> Listing<'a> {
    pub(super) fn of(batch: &'a Batch) -> Self {
        let mut listing = Self::default();
        for department in &batch.departments {
            let start = listing.total;
            for index in department.slots.iter().map(Slot::counting) {
                listing.add_file(batch, index, &department.name, false);
            }
            for index in &department.unreadable {
                listing.add_file(batch, *index, &department.name, !department.slots.is_empty());
            }
            listing.add(Segment::about(department.origin.as_deref(), &department.name, &department.findings), batch);
            for index in department.slots.iter().flat_map(|slot| &slot.files[1..]) {
                listing.add_file(batch, *index, &department.name, true);
            }
            listing.by_department.insert(department.number, start..listing.total);
        }
        for index in 0..batch.arrivals.len() {
            let written = batch.arrivals[index].form().and_then(|form| form.department_written.as_deref());
            listing.add_file(batch, index, written.unwrap_or(""), false);
        }
        listing.add(Segment::about(None, "", &batch.findings), batch);
        listing
    }

    /// A file's findings, unless they stand there already.
    fn add_file(&mut self, batch: &'a Batch, index: usize, department: &'a str, superseded: bool) {
        if self.by_arrival.contains_key(&index) {
            return;
        }
        let start = self.total;
        let Standing { late, origin, .. } = &batch.arrivals[index];
        self.add(Segment { department, origin: origin.as_deref(), superseded, file: Some(index), late }, batch);
        self.by_arrival.insert(index, start..self.total);
    }

    fn add(&mut self, segment: Segment<'a>, batch: &'a Batch) {
        let length = segment.weights(batch).count();
        if length > 0 {
            self.segments.push(segment);
            self.total += length;
        }
    }
}

impl<'a> Segment<'a> {
    /// About no file.
    fn about(origin: Option<&'a str>, department: &'a str, late: &'a [Finding]) -> Self {
        Self { department, origin, superseded: false, file: None, late }
    }
}

/// The catalogue's rules, then those that only the findings know (rules of a profile).
pub(super) fn rule_lines<'a>(rules: &'a [RuleText], listing: &Listing<'a>, batch: &'a Batch) -> Vec<RuleLine<'a>> {
    let mut lines: Vec<RuleLine<'a>> = rules.iter().map(RuleLine::of_text).collect();
    let mut by_code: BTreeMap<&str, usize> = lines.iter().enumerate().map(|(i, line)| (line.code, i)).collect();
    let mut departments: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); lines.len()];
    let rows = listing.segments.iter().flat_map(|segment| segment.weights(batch).map(move |weight| (segment, weight)));
    for (position, (segment, weight)) in rows.enumerate() {
        let index = *by_code.entry(weight.code).or_insert_with(|| {
            lines.push(RuleLine::of_weight(weight));
            departments.push(BTreeSet::new());
            lines.len() - 1
        });
        let line = &mut lines[index];
        line.first = line.first.or(Some(position));
        if weight.counts && !segment.superseded {
            line.hits += usize::from(!weight.goes_on);
            departments[index].insert(segment.department);
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

    /// A rule that nobody here knows: of a part that another version or another profile wrote.
    fn of_weight(weight: Weight<'a>) -> Self {
        let Weight { code, severity, .. } = weight;
        Self { code, severity, title: "", why: "", fix: "", hits: 0, departments: 0, first: None }
    }
}
