//! Comes in: every file after its own journey, and the roster. Goes out: a `Batch`: whose file it is, which one counts, states, control totals.
//! Never: reads a file, looks at a cell, makes a finding (the BAT rules do, from what is said here).
//! The order of the files, and so of every output, is made here and nowhere else.
//! Add here: another sign of "newer" in `version`, another way a file is somebody's in `place`.

mod control;
mod duplicates;
mod place;
mod settle;
mod version;
mod workbook;

use std::collections::BTreeMap;

use crate::model::batch::{Arrival, Batch, ControlTotals};
use crate::model::finding::Finding;
use crate::model::roster::Roster;

pub use settle::{Filing, settle};

/// What the batch is about.
#[derive(Clone, Debug, Default)]
pub struct Expectation {
    pub year: i32,
    /// Names of the profiles of which a department on the roster owes a form; empty when any form will do.
    pub profiles: Vec<String>,
    /// Places people leave out of a department's name (the profile's).
    pub place_prefixes: Vec<String>,
    /// Files passed over while folders were listed, by why.
    pub skipped: BTreeMap<&'static str, usize>,
}

/// Puts arrivals in order, finds their departments and which file counts. `settle` ends it after the batch rules.
pub fn consolidate(mut arrivals: Vec<Arrival>, roster: Option<Roster>, expected: Expectation) -> Batch {
    arrivals.sort_by(|a, b| a.source.name.cmp(&b.source.name));
    for arrival in &mut arrivals {
        arrival.findings.sort_by(in_form_order);
    }
    let placed = place::place(&arrivals, roster.as_ref(), &expected);
    let mut batch = Batch {
        year: expected.year,
        roster,
        arrivals,
        states: placed.states,
        departments: placed.departments,
        findings: Vec::new(),
        control: ControlTotals::default(),
        not_run: Vec::new(),
        notices: Vec::new(),
        skipped: expected.skipped,
    };
    name_departments(&mut batch);
    batch
}

/// Findings about the file first, then by cell, worse before better.
fn in_form_order(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    let key = |finding: &Finding| (finding.cell, finding.severity);
    key(a).cmp(&key(b)).then_with(|| a.code.cmp(&b.code)).then_with(|| a.subject.cmp(&b.subject))
}

/// Writes the department's name into the findings of its files.
fn name_departments(batch: &mut Batch) {
    for department in &batch.departments {
        let files = department.slots.iter().flat_map(|slot| &slot.files).chain(&department.unreadable);
        for file in files {
            for finding in &mut batch.arrivals[*file].findings {
                finding.department = Some(department.name.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests;
