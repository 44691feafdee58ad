//! Where checks put what they found: texts, file, sheet and severity are filled in here, once.

use rust_decimal::Decimal;

use super::context::Form;
use super::rule::Wording;
use super::subject;
use crate::model::address::{Area, CellRef};
use crate::model::field::AnyEntry;
use crate::model::finding::{Finding, NARRATIVE, Outcome, Severity, Subject};
use crate::model::number;
use crate::model::related::Related;
use crate::model::submission::Entry;
use crate::profile::spec::Profile;

/// The findings of one rule on one form or file.
pub struct Findings<'a> {
    rule: Wording,
    form: Option<&'a Form<'a>>,
    file: &'a str,
    out: Vec<Finding>,
}

impl<'a> Findings<'a> {
    pub fn of_form(rule: impl Into<Wording>, form: &'a Form<'a>) -> Self {
        Self { rule: rule.into(), form: Some(form), file: form.file, out: vec![] }
    }

    pub fn of_file(rule: impl Into<Wording>, file: &'a str) -> Self {
        Self { rule: rule.into(), form: None, file, out: vec![] }
    }

    /// At the cell of a value; what is written there becomes `found`.
    pub fn at<T>(&mut self, entry: &Entry<T>, about: Subject) -> Draft<'_> {
        self.at_written((entry.cell, entry.area), &entry.written, about)
    }

    /// The same at a value whose type nobody asks for.
    pub fn at_any(&mut self, entry: &AnyEntry, about: Subject) -> Draft<'_> {
        self.at_written((entry.cell, entry.area), entry.written, about)
    }

    fn at_written(&mut self, place: (CellRef, Area), written: &str, about: Subject) -> Draft<'_> {
        let draft = self.push(Some(place), about);
        if written.is_empty() { draft } else { draft.found(written) }
    }

    /// At a value whose kind does not matter: its cell and its merge.
    pub fn at_area(&mut self, place: (CellRef, Area), about: Subject) -> Draft<'_> {
        self.push(Some(place), about)
    }

    /// At a cell that is no value (a header, a label).
    pub fn at_cell(&mut self, cell: CellRef, about: Subject) -> Draft<'_> {
        self.push(Some((cell, Area::of(cell))), about)
    }

    /// In the text of the report beside the form: a paragraph, with the sentence as written; or nowhere in it.
    pub fn in_report(&mut self, place: Option<CellRef>, sentence: &str, about: Subject) -> Draft<'_> {
        let file = self.form.and_then(|form| form.report.as_ref()).map(|report| report.file.to_owned());
        let draft = self.push(place.map(|cell| (cell, Area::of(cell))), about);
        draft.finding.file = file;
        draft.finding.sheet = Some(NARRATIVE.to_owned());
        draft.finding.quote = (!sentence.is_empty()).then(|| sentence.to_owned());
        draft
    }

    /// About the file or the form as a whole: no cell.
    pub fn whole(&mut self) -> Draft<'_> {
        self.push(None, Subject::Form)
    }

    pub(super) fn into_vec(mut self) -> Vec<Finding> {
        if let Some(form) = self.form.filter(|form| !form.submission.further_sheets.is_empty()) {
            self.out.iter_mut().for_each(|finding| name_sheets(finding, form));
        }
        self.out
    }

    fn push(&mut self, place: Option<(CellRef, Area)>, about: Subject) -> Draft<'_> {
        let profile = self.form.map(|form| form.profile);
        let (mut finding, severity_is_fixed) = blank_finding(&self.rule, profile, about);
        finding.file = Some(self.file.to_owned());
        finding.sheet = self.form.map(|form| match place {
            Some((cell, _)) => form.submission.sheet_of(cell).to_owned(),
            None => form.submission.sheet.clone(),
        });
        finding.cell = place.map(|(cell, _)| cell);
        finding.area = place.map(|(_, area)| area);
        finding.subject = self.form.map_or_else(String::new, |form| subject::words(form, &finding.about));
        let at = self.out.len();
        self.out.push(finding);
        Draft { finding: &mut self.out[at], severity_is_fixed }
    }
}

/// What took part on another of the form's sheets than the finding's own.
fn name_sheets(finding: &mut Finding, form: &Form) {
    let own = finding.cell.map_or(0, CellRef::sheet);
    for related in finding.related.iter_mut().filter(|related| related.sheet.is_none() && related.cell.sheet() != own) {
        related.sheet = Some(form.submission.sheet_of(related.cell).to_owned());
    }
}

/// A finding with the rule's texts, and whether the profile has fixed its severity.
fn blank_finding(rule: &Wording, profile: Option<&Profile>, about: Subject) -> (Finding, bool) {
    let fixed = profile.and_then(|profile| profile.severities.get(rule.code.as_ref())).copied();
    let finding = Finding {
        code: rule.code.clone(),
        name: rule.name.clone(),
        title: rule.title.clone(),
        why: rule.why.clone(),
        severity: fixed.unwrap_or(rule.severity),
        outcome: Outcome::Fail,
        file: None,
        department: None,
        sheet: None,
        cell: None,
        area: None,
        about,
        subject: String::new(),
        found: None,
        expected: None,
        difference: None,
        message: rule.title.to_string(),
        fix: rule.fix.to_string(),
        related: vec![],
        quote: None,
        told: None,
        waived: None,
        state: None,
        reply: None,
    };
    (finding, fixed.is_some())
}

/// A finding being written. What is not said keeps the rule's own words.
pub struct Draft<'f> {
    finding: &'f mut Finding,
    severity_is_fixed: bool,
}

impl Draft<'_> {
    pub fn found(self, text: impl Into<String>) -> Self {
        self.finding.found = Some(text.into());
        self
    }

    pub fn expected(self, text: impl Into<String>) -> Self {
        self.finding.expected = Some(text.into());
        self
    }

    /// What the department reads instead, where the message is for the bureau.
    pub fn told(self, text: impl Into<String>) -> Self {
        self.finding.told = Some(text.into());
        self
    }

    /// Found minus expected, in the unit both are stated in.
    pub fn difference(self, value: Decimal) -> Self {
        self.finding.difference = Some(number::plain(value));
        self
    }

    pub fn message(self, text: impl Into<String>) -> Self {
        self.finding.message = text.into();
        self
    }

    pub fn fix(self, text: impl Into<String>) -> Self {
        self.finding.fix = text.into();
        self
    }

    /// Other cells that took part; the finding's own cell and repetitions are left out.
    pub fn related(self, cells: impl IntoIterator<Item = CellRef>) -> Self {
        for cell in cells {
            let related = Related::from(cell);
            if Some(cell) != self.finding.cell && !self.finding.related.contains(&related) {
                self.finding.related.push(related);
            }
        }
        self
    }

    /// A cell of the report's table, which may well have the finding's own address.
    pub fn related_elsewhere(self, sheet: &str, cell: CellRef) -> Self {
        self.finding.related.push(Related { sheet: Some(sheet.to_owned()), cell });
        self
    }

    /// Another severity than the rule's; the profile's word goes before both.
    pub fn severity(self, severity: Severity) -> Self {
        if !self.severity_is_fixed {
            self.finding.severity = severity;
        }
        self
    }

    pub fn unverifiable(self) -> Self {
        self.finding.outcome = Outcome::Unverifiable;
        self
    }

    /// What it is about, where that is no cell's own matter.
    pub fn about(self, about: Subject) -> Self {
        self.finding.about = about;
        self
    }

    /// What it is about, in words, where the batch knows better than the form.
    pub fn subject(self, words: impl Into<String>) -> Self {
        self.finding.subject = words.into();
        self
    }
}

/// Whom a finding about the batch belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Index into `Batch::departments`.
    Department(usize),
    /// Index into `Batch::arrivals`.
    Arrival(usize),
    Batch,
}

/// The findings of one rule on the batch.
pub struct BatchFindings<'a> {
    rule: Wording,
    context: &'a super::context::BatchContext<'a>,
    out: Vec<(Owner, Finding)>,
}

impl<'a> BatchFindings<'a> {
    pub fn new(rule: impl Into<Wording>, context: &'a super::context::BatchContext<'a>) -> Self {
        Self { rule: rule.into(), context, out: vec![] }
    }

    /// About a department, by its index.
    pub fn department(&mut self, index: usize) -> Draft<'_> {
        let batch = self.context.batch;
        let department = batch.departments.get(index);
        let profile = department.and_then(|department| department.slots.first()).map(|slot| slot.profile.as_str());
        let draft = self.push(Owner::Department(index), profile.unwrap_or(""), Subject::Department);
        draft.finding.department = department.map(|department| department.name.clone());
        draft
    }

    /// About one file, by the index of its arrival.
    pub fn arrival(&mut self, index: usize) -> Draft<'_> {
        let arrival = self.context.batch.arrivals.get(index);
        let record = arrival.and_then(|arrival| arrival.form());
        let profile = record.map_or("", |record| record.profile.as_str());
        let draft = self.push(Owner::Arrival(index), profile, Subject::Form);
        draft.finding.file = arrival.map(|arrival| arrival.source.name.clone());
        draft.finding.department = record.and_then(|record| record.department.clone());
        draft
    }

    /// About a cell of the form of an arrival, or about the whole form.
    pub fn arrival_at(&mut self, index: usize, cell: Option<CellRef>) -> Draft<'_> {
        let sheet = self.context.batch.arrivals.get(index).and_then(|arrival| Some(arrival.form()?.sheet.clone()));
        let draft = self.arrival(index);
        draft.finding.cell = cell;
        draft.finding.sheet = sheet;
        draft
    }

    pub fn batch(&mut self) -> Draft<'_> {
        self.push(Owner::Batch, "", Subject::Batch)
    }

    pub(super) fn into_vec(self) -> Vec<(Owner, Finding)> {
        self.out
    }

    fn push(&mut self, owner: Owner, profile: &str, about: Subject) -> Draft<'_> {
        let (finding, severity_is_fixed) = blank_finding(&self.rule, self.context.profile(profile), about);
        let at = self.out.len();
        self.out.push((owner, finding));
        Draft { finding: &mut self.out[at].1, severity_is_fixed }
    }
}
