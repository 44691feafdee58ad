//! The batch for machines: one JSON document per line, and names to confirm.

mod finding;
mod read_back;
mod rows;
mod submission;
mod suggestions;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::WriteError;
use crate::model::batch::Batch;
use crate::profile::spec::Profile;

pub use finding::FindingLine;
pub use read_back::read_back;
pub use submission::SubmissionLine;

const SUBMISSIONS: &str = "submissions.jsonl";
const FINDINGS: &str = "findings.jsonl";
const SUGGESTIONS: &str = "待确认名称.csv";

/// Writes the JSON lines into the folder `data`, and 待确认名称.csv when a name is to be confirmed.
pub fn write(batch: &Batch, profiles: &[Arc<Profile>], data: &Path) -> Result<(), WriteError> {
    let statuses = submission::statuses(batch);
    let lines =
        statuses.iter().enumerate().filter_map(|(index, status)| SubmissionLine::of(batch, profiles, index, status));
    write_lines(&data.join(SUBMISSIONS), lines)?;
    write_lines(&data.join(FINDINGS), batch.all_findings().map(FindingLine::of))?;
    suggestions::write(batch, &data.join(SUGGESTIONS))
}

fn write_lines(path: &Path, lines: impl Iterator<Item = impl Serialize>) -> Result<(), WriteError> {
    let mut out = BufWriter::with_capacity(1 << 16, File::create(path).map_err(WriteError::io(path))?);
    for line in lines {
        serde_json::to_writer(&mut out, &line).map_err(|cause| WriteError::io(path)(cause.into()))?;
        out.write_all(b"\n").map_err(WriteError::io(path))?;
    }
    out.flush().map_err(WriteError::io(path))
}

#[cfg(test)]
mod tests;
