//! One root cause, one finding: which findings another one on the same row or block makes superfluous.

use std::collections::BTreeMap;

use super::registry;
use crate::model::finding::{Finding, Subject};
use crate::model::submission::Submission;

/// Everything else on the form is noise when the form is an unfilled template.
const ALL_ELSE: &str = "*";

/// Drops what a stronger finding already says. A silenced finding silences nothing itself.
pub fn keep(mut findings: Vec<Finding>, submission: &Submission) -> Vec<Finding> {
    findings.sort_by_key(|finding| registry::position(&finding.code));
    let strong = Strong::of(&findings);
    let silenced: Vec<bool> = findings.iter().map(|under| strong.silence(under, submission)).collect();
    let mut silenced = silenced.into_iter();
    findings.retain(|_| !silenced.next().unwrap_or(false));
    findings
}

/// Findings of rules that silence others. Those about an indicator row are kept by row: a form may have thousands,
/// and about another row they have nothing to say.
#[derive(Default)]
struct Strong<'f> {
    by_row: BTreeMap<usize, Vec<(&'f Finding, Listed)>>,
    elsewhere: Vec<(&'f Finding, Listed)>,
}

type Listed = &'static [&'static str];

impl<'f> Strong<'f> {
    fn of(findings: &'f [Finding]) -> Self {
        let mut strong = Self::default();
        for finding in findings {
            let Some(rule) = registry::find(&finding.code).filter(|rule| !rule.over.is_empty()) else { continue };
            let place = match finding.about {
                Subject::Indicator(row, _) => strong.by_row.entry(row).or_default(),
                _ => &mut strong.elsewhere,
            };
            place.push((finding, rule.over));
        }
        strong
    }

    fn silence(&self, under: &Finding, submission: &Submission) -> bool {
        let rows = match under.about {
            Subject::Indicator(row, _) => self.by_row.range(row..=row),
            _ => self.by_row.range(..),
        };
        let mut near = rows.flat_map(|(_, found)| found).chain(&self.elsewhere);
        near.any(|(over, listed)| silences((over, listed), under, submission))
    }
}

fn silences((over, listed): (&Finding, Listed), under: &Finding, submission: &Submission) -> bool {
    let listed = listed.contains(&ALL_ELSE) || listed.contains(&under.code.as_ref());
    listed && over.code != under.code && reaches(submission, &over.about, &under.about)
}

/// True when the second is the first, a part of it, or a sum it goes into.
pub fn reaches(submission: &Submission, over: &Subject, under: &Subject) -> bool {
    use Subject::{Budget, BudgetLabel, Form, Indicator, Level1, Level2, Total};
    match (over, under) {
        (Form, _) => true,
        (Indicator(a, _), Indicator(b, _)) => a == b,
        (Budget(a, _), Budget(b, _)) => a == b,
        (Indicator(..) | Level1(_) | Level2(_) | Budget(..) | BudgetLabel(_), Total | Form) => true,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;
    use crate::profile::spec::{BudgetColumn, IndicatorColumn};

    #[test]
    fn a_finding_reaches_its_row_its_line_and_the_sums_they_go_into() {
        use Subject::{Budget, Field, Form, Indicator, Level1, Level2, Total};
        // Two rows of one level 1 and one level 2.
        let mut submission = sample::submission("区教育局");
        let row = |index| Indicator(index, IndicatorColumn::Score);
        let target = |index| Indicator(index, IndicatorColumn::Target);
        let line = |key: &str, column| Budget(key.to_owned(), column);
        let (a, b) = (line("a", BudgetColumn::Budget), line("a", BudgetColumn::Executed));
        let yes = [
            (Form, Total),
            (row(0), target(0)),
            (row(0), Total),
            (Level1(0), Total),
            (a.clone(), b.clone()),
            (a.clone(), Form),
            (row(1), Level1(0)),
            (Level1(0), row(1)),
            (row(1), Level2(0)),
            (Level2(1), Level1(0)),
            (Total, Total),
            (Field("phone".to_owned()), Field("phone".to_owned())),
        ];
        let no = [
            (row(0), row(1)),
            (a.clone(), line("b", BudgetColumn::Budget)),
            (Total, row(0)),
            (Total, Form),
            (a, row(0)),
            (Field("phone".to_owned()), Field("filler".to_owned())),
        ];
        yes.iter().for_each(|(over, under)| assert!(reaches(&submission, over, under), "{over:?} {under:?}"));
        no.iter().for_each(|(over, under)| assert!(!reaches(&submission, over, under), "{over:?} {under:?}"));
        submission.indicators[1].level2.written = "资产管理".to_owned();
        assert!(!reaches(&submission, &row(1), &Level2(0)) && reaches(&submission, &row(1), &Level1(0)));
        submission.indicators[1].level1.written = "产出指标".to_owned();
        assert!(!reaches(&submission, &row(1), &Level1(0)) && !reaches(&submission, &Level1(0), &Level2(1)));
    }
}
