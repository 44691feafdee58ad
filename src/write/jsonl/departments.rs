//! One line of departments.jsonl: where a department stands, and with which files.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::model::batch::{Batch, Department, Tally};
use crate::model::reply::Answer;
use crate::model::review::Review;

#[derive(Serialize)]
pub struct DepartmentLine<'a> {
    number: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    code: Option<&'a str>,
    department: &'a str,
    section: Option<&'a str>,
    contact: Option<&'a str>,
    /// sha256 of the roster it is on; null where it is on none.
    roster: Option<&'a str>,
    /// What the roster says of its budget, 元.
    roster_budget: Option<Decimal>,
    state: &'static str,
    /// Submissions of its own form, identical ones once.
    round: usize,
    /// The day it came into its state.
    since: Option<&'a str>,
    files: Vec<FileJson<'a>>,
    errors: usize,
    warnings: usize,
    findings: usize,
    workbook: Option<&'a str>,
    /// What reviewers wrote, and what the department answered.
    reviews: Vec<&'a Review>,
    replies: &'a [Answer],
}

#[derive(Serialize)]
struct FileJson<'a> {
    file: &'a str,
    state: &'static str,
    why: &'a str,
}

impl<'a> DepartmentLine<'a> {
    pub fn of(batch: &'a Batch, department: &'a Department) -> Self {
        let entry = batch.roster.as_ref().and_then(|roster| roster.entries.get(department.roster?));
        let list = || batch.roster.as_ref().map(|roster| roster.hash.as_str());
        let tally = Tally::of(batch.weights_of(department));
        Self {
            number: department.number,
            source: department.origin.as_deref(),
            code: entry.and_then(|entry| entry.code.as_deref()),
            department: &department.name,
            section: entry.and_then(|entry| entry.section.as_deref()),
            contact: entry.and_then(|entry| entry.contact.as_deref()),
            roster: entry.and_then(|entry| entry.list.as_deref().or_else(list)),
            roster_budget: entry.and_then(|entry| Some(entry.budget?.yuan)),
            state: department.state.name(),
            round: batch.round(department),
            since: department.since.as_deref(),
            files: files(batch, department),
            errors: tally.errors,
            warnings: tally.warnings,
            findings: batch.weights_of(department).filter(|finding| finding.counts).count(),
            workbook: department.workbook.as_deref(),
            reviews: batch.reviews.0.iter().filter(|review| is_of(review, department)).collect(),
            replies: &department.answers,
        }
    }
}

/// Where several parts have one department its marks may come from any.
fn is_of(review: &Review, department: &Department) -> bool {
    review.department == department.name && (department.origin.is_none() || review.source == department.origin)
}

fn files<'a>(batch: &'a Batch, department: &'a Department) -> Vec<FileJson<'a>> {
    let slots = department.slots.iter().flat_map(|slot| slot.files.iter().map(|file| (*file, slot.because.as_str())));
    let files = slots.chain(
        department.unreadable.iter().chain(&department.attached).chain(&department.feedback).map(|file| (*file, "")),
    );
    let mut met = BTreeSet::new();
    let line = |(file, why): (usize, &'a str)| {
        let (name, state) = (batch.arrivals[file].source.name.as_str(), batch.states[file].name());
        met.insert((name, state)).then_some(FileJson { file: name, state, why })
    };
    files.filter_map(line).collect()
}
