//! The findings of a file, read again from what was laid aside.

use super::WriteError;
use crate::model::batch::{Batch, Department};
use crate::model::finding::{Finding, Severity};
use crate::model::line::FindingLine;
use crate::model::standing::Weight;

/// The lines of a file's findings; a file without any is asked for nothing.
fn body(batch: &Batch, file: usize) -> Result<Vec<u8>, WriteError> {
    let arrival = &batch.arrivals[file];
    match arrival.notes.is_empty() {
        true => Ok(Vec::new()),
        false => batch.bodies.read(arrival.found).map_err(WriteError::laid_aside),
    }
}

/// Gives each of a file's findings, with its department and its waiver, in their order; those of the batch not.
pub fn each(
    batch: &Batch,
    file: usize,
    take: &mut dyn FnMut(&FindingLine<'_>) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    for (line, note) in body(batch, file)?.split(|byte| *byte == b'\n').zip(&batch.arrivals[file].notes) {
        let line: FindingLine<'_> =
            serde_json::from_slice(line).map_err(|cause| WriteError::laid_aside(cause.into()))?;
        take(&line.placed(batch.owner_of(file), Some(note)))?;
    }
    Ok(())
}

/// Gives each of a file's findings as the line that is written.
pub fn each_text(
    batch: &Batch,
    file: usize,
    take: &mut dyn FnMut(&str) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let department = batch.owner_of(file);
    for (line, note) in body(batch, file)?.split(|byte| *byte == b'\n').zip(&batch.arrivals[file].notes) {
        let known = std::str::from_utf8(line).ok().and_then(|line| FindingLine::placed_text(line, department, note));
        match known {
            Some(text) => take(&text)?,
            None => {
                let wrong = |cause: serde_json::Error| WriteError::laid_aside(cause.into());
                let line: FindingLine<'_> = serde_json::from_slice(line).map_err(wrong)?;
                take(&serde_json::to_string(&line.placed(department, Some(note))).map_err(wrong)?)?;
            }
        }
    }
    Ok(())
}

/// All of a file's findings that are wanted, those of the batch last.
pub fn of_file(
    batch: &Batch,
    file: usize,
    titles: &dyn Fn(&str) -> (String, String),
    wanted: &dyn Fn(Weight<'_>) -> bool,
) -> Result<Vec<Finding>, WriteError> {
    let mut found = Vec::new();
    if batch.arrivals[file].notes.iter().any(|note| wanted(note.weight())) {
        each(batch, file, &mut |line| {
            let (title, why) = titles(&line.rule);
            let finding = line.finding((&title, &why));
            found.extend(wanted(finding.weight()).then_some(finding));
            Ok(())
        })?;
    }
    found.extend(batch.arrivals[file].late.iter().filter(|finding| wanted(finding.weight())).cloned());
    Ok(found)
}

/// The first of a file's findings, in the order of the form; those of the batch come last.
pub fn first(batch: &Batch, file: usize) -> Result<Option<Finding>, WriteError> {
    let mut first = None;
    each(batch, file, &mut |line| {
        first.get_or_insert_with(|| line.finding(("", "")));
        Ok(())
    })?;
    Ok(first.or_else(|| batch.arrivals[file].late.first().cloned()))
}

/// What a department has to change or explain: findings of that level that count.
pub fn of_department(batch: &Batch, department: &Department, severity: Severity) -> Result<Vec<Finding>, WriteError> {
    let wanted = |weight: Weight<'_>| weight.counts && weight.severity == severity;
    let mut found = Vec::new();
    for file in batch.files_of(department) {
        found.extend(of_file(batch, file, &|_| Default::default(), &wanted)?);
    }
    found.extend(department.findings.iter().filter(|finding| wanted(finding.weight())).cloned());
    Ok(found)
}
