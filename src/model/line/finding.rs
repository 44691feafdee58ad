//! One line of findings.jsonl; the order of the fields is the order of the keys.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::model::address::{Area, CellRef};
use crate::model::finding::{Finding, Outcome, Severity, Subject};
use crate::model::related::Related;
use crate::model::reply::{Reply, RoundState};
use crate::model::standing::Note;

/// A finding as it is laid aside, written, and read again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FindingLine<'a> {
    #[serde(borrow)]
    pub file: Option<Cow<'a, str>>,
    /// Of a merged batch, the part it comes from.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub department: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub sheet: Option<Cow<'a, str>>,
    /// Which form of the sheet, where it holds several (`第2张表`).
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Cow<'a, str>>,
    pub cell: Option<CellRef>,
    #[serde(borrow)]
    pub rule: Cow<'a, str>,
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    pub severity: Severity,
    pub outcome: Outcome,
    #[serde(borrow)]
    pub subject: Cow<'a, str>,
    #[serde(borrow)]
    pub found: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub expected: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub difference: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub message: Cow<'a, str>,
    #[serde(borrow)]
    pub fix: Cow<'a, str>,
    pub related: Vec<Related>,
    /// The merge the cell stands for, last cell of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CellRef>,
    /// The sentence of a report it is about, as written.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<Cow<'a, str>>,
    /// Against the department's submission before.
    pub state: Option<RoundState>,
    /// The reason of the waiver that covers it.
    #[serde(borrow)]
    pub waived: Option<Cow<'a, str>>,
    /// What the department answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Reply>,
}

impl<'a> FindingLine<'a> {
    pub fn of(finding: &'a Finding) -> Self {
        let some = |text: &'a Option<String>| text.as_deref().map(Cow::Borrowed);
        Self {
            file: some(&finding.file),
            source: None,
            department: some(&finding.department),
            sheet: some(&finding.sheet),
            place: None,
            cell: finding.cell,
            rule: Cow::Borrowed(&finding.code),
            name: Cow::Borrowed(&finding.name),
            severity: finding.severity,
            outcome: finding.outcome,
            subject: Cow::Borrowed(&finding.subject),
            found: some(&finding.found),
            expected: some(&finding.expected),
            difference: some(&finding.difference),
            message: Cow::Borrowed(&finding.message),
            fix: Cow::Borrowed(&finding.fix),
            related: finding.related.clone(),
            to: finding.area.filter(|area| !area.is_single()).map(|area| area.last),
            quote: some(&finding.quote),
            state: finding.state,
            waived: some(&finding.waived),
            reply: finding.reply.clone(),
        }
    }

    /// Of a form that is one of several on its sheet.
    pub fn at_place(mut self, place: Option<usize>) -> Self {
        self.place = place.filter(|_| self.sheet.is_some()).map(|place| format!("第{place}张表").into());
        self
    }

    /// Of a merged batch, with the part it comes from.
    pub fn from_part(mut self, part: Option<&'a str>) -> Self {
        self.source = part.map(Cow::Borrowed).or(self.source);
        self
    }

    /// With what the batch knows of it.
    pub fn placed(mut self, department: Option<&'a str>, note: Option<&'a Note>) -> Self {
        self.department = department.map(Cow::Borrowed).or(self.department);
        self.waived = note.and_then(|note| note.waived.as_deref()).map(Cow::Borrowed).or(self.waived);
        self.state = note.map_or(self.state, |note| note.state);
        if self.state == Some(RoundState::Fixed) {
            self.outcome = Outcome::Pass;
        }
        self.reply = note.and_then(|note| note.reply.as_deref().cloned()).or(self.reply);
        self
    }

    /// A line as it was laid aside, with what the batch knows of it, without taking it apart; `None` where the line has
    /// a department already. In a text the marks would have backslashes.
    pub fn placed_text(line: &str, department: Option<&str>, note: &Note) -> Option<String> {
        const DEPARTMENT: &str = r#","department":null,"#;
        const TAIL: &str = r#""state":null,"waived":null}"#;
        const FAIL: &str = r#","outcome":"fail","subject":"#;
        const PASS: &str = r#","outcome":"pass","subject":"#;
        let text = |text: &str| serde_json::to_string(text).ok();
        let mut out = match (department, line.find(DEPARTMENT)) {
            (None, _) => line.to_owned(),
            (Some(name), Some(at)) => {
                let rest = &line[at + DEPARTMENT.len()..];
                format!("{},\"department\":{},{rest}", &line[..at], text(name)?)
            }
            (Some(_), None) => return None,
        };
        if note.state == Some(RoundState::Fixed) {
            out = out.replacen(FAIL, PASS, 1);
        }
        let kept = out.strip_suffix(TAIL)?.len();
        out.truncate(kept);
        out.push_str("\"state\":");
        out.push_str(&serde_json::to_string(&note.state).ok()?);
        out.push_str(",\"waived\":");
        out.push_str(&serde_json::to_string(&note.waived).ok()?);
        if let Some(reply) = &note.reply {
            out.push_str(",\"reply\":");
            out.push_str(&serde_json::to_string(reply).ok()?);
        }
        out.push('}');
        Some(out)
    }

    pub fn area(&self) -> Option<Area> {
        self.cell.map(|cell| Area::new(cell, self.to.unwrap_or(cell)))
    }

    pub fn counts(&self) -> bool {
        self.outcome == Outcome::Fail && self.waived.is_none() && self.state != Some(RoundState::Fixed)
    }

    /// As a finding again; title and reason are the rule's, where it is known.
    pub fn finding(&self, (title, why): (&str, &str)) -> Finding {
        let some = |text: &Option<Cow<'a, str>>| text.as_deref().map(str::to_owned);
        Finding {
            code: self.rule.clone().into_owned().into(),
            name: self.name.clone().into_owned().into(),
            title: title.to_owned().into(),
            why: why.to_owned().into(),
            severity: self.severity,
            outcome: self.outcome,
            file: some(&self.file),
            department: some(&self.department),
            sheet: some(&self.sheet),
            cell: self.cell,
            area: self.area(),
            about: Subject::Form,
            subject: self.subject.clone().into_owned(),
            found: some(&self.found),
            expected: some(&self.expected),
            difference: some(&self.difference),
            told: None,
            message: self.message.clone().into_owned(),
            fix: self.fix.clone().into_owned(),
            related: self.related.clone(),
            quote: some(&self.quote),
            waived: some(&self.waived),
            state: self.state,
            reply: self.reply.clone(),
        }
    }
}
