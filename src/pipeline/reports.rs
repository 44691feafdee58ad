//! Reports beside workbooks: both are read again, for what neither says alone.

use super::journey::{self, Reread};
use crate::ground::Ground;
use crate::model::batch::{Batch, Department, FileState, Pair, Reported, Slot};
use crate::model::finding::Finding;
use crate::model::standing::Standing;

/// What the newest report of each department says against the form that counts, and what was said before, where the
/// files of then are here and nothing else tells of it.
pub fn compare(batch: &mut Batch, ground: &Ground) {
    let mut found: Vec<(usize, Finding)> = Vec::new();
    let mut earlier: Vec<Reported> = Vec::new();
    for department in &batch.departments {
        let Some((form, report)) = batch.reported(department) else { continue };
        let of_now = between(batch, department, (form, report), ground);
        found.extend(of_now.into_iter().map(|finding| {
            let owner = if finding.file.as_ref() == Some(&batch.arrivals[report].source.name) { report } else { form };
            (owner, finding)
        }));
        if batch.reported_before(department).next().is_none() {
            earlier.extend(before(batch, department, (form, report), ground));
        }
    }
    for one in earlier {
        batch.reported.entry(one.department.clone()).or_default().push(one);
    }
    for (file, finding) in found {
        batch.arrivals[file].late.push(finding);
    }
}

/// What a report says against a form.
fn between(batch: &Batch, department: &Department, (form, report): (usize, usize), ground: &Ground) -> Vec<Finding> {
    let [beside, workbook] = [report, form].map(|file| &batch.arrivals[file]);
    let Some(standing) = workbook.form().filter(|_| !workbook.is_carried) else { return vec![] };
    let reread = Reread { source: &workbook.source, sheet: &standing.sheet, place: standing.place };
    let findings = journey::beside(reread, &beside.source, ground).into_iter();
    findings.map(|finding| Finding { department: Some(department.name.clone()), ..finding }).collect()
}

/// The form and the report before these, as far as their files are here.
fn before(batch: &Batch, department: &Department, (form, report): (usize, usize), ground: &Ground) -> Option<Reported> {
    let saved = |file: &usize| (batch.arrivals[*file].saved(), *file);
    let is_other = |file: &usize| {
        batch.states[*file] == FileState::Report && batch.arrivals[*file].sha256 != batch.arrivals[report].sha256
    };
    let report_before = department.attached.iter().copied().filter(is_other).max_by_key(saved);
    let slot = department.slots.iter().find(|slot| slot.counting() == form);
    let form_before = slot.and_then(Slot::before_here).filter(|file| batch.arrivals[*file].format != "docx");
    if report_before.is_none() && form_before.is_none() {
        return None;
    }
    let pair = (form_before.unwrap_or(form), report_before.unwrap_or(report));
    let findings = between(batch, department, pair, ground);
    let sha256 = batch.arrivals[pair.1].sha256.clone();
    let (origin, pair) = (department.origin.clone(), Pair::of(batch.arrivals[pair.0].form()?, sha256));
    Some(Reported { origin, department: department.name.clone(), pair, findings })
}

/// Some text tells of a form.
pub fn any(batch: &Batch) -> bool {
    let is_report = |(file, arrival): (usize, &Standing)| {
        batch.states[file] == FileState::Report || arrival.form().is_some_and(|form| form.has_narrative)
    };
    batch.arrivals.iter().enumerate().any(is_report)
}
