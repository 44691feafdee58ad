//! Rows a department uses.

use crate::model::submission::{Entry, Indicator};
use crate::rules::Form;

/// Rows with points or anything a department has filled in. A template row nobody used (任务2： and
/// nothing else) is none.
pub fn used_rows<'a>(form: &'a Form) -> impl Iterator<Item = (usize, &'a Indicator)> {
    form.submission.indicators.iter().enumerate().filter(|(_, row)| is_used(row))
}

fn is_used(row: &Indicator) -> bool {
    let measures = [&row.target, &row.actual].into_iter().flatten().any(|entry| !entry.is_absent());
    let scored = row.score.as_ref().is_some_and(|score| !score.is_absent());
    let explained = row.reason.as_ref().is_some_and(|reason| !Entry::is_absent(reason));
    measures || scored || explained || row.points_value().is_some()
}
