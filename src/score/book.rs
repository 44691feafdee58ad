//! Totals of a form: own and recomputed, by level 1, with grades and how much of it was verified.

use rust_decimal::Decimal;

use super::{execution, row};
use crate::model::score::{RowScore, ScoreBook};
use crate::model::submission::{Entry, Indicator, Submission};
use crate::profile::spec::{Profile, Role};

/// Rows whose level 1 is blank are added up under this.
const UNNAMED: &str = "（未填一级指标）";

/// Recomputes every row of a form.
pub fn score(submission: &Submission, profile: &Profile) -> ScoreBook {
    let year = submission.year.value().copied().unwrap_or(profile.year);
    let rows: Vec<_> = (0..submission.indicators.len()).map(|i| row::of_form(submission, i, year, profile)).collect();
    let execution = execution::execution(submission, profile);
    let lines = lines(submission, profile, execution.as_ref(), &rows);
    let mut book = ScoreBook {
        execution,
        by_level1: by_level1(&lines, |line| line.own),
        recomputed_by_level1: by_level1(&lines, |line| line.recomputed),
        own: submission.scores_sum(),
        recomputed: lines.iter().map(|line| line.recomputed).sum(),
        verified_points: lines.iter().filter(|line| line.verified).map(|line| line.points).sum(),
        unverified_points: lines.iter().filter(|line| !line.verified).map(|line| line.points).sum(),
        rows,
        grade_own: String::new(),
        grade_recomputed: String::new(),
        overall_rate: overall_rate(submission, profile),
    };
    let stated = submission.total.as_ref().and_then(|total| Some(total.stated.value()?.value));
    book.grade_own = profile.scoring.grade(stated.unwrap_or(book.own)).to_owned();
    book.grade_recomputed = profile.scoring.grade(book.recomputed).to_owned();
    book
}

/// `None` when a line of the sum cannot be used, and for 0/0.
fn overall_rate(form: &Submission, profile: &Profile) -> Option<Decimal> {
    let (mut budget, mut executed) = (Decimal::ZERO, Decimal::ZERO);
    for key in profile.budget.overall() {
        let line = form.line(key)?;
        budget = budget.checked_add(line.budget_yuan()?)?;
        executed = executed.checked_add(line.executed_yuan()?)?;
    }
    executed.checked_div(budget)
}

/// What one scored row adds to the totals, in points.
struct Line {
    level1: String,
    points: Decimal,
    own: Decimal,
    recomputed: Decimal,
    verified: bool,
}

/// The execution line first, as it stands in the form, then the indicators.
fn lines(form: &Submission, profile: &Profile, execution: Option<&(String, RowScore)>, rows: &[RowScore]) -> Vec<Line> {
    let line = |level1: String, points: Option<Decimal>, own: Option<Decimal>, row: &RowScore| Line {
        level1,
        points: points.unwrap_or_default(),
        own: own.unwrap_or_default(),
        recomputed: row.recomputed,
        verified: row.verdict.is_verified(),
    };
    let execution = profile.budget.execution.as_ref().zip(execution).and_then(|(spec, (key, row))| {
        let scored = form.line(key)?;
        let points = execution::points(form, scored, spec).and_then(|points| Some(points.value()?.value));
        let own = scored.score.as_ref().and_then(Entry::value).map(|own| own.value);
        Some(line(spec.name.clone(), points, own, row))
    });
    let goals = form.goals.score.as_ref().and_then(Entry::value).map(|own| Line {
        level1: profile.labels.canonical(Role::GoalPlanned).to_owned(),
        points: Decimal::ZERO,
        own: own.value,
        recomputed: own.value,
        verified: false,
    });
    let indicators = form.indicators.iter().zip(rows);
    let rows = indicators.map(|(i, row)| line(level1(i, profile), i.points_value(), i.score_value(), row));
    execution.into_iter().chain(goals).chain(rows).collect()
}

/// The profile's name of the level 1 where it is known, else the form's own.
fn level1(indicator: &Indicator, profile: &Profile) -> String {
    let known = indicator.level1_known.and_then(|i| profile.indicators.level1.get(i));
    let name = known.map(|spec| spec.name.as_str()).or(indicator.level1.text());
    name.unwrap_or(UNNAMED).to_owned()
}

/// Sums in the order the names first occur.
fn by_level1(lines: &[Line], amount: impl Fn(&Line) -> Decimal) -> Vec<(String, Decimal)> {
    let mut sums: Vec<(String, Decimal)> = Vec::new();
    for line in lines {
        match sums.iter_mut().find(|(name, _)| *name == line.level1) {
            Some((_, sum)) => *sum += amount(line),
            None => sums.push((line.level1.clone(), amount(line))),
        }
    }
    sums
}
