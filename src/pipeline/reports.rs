//! Reports beside workbooks: both are read again, for what neither says alone.

use super::journey::{self, Reread};
use crate::ground::Ground;
use crate::model::batch::{Batch, FileState};
use crate::model::finding::Finding;
use crate::model::standing::Standing;

/// What the newest report of each department says against the form that counts.
pub fn compare(batch: &mut Batch, ground: &Ground) {
    let mut found: Vec<(usize, Finding)> = Vec::new();
    for department in &batch.departments {
        let Some((form, report)) = batch.reported(department) else { continue };
        let [beside, workbook] = [report, form].map(|file| &batch.arrivals[file]);
        let Some(standing) = workbook.form().filter(|_| !workbook.is_carried) else { continue };
        let findings = journey::beside(
            Reread { source: &workbook.source, sheet: &standing.sheet, place: standing.place },
            &beside.source,
            ground,
        );
        found.extend(findings.into_iter().map(|finding| {
            let owner = if finding.file.as_ref() == Some(&beside.source.name) { report } else { form };
            (owner, Finding { department: Some(department.name.clone()), ..finding })
        }));
    }
    for (file, finding) in found {
        batch.arrivals[file].late.push(finding);
    }
}

/// Some text tells of a form.
pub fn any(batch: &Batch) -> bool {
    let is_report = |(file, arrival): (usize, &Standing)| {
        batch.states[file] == FileState::Report || arrival.form().is_some_and(|form| form.has_narrative)
    };
    batch.arrivals.iter().enumerate().any(is_report)
}
