//! One line of findings.jsonl; the order of the fields is the order of the keys.

use serde::Serialize;

use crate::model::address::CellRef;
use crate::model::finding::{Finding, Outcome, Severity};

#[derive(Serialize)]
pub struct FindingLine<'a> {
    file: Option<&'a str>,
    department: Option<&'a str>,
    sheet: Option<&'a str>,
    cell: Option<CellRef>,
    rule: &'a str,
    name: &'a str,
    severity: Severity,
    outcome: Outcome,
    subject: &'a str,
    found: Option<&'a str>,
    expected: Option<&'a str>,
    difference: Option<&'a str>,
    message: &'a str,
    fix: &'a str,
    related: &'a [CellRef],
    /// Against an earlier round; nothing is known of one.
    state: (),
    /// The reason of the waiver that covers it.
    waived: Option<&'a str>,
}

impl<'a> FindingLine<'a> {
    pub fn of(finding: &'a Finding) -> Self {
        Self {
            file: finding.file.as_deref(),
            department: finding.department.as_deref(),
            sheet: finding.sheet.as_deref(),
            cell: finding.cell,
            rule: &finding.code,
            name: &finding.name,
            severity: finding.severity,
            outcome: finding.outcome,
            subject: &finding.subject,
            found: finding.found.as_deref(),
            expected: finding.expected.as_deref(),
            difference: finding.difference.as_deref(),
            message: &finding.message,
            fix: &finding.fix,
            related: &finding.related,
            state: (),
            waived: finding.waived.as_deref(),
        }
    }
}
