//! Stage 6. In: a file after its own journey. Out: its [`Standing`], a few kilobytes; what it says is laid aside as
//! the lines of `data/*.jsonl`.
//! Never: judges, counts or orders. What the batch needs of every form at once is a field of the standing; what one
//! sheet prints of a form is read from its line.

mod collection;
mod own;
mod own_text;
mod part;
pub mod reviews;
mod spool;
mod told;

use std::io;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::model::batch::{Arrival, Content, Record};
use crate::model::finding::{Finding, in_form_order};
use crate::model::goals;
use crate::model::line::{FindingLine, FormLine};
use crate::model::roster::Roster;
use crate::model::sketch::Sketch;
use crate::model::standing::{Claim, FormStanding, FurtherColumn, Gathered, Held, MoneyLine, Note, Scores, Standing};
use crate::model::submission::{Entry, Indicator, Submission};
use crate::profile::spec::Profile;

pub use collection::{Collection, DepartmentStatus};
pub use own::{Own, own};
pub use part::{DepartmentLine, Earlier, Owner, Part, PartError, Remade, Remembered, Whole, standings};
pub use spool::Spool;
pub use told::told;

/// Where files are laid aside, and what they were read with.
#[derive(Clone, Copy, Debug)]
pub struct Shelf<'a> {
    pub profiles: &'a [Arc<Profile>],
    pub roster: Option<&'a Roster>,
    pub spool: &'a Spool,
}

/// A few files, held in memory.
///
/// # Errors
/// None that memory could give.
pub fn in_memory(arrivals: Vec<Arrival>, profiles: &[Arc<Profile>]) -> io::Result<Gathered> {
    let spool = Spool::in_memory();
    let shelf = Shelf { profiles, roster: None, spool: &spool };
    let standings = arrivals.into_iter().map(|arrival| Ok(keep(arrival, &shelf)?.0));
    Ok(Gathered { standings: standings.collect::<io::Result<_>>()?, gone: vec![], bodies: Arc::new(spool) })
}

/// The same, of samples.
#[cfg(test)]
pub fn gathered(arrivals: Vec<Arrival>) -> Gathered {
    in_memory(arrivals, crate::profile::builtin()).expect("memory takes it")
}

/// Lays aside what a file says, and gives back what was read of it.
///
/// # Errors
/// The disk does not take it.
pub fn keep(mut arrival: Arrival, shelf: &Shelf<'_>) -> io::Result<(Standing, Content)> {
    let spool = shelf.spool;
    arrival.findings.sort_by(in_form_order);
    let held = match &arrival.content {
        Content::Form(record) => Held::Form(Box::new(form(&arrival, record, shelf)?)),
        Content::NoForm { .. } => Held::NoForm,
        Content::Document(document) => Held::Document(document.clone()),
        Content::Fault(_) => Held::Fault,
        Content::NotSpreadsheet(kind) => Held::NotSpreadsheet(kind.clone()),
        Content::Feedback(feedback) => Held::Feedback(feedback.clone()),
        // Passed over before it comes here.
        Content::Summary => Held::NotSpreadsheet(None),
    };
    let standing = Standing {
        origin: None,
        claim: Claim::ByFileName,
        is_carried: false,
        found: spool.add(&lines(&arrival.findings, arrival.record().and_then(|record| record.submission.place))?)?,
        notes: arrival.findings.iter().map(Note::of).collect(),
        source: arrival.source,
        sha256: arrival.sha256,
        format: arrival.format,
        held,
        late: Vec::new(),
        modified_inside: arrival.modified_inside,
    };
    Ok((standing, arrival.content))
}

fn lines(findings: &[Finding], place: Option<usize>) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    for finding in findings {
        serde_json::to_writer(&mut out, &FindingLine::of(finding).at_place(place))?;
        out.push(b'\n');
    }
    Ok(out)
}

fn form(arrival: &Arrival, record: &Record, shelf: &Shelf<'_>) -> io::Result<FormStanding> {
    let Shelf { profiles, roster, spool } = *shelf;
    let (form, book) = (&record.submission, &record.book);
    let profile = profiles.iter().find(|profile| profile.name == form.profile).map(Arc::as_ref);
    let line =
        FormLine::of(arrival, profiles, roster).map(|line| serde_json::to_vec(&line)).transpose()?.unwrap_or_default();
    Ok(FormStanding {
        body: spool.add(&line)?,
        digest: digest(&line),
        profile: form.profile.clone(),
        sheet: form.sheet.clone(),
        place: form.place,
        is_unknown_form: form.is_unknown_form,
        has_narrative: record.narrative.is_some(),
        is_scored: form.is_scored,
        roster: record.roster,
        department: record.department.clone(),
        department_written: form.department_written().map(str::to_owned),
        suggestions: record.suggestions.clone(),
        key: record.key.clone(),
        project: form.field("project").and_then(Entry::text).map(str::to_owned),
        year: form.year.value().copied(),
        fields: fields(form),
        subordinate_units: form.subordinate_units.as_ref().and_then(|entry| entry.value()).copied(),
        lines: form.budget.iter().map(money_line).collect(),
        indicators: form.indicators.len(),
        rows: form.indicators.len()
            + usize::from(book.execution.is_some())
            + usize::from(goals::scored(form).is_some()),
        further: further(form),
        is_full: form.has_full_scores(),
        has_scored_goals: goals::scored(form).is_some(),
        scores: scores(record),
        words: profile.and_then(|profile| words(record, profile)),
    })
}

/// Of the line without what it says of the file. In a text the mark would have backslashes.
pub(crate) fn digest(line: &[u8]) -> [u8; 16] {
    const BEGINS: &[u8] = br#","sheet":"#;
    let start = memchr::memmem::find(line, BEGINS).unwrap_or_default();
    let mut digest = [0; 16];
    digest.copy_from_slice(&Sha256::digest(&line[start..])[..16]);
    digest
}

/// Running text stands in the body.
const LONGEST_FIELD: usize = 120;

fn fields(form: &Submission) -> Vec<(String, String)> {
    let written = form.fields.iter().filter_map(|(key, entry)| Some((key, entry.text()?)));
    let short = written.filter(|(key, text)| !is_known(key) && text.len() <= LONGEST_FIELD);
    short.map(|(key, text)| (key.clone(), text.to_owned())).collect()
}

/// Has a field of its own in the standing.
fn is_known(key: &str) -> bool {
    matches!(key, "department" | "project")
}

fn money_line(line: &crate::model::submission::BudgetLine) -> MoneyLine {
    MoneyLine { key: line.key.clone(), budget: line.budget_yuan(), executed: line.executed_yuan() }
}

fn further(form: &Submission) -> Vec<FurtherColumn> {
    use FurtherColumn::{Adjusted, Coefficient, Core, Goal, Operator, Unit};
    let any = |has: &dyn Fn(&Indicator) -> bool| form.indicators.iter().any(has);
    let group = |row: &Indicator| form.goal_groups.get(row.goal?)?.name.text();
    let columns = [
        (Goal, any(&|row| group(row).is_some())),
        (Operator, any(&|row| row.operator.as_ref().and_then(Entry::text).is_some())),
        (Unit, any(&|row| row.unit.as_ref().and_then(Entry::text).is_some())),
        (Adjusted, any(&|row| row.target_adjusted.as_ref().and_then(Entry::text).is_some())),
        (Core, any(&|row| row.core.as_ref().and_then(Entry::text).is_some())),
        (Coefficient, any(&|row| row.coefficient.as_ref().is_some_and(|entry| entry.value().is_some()))),
    ];
    columns.into_iter().filter(|(_, has)| *has).map(|(column, _)| column).collect()
}

fn scores(record: &Record) -> Scores {
    let book = &record.book;
    let stated = record.submission.total.as_ref().and_then(|total| Some(total.stated.value()?.value));
    Scores {
        stated,
        own: book.own,
        recomputed: book.recomputed,
        verified_points: book.verified_points,
        unverified_points: book.unverified_points,
        by_level1: book.by_level1.clone(),
        grade_own: book.grade_own.clone(),
        grade_recomputed: book.grade_recomputed.clone(),
        overall_rate: book.overall_rate,
    }
}

fn words(record: &Record, profile: &Profile) -> Option<Sketch> {
    let names = [record.submission.department_written(), record.department.as_deref()];
    sketch(own_text::texts(&record.submission, profile), names, profile)
}

/// Of the department's own words, where there are enough of them.
fn sketch<'a>(texts: impl Iterator<Item = &'a str>, names: [Option<&str>; 2], profile: &Profile) -> Option<Sketch> {
    let text = own_text::own_text(texts, names);
    (text.len() >= profile.thresholds.copy_min_chars).then(|| Sketch::of(&text))
}
