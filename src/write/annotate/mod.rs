//! The department's own file with fills and notes on the wrong cells; every other part of it byte for byte.

mod notes;
mod package;
mod sheet;
mod styles;
mod xml;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::WriteError;
use super::department::{DepartmentJob, Marks, marks_of};
use crate::model::address::CellRef;
use crate::model::digest::sha256;
use crate::model::finding::Severity;
use crate::model::safe_name::safe_part;
use crate::model::standing::Standing;
use package::{Package, Parts};

/// Why a file is better left alone, in words for people.
type Refusal = &'static str;

const CHANGED: Refusal = "文件在检查之后被改动或移走";
/// What a form is about that is not of a project.
const WHOLE: &str = "部门整体";

/// A department's file with its forms that have something to change or explain.
struct File<'a> {
    /// Of the first form's arrival.
    index: usize,
    arrival: &'a Standing,
    /// What each form is about: its project, or the department as a whole.
    subjects: Vec<&'a str>,
    /// Marks by the name of the sheet.
    sheets: BTreeMap<String, Marks>,
}

/// Writes `NNN_部门_标注.xlsx` beside the department's workbook for every file with something to change or explain; of
/// several, each is named by what it is about. Gives a sentence for each file that was better left alone, by the arrival
/// of its first form.
pub fn annotate(job: &DepartmentJob<'_>, workbook: &Path) -> Result<BTreeMap<usize, String>, WriteError> {
    let files = files(job);
    let mut taken = BTreeSet::new();
    let mut unmarked = moved(job);
    for file in &files {
        let about = (files.len() > 1).then(|| file.about());
        let path = beside(workbook, about.as_deref(), (&file.arrival.format, &mut taken));
        if let Err(refusal) = one(file, &path)? {
            unmarked.insert(file.index, told(file.arrival, refusal));
        }
    }
    Ok(unmarked)
}

fn files<'a>(job: &'a DepartmentJob<'a>) -> Vec<File<'a>> {
    let mut files: Vec<File<'a>> = Vec::new();
    for (slot, again) in &job.forms {
        let Some((arrival, marks)) = marks_of(job, *slot) else { continue };
        if marks.iter().all(|sheet| sheet.notes.is_empty()) {
            continue;
        }
        let known = files.iter().position(|file| file.arrival.is_same_file(arrival));
        let at = known.unwrap_or_else(|| {
            let index = job.department.slots[*slot].counting();
            files.push(File { index, arrival, subjects: vec![], sheets: BTreeMap::new() });
            files.len() - 1
        });
        let subject = job.department.slots[*slot].project.as_deref().unwrap_or(WHOLE);
        let mut heading = Marks::default();
        heading.say(again.submission.title.cell.on_sheet(), heading_of(arrival, subject));
        files[at].subjects.push(subject);
        files[at].sheets.entry(again.submission.sheet.clone()).or_default().join(heading);
        for (sheet, marks) in again.submission.sheets().zip(marks) {
            files[at].sheets.entry(sheet.to_owned()).or_default().join(marks.on_sheet());
        }
    }
    files
}

/// Files with something to mark that could not be read once more.
fn moved(job: &DepartmentJob<'_>) -> BTreeMap<usize, String> {
    let is_here = |slot: usize| job.forms.iter().any(|(known, _)| *known == slot);
    let slots = job.department.slots.iter().enumerate().filter(|(slot, _)| !is_here(*slot));
    let asked = |file: usize| job.asked.iter().any(|asked| asked.file == Some(file));
    let files = slots.map(|(_, slot)| slot.counting()).filter(|file| asked(*file));
    let mut met = BTreeSet::new();
    let first = files.map(|file| (file, &job.batch.arrivals[file])).filter(|(_, one)| met.insert(&one.source.name));
    first.map(|(file, arrival)| (file, told(arrival, CHANGED))).collect()
}

fn told(arrival: &Standing, refusal: Refusal) -> String {
    format!("《{}》没有另存标注版：{refusal}。", arrival.source.name)
}

/// What stands on the form's title, so that a copy is known by itself.
fn heading_of(arrival: &Standing, subject: &str) -> String {
    let name = arrival.source.file_name();
    format!("《{name}》（{subject}）标注版：红色须修改，黄色需说明，批注写明原因和改法。")
}

impl File<'_> {
    /// `校舍维修`, `校舍维修、设备购置`, `部门整体等5份表`.
    fn about(&self) -> String {
        match &self.subjects[..] {
            [one] => (*one).to_owned(),
            [one, other] => format!("{one}、{other}"),
            [first, ..] => format!("{first}等{}份表", self.subjects.len()),
            [] => String::new(),
        }
    }
}

fn one(file: &File<'_>, path: &Path) -> Result<Result<(), Refusal>, WriteError> {
    let arrival = file.arrival;
    if !matches!(arrival.format.as_str(), "xlsx" | "xlsm") {
        return Ok(Err("只能标注 .xlsx 和 .xlsm 文件"));
    }
    if arrival.source.within.is_some() {
        return Ok(Err("文件在压缩包里，请先解压再标注"));
    }
    let as_checked = |bytes: &Vec<u8>| sha256([bytes]) == arrival.sha256;
    let Some(bytes) = fs::read(&arrival.source.path).ok().filter(as_checked) else {
        return Ok(Err(CHANGED));
    };
    let mut marked = file.sheets.iter().filter(|(_, marks)| !marks.notes.is_empty());
    match marked.try_fold(bytes, |bytes, (sheet, marks)| annotated(&bytes, sheet, &marks.levels, &marks.notes)) {
        Ok(bytes) => fs::write(path, bytes).map_err(WriteError::io(path)).map(Ok),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// `001_区教育局_标注.xlsx`, of several files `001_区教育局_标注_校舍维修.xlsx`; a name is given once.
fn beside(workbook: &Path, about: Option<&str>, (extension, taken): (&str, &mut BTreeSet<String>)) -> PathBuf {
    let stem = workbook.file_stem().unwrap_or_default().to_string_lossy();
    let about = about.map_or(String::new(), |about| format!("_{}", safe_part(about)));
    let mut candidate = format!("{stem}_标注{about}.{extension}");
    let mut copy = 2;
    while !taken.insert(candidate.to_lowercase()) {
        candidate = format!("{stem}_标注{about}（{copy}）.{extension}");
        copy += 1;
    }
    workbook.with_file_name(candidate)
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
