//! The end of the batch: states by findings, names of the workbooks, control totals.

use std::collections::BTreeSet;

use super::{control, workbook};
use crate::model::batch::{Batch, Department, DepartmentState, Tally};
use crate::model::finding::Finding;
use crate::model::safe_name::safe_part;

/// The folder of the department workbooks inside the output folder.
const FOLDER: &str = "问题反馈";
const NO_SECTION: &str = "未分股室";

/// Where department workbooks go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filing {
    /// All in one folder.
    #[default]
    Together,
    /// A subfolder for each 归口股室 of the roster.
    BySection,
    /// None are written.
    Nowhere,
}

/// To be called once, after the batch rules have put their findings in.
pub fn settle(batch: &mut Batch, filing: Filing) {
    for department in &mut batch.departments {
        for finding in &mut department.findings {
            finding.department = Some(department.name.clone());
        }
        department.findings.sort_by(in_batch_order);
    }
    batch.findings.sort_by(in_batch_order);
    let settled: Vec<(DepartmentState, bool)> = batch.departments.iter().map(|d| judge(batch, d)).collect();
    let mut taken = BTreeSet::new();
    for (index, (state, wants_workbook)) in settled.into_iter().enumerate() {
        let wants = wants_workbook && filing != Filing::Nowhere;
        let name = wants.then(|| workbook_name(batch, &batch.departments[index], filing, &mut taken));
        batch.departments[index].state = state;
        batch.departments[index].workbook = name;
    }
    batch.control = control::control_totals(batch);
}

fn in_batch_order(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    let key = |finding: &Finding| (finding.code.clone(), finding.file.clone(), finding.cell, finding.subject.clone());
    key(a).cmp(&key(b))
}

/// The state, and whether there is something the department has to change or explain.
fn judge(batch: &Batch, department: &Department) -> (DepartmentState, bool) {
    let tally = Tally::of(batch.weights_of(department));
    let arrived = !department.slots.is_empty() || !department.unreadable.is_empty();
    let state = match department.state {
        DepartmentState::Missing | DepartmentState::ToConfirm | DepartmentState::Unreadable => department.state,
        _ if tally.errors > 0 => DepartmentState::Returned,
        _ if tally.warnings > 0 => DepartmentState::AcceptedWithWarnings,
        _ => DepartmentState::Accepted,
    };
    (state, arrived && tally.errors + tally.warnings > 0)
}

fn workbook_name(batch: &Batch, department: &Department, filing: Filing, taken: &mut BTreeSet<String>) -> String {
    let file = workbook::file_name(department.number, &department.name, taken);
    match filing {
        Filing::BySection => format!("{FOLDER}/{}/{file}", safe_part(section(batch, department))),
        _ => format!("{FOLDER}/{file}"),
    }
}

/// 归口股室 of the roster.
fn section<'a>(batch: &'a Batch, department: &Department) -> &'a str {
    let entry = || batch.roster.as_ref()?.entries.get(department.roster?)?.section.as_deref();
    entry().filter(|section| !section.is_empty()).unwrap_or(NO_SECTION)
}
