//! One line of submissions.jsonl; the order of the fields is the order of the keys.
//! What depends on the whole batch stands in one piece of the line, [`Outlook`], and is put in when that is known.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Serialize, Serializer};

use super::rows::{BudgetJson, ExecutionJson, IndicatorJson, at, points};
use crate::model::address::CellRef;
use crate::model::batch::{Arrival, Record};
use crate::model::number;
use crate::model::roster::Roster;
use crate::model::score::ScoreBook;
use crate::model::submission::{Entry, GoalGroup, Submission};
use crate::profile::spec::Profile;

#[derive(Serialize)]
pub struct FormLine<'a> {
    file: &'a str,
    /// Of a merged batch, the part it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    sha256: &'a str,
    format: &'a str,
    sheet: &'a str,
    profile: &'a str,
    department: Option<&'a str>,
    department_written: Option<&'a str>,
    fiscal_year: Option<i32>,
    subordinate_units: Option<i64>,
    unit: &'static str,
    #[serde(flatten)]
    outlook: Outlook<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    project: Option<&'a str>,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    /// The form's heading.
    title: &'a str,
    /// Digest of the report's text around the form: with another text it is another submission.
    #[serde(skip_serializing_if = "Option::is_none")]
    narrative: Option<&'a str>,
    /// Names of the roster that look like the written one, best first (BAS-02).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggested: Vec<&'a str>,
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

/// What the batch makes of a form.
#[derive(Clone, Copy, Debug, Serialize, Default)]
pub struct Outlook<'a> {
    /// `accepted`, `accepted_with_warnings`, `returned`.
    pub status: &'a str,
    pub counts: bool,
    /// The file that counts instead.
    pub superseded_by: Option<&'a str>,
    /// The report beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<&'a str>,
}

/// The line with what the batch makes of its form. Between quotes of a text this piece can't stand: there its own
/// quotes would have backslashes before them.
pub fn with_outlook(line: &str, outlook: Outlook<'_>) -> String {
    // A struct of texts and a bool has nothing that JSON does not know.
    let piece = |outlook| serde_json::to_string(&outlook).unwrap_or_default();
    let (open, own) = (piece(Outlook::default()), piece(outlook));
    let inside = |piece: &str| piece.trim_start_matches('{').trim_end_matches('}').to_owned();
    line.replacen(&inside(&open), &inside(&own), 1)
}

/// The line as it was before the batch was known, of another file name and of a part; `None` for a line that this
/// version did not write.
pub fn without_outlook(line: &str, outlook: Outlook<'_>, (file, part): (&str, Option<&str>)) -> Option<String> {
    #[derive(Serialize)]
    struct Head<'a> {
        file: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        source: Option<&'a str>,
    }
    const BEHIND: &str = r#","sha256":"#;
    let rest = &line[line.find(BEHIND)?..];
    let piece = |outlook| Some(serde_json::to_string(&outlook).ok()?.trim_matches(['{', '}']).to_owned());
    let (own, open) = (piece(outlook)?, piece(Outlook::default())?);
    let head = serde_json::to_string(&Head { file, source: part }).ok()?;
    rest.contains(&own).then(|| format!("{}{}", head.trim_end_matches('}'), rest.replacen(&own, &open, 1)))
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
    /// Σ executed / Σ budget over the form's overall lines, ratio.
    overall_rate: Option<String>,
    /// Every indicator has all its points.
    full: bool,
    /// Of forms that score the execution, or the goals: further rows beside the indicators.
    #[serde(skip_serializing_if = "Option::is_none")]
    execution: Option<ExecutionJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    goals: Option<ExecutionJson<'a>>,
}

#[derive(Serialize)]
struct ContactJson<'a> {
    filler: Option<&'a str>,
    phone: Option<&'a str>,
}

fn in_form_order<S: Serializer>(scores: &&[(String, Decimal)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(scores.iter().map(|(name, score)| (name, number::plain(*score))))
}

impl<'a> FormLine<'a> {
    /// The line of a file's form; `None` when no form was read from it.
    pub fn of(arrival: &'a Arrival, profiles: &'a [Arc<Profile>], roster: Option<&'a Roster>) -> Option<Self> {
        let suggestions = &arrival.record()?.suggestions;
        let names = suggestions.iter().filter_map(|index| roster?.entries.get(*index)).map(|entry| entry.name.as_str());
        let line = Self {
            suggested: names.collect(),
            file: &arrival.source.name,
            sha256: &arrival.sha256,
            format: &arrival.format,
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
            source: None,
            sha256: "",
            format: "",
            sheet: &form.sheet,
            profile: &form.profile,
            department: record.department.as_deref(),
            department_written: form.department_written(),
            fiscal_year: form.year.value().copied(),
            subordinate_units: whole(form.subordinate_units.as_ref()),
            unit: form.money_unit.key(),
            outlook: Outlook::default(),
            project: field("project").filter(|_| form.about_project),
            kind: if form.about_project { "project" } else { "department" },
            place: form.place.map(|place| format!("第{place}张表")),
            title: &form.title.written,
            narrative: record.narrative.as_deref(),
            suggested: Vec::new(),
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
            scores: ScoresJson::of(form, book, profile),
            contact: ContactJson { filler: field("filler"), phone: field("phone") },
        }
    }
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
    fn of(form: &'a Submission, book: &'a ScoreBook, profile: Option<&'a Profile>) -> Self {
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
            overall_rate: book.overall_rate.map(number::plain),
            full: form.has_full_scores(),
            execution: profile.and_then(|profile| ExecutionJson::of_budget(form, book, profile)),
            goals: profile.and_then(|profile| ExecutionJson::of_goals(form, profile)),
        }
    }
}
