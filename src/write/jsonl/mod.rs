//! The batch for machines: one JSON document per line, and names to confirm.

mod departments;
mod read_back;
mod status;
mod suggestions;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::{WriteError, found};
use departments::DepartmentLine;
use serde::Serialize;

use crate::model::batch::{Batch, FileState, Gone, Reported};
use crate::model::line::{
    Beside, DEPARTMENTS, EARLIER, EarlierForm, EarlierPair, FINDINGS, FindingLine, Outlook, SUBMISSIONS, with_outlook,
};

pub use read_back::read_back;

const SUGGESTIONS: &str = "待确认名称.csv";

/// Writes the JSON lines into the folder `data`, and 待确认名称.csv when a name is to be confirmed.
pub fn write(batch: &Batch, data: &Path) -> Result<(), WriteError> {
    write_forms(batch, &data.join(SUBMISSIONS))?;
    write_findings(batch, &data.join(FINDINGS))?;
    write_departments(batch, &data.join(DEPARTMENTS))?;
    write_gone(batch, &data.join(EARLIER))?;
    suggestions::write(batch, &data.join(SUGGESTIONS))
}

fn write_forms(batch: &Batch, path: &Path) -> Result<(), WriteError> {
    let statuses = status::statuses(batch);
    let mut out = Lines::create(path)?;
    for (index, arrival) in batch.arrivals.iter().enumerate() {
        let Some(form) = arrival.form() else { continue };
        let line = batch.bodies.read(form.body).map_err(WriteError::laid_aside)?;
        let line = String::from_utf8(line).map_err(|_| WriteError::laid_aside(io::ErrorKind::InvalidData.into()))?;
        let superseded_by = match batch.states[index] {
            FileState::Superseded(by) => Some(batch.arrivals[by].source.name.as_str()),
            _ => None,
        };
        let counts = batch.states[index].is_counting();
        let owner = batch.owners[index].and_then(|owner| batch.departments.get(owner));
        let reported = owner.and_then(|owner| batch.reported(owner)).filter(|(form, _)| *form == index);
        let report = reported.map(|(_, report)| batch.arrivals[report].source.name.as_str());
        out.put(&with_outlook(&line, Outlook { status: statuses[index], counts, superseded_by, report }))?;
    }
    out.end()
}

fn write_findings(batch: &Batch, path: &Path) -> Result<(), WriteError> {
    let mut out = Lines::create(path)?;
    for (file, arrival) in batch.arrivals.iter().enumerate() {
        found::each_text(batch, file, &mut |line| out.put(line))?;
        for finding in &arrival.late {
            let line = FindingLine::of(finding).from_part(arrival.origin.as_deref());
            out.document(&line.placed(batch.owner_of(file), None))?;
        }
    }
    for department in &batch.departments {
        let lines = department.findings.iter().map(FindingLine::of);
        lines.map(|line| line.from_part(department.origin.as_deref())).try_for_each(|line| out.document(&line))?;
    }
    batch.findings.iter().map(FindingLine::of).try_for_each(|line| out.document(&line))?;
    out.end()
}

fn write_departments(batch: &Batch, path: &Path) -> Result<(), WriteError> {
    let mut out = Lines::create(path)?;
    batch.departments.iter().try_for_each(|department| out.document(&DepartmentLine::of(batch, department)))?;
    out.end()
}

/// What later runs compare with although its file is gone; nothing where nothing is.
fn write_gone(batch: &Batch, path: &Path) -> Result<(), WriteError> {
    if batch.gone.is_empty() && batch.reported.values().all(Vec::is_empty) {
        return Ok(());
    }
    let mut out = Lines::create(path)?;
    for Gone { standing, .. } in &batch.gone {
        let Some(form) = standing.form() else { continue };
        let read = |span| batch.bodies.read(span).map_err(WriteError::laid_aside);
        let (form, findings) = (read(form.body)?, read(standing.found)?);
        let raw = |line| serde_json::from_slice(line).map_err(|cause| WriteError::laid_aside(cause.into()));
        let findings = findings.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(raw);
        let findings = findings.collect::<Result<_, _>>()?;
        out.document(&EarlierForm { saved: standing.saved(), form: raw(&form)?, findings })?;
    }
    for Reported { origin, department, pair, findings } in batch.reported.values().flatten() {
        let source = origin.as_deref().map(Into::into);
        let (department, form, report) = (department.into(), pair.form.as_str().into(), pair.report.as_str().into());
        let findings = findings.iter().map(|finding| FindingLine::of(finding).from_part(origin.as_deref())).collect();
        out.document(&EarlierPair { beside: Beside { department, source, form, report }, findings })?;
    }
    out.end()
}

/// Lines on their way into a file.
struct Lines<'a> {
    path: &'a Path,
    out: BufWriter<File>,
}

impl<'a> Lines<'a> {
    fn create(path: &'a Path) -> Result<Self, WriteError> {
        let file = File::create(path).map_err(WriteError::io(path))?;
        Ok(Self { path, out: BufWriter::with_capacity(1 << 16, file) })
    }

    fn put(&mut self, line: &str) -> Result<(), WriteError> {
        let written = self.out.write_all(line.as_bytes()).and_then(|()| self.out.write_all(b"\n"));
        written.map_err(WriteError::io(self.path))
    }

    fn document(&mut self, line: &impl Serialize) -> Result<(), WriteError> {
        let text = serde_json::to_string(line).map_err(|cause| WriteError::io(self.path)(cause.into()))?;
        self.put(&text)
    }

    fn end(mut self) -> Result<(), WriteError> {
        self.out.flush().map_err(WriteError::io(self.path))
    }
}

#[cfg(test)]
mod tests;
