//! Reports over rounds: what a report beside a form says against it is held against what the report before said.

use std::collections::BTreeMap;

use crate::model::batch::{Batch, Reported};
use crate::model::finding::{Finding, Outcome};
use crate::model::reply::RoundState;
use crate::model::standing::Note;
use crate::model::text::compact;

/// The rule whose findings stand at the form.
pub const AT_THE_FORM: &str = "XSE-08";
/// The family of the rules that hold a report against a form.
const FAMILY: &str = "XSE-";

/// Gives the findings between a department's form and its report their states. The form that stays the same while the
/// report is another is given back: whatever was found of it is found again.
pub fn compare(batch: &mut Batch, index: usize) -> Option<usize> {
    let department = &batch.departments[index];
    let (form, report) = batch.reported(department)?;
    let before = batch.reported_before(department).next_back()?.clone();
    let is_same = batch.has_only_another_report(department);
    let mut free = Free::of(&before.findings);
    for file in [form, report] {
        let is_report = file == report;
        let arrival = &mut batch.arrivals[file];
        for note in arrival.notes.iter_mut().filter(|note| asks(note)) {
            note.state = match is_report || note.code == AT_THE_FORM {
                true => Some(free.state(&note.code, &note.subject)),
                false if is_same => Some(RoundState::Open),
                false => note.state,
            };
        }
        for finding in arrival.late.iter_mut().filter(|finding| finding.code.starts_with(FAMILY) && is_open(finding)) {
            finding.state = Some(free.state(&finding.code, &finding.subject));
        }
    }
    let fixed = free.left().map(|at| before.findings[at].clone().now_fixed());
    batch.departments[index].findings.extend(fixed);
    is_same.then_some(form)
}

/// Findings of before that none of now was held against yet.
struct Free(BTreeMap<(String, String), Vec<usize>>);

impl Free {
    fn of(findings: &[Finding]) -> Self {
        let mut free: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, finding) in findings.iter().enumerate().filter(|(_, finding)| is_open(finding)).rev() {
            free.entry(meaning(&finding.code, &finding.subject)).or_default().push(at);
        }
        Self(free)
    }

    fn state(&mut self, code: &str, subject: &str) -> RoundState {
        let known = self.0.get_mut(&meaning(code, subject)).and_then(Vec::pop);
        if known.is_some() { RoundState::Open } else { RoundState::New }
    }

    fn left(self) -> impl Iterator<Item = usize> {
        let mut left: Vec<usize> = self.0.into_values().flatten().collect();
        left.sort_unstable();
        left.into_iter()
    }
}

fn meaning(code: &str, subject: &str) -> (String, String) {
    (code.to_owned(), compact(subject).into_owned())
}

fn asks(note: &Note) -> bool {
    note.outcome == Outcome::Fail && note.waived.is_none()
}

fn is_open(finding: &Finding) -> bool {
    finding.outcome == Outcome::Fail && finding.waived.is_none()
}

/// Lays what an earlier output says of pairs beside what this one is about; the pairs of now are none of before.
pub fn remember(batch: &mut Batch, earlier: Vec<Reported>) {
    let mut reported: BTreeMap<String, Vec<Reported>> = BTreeMap::new();
    earlier.into_iter().for_each(|one| reported.entry(one.department.clone()).or_default().push(one));
    for department in &batch.departments {
        let (Some(now), Some(before)) = (batch.pair(department), reported.get_mut(&department.name)) else { continue };
        before.retain(|one| one.pair != now || !one.is_of_part(department.origin.as_deref()));
    }
    batch.reported = reported;
}
