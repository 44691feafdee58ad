//! The department workbooks, side by side: each form is read once more, for its cells.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::{AtHand, BatchJob, Progress, RunError};
use crate::form::{Found, FoundForm, forms};
use crate::ground::Ground;
use crate::model::batch::{Batch, Department};
use crate::model::grid::Sheet;
use crate::normalise::normalise;
use crate::read::{self, ReadContent};
use crate::score::score;
use crate::write::WriteError;
use crate::write::annotate;
use crate::write::department::{self, Again, DepartmentJob, Notice};
use crate::write::staging::Staging;
use crate::write::summary::RuleText;
use crate::write::task;

/// The department workbooks, each from its file read once more: what stays of a submission is its record. Gives a
/// sentence for each file without a marked copy.
pub fn write(
    batch: &Batch,
    job: &BatchJob,
    (ground, rules, at_hand): (&Ground, &[RuleText], &AtHand),
    (staging, created, progress): (&Staging, i64, &dyn Progress),
) -> Result<BTreeMap<usize, String>, RunError> {
    let departments = batch.departments.iter();
    let wanted: Vec<_> =
        departments.filter_map(|department| Some((department, department.workbook.as_ref()?))).collect();
    progress.stage("问题反馈", wanted.len());
    let notice = &Notice { deadline: job.deadline.clone(), contact: job.contact.clone(), created };
    let titles: BTreeMap<&str, &RuleText> = rules.iter().map(|rule| (rule.code.as_str(), rule)).collect();
    let title = |code: &str| titles.get(code).map(|rule| (rule.title.clone(), rule.why.clone())).unwrap_or_default();
    let one = |(department, path): (&Department, &String)| {
        let path = staging.place(path)?;
        if let Some(from) = &department.carried_workbook {
            progress.step();
            carry(from, &path, job.annotate)?;
            return Ok(BTreeMap::new());
        }
        let asked = task::asked(batch, department, &title)?;
        let fixed = task::fixed(batch, department)?;
        let forms = again(batch, department, (ground, at_hand));
        let mut department_job =
            DepartmentJob { batch, department, forms, asked, fixed, notice, unmarked: BTreeMap::new() };
        if job.annotate {
            department_job.unmarked = annotate::annotate(&department_job, &path)?;
        }
        department::write(&department_job, &path)?;
        progress.step();
        Ok(department_job.unmarked)
    };
    let unmarked: Vec<BTreeMap<usize, String>> = wanted.into_par_iter().map(one).collect::<Result<_, RunError>>()?;
    Ok(unmarked.into_iter().flatten().collect())
}

/// The workbook of an earlier output, and the marked copies beside it.
fn carry(from: &Path, to: &Path, annotated: bool) -> Result<(), WriteError> {
    fs::copy(from, to).map_err(WriteError::io(to))?;
    let (Some(folder), true) = (from.parent(), annotated) else { return Ok(()) };
    let stem = |path: &Path| format!("{}_标注", path.file_stem().unwrap_or_default().to_string_lossy());
    for entry in fs::read_dir(folder).map_err(WriteError::io(folder))?.filter_map(Result::ok) {
        if let Some(rest) = entry.file_name().to_string_lossy().strip_prefix(&stem(from)) {
            let copy = to.with_file_name(format!("{}{rest}", stem(to)));
            fs::copy(entry.path(), &copy).map_err(WriteError::io(&copy))?;
        }
    }
    Ok(())
}

/// The counting forms of a department: those at hand, the others from their files, when these are still the ones that
/// were checked.
fn again(batch: &Batch, department: &Department, (ground, at_hand): (&Ground, &AtHand)) -> Vec<(usize, Again)> {
    let mut by_file: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    let mut forms = Vec::new();
    for (slot, arrival) in department.slots.iter().map(|slot| &batch.arrivals[slot.counting()]).enumerate() {
        match at_hand.take(arrival) {
            Some(form) => forms.push((slot, form)),
            None => by_file.entry((&arrival.source.path, &arrival.source.name)).or_default().push(slot),
        }
    }
    forms.extend(by_file.into_values().flat_map(|slots| of_file(batch, department, slots, ground)));
    forms.sort_by_key(|(slot, _)| *slot);
    forms
}

fn of_file(batch: &Batch, department: &Department, slots: Vec<usize>, ground: &Ground) -> Vec<(usize, Again)> {
    let standing = |slot: usize| &batch.arrivals[department.slots[slot].counting()];
    let Some(arrival) = slots.first().map(|slot| standing(*slot)) else { return vec![] };
    let again = read::open(&arrival.source, &ground.reader);
    let ReadContent::Workbook(workbook) = again.content else { return vec![] };
    if again.sha256 != arrival.sha256 {
        return vec![];
    }
    let Found::Forms(found) = forms(&workbook, &ground.profiles, batch.year) else { return vec![] };
    let mut sheets: BTreeMap<String, Arc<Sheet>> = BTreeMap::new();
    let mut by_place: BTreeMap<(String, Option<usize>), FoundForm> =
        found.into_iter().map(|form| ((form.raw.sheet.clone(), form.raw.place), form)).collect();
    let form = |slot: usize| {
        let known = standing(slot).form()?;
        let found = by_place.remove(&(known.sheet.clone(), known.place))?;
        let profile = &ground.profiles[found.profile];
        let submission = normalise(found.raw, profile, found.surroundings);
        let whole = workbook.sheet(&submission.sheet, &submission.further_sheets)?;
        let sheet = sheets.entry(submission.sheet.clone()).or_insert_with(|| Arc::new(whole.into_owned())).clone();
        let book = score(&submission, profile);
        Some((slot, Again { sheet, submission, book }))
    };
    slots.into_iter().filter_map(form).collect()
}
