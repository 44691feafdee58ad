//! Reports beside workbooks: both are read again, for what neither says alone.

use super::journey::{self, Reread};
use crate::ground::Ground;
use crate::model::batch::{Batch, FileState};
use crate::model::finding::Finding;

/// What the newest report of each department says against the form that counts.
pub fn compare(batch: &mut Batch, ground: &Ground) {
    let mut found: Vec<(usize, Finding)> = Vec::new();
    for department in &batch.departments {
        let reports = department.attached.iter().copied().filter(|file| batch.states[*file] == FileState::Report);
        let newest = reports.max_by_key(|file| (batch.arrivals[*file].saved(), *file));
        let own = department.slots.iter().find(|slot| slot.project.is_none()).or(department.slots.first());
        let Some((report, form)) = newest.zip(own.map(|slot| slot.counting())) else { continue };
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
