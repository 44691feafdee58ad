//! Stage 6. In: a file after its own journey. Out: its [`Standing`], a few kilobytes; what it says is laid aside as
//! the lines of `data/*.jsonl`.
//! Never: judges, counts or orders. What the batch needs of every form at once is a field of the standing; what one
//! sheet prints of a form is read from its line.

mod own_text;
mod spool;

use std::io;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::model::batch::{Arrival, Content, Record};
use crate::model::finding::{Finding, in_form_order};
use crate::model::goals;
use crate::model::line::{FindingLine, FormLine};
use crate::model::sketch::Sketch;
use crate::model::standing::{FormStanding, FurtherColumn, Gathered, Held, MoneyLine, Note, Scores, Standing};
use crate::model::submission::{Entry, Indicator, Submission};
use crate::profile::spec::Profile;

pub use own_text::own_text;
pub use spool::Spool;

/// A few files, held in memory.
///
/// # Errors
/// None that memory could give.
pub fn in_memory(arrivals: Vec<Arrival>, profiles: &[Arc<Profile>]) -> io::Result<Gathered> {
    let spool = Spool::in_memory();
    let standings = arrivals.into_iter().map(|arrival| keep(arrival, profiles, &spool));
    Ok(Gathered { standings: standings.collect::<io::Result<_>>()?, bodies: Arc::new(spool) })
}

/// The same, of samples.
#[cfg(test)]
pub fn gathered(arrivals: Vec<Arrival>) -> Gathered {
    in_memory(arrivals, crate::profile::builtin()).expect("memory takes it")
}

/// Lays aside what a file says.
///
/// # Errors
/// The disk does not take it.
pub fn keep(mut arrival: Arrival, profiles: &[Arc<Profile>], spool: &Spool) -> io::Result<Standing> {
    arrival.findings.sort_by(in_form_order);
    let held = match &arrival.content {
        Content::Form(record) => Held::Form(Box::new(form(&arrival, record, (profiles, spool))?)),
        Content::NoForm { .. } => Held::NoForm,
        Content::Fault(_) => Held::Fault,
        Content::NotSpreadsheet => Held::NotSpreadsheet,
    };
    Ok(Standing {
        found: spool.add(&lines(&arrival.findings)?)?,
        notes: arrival.findings.iter().map(Note::of).collect(),
        source: arrival.source,
        sha256: arrival.sha256,
        format: arrival.format,
        held,
        late: Vec::new(),
        modified_inside: arrival.modified_inside,
    })
}

fn lines(findings: &[Finding]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    for finding in findings {
        serde_json::to_writer(&mut out, &FindingLine::of(finding))?;
        out.push(b'\n');
    }
    Ok(out)
}

fn form(arrival: &Arrival, record: &Record, (profiles, spool): (&[Arc<Profile>], &Spool)) -> io::Result<FormStanding> {
    let (form, book) = (&record.submission, &record.book);
    let profile = profiles.iter().find(|profile| profile.name == form.profile).map(Arc::as_ref);
    let line = FormLine::of(arrival, profiles).map(|line| serde_json::to_vec(&line)).transpose()?.unwrap_or_default();
    Ok(FormStanding {
        body: spool.add(&line)?,
        digest: digest(&line, &form.title.written),
        profile: form.profile.clone(),
        sheet: form.sheet.clone(),
        place: form.place,
        is_unknown_form: form.is_unknown_form,
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
        is_full: is_full(form),
        has_scored_goals: goals::scored(form).is_some(),
        scores: scores(record),
        words: profile.and_then(|profile| words(record, profile)),
    })
}

/// Of the line without what it says of the file. In a text the mark would have backslashes.
fn digest(line: &[u8], title: &str) -> [u8; 16] {
    const BEGINS: &[u8] = br#","sheet":"#;
    let start = memchr::memmem::find(line, BEGINS).unwrap_or_default();
    let mut digest = [0; 16];
    digest.copy_from_slice(&Sha256::new().chain_update(title).chain_update(&line[start..]).finalize()[..16]);
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

/// Every row with points and a score of its own has all its points.
fn is_full(form: &Submission) -> bool {
    let full = |(index, row): (usize, &Indicator)| {
        let (points, score) = form.together(index);
        row.points_in.is_some() || row.score_in.is_some() || (points.is_some() && points == score)
    };
    !form.indicators.is_empty() && form.indicators.iter().enumerate().all(full)
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
    let text = own_text(record, profile);
    (text.len() >= profile.thresholds.copy_min_chars).then(|| Sketch::of(&text))
}
