//! One line of submissions.jsonl; the order of the fields is the order of the keys.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Serialize, Serializer};

use super::rows::{BudgetJson, IndicatorJson, at, points};
use crate::model::address::CellRef;
use crate::model::batch::{Arrival, Batch, FileState, Record, Tally};
use crate::model::finding::Finding;
use crate::model::number;
use crate::model::score::ScoreBook;
use crate::model::submission::{Entry, GoalGroup, Submission};
use crate::profile::spec::Profile;

#[derive(Serialize)]
pub struct SubmissionLine<'a> {
    file: &'a str,
    sha256: &'a str,
    format: &'a str,
    sheet: &'a str,
    profile: &'a str,
    department: Option<&'a str>,
    department_written: Option<&'a str>,
    fiscal_year: Option<i32>,
    subordinate_units: Option<i64>,
    unit: &'static str,
    status: &'static str,
    counts: bool,
    superseded_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    project: Option<&'a str>,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    /// Every field of the profile the form has, but those with keys of their own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    fields: BTreeMap<&'a str, &'a str>,
    budget: Vec<BudgetJson<'a>>,
    goals: GoalsJson<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    goal_groups: Vec<GoalGroupJson<'a>>,
    indicators: Vec<IndicatorJson<'a>>,
    total: TotalJson<'a>,
    scores: ScoresJson<'a>,
    contact: ContactJson<'a>,
}

#[derive(Serialize)]
struct GoalsJson<'a> {
    planned: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    adjusted: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<String>,
    achieved: Option<&'a str>,
}

#[derive(Serialize)]
struct GoalGroupJson<'a> {
    name: Option<&'a str>,
    weight: Option<String>,
}

#[derive(Serialize)]
struct TotalJson<'a> {
    stated: Option<String>,
    /// The sheet of its cell, where that is not the form's first.
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    cell: Option<CellRef>,
}

#[derive(Serialize)]
struct ScoresJson<'a> {
    #[serde(rename = "self")]
    own: Option<String>,
    recomputed: Option<String>,
    verified_points: Option<String>,
    unverified_points: Option<String>,
    #[serde(serialize_with = "in_form_order")]
    by_level1: &'a [(String, Decimal)],
    grade_self: Option<&'a str>,
    grade_recomputed: Option<&'a str>,
}

#[derive(Serialize)]
struct ContactJson<'a> {
    filler: Option<&'a str>,
    phone: Option<&'a str>,
}

fn in_form_order<S: Serializer>(scores: &&[(String, Decimal)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(scores.iter().map(|(name, score)| (name, number::plain(*score))))
}

impl<'a> SubmissionLine<'a> {
    /// The line of one arrival and its status; `None` when no form was read from it.
    pub fn of(batch: &'a Batch, profiles: &'a [Arc<Profile>], index: usize, status: &'static str) -> Option<Self> {
        let arrival = &batch.arrivals[index];
        let superseded_by = match batch.states[index] {
            FileState::Superseded(by) => Some(batch.arrivals[by].source.name.as_str()),
            _ => None,
        };
        let line = Self {
            file: &arrival.source.name,
            sha256: &arrival.sha256,
            format: &arrival.format,
            status,
            counts: batch.states[index] == FileState::Counts,
            superseded_by,
            ..Self::of_record(arrival.record()?, profiles)
        };
        Some(line)
    }

    /// What the form itself says; what depends on the file and the batch is left empty.
    pub fn of_record(record: &'a Record, profiles: &'a [Arc<Profile>]) -> Self {
        let (form, book) = (&record.submission, &record.book);
        let profile = profiles.iter().find(|profile| profile.name == form.profile).map(Arc::as_ref);
        let field = |key| form.field(key).and_then(Entry::text);
        Self {
            file: "",
            sha256: "",
            format: "",
            sheet: &form.sheet,
            profile: &form.profile,
            department: record.department.as_deref(),
            department_written: form.department_written(),
            fiscal_year: form.year.value().copied(),
            subordinate_units: whole(form.subordinate_units.as_ref()),
            unit: form.money_unit.key(),
            status: "accepted",
            counts: false,
            superseded_by: None,
            project: field("project").filter(|_| form.about_project),
            kind: if form.about_project { "project" } else { "department" },
            place: form.place.map(|place| format!("第{place}张表")),
            fields: fields(form),
            budget: form.budget.iter().map(|line| BudgetJson::of(line, form)).collect(),
            goals: GoalsJson {
                planned: form.goals.planned.as_ref().and_then(Entry::text),
                score: points(form.goals.score.as_ref()),
                adjusted: form.goals.adjusted.as_ref().and_then(Entry::text),
                achieved: form.goals.achieved.as_ref().and_then(Entry::text),
            },
            goal_groups: form.goal_groups.iter().map(GoalGroupJson::of).collect(),
            indicators: indicators(form, book, profile),
            total: TotalJson::of(form),
            scores: ScoresJson::of(form, book),
            contact: ContactJson { filler: field("filler"), phone: field("phone") },
        }
    }
}

/// Status of every arrival, by what was found in the file and what the batch rules say about it.
pub fn statuses(batch: &Batch) -> Vec<&'static str> {
    let mut of_batch: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in batch.departments.iter().flat_map(|department| &department.findings) {
        of_batch.entry(finding.file.as_deref().unwrap_or_default()).or_default().push(finding);
    }
    let status = |arrival: &Arrival| {
        let more = of_batch.get(arrival.source.name.as_str()).into_iter().flatten().copied();
        match Tally::of(arrival.findings.iter().chain(more)) {
            Tally { errors: 0, warnings: 0, .. } => "accepted",
            Tally { errors: 0, .. } => "accepted_with_warnings",
            _ => "returned",
        }
    };
    batch.arrivals.iter().map(status).collect()
}

fn whole(entry: Option<&Entry<Decimal>>) -> Option<i64> {
    let value = entry?.value()?;
    value.is_integer().then(|| value.to_i64()).flatten()
}

fn indicators<'a>(form: &'a Submission, book: &'a ScoreBook, profile: Option<&'a Profile>) -> Vec<IndicatorJson<'a>> {
    let rows = form.indicators.iter().enumerate();
    rows.map(|(index, row)| IndicatorJson::of(row, book.rows.get(index), (form, profile))).collect()
}

/// Keys that stand in the line by themselves.
const OWN_KEYS: [&str; 6] = ["department", "project", "subordinate_units", "filler", "phone", "year"];

fn fields(form: &Submission) -> BTreeMap<&str, &str> {
    let further = form.fields.iter().filter(|(key, _)| !OWN_KEYS.contains(&key.as_str()));
    further.filter_map(|(key, entry)| Some((key.as_str(), entry.text()?))).collect()
}

impl<'a> GoalGroupJson<'a> {
    fn of(group: &'a GoalGroup) -> Self {
        Self { name: group.name.text(), weight: points(group.weight.as_ref()) }
    }
}

impl<'a> TotalJson<'a> {
    fn of(form: &'a Submission) -> Self {
        let stated = form.total.as_ref().map(|total| &total.stated);
        let sheet = stated.and_then(|stated| form.further_sheet_of(stated.cell));
        Self { stated: points(stated), sheet, cell: at(stated) }
    }
}

impl<'a> ScoresJson<'a> {
    fn of(form: &Submission, book: &'a ScoreBook) -> Self {
        let number = |value| form.is_scored.then(|| number::plain(value));
        let grade = |name: &'a String| form.is_scored.then_some(name.as_str());
        Self {
            own: number(book.own),
            recomputed: number(book.recomputed),
            verified_points: number(book.verified_points),
            unverified_points: number(book.unverified_points),
            by_level1: if form.is_scored { &book.by_level1 } else { &[] },
            grade_self: grade(&book.grade_own),
            grade_recomputed: grade(&book.grade_recomputed),
        }
    }
}
