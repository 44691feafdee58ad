//! 待确认名称.csv: names that resemble one of the roster, in the roster's own form, ready to paste as aliases.

use std::fs;
use std::path::Path;

use crate::model::batch::Batch;
use crate::model::roster::Roster;
use crate::model::standing::{FormStanding, Standing};
use crate::write::WriteError;

/// Excel takes a CSV file for UTF-8 only with this mark in front.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Nothing is written when there is nothing to confirm.
pub fn write(batch: &Batch, path: &Path) -> Result<(), WriteError> {
    let rows: Vec<[String; 3]> = batch.roster.iter().flat_map(|roster| rows(batch, roster)).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BYTE_ORDER_MARK.to_vec());
    let wrong = |cause: csv::Error| WriteError::io(path)(cause.into());
    out.write_record(["单位名称", "别名", "备注"]).map_err(wrong)?;
    for row in rows {
        out.write_record(row).map_err(wrong)?;
    }
    let bytes = out.into_inner().map_err(|cause| WriteError::io(path)(cause.into_error()))?;
    fs::write(path, bytes).map_err(WriteError::io(path))
}

fn rows<'a>(batch: &'a Batch, roster: &'a Roster) -> impl Iterator<Item = [String; 3]> + 'a {
    batch.arrivals.iter().filter_map(|arrival| row(arrival, arrival.form()?, roster))
}

fn row(arrival: &Standing, form: &FormStanding, roster: &Roster) -> Option<[String; 3]> {
    let mut names = form.suggestions.iter().filter_map(|index| roster.entries.get(*index)).map(|e| e.name.as_str());
    let best = names.next()?;
    let others: Vec<&str> = names.collect();
    let mut remark = format!("来自 {}", arrival.source.name);
    if !others.is_empty() {
        remark += &format!("；也可能是 {}", others.join("、"));
    }
    let written = form.department_written.as_deref()?;
    Some([best, written, &remark].map(as_text))
}

/// A cell that Excel would take for a formula is made text.
fn as_text(value: &str) -> String {
    match value.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{value}"),
        false => value.to_owned(),
    }
}
