//! What is kept of a finding in memory, and how findings are counted.

use std::borrow::Cow;

use crate::model::address::CellRef;
use crate::model::finding::{Finding, Outcome, Severity};
use crate::model::reply::{Reply, RoundState};

/// What counting, waivers and states need of a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    pub code: Cow<'static, str>,
    pub severity: Severity,
    pub outcome: Outcome,
    pub cell: Option<CellRef>,
    /// The last row of the merge the cell stands for.
    pub last_row: u32,
    pub subject: Box<str>,
    /// The reason of a waiver that covers it.
    pub waived: Option<String>,
    /// Against the department's submission before.
    pub state: Option<RoundState>,
    /// What the department answered.
    pub reply: Option<Box<Reply>>,
}

/// A finding's weight: its rule, its level, and whether it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight<'a> {
    pub code: &'a str,
    pub severity: Severity,
    /// Failed and not waived.
    pub counts: bool,
    /// Against the department's submission before.
    pub state: Option<RoundState>,
    /// The row below the finding before it, of the same rule in the same column: people count both as one task.
    pub goes_on: bool,
}

/// The findings of one form in the order of their cells, then those of the batch about it.
pub fn weighed<'a>(notes: &'a [Note], late: &'a [Finding]) -> impl Iterator<Item = Weight<'a>> {
    let notes = notes.iter().map(|note| (note.weight(), note.cell, note.last_row));
    let late = late.iter().map(|finding| (finding.weight(), finding.cell, finding.last_row()));
    // The last row of each rule in each column; a form has a few dozen of these.
    let mut ends: Vec<(&str, Severity, Option<RoundState>, u32, u32)> = Vec::new();
    notes.chain(late).map(move |(weight, cell, last_row)| {
        let Some(cell) = cell.filter(|cell| weight.counts && !cell.is_paragraph()) else { return weight };
        let key = (weight.code, weight.severity, weight.state, cell.col);
        match ends.iter_mut().find(|(code, severity, state, col, _)| (*code, *severity, *state, *col) == key) {
            Some((.., end)) => {
                let goes_on = *end + 1 == cell.row;
                *end = last_row;
                Weight { goes_on, ..weight }
            }
            None => {
                ends.push((weight.code, weight.severity, weight.state, cell.col, last_row));
                weight
            }
        }
    })
}

impl Note {
    pub fn of(finding: &Finding) -> Self {
        Self {
            code: finding.code.clone(),
            severity: finding.severity,
            outcome: finding.outcome,
            cell: finding.cell,
            last_row: finding.last_row(),
            subject: finding.subject.as_str().into(),
            waived: finding.waived.clone(),
            state: finding.state,
            reply: finding.reply.clone().map(Box::new),
        }
    }

    pub fn weight(&self) -> Weight<'_> {
        let counts = self.outcome == Outcome::Fail && self.waived.is_none();
        Weight { code: &self.code, severity: self.severity, counts, state: self.state, goes_on: false }
    }
}

impl Finding {
    pub fn weight(&self) -> Weight<'_> {
        Weight { code: &self.code, severity: self.severity, counts: self.counts(), state: self.state, goes_on: false }
    }

    /// The last row of the merge its cell stands for; 0 where it is about no cell.
    pub fn last_row(&self) -> u32 {
        self.area.map(|area| area.last).or(self.cell).map_or(0, |cell| cell.row)
    }
}
