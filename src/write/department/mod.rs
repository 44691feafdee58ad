//! The workbook a department gets back: what to change, its own form with the places marked, its scores recomputed.

mod form;
mod grouping;
mod list;
mod marks;
mod merges;
mod review;
mod room;

use std::fs;
use std::path::Path;

use super::WriteError;
use super::sheet::{Book, Properties};
use crate::model::batch::{Arrival, Batch, Department, Record, Slot};
use crate::model::finding::Finding;
use crate::model::grid::Sheet;

pub(super) use marks::Marks;

const LIST: &str = "问题清单";
const FORM: &str = "标注原表";
const REVIEW: &str = "评分复核";

/// What the heading says beside the findings.
#[derive(Clone, Debug, Default)]
pub struct Notice {
    /// As typed (2024年4月10日).
    pub deadline: Option<String>,
    pub contact: Option<String>,
    /// Seconds since the epoch, for the file's properties.
    pub created: i64,
}

/// One department's workbook.
#[derive(Clone, Debug)]
pub struct DepartmentJob<'a> {
    pub batch: &'a Batch,
    pub department: &'a Department,
    /// Sheets of the counting forms, read again; by index into the department's slots.
    pub sheets: Vec<(usize, &'a Sheet)>,
    pub notice: &'a Notice,
    /// Sentences for the heading about this run's files.
    pub remarks: Vec<String>,
}

/// A form of the workbook with the names of its two sheets.
struct Form<'a> {
    slot: &'a Slot,
    arrival: &'a Arrival,
    record: &'a Record,
    sheet: &'a Sheet,
    is_first: bool,
    /// Behind the names of its sheets, where there are several forms.
    suffix: String,
}

/// Writes the workbook, and its folder when that is not there yet.
pub fn write(job: &DepartmentJob<'_>, path: &Path) -> Result<(), WriteError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(WriteError::io(folder))?;
    }
    let forms = forms(job);
    let tasks = grouping::tasks(job, &forms);
    let mut book = Book::new(&Properties {
        title: format!("{}问题反馈", job.department.name),
        subject: format!("{}年度绩效自评", job.batch.year),
        created: job.notice.created,
    })?;
    let page = list::page(job, &forms, &tasks)?;
    book.put(page)?;
    for form in &forms {
        for sheet in 0..=form.record.submission.further_sheets.len() {
            book.put(form::page(job, form, sheet)?)?;
        }
        book.put(review::page(form)?)?;
    }
    book.save(path)
}

/// Marks of one form for its own file, sheet by sheet, and the file.
pub(super) fn marks_of<'a>(job: &DepartmentJob<'a>, slot: usize) -> Option<(&'a Arrival, Vec<Marks>)> {
    let forms = forms(job);
    let wanted = job.department.slots.get(slot)?;
    let form = forms.iter().find(|form| std::ptr::eq(form.slot, wanted))?;
    let sheets = 0..=form.record.submission.further_sheets.len();
    Some((form.arrival, sheets.map(|sheet| marks::marks(job, form, form::shown(form, sheet))).collect()))
}

impl Form<'_> {
    /// What the page is called that shows the form's so manieth sheet.
    fn marked_name(&self, sheet: usize) -> String {
        match sheet {
            0 => format!("{FORM}{}", self.suffix),
            _ => format!("{FORM}{}续{sheet}", self.suffix),
        }
    }

    /// Whether something found in this file, on this sheet, is about this form.
    fn has(&self, finding: &Finding) -> bool {
        let submission = &self.record.submission;
        let own = self.arrival.findings.as_ptr_range().contains(&std::ptr::from_ref(finding));
        let in_file = finding.file.as_deref() == Some(&self.arrival.source.name);
        let on_sheet = finding.sheet.as_ref().is_none_or(|sheet| submission.sheets().any(|own| own == sheet));
        let in_area = finding.cell.is_none_or(|cell| submission.place.is_none() || submission.area.contains(cell));
        own || (in_file && on_sheet && in_area)
    }
}

fn forms<'a>(job: &DepartmentJob<'a>) -> Vec<Form<'a>> {
    let readable = job.sheets.iter().filter_map(|(slot, sheet)| {
        let slot = job.department.slots.get(*slot)?;
        let arrival = &job.batch.arrivals[slot.counting()];
        Some((slot, arrival, arrival.record()?, *sheet))
    });
    let named = readable.enumerate().map(|(index, (slot, arrival, record, sheet))| {
        let suffix = if index == 0 { String::new() } else { format!("（{}）", index + 1) };
        Form { slot, arrival, record, sheet, is_first: index == 0, suffix }
    });
    named.collect()
}

#[cfg(test)]
mod tests;
