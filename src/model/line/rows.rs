//! The rows of a submission's line: budget lines and indicators.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::address::CellRef;
use crate::model::goals;
use crate::model::number;
use crate::model::score::{RowScore, ScoreBook};
use crate::model::submission::{Amount, BudgetLine, Entry, Indicator, Points, Submission};
use crate::profile::spec::{Profile, Role};

/// Decimals of a computed rate: finer than any form shows, short enough to read.
const RATE_DECIMALS: u32 = 10;

#[derive(Serialize)]
pub struct BudgetJson<'a> {
    /// Null for a line the profile does not know.
    line: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    initial: Option<String>,
    budget: Option<String>,
    executed: Option<String>,
    rate: Option<String>,
    rate_written: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<String>,
    label: Option<&'a str>,
    /// The sheet of its cells, where that is not the form's first.
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    cells: BudgetCells,
}

#[derive(Serialize)]
pub struct BudgetCells {
    #[serde(skip_serializing_if = "Option::is_none")]
    initial: Option<CellRef>,
    budget: Option<CellRef>,
    executed: Option<CellRef>,
    rate: Option<CellRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<CellRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<CellRef>,
}

#[derive(Serialize)]
pub struct IndicatorJson<'a> {
    level1: Option<&'a str>,
    /// The profile's name of level 1, where the form writes another.
    #[serde(skip_serializing_if = "Option::is_none")]
    level1_known: Option<&'a str>,
    weight: Option<String>,
    level2: Option<&'a str>,
    level3: Option<&'a str>,
    target: Option<&'a str>,
    actual: Option<&'a str>,
    points: Option<String>,
    score: Option<String>,
    reason: Option<&'a str>,
    recomputed: Option<String>,
    verdict: Option<&'static str>,
    /// Why the row cannot be verified.
    why: Option<&'a str>,
    /// How the recomputed score came about.
    computation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    goal: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level2_points: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_read: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_adjusted: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coefficient: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    core: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    points_in: Option<CellRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score_in: Option<CellRef>,
    /// Columns of the form's own, under their keys in the profile.
    #[serde(flatten)]
    texts: BTreeMap<&'a str, &'a str>,
    /// The sheet of its cells, where that is not the form's first.
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    cells: IndicatorCells,
}

#[derive(Serialize)]
pub struct IndicatorCells {
    level1: CellRef,
    weight: Option<CellRef>,
    level2: CellRef,
    level3: CellRef,
    target: Option<CellRef>,
    actual: Option<CellRef>,
    points: Option<CellRef>,
    score: Option<CellRef>,
    reason: Option<CellRef>,
}

/// A scored row that is no indicator.
#[derive(Serialize)]
pub struct ExecutionJson<'a> {
    name: &'a str,
    label: Option<&'a str>,
    target: Option<&'a str>,
    actual: Option<&'a str>,
    points: Option<String>,
    score: Option<String>,
    recomputed: String,
    verdict: &'static str,
    words: String,
    cell: Option<CellRef>,
}

impl<'a> ExecutionJson<'a> {
    /// The budget line that is scored.
    pub fn of_budget(form: &'a Submission, book: &'a ScoreBook, profile: &'a Profile) -> Option<Self> {
        let (key, score) = book.execution.as_ref()?;
        let (line, spec) = (form.line(key), profile.budget.execution.as_ref()?);
        let own = line.and_then(|line| line.score.as_ref());
        Some(Self {
            name: &spec.name,
            label: line.map(|line| line.label.written.as_str()),
            target: None,
            actual: line.and_then(|line| line.rate.as_ref()?.text()),
            points: points(line.and_then(|line| line.points.as_ref())),
            score: points(own),
            recomputed: number::plain(score.recomputed),
            verdict: score.verdict.key(),
            words: score.words.clone(),
            cell: at(own),
        })
    }

    /// The goals, where the form scores them.
    pub fn of_goals(form: &'a Submission, profile: &'a Profile) -> Option<Self> {
        let (own, score) = goals::scored(form)?;
        Some(Self {
            name: profile.labels.canonical(Role::GoalPlanned),
            label: None,
            target: form.goals.planned.as_ref().and_then(Entry::text),
            actual: form.goals.achieved.as_ref().and_then(Entry::text),
            points: None,
            score: points(Some(own)),
            recomputed: number::plain(score.recomputed),
            verdict: score.verdict.key(),
            words: score.words,
            cell: Some(own.cell),
        })
    }
}

impl<'a> BudgetJson<'a> {
    pub fn of(line: &'a BudgetLine, form: &'a Submission) -> Self {
        let (initial, budget, executed) = (line.initial.as_ref(), line.budget.as_ref(), line.executed.as_ref());
        let rate = line.rate.as_ref();
        Self {
            line: Some(line.key.as_str()).filter(|key| !key.is_empty()),
            initial: money(initial),
            budget: money(budget),
            executed: money(executed),
            rate: line.rate_computed().map(|rate| number::plain(number::round(rate, RATE_DECIMALS))),
            rate_written: rate.and_then(Entry::value).map(|rate| number::plain(rate.ratio)),
            points: points(line.points.as_ref()),
            score: points(line.score.as_ref()),
            label: line.label.text(),
            sheet: form.further_sheet_of(line.label.cell),
            cells: BudgetCells {
                initial: at(initial),
                budget: at(budget),
                executed: at(executed),
                rate: at(rate),
                points: at(line.points.as_ref()),
                score: at(line.score.as_ref()),
            },
        }
    }
}

impl<'a> IndicatorJson<'a> {
    pub fn of(
        row: &'a Indicator,
        score: Option<&'a RowScore>,
        (form, profile): (&'a Submission, Option<&'a Profile>),
    ) -> Self {
        let unverifiable = |score: &&RowScore| !score.verdict.is_verified();
        Self {
            level1: row.level1.text(),
            level1_known: level1_known(row, profile),
            weight: points(row.weight.as_ref()),
            level2: row.level2.text(),
            level3: row.level3.text(),
            target: words(row.target.as_ref()),
            actual: words(row.actual.as_ref()),
            points: points(row.points.as_ref()),
            score: points(row.score.as_ref()),
            reason: words(row.reason.as_ref()),
            recomputed: score.map(|score| number::plain(score.recomputed)),
            verdict: score.map(|score| score.verdict.key()),
            why: score.filter(unverifiable).map(|score| score.words.as_str()),
            computation: score.filter(|score| !unverifiable(score)).map(|score| score.words.as_str()),
            goal: row.goal.map(|index| index + 1),
            level2_points: points(row.level2_points.as_ref()),
            operator: words(row.operator.as_ref()),
            unit: words(row.unit.as_ref()),
            target_read: row.target_read.as_deref(),
            target_adjusted: words(row.target_adjusted.as_ref()),
            coefficient: row.coefficient.as_ref().and_then(Entry::value).map(|rate| number::plain(rate.ratio)),
            core: words(row.core.as_ref()),
            points_in: row.points_in,
            score_in: row.score_in,
            texts: texts(row, profile),
            sheet: form.further_sheet_of(CellRef::new(row.row, 0)),
            cells: IndicatorCells {
                level1: row.level1.cell,
                weight: at(row.weight.as_ref()),
                level2: row.level2.cell,
                level3: row.level3.cell,
                target: at(row.target.as_ref()),
                actual: at(row.actual.as_ref()),
                points: at(row.points.as_ref()),
                score: at(row.score.as_ref()),
                reason: at(row.reason.as_ref()),
            },
        }
    }
}

/// The profile's name of the group, so that other words for it are added up together.
fn level1_known<'a>(row: &'a Indicator, profile: Option<&'a Profile>) -> Option<&'a str> {
    let name = profile?.indicators.level1.get(row.level1_known?)?.name.as_str();
    Some(name).filter(|name| row.level1.text() != Some(*name))
}

fn texts<'a>(row: &'a Indicator, profile: Option<&'a Profile>) -> BTreeMap<&'a str, &'a str> {
    let key = |at: u8| Some(profile?.indicators.texts.get(usize::from(at))?.key.as_str());
    row.texts.iter().filter_map(|(at, entry)| Some((key(*at)?, entry.text()?))).collect()
}

fn money(entry: Option<&Entry<Amount>>) -> Option<String> {
    Some(number::money(entry?.value()?.yuan))
}

pub fn points(entry: Option<&Entry<Points>>) -> Option<String> {
    Some(number::plain(entry?.value()?.value))
}

fn words<T>(entry: Option<&Entry<T>>) -> Option<&str> {
    entry.and_then(Entry::text)
}

pub fn at<T>(entry: Option<&Entry<T>>) -> Option<CellRef> {
    entry.map(|entry| entry.cell)
}
