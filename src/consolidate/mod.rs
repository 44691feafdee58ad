//! Comes in: every file after its own journey, and the roster. Goes out: a `Batch`: whose file it is, which one counts, states, control totals.
//! Never: reads a file, looks at a cell, makes a finding (the BAT rules do, from what is said here).
//! The order of the files, and so of every output, is made here and nowhere else.
//! Add here: another sign of "newer" in `version`, another way a file is somebody's in `place`; `earlier` knows the
//! submissions whose files are gone.

mod control;
mod duplicates;
mod earlier;
mod place;
pub mod reported;
pub mod rounds;
mod settle;
mod version;
pub mod workbook;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::batch::{Batch, ControlTotals, Department};
use crate::model::review::Reviews;
use crate::model::roster::Roster;
use crate::model::standing::{Gathered, Standing};

pub use settle::{Filing, settle};

/// What the batch is about.
#[derive(Clone, Debug, Default)]
pub struct Expectation {
    /// `None` where no form states one.
    pub year: Option<i32>,
    /// Names of the profiles of which a department on the roster owes a form; empty when any form will do.
    pub profiles: Vec<String>,
    /// Places people leave out of a department's name (the profile's).
    pub place_prefixes: Vec<String>,
    /// Files passed over while folders were listed, by why.
    pub skipped: BTreeMap<String, usize>,
    /// sha256 of the files that an earlier output knows.
    pub known: BTreeSet<String>,
    /// A department that sent nothing keeps what it sent before.
    pub carries_over: bool,
}

/// Puts arrivals in order, finds their departments and which file counts. `settle` ends it after the batch rules.
pub fn consolidate(gathered: Gathered, roster: Option<Arc<Roster>>, expected: Expectation) -> Batch {
    let Gathered { standings: mut arrivals, mut gone, bodies } = gathered;
    let placing = |arrivals: &mut Vec<Standing>| {
        arrivals.sort_by(|a, b| a.source.name.cmp(&b.source.name));
        place::place(arrivals, roster.as_deref(), &expected)
    };
    let mut placed = placing(&mut arrivals);
    if expected.carries_over {
        arrivals.extend(earlier::carried(&mut gone, &placed));
        placed = placing(&mut arrivals);
    }
    placed.reports.iter().for_each(|report| arrivals[*report].becomes_report());
    earlier::place(&mut gone, &arrivals, (&mut placed, &expected.known));
    Batch {
        year: expected.year,
        owed: expected.profiles,
        roster,
        owners: owners(arrivals.len(), &placed.departments),
        arrivals,
        gone,
        reported: BTreeMap::new(),
        bodies,
        states: placed.states,
        departments: placed.departments,
        findings: Vec::new(),
        control: ControlTotals::default(),
        not_run: Vec::new(),
        notices: Vec::new(),
        unmarked: BTreeMap::new(),
        reviews: Reviews::default(),
        skipped: expected.skipped,
    }
}

/// The department of each file, by index.
fn owners(files: usize, departments: &[Department]) -> Vec<Option<usize>> {
    let mut owners = vec![None; files];
    for (index, department) in departments.iter().enumerate() {
        for file in department
            .slots
            .iter()
            .flat_map(|slot| &slot.files)
            .chain(&department.unreadable)
            .chain(&department.attached)
            .chain(&department.feedback)
        {
            owners[*file] = Some(index);
        }
    }
    owners
}

#[cfg(test)]
mod tests;
