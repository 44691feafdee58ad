//! The execution line of forms that score it: points × the rate, at most the points.

use rust_decimal::Decimal;

use super::row::Own;
use super::words::share;
use crate::model::number::{plain, round};
use crate::model::score::{RowScore, Unverifiable};
use crate::model::submission::{BudgetLine, Entry, Points, State, Submission};
use crate::profile::spec::{ExecutionSpec, Profile};

/// The line's key and its row; `None` for forms that do not score execution, or lack the line.
pub fn execution(form: &Submission, profile: &Profile) -> Option<(String, RowScore)> {
    let spec = profile.budget.execution.as_ref()?;
    let line = form.line(&spec.line).filter(|line| line.score.is_some() || spec.points.is_some())?;
    let points = points(form, line, spec);
    let own = Own { points: points.as_ref(), score: line.score.as_ref(), tolerance: profile.tolerances.score };
    Some((spec.line.clone(), row(&own, line)))
}

/// Points of a scored line: as printed, in its row or behind the heading, else the profile's; `None` where none says.
pub fn points(form: &Submission, line: &BudgetLine, spec: &ExecutionSpec) -> Option<Entry<Points>> {
    let printed = [&line.points, &form.budget_points].into_iter().flatten().find(|points| points.value().is_some());
    printed.cloned().or_else(|| {
        Some(Entry {
            cell: line.label.cell,
            area: line.label.area,
            label: None,
            written: String::new(),
            state: State::Read(Points { value: spec.points?, decimals: 0 }),
            notes: vec!["表内没有填写，按规定的分值读取"],
            as_text: false,
        })
    })
}

fn row(own: &Own, line: &BudgetLine) -> RowScore {
    if own.points.is_none() {
        return own.unverifiable(Unverifiable::NoPoints);
    }
    let Some(rate) = line.rate_computed() else { return own.unverifiable(Unverifiable::ExecutionUnknown) };
    let attainment = rate.clamp(Decimal::ZERO, Decimal::ONE);
    let (expected, recomputed) = own.expected(attainment);
    let capped = if rate > Decimal::ONE { "，按100%计" } else { "" };
    let words = format!(
        "执行率=执行数÷预算数={}{capped}，{}分×{}={}分",
        share(rate),
        plain(own.points_value()),
        share(attainment),
        plain(round(expected, recomputed.scale().max(2)))
    );
    own.verified(attainment, None, words)
}
