//! The department's own file with fills and notes on the wrong cells; every other part of it byte for byte.

mod notes;
mod package;
mod sheet;
mod styles;
mod xml;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::WriteError;
use super::department::{Again, DepartmentJob, Marks, marks_of};
use crate::model::address::CellRef;
use crate::model::digest::sha256;
use crate::model::finding::Severity;
use crate::model::standing::Standing;
use package::{Package, Parts};

/// Why a file is better left alone, in words for people.
type Refusal = &'static str;

/// Writes `NNN_部门_标注.xlsx` beside the department's workbook for every form with something to change or explain.
/// Gives a sentence for each file that was better left alone.
pub fn annotate(job: &DepartmentJob<'_>, workbook: &Path) -> Result<Vec<String>, WriteError> {
    let mut remarks = Vec::new();
    for (slot, again) in &job.forms {
        let Some((arrival, marks)) =
            marks_of(job, *slot).filter(|(_, marks)| marks.iter().any(|sheet| !sheet.notes.is_empty()))
        else {
            continue;
        };
        if let Err(refusal) = one((arrival, again), &marks, &beside(workbook, *slot, &arrival.format))? {
            remarks.push(format!("《{}》没有另存标注版：{refusal}。", arrival.source.name));
        }
    }
    Ok(remarks)
}

fn one((arrival, again): (&Standing, &Again), marks: &[Marks], path: &Path) -> Result<Result<(), Refusal>, WriteError> {
    if !matches!(arrival.format.as_str(), "xlsx" | "xlsm") {
        return Ok(Err("只能标注 .xlsx 和 .xlsm 文件"));
    }
    if arrival.source.within.is_some() {
        return Ok(Err("文件在压缩包里，请先解压再标注"));
    }
    let as_checked = |bytes: &Vec<u8>| sha256([bytes]) == arrival.sha256;
    let Some(bytes) = fs::read(&arrival.source.path).ok().filter(as_checked) else {
        return Ok(Err("文件在检查之后被改动或移走"));
    };
    let sheets = again.submission.sheets();
    let marked = sheets.zip(marks).filter(|(_, marks)| !marks.notes.is_empty());
    let all = marked.map(|(sheet, marks)| (sheet, marks.on_sheet()));
    match all.into_iter().try_fold(bytes, |bytes, (sheet, marks)| annotated(&bytes, sheet, &marks.levels, &marks.notes))
    {
        Ok(bytes) => fs::write(path, bytes).map_err(WriteError::io(path)).map(Ok),
        Err(refusal) => Ok(Err(refusal)),
    }
}

fn beside(workbook: &Path, slot: usize, extension: &str) -> PathBuf {
    let stem = workbook.file_stem().unwrap_or_default().to_string_lossy();
    let number = if slot == 0 { String::new() } else { format!("（{}）", slot + 1) };
    workbook.with_file_name(format!("{stem}_标注{number}.{extension}"))
}

/// The package again, with colours and notes on one sheet.
fn annotated(
    bytes: &[u8],
    sheet: &str,
    levels: &BTreeMap<CellRef, Severity>,
    notes: &BTreeMap<CellRef, String>,
) -> Result<Vec<u8>, Refusal> {
    let mut package = Package::open(bytes)?;
    if package.names().any(|name| name.starts_with("_xmlsignatures/")) {
        return Err("文件带有数字签名，改动会使签名失效");
    }
    let place = package.sheet(sheet)?;
    let styles_part = package.styles()?;
    let mut parts = Parts::default();
    let mut styles = styles::Styles::parse(package.text(&styles_part)?)?;
    let xml = sheet::coloured(&package.text(&place)?, levels, notes, &mut styles)?;
    let xml = notes::attach(&mut package, &mut parts, &place, xml, notes)?;
    parts.put(place, xml);
    parts.put(styles_part, styles.finish()?);
    package.rewritten(parts)
}

#[cfg(test)]
mod tests;
