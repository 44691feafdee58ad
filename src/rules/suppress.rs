//! One root cause, one finding: which findings another one on the same row or block makes superfluous.

use super::registry;
use crate::model::finding::{Finding, Subject};
use crate::model::submission::Submission;

/// Everything else on the form is noise when the form is an unfilled template.
const ALL_ELSE: &str = "*";

/// Drops what a stronger finding already says. A silenced finding silences nothing itself.
pub fn keep(mut findings: Vec<Finding>, submission: &Submission) -> Vec<Finding> {
    findings.sort_by_key(|finding| registry::position(&finding.code));
    let silenced: Vec<bool> =
        findings.iter().map(|under| findings.iter().any(|over| silences(over, under, submission))).collect();
    let mut silenced = silenced.into_iter();
    findings.retain(|_| !silenced.next().unwrap_or(false));
    findings
}

fn silences(over: &Finding, under: &Finding, submission: &Submission) -> bool {
    let Some(rule) = registry::find(&over.code) else { return false };
    let listed = rule.over.contains(&ALL_ELSE) || rule.over.contains(&under.code.as_ref());
    listed && over.code != under.code && reaches(submission, &over.about, &under.about)
}

/// True when the second is the first, a part of it, or a sum it goes into.
pub fn reaches(submission: &Submission, over: &Subject, under: &Subject) -> bool {
    use Subject::{Budget, Form, Indicator, Level1, Level2, Total};
    match (over, under) {
        (Form, _) => true,
        (Indicator(a, _), Indicator(b, _)) => a == b,
        (Budget(a, _), Budget(b, _)) => a == b,
        (Indicator(..) | Level1(_) | Level2(_) | Budget(..), Total | Form) => true,
        (Indicator(row, _), Level1(group)) | (Level1(group), Indicator(row, _)) => {
            same_level1(submission, *row, *group)
        }
        (Indicator(row, _), Level2(group)) | (Level2(group), Indicator(row, _)) => {
            same_level2(submission, *row, *group)
        }
        (Level1(a), Level2(b)) | (Level2(b), Level1(a)) => same_level1(submission, *b, *a),
        (a, b) => a == b,
    }
}

/// Rows of one group have one name, whether it was merged over them or written on each.
fn same_level1(submission: &Submission, a: usize, b: usize) -> bool {
    let name = |row: usize| submission.indicators.get(row).map(|row| (row.level1_known, &row.level1.written));
    name(a).is_some() && name(a) == name(b)
}

fn same_level2(submission: &Submission, a: usize, b: usize) -> bool {
    let name = |row: usize| submission.indicators.get(row).map(|row| (row.level2_known, &row.level2.written));
    same_level1(submission, a, b) && name(a) == name(b)
}
