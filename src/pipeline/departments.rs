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
use crate::model::standing::Standing;
use crate::normalise::normalise;
use crate::read::{self, ReadContent};
use crate::score::score;
use crate::write::WriteError;
use crate::write::annotate;
use crate::write::department::{self, Again, DepartmentJob, Notice};
use crate::write::staging::Staging;
use crate::write::summary::RuleText;
use crate::write::task::{self, Asked};

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
        let counting = department.slots.iter().map(|slot| &batch.arrivals[slot.counting()]).enumerate();
        let forms = again(counting.collect(), batch, (ground, at_hand));
        let beside = beside(batch, department, &asked)
            .and_then(|file| again(vec![(file, &batch.arrivals[file])], batch, (ground, at_hand)).pop());
        let mut department_job =
            DepartmentJob { batch, department, forms, beside, asked, fixed, notice, unmarked: BTreeMap::new() };
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

/// The report whose table says something else than the form that counts, and has to be seen.
fn beside(batch: &Batch, department: &Department, asked: &[Asked]) -> Option<usize> {
    let differs = asked.iter().any(|asked| asked.finding.code == department::DIFFERS);
    batch.reported(department).filter(|_| differs).map(|(_, report)| report)
}

/// Forms under the numbers they are asked for by: those at hand, the others from their files, when these are still the
/// ones that were checked.
fn again(wanted: Vec<Wanted<'_>>, batch: &Batch, (ground, at_hand): (&Ground, &AtHand)) -> Vec<(usize, Again)> {
    let mut by_file: BTreeMap<_, Vec<Wanted<'_>>> = BTreeMap::new();
    let mut forms = Vec::new();
    for (number, arrival) in wanted {
        match at_hand.take(arrival) {
            Some(form) => forms.push((number, form)),
            None => by_file.entry((&arrival.source.path, &arrival.source.name)).or_default().push((number, arrival)),
        }
    }
    forms.extend(by_file.into_values().flat_map(|wanted| of_file(&wanted, batch, ground)));
    forms.sort_by_key(|(number, _)| *number);
    forms
}

type Wanted<'a> = (usize, &'a Standing);

fn of_file(wanted: &[Wanted<'_>], batch: &Batch, ground: &Ground) -> Vec<(usize, Again)> {
    let Some((_, arrival)) = wanted.first() else { return vec![] };
    let again = read::open(&arrival.source, &ground.reader);
    let ReadContent::Workbook(workbook) = again.content else { return vec![] };
    if again.sha256 != arrival.sha256 {
        return vec![];
    }
    let Found::Forms(found) = forms(&workbook, &ground.profiles, batch.year) else { return vec![] };
    let mut sheets: BTreeMap<String, Arc<Sheet>> = BTreeMap::new();
    let mut by_place: BTreeMap<(String, Option<usize>), FoundForm> =
        found.into_iter().map(|form| ((form.raw.sheet.clone(), form.raw.place), form)).collect();
    let form = |(number, arrival): &Wanted<'_>| {
        let known = arrival.form()?;
        let found = by_place.remove(&(known.sheet.clone(), known.place))?;
        let profile = &ground.profiles[found.profile];
        let submission = normalise(found.raw, profile, found.surroundings);
        let whole = workbook.sheet(&submission.sheet, &submission.further_sheets)?;
        let sheet = sheets.entry(submission.sheet.clone()).or_insert_with(|| Arc::new(whole.into_owned())).clone();
        let book = score(&submission, profile);
        Some((*number, Again { sheet, submission, book }))
    };
    wanted.iter().filter_map(form).collect()
}
