//! The workbook a department gets back: what to change, its own form with the places marked, its scores recomputed.

mod beside;
mod form;
mod list;
mod marks;
mod merges;
mod paper;
mod review;
mod room;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::WriteError;
use super::sheet::{Book, Properties};
use super::task::{self, Asked};
use crate::model::batch::{Batch, Department, Slot};
use crate::model::grid::Sheet;
use crate::model::marker;
use crate::model::score::ScoreBook;
use crate::model::standing::Standing;
use crate::model::submission::Submission;

pub use beside::DIFFERS;
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
    /// The counting forms, read again; by index into the department's slots.
    pub forms: Vec<(usize, Again)>,
    /// The form as the report beside it has it, where that says something else; by index into the batch's arrivals.
    pub beside: Option<(usize, Again)>,
    /// What is to be changed or explained.
    pub asked: Vec<Asked>,
    /// What was asked before and is no longer wrong.
    pub fixed: Vec<Asked>,
    pub notice: &'a Notice,
    /// Sentences for the heading about files without a marked copy.
    pub unmarked: BTreeMap<usize, String>,
}

/// A form read again, for its workbook.
#[derive(Clone, Debug)]
pub struct Again {
    /// With the sheets it goes on on.
    pub sheet: Arc<Sheet>,
    pub submission: Submission,
    pub book: ScoreBook,
}

/// A form of the workbook with the names of its sheets.
struct Form<'a> {
    slot: &'a Slot,
    arrival: &'a Standing,
    again: &'a Again,
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
    let tasks = task::tasks(&job.asked);
    let mut book = Book::new(&Properties {
        title: format!("{}问题反馈", job.department.name),
        subject: format!("{}绩效自评", job.batch.of_year()),
        created: job.notice.created,
        marker: Some(marker::FEEDBACK.to_owned()),
        ..Properties::default()
    })?;
    let page = list::page(job, &forms, &tasks)?;
    book.put(page)?;
    for form in &forms {
        for sheet in 0..=form.again.submission.further_sheets.len() {
            book.put(form::page(job, form, sheet)?)?;
        }
        book.put(review::page(form)?)?;
    }
    for page in beside::pages(job)? {
        book.put(page)?;
    }
    book.save(path)
}

/// Marks of one form for its own file, sheet by sheet, and the file.
pub(super) fn marks_of<'a>(job: &'a DepartmentJob<'a>, slot: usize) -> Option<(&'a Standing, Vec<Marks>)> {
    let forms = forms(job);
    let wanted = job.department.slots.get(slot)?;
    let form = forms.iter().find(|form| std::ptr::eq(form.slot, wanted))?;
    let sheets = 0..=form.again.submission.further_sheets.len();
    Some((form.arrival, sheets.map(|sheet| marks::marks(job, form, form::shown(form, sheet))).collect()))
}

impl Form<'_> {
    /// What the page is called that shows one of the form's sheets, by its number from 0.
    fn marked_name(&self, sheet: usize) -> String {
        match sheet {
            0 => format!("{FORM}{}", self.suffix),
            _ => format!("{FORM}{}续{sheet}", self.suffix),
        }
    }

    /// Whether something found in this file, on this sheet, is about this form.
    fn has(&self, asked: &Asked) -> bool {
        let (submission, finding) = (&self.again.submission, &asked.finding);
        let in_file = finding.file.as_deref() == Some(&self.arrival.source.name);
        let on_sheet = finding.sheet.as_ref().is_none_or(|sheet| submission.sheets().any(|own| own == sheet));
        let in_area = finding
            .cell
            .is_none_or(|cell| finding.is_in_text() || submission.place.is_none() || submission.area.contains(cell));
        asked.file == Some(self.slot.counting()) || (in_file && on_sheet && in_area)
    }
}

fn forms<'a>(job: &'a DepartmentJob<'a>) -> Vec<Form<'a>> {
    let readable = job.forms.iter().filter_map(|(slot, again)| {
        let slot = job.department.slots.get(*slot)?;
        Some((slot, &job.batch.arrivals[slot.counting()], again))
    });
    let named = readable.enumerate().map(|(index, (slot, arrival, again))| {
        let suffix = if index == 0 { String::new() } else { format!("（{}）", index + 1) };
        Form { slot, arrival, again, is_first: index == 0, suffix }
    });
    named.collect()
}

#[cfg(test)]
mod tests;
