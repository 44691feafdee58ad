//! Where every finding has its row, and what each rule found.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::batch::{Batch, Slot};
use crate::model::finding::{Finding, Severity};
use crate::model::standing::{Standing, Weight, weighed};
use crate::write::summary::RuleText;

/// Every finding once: errors first, then warnings, then hints, each in the order of the departments.
#[derive(Default)]
pub struct Listing<'a> {
    pub segments: Vec<Segment<'a>>,
    /// Findings in all.
    pub total: usize,
    /// The first row of each level that counts, by department number, and by arrival.
    by_department: BTreeMap<usize, Firsts>,
    by_arrival: BTreeMap<usize, Firsts>,
    listed: BTreeSet<usize>,
}

/// The levels in their order on the sheet.
pub const LEVELS: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];
type Firsts = [Option<usize>; 3];

/// Findings that follow each other: those of a file, or those of a department or the batch about no file.
#[derive(Clone, Copy)]
pub struct Segment<'a> {
    pub department: &'a str,
    /// Of the department whose files count.
    number: Option<usize>,
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
    /// Of these, what is to be changed or explained: a rule may find hints too.
    pub asked: usize,
    pub asked_of: usize,
    /// Its first row in 问题清单.
    pub first: Option<usize>,
}

impl<'a> Listing<'a> {
    pub(super) fn of(batch: &'a Batch) -> Self {
        let mut listing = Self::default();
        for department in &batch.departments {
            let number = Some(department.number);
            for index in department.slots.iter().map(Slot::counting) {
                listing.add_file(batch, index, (&department.name, number), false);
            }
            for index in &department.unreadable {
                listing.add_file(batch, *index, (&department.name, number), !department.slots.is_empty());
            }
            let about = Segment::about(department.origin.as_deref(), &department.name, &department.findings);
            listing.add(Segment { number, ..about }, batch);
            for index in department.slots.iter().flat_map(|slot| &slot.files[1..]) {
                listing.add_file(batch, *index, (&department.name, number), true);
            }
        }
        for index in 0..batch.arrivals.len() {
            let written = batch.arrivals[index].form().and_then(|form| form.department_written.as_deref());
            listing.add_file(batch, index, (written.unwrap_or(""), None), false);
        }
        listing.add(Segment::about(None, "", &batch.findings), batch);
        listing.number(batch);
        listing
    }

    /// Every row with what it weighs, in printing order.
    pub fn rows<'l>(&'l self, batch: &'a Batch) -> impl Iterator<Item = (&'l Segment<'a>, Weight<'a>)> {
        LEVELS.into_iter().flat_map(move |level| {
            let of_level = move |segment: &'l Segment<'a>| {
                segment
                    .weights(batch)
                    .filter(move |weight| weight.severity == level)
                    .map(move |weight| (segment, weight))
            };
            self.segments.iter().flat_map(of_level)
        })
    }

    fn number(&mut self, batch: &'a Batch) {
        let (mut departments, mut arrivals) = (BTreeMap::new(), BTreeMap::new());
        for (position, (segment, weight)) in self.rows(batch).enumerate() {
            let level = LEVELS.iter().position(|level| *level == weight.severity).unwrap_or_default();
            if segment.superseded || !weight.counts {
                continue;
            }
            let of = |firsts: &mut Firsts| firsts[level] = firsts[level].or(Some(position));
            segment.number.into_iter().for_each(|number| of(departments.entry(number).or_default()));
            segment.file.into_iter().for_each(|file| of(arrivals.entry(file).or_default()));
        }
        (self.by_department, self.by_arrival) = (departments, arrivals);
    }

    /// The first row of a level that counts for a department, or for one form.
    pub fn first(&self, department: usize, form: Option<usize>, level: Severity) -> Option<usize> {
        let level = LEVELS.iter().position(|known| *known == level)?;
        match form {
            Some(file) => self.by_arrival.get(&file)?[level],
            None => self.by_department.get(&department)?[level],
        }
    }

    /// A file's findings, unless they stand there already.
    fn add_file(
        &mut self,
        batch: &'a Batch,
        index: usize,
        (department, number): (&'a str, Option<usize>),
        superseded: bool,
    ) {
        if !self.listed.insert(index) {
            return;
        }
        let Standing { late, origin, .. } = &batch.arrivals[index];
        let origin = origin.as_deref();
        self.add(Segment { department, number, origin, superseded, file: Some(index), late }, batch);
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
        Self { department, number: None, origin, superseded: false, file: None, late }
    }
}

/// The catalogue's rules, then those that only the findings know (rules of a profile).
pub(super) fn rule_lines<'a>(rules: &'a [RuleText], listing: &Listing<'a>, batch: &'a Batch) -> Vec<RuleLine<'a>> {
    let mut lines: Vec<RuleLine<'a>> = rules.iter().map(RuleLine::of_text).collect();
    let mut by_code: BTreeMap<&str, usize> = lines.iter().enumerate().map(|(i, line)| (line.code, i)).collect();
    let mut departments: Vec<[BTreeSet<&str>; 2]> = vec![Default::default(); lines.len()];
    for (position, (segment, weight)) in listing.rows(batch).enumerate() {
        let index = *by_code.entry(weight.code).or_insert_with(|| {
            lines.push(RuleLine::of_weight(weight));
            departments.push(Default::default());
            lines.len() - 1
        });
        let line = &mut lines[index];
        line.first = line.first.or(Some(position));
        if weight.counts && !segment.superseded {
            line.hits += usize::from(!weight.goes_on);
            departments[index][0].insert(segment.department);
            if weight.severity != Severity::Info {
                line.asked += usize::from(!weight.goes_on);
                departments[index][1].insert(segment.department);
            }
        }
    }
    for (line, names) in lines.iter_mut().zip(departments) {
        [line.departments, line.asked_of] = names.map(|names| names.len());
    }
    lines
}

impl<'a> RuleLine<'a> {
    fn of_text(rule: &'a RuleText) -> Self {
        let RuleText { code, severity, title, why, fix, .. } = rule;
        Self { code, severity: *severity, title, why, fix, hits: 0, departments: 0, asked: 0, asked_of: 0, first: None }
    }

    /// A rule that nobody here knows: of a part that another version or another profile wrote.
    fn of_weight(weight: Weight<'a>) -> Self {
        let Weight { code, severity, .. } = weight;
        Self {
            code,
            severity,
            title: "",
            why: "",
            fix: "",
            hits: 0,
            departments: 0,
            asked: 0,
            asked_of: 0,
            first: None,
        }
    }
}
