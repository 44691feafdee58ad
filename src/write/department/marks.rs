//! Where the form is coloured, and what the notes on it say.

use std::collections::BTreeMap;

use super::{DepartmentJob, Form};
use crate::model::address::{Area, CellRef};
use crate::model::finding::{Finding, Severity};
use crate::write::task::Asked;

/// Notes on one cell at most: more than that nobody reads, and the list holds them all.
const NOTES: usize = 8;

/// Levels by cell, notes by the cell they hang on.
#[derive(Debug, Default)]
pub struct Marks {
    pub levels: BTreeMap<CellRef, Severity>,
    pub notes: BTreeMap<CellRef, String>,
}

impl Marks {
    /// With those of another form on the same sheet.
    pub fn join(&mut self, other: Self) {
        for (at, level) in other.levels {
            let known = self.levels.entry(at).or_insert(level);
            *known = level.min(*known);
        }
        for (at, note) in other.notes {
            self.say(at, note);
        }
    }

    /// Adds to the note of a cell.
    pub fn say(&mut self, at: CellRef, note: String) {
        match self.notes.get_mut(&at) {
            Some(known) => *known = format!("{known}\n\n{note}"),
            None => drop(self.notes.insert(at, note)),
        }
    }

    /// With the addresses on their own sheet.
    pub fn on_sheet(&self) -> Self {
        let levels = self.levels.iter().map(|(at, level)| (at.on_sheet(), *level)).collect();
        Self { levels, notes: self.notes.iter().map(|(at, note)| (at.on_sheet(), note.clone())).collect() }
    }
}

/// Marks of what is to be changed or explained. A finding without a cell is noted on the title.
pub fn marks(job: &DepartmentJob<'_>, form: &Form<'_>, shown: Area) -> Marks {
    let mut found: BTreeMap<CellRef, Vec<&Finding>> = BTreeMap::new();
    let mut marks = Marks::default();
    for Asked { finding, .. } in job.asked.iter().filter(|asked| is_about(asked, form)) {
        let at = finding.cell.unwrap_or(form.again.submission.title.cell);
        if shown.contains(at) {
            found.entry(at).or_default().push(finding);
            // The title is not wrong.
            if finding.cell.is_some() {
                colour(&mut marks, finding.area.unwrap_or(Area::of(at)), at, shown, finding.severity);
            }
        }
    }
    marks.notes = found.into_iter().map(|(at, findings)| (at, note(&findings))).collect();
    marks
}

/// Findings about the department as a whole hang on its first form.
fn is_about(asked: &Asked, form: &Form<'_>) -> bool {
    match asked.finding.file {
        None => form.is_first,
        Some(_) => form.has(asked),
    }
}

fn colour(marks: &mut Marks, area: Area, at: CellRef, shown: Area, severity: Severity) {
    let area = if area.contains(at) { area } else { Area::of(at) };
    for row in area.first.row..=area.last.row.min(shown.last.row) {
        for col in area.first.col..=area.last.col.min(shown.last.col) {
            let level = marks.levels.entry(CellRef::new(row, col)).or_insert(severity);
            *level = severity.min(*level);
        }
    }
}

fn note(findings: &[&Finding]) -> String {
    let mut parts: Vec<String> = findings.iter().take(NOTES).map(|finding| remark(finding)).collect();
    if findings.len() > NOTES {
        parts.push(format!("……共 {} 条，见“问题清单”。", findings.len()));
    }
    parts.join("\n\n")
}

fn remark(finding: &Finding) -> String {
    format!("【{}】{}\n怎样改：{}", finding.severity.asks(), finding.told(), finding.fix)
}
