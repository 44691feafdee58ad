//! Findings as a department works through them: one line for one cause, errors first. Workbook, notice and summary
//! count these.

use std::collections::BTreeMap;

use super::{WriteError, found};
use crate::model::address::{Area, CellRef};
use crate::model::batch::{Batch, Department, Slot};
use crate::model::finding::{Finding, Severity};
use crate::model::in_table::InTable;
use crate::model::reply::RoundState;
use crate::model::standing::Weight;

/// Values listed one by one at most; the notes on the form hold them all.
const LISTED: usize = 12;
/// Characters of a value that is shown alone, and of one among others; the form itself shows the rest.
const ALONE: usize = 60;
const AMONG: usize = 24;
/// Of a sentence.
const QUOTED: usize = 120;

/// A finding with the file it was made in.
#[derive(Clone, Debug)]
pub struct Asked {
    pub finding: Finding,
    /// Index into the batch's arrivals; `None` for what is about the department.
    pub file: Option<usize>,
}

/// What a department has to change or explain; `titles` gives a rule's title by its code.
pub fn asked(
    batch: &Batch,
    department: &Department,
    titles: &dyn Fn(&str) -> (String, String),
) -> Result<Vec<Asked>, WriteError> {
    let wanted = |weight: Weight<'_>| weight.counts && weight.severity != Severity::Info;
    let mut all = Vec::new();
    for file in batch.files_of(department) {
        let found = found::of_file(batch, file, titles, &wanted)?;
        all.extend(found.into_iter().map(|finding| Asked { finding, file: Some(file) }));
    }
    let own = department.findings.iter().filter(|finding| wanted(finding.weight()));
    all.extend(own.map(|finding| Asked { finding: finding.clone(), file: None }));
    Ok(all)
}

/// What was asked about the submission before and is no longer wrong.
pub fn fixed(batch: &Batch, department: &Department) -> Result<Vec<Asked>, WriteError> {
    let mut all = Vec::new();
    for file in department.slots.iter().filter_map(Slot::before_here) {
        found::each(batch, file, &mut |line| {
            let is_meant = line.state == Some(RoundState::Fixed) && line.severity != Severity::Info;
            all.extend(is_meant.then(|| Asked { finding: line.finding(("", "")), file: Some(file) }));
            Ok(())
        })?;
    }
    all.extend(fixed_of_gone(department));
    Ok(all)
}

/// The same of submissions whose files are gone: that something has come at last is no task.
pub fn fixed_of_gone(department: &Department) -> Vec<Asked> {
    let is_fixed = |finding: &&Finding| finding.state == Some(RoundState::Fixed) && finding.file.is_some();
    let fixed = department.findings.iter().filter(is_fixed).filter(|finding| finding.severity != Severity::Info);
    fixed.map(|finding| Asked { finding: finding.clone(), file: None }).collect()
}

/// One line of the list: a finding, or the same finding on cells that follow each other in a column.
pub struct Task<'a> {
    pub findings: Vec<&'a Finding>,
    /// The form its cells are on, as index into the batch's arrivals.
    pub file: Option<usize>,
    /// Of several files the first asked about comes first.
    order: usize,
}

/// What there is to do, errors before warnings, what was asked before first, in the order of the forms.
pub fn tasks(asked: &[Asked]) -> Vec<Task<'_>> {
    let mut columns: BTreeMap<_, Vec<&Finding>> = BTreeMap::new();
    let mut files: Vec<Option<usize>> = Vec::new();
    for (index, Asked { finding, file }) in asked.iter().enumerate() {
        let column = finding.cell.map(|cell| cell.col).filter(|_| !finding.is_in_text());
        // Findings without a cell have nothing to be grouped by.
        let alone = column.is_none().then_some(index);
        let order = files.iter().position(|known| known == file).unwrap_or_else(|| {
            files.push(*file);
            files.len() - 1
        });
        columns
            .entry((finding.severity, &finding.code, (order, *file), (column, finding.state), alone))
            .or_default()
            .push(finding);
    }
    let mut tasks: Vec<Task<'_>> = columns.into_iter().flat_map(|(key, findings)| runs(findings, key.2)).collect();
    tasks.sort_by_key(Task::order);
    tasks
}

/// Splits a column's findings where rows do not follow each other.
fn runs<'a>(mut findings: Vec<&'a Finding>, (order, file): (usize, Option<usize>)) -> Vec<Task<'a>> {
    findings.sort_by_key(|finding| finding.cell);
    let mut tasks: Vec<Task<'a>> = Vec::new();
    for finding in findings {
        match tasks.last_mut().filter(|task| task.goes_on_to(finding)) {
            Some(task) => task.findings.push(finding),
            None => tasks.push(Task { findings: vec![finding], file, order }),
        }
    }
    tasks
}

fn area(finding: &Finding) -> Option<Area> {
    finding.area.or(finding.cell.map(Area::of))
}

fn named(finding: &Finding, area: Area) -> String {
    if finding.is_of_document() { InTable(area).to_string() } else { area.to_string() }
}

/// The beginning of a long text.
fn brief(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}……", &text[..end]),
        None => text.to_owned(),
    }
}

impl<'a> Task<'a> {
    fn goes_on_to(&self, next: &Finding) -> bool {
        let last = self.findings.last().and_then(|finding| area(finding));
        last.zip(next.cell).is_some_and(|(last, cell)| last.last.row + 1 == cell.row)
    }

    fn order(&self) -> (Severity, bool, usize, (bool, Option<CellRef>), &'a str) {
        let first = self.first();
        let place = (first.is_in_text(), first.cell);
        (first.severity, first.state != Some(RoundState::Open), self.order, place, first.code.as_ref())
    }

    pub fn first(&self) -> &'a Finding {
        // A task is made around its first finding and only grows.
        self.findings[0]
    }

    /// `H15`, `H14:H20`, in a document `表1 行14–20 列8`; empty when the finding is about the file.
    pub fn place(&self) -> String {
        let first = self.first().cell;
        let last = self.findings.last().and_then(|finding| finding.cell);
        let Some((first, last)) = first.zip(last) else { return String::new() };
        let sheet = self.first().sheet.as_deref().filter(|_| self.first().is_of_document() && !first.is_paragraph());
        let sheet = sheet.map(|sheet| format!("{sheet} ")).unwrap_or_default();
        format!("{sheet}{}", named(self.first(), Area::new(first, last)))
    }

    /// Its first cell, as the texts name it.
    pub fn cell(&self) -> Option<String> {
        self.first().cell.map(|cell| named(self.first(), Area::of(cell)))
    }

    pub fn subject(&self) -> String {
        match self.findings.len() {
            1 => self.first().subject.clone(),
            count => format!("{} 等 {count} 项", self.first().subject),
        }
    }

    /// Of a text the sentence as written.
    pub fn found(&self) -> String {
        if let Some(quote) = &self.first().quote {
            return format!("“{}”", brief(quote, QUOTED));
        }
        self.each(|finding| finding.found.as_deref())
    }

    pub fn expected(&self) -> String {
        self.each(|finding| finding.expected.as_deref())
    }

    pub fn message(&self) -> String {
        let words = self.together(|finding| finding.told(), "其余各格同样，详见“标注原表”中的批注。");
        self.first().state.map_or(words.clone(), |state| format!("（{}）{words}", state.name()))
    }

    pub fn fix(&self) -> String {
        self.together(|finding| &finding.fix, "其余各格照此办理，详见“标注原表”中的批注。")
    }

    /// The same is said of all its cells.
    pub fn is_alike(&self) -> bool {
        self.findings.iter().all(|finding| finding.told() == self.first().told())
    }

    /// One value for all, or each with its cell.
    fn each(&self, value: impl Fn(&'a Finding) -> Option<&'a str>) -> String {
        let first = value(self.first());
        if self.findings.iter().all(|finding| value(finding) == first) {
            return brief(first.unwrap_or_default(), ALONE);
        }
        let listed = self.findings.iter().take(LISTED).filter_map(|finding| {
            Some(format!(
                "{}：{}",
                named(finding, Area::of(finding.cell?)),
                brief(value(finding).unwrap_or("空"), AMONG)
            ))
        });
        let mut lines: Vec<String> = listed.collect();
        if self.findings.len() > LISTED {
            lines.push(format!("……共 {} 格", self.findings.len()));
        }
        lines.join("\n")
    }

    fn together(&self, words: impl Fn(&'a Finding) -> &'a str, rest: &str) -> String {
        let first = words(self.first());
        match self.findings.iter().all(|finding| words(finding) == first) {
            true => first.to_owned(),
            false => format!("{first}\n{rest}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::{cell, finding};

    fn places(findings: Vec<Finding>) -> Vec<String> {
        let asked: Vec<Asked> = findings.into_iter().map(|finding| Asked { finding, file: Some(0) }).collect();
        tasks(&asked).iter().map(|task| format!("{} {}", task.first().code, task.place())).collect()
    }

    fn at(code: &'static str, place: &str) -> Finding {
        finding(code, Severity::Error, Some(place))
    }

    /// One rule in one column is one task as long as its rows follow each other.
    #[test]
    fn cells_that_follow_each_other_are_one_task() {
        let column = ["H14", "H17", "H15", "I16"].map(|place| at("SCR-02", place)).to_vec();
        assert_eq!(places(column), ["SCR-02 H14:H15", "SCR-02 I16", "SCR-02 H17"]);
        let others = vec![at("SCR-02", "H14"), at("SCR-03", "H15"), at("SCR-02", "H15")];
        assert_eq!(places(others), ["SCR-02 H14:H15", "SCR-03 H15"]);
        let warned = Finding { severity: Severity::Warning, ..at("SCR-02", "H15") };
        assert_eq!(places(vec![warned, at("SCR-02", "H16")]), ["SCR-02 H16", "SCR-02 H15"]);
    }

    /// A cell merged over two rows is followed by the third.
    #[test]
    fn a_merged_cell_reaches_to_its_last_row() {
        let merged = Finding { area: Some(Area::new(cell("H14"), cell("H15"))), ..at("SCR-02", "H14") };
        assert_eq!(places(vec![merged.clone(), at("SCR-02", "H16")]), ["SCR-02 H14:H16"]);
        assert_eq!(places(vec![merged, at("SCR-02", "H17")]), ["SCR-02 H14", "SCR-02 H17"]);
    }

    #[test]
    fn what_was_asked_before_comes_first() {
        let again = Finding { state: Some(RoundState::Open), ..at("SCR-05", "H30") };
        assert_eq!(places(vec![at("SCR-02", "H14"), again]), ["SCR-05 H30", "SCR-02 H14"]);
    }
}
