//! Forms with the reports beside them, as a part knew them, and what was found between the two.

use super::gather::{AT_THE_FORM, Gathering};
use crate::model::batch::{Pair, Reported};
use crate::model::line::{FindingLine, KeptForm, KeptPair};
use crate::model::standing::Standing;

impl Gathering<'_> {
    /// Lays a form and the report it counted with aside.
    pub(super) fn pair(&mut self, kept: &KeptForm<'_>, standing: &Standing) {
        let (Some(report), Some(form)) = (kept.report.as_deref(), standing.form()) else { return };
        let Some(sha256) = self.inputs.get(report).and_then(|input| input.sha256.clone()) else { return };
        self.by_report.insert(report.to_owned(), self.reported.len());
        self.by_form.insert(kept.file.to_string(), self.reported.len());
        self.reported.push(Reported {
            origin: self.part().origin(kept.source.as_deref()),
            department: kept.department.as_deref().unwrap_or_default().to_owned(),
            pair: Pair::of(form, sha256),
            findings: Vec::new(),
        });
    }

    /// A finding between a form and a report, with the two it is about.
    pub(super) fn between(&mut self, found: &FindingLine<'_>, file: &str) {
        let at = if found.rule == AT_THE_FORM { self.by_form.get(file) } else { self.by_report.get(file) };
        if let Some(reported) = at.and_then(|at| self.reported.get_mut(*at)) {
            reported.findings.push(found.finding(("", "")));
        }
    }

    pub(super) fn pair_before(&self, kept: KeptPair<'_>) -> Reported {
        let part = self.part();
        let findings = kept.findings.into_iter().map(|found| {
            let name = found.file.as_deref().map(|file| part.file(file).into());
            FindingLine { file: name, ..found }.finding(("", ""))
        });
        let pair = Pair { form: kept.beside.form.into_owned(), report: kept.beside.report.into_owned() };
        let (origin, department) = (part.origin(kept.beside.source.as_deref()), kept.beside.department.into_owned());
        Reported { origin, department, pair, findings: findings.collect() }
    }
}
