//! The list as the bureau keeps it: a CSV (UTF-8 or GBK) or a workbook with the columns 单位名称, 规则, 项目 (`*` for any),
//! 理由, 有效期至 (a day, or blank).

use std::path::Path;

use csv::StringRecord;
use thiserror::Error;

use super::{ANY, Date, Waiver, Waivers};
use crate::model::grid::{Sheet, Visibility, Workbook};
use crate::model::shown::shown;
use crate::model::text::{compact, decoded, tidy};
use crate::model::{cause, day};
use crate::roster::lines;

#[derive(Debug, Error)]
pub enum WaiverError {
    #[error("豁免清单 {path} 读不出来（{}）：请检查路径和权限", cause::in_words(source))]
    Io { path: String, source: std::io::Error },
    #[error("豁免清单 {path} 有{}处问题：\n{}", problems.len(), problems.join("\n"))]
    Content { path: String, problems: Vec<String> },
}

/// Reads the file; every problem in it is named at once. A workbook is opened by `open`.
pub fn load(path: &Path, open: impl FnOnce(&Path) -> Result<Workbook, String>) -> Result<Waivers, WaiverError> {
    let shown = path.display().to_string();
    let bytes = cause::bytes_of(path).map_err(|source| WaiverError::Io { path: shown.clone(), source })?;
    // Zip and the old Office container by their first bytes, whatever the name says.
    let read = match bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        true => open(path).map_err(|reason| vec![reason]).and_then(|workbook| from_workbook(&workbook)),
        false => parse_csv(&bytes),
    };
    read.map_err(|problems| WaiverError::Content { path: shown, problems })
}

/// A list from the bytes of a .csv; every problem in it is named at once.
pub fn parse_csv(bytes: &[u8]) -> Result<Waivers, Vec<String>> {
    let unknown = || vec!["文字编码认不出来，请在 Excel 中另存为“CSV UTF-8”".to_owned()];
    parse(&decoded(bytes).ok_or_else(unknown)?)
}

/// Lines with their numbers, as people count them.
type Line = (u64, StringRecord);

/// The first visible sheet that is not empty.
pub fn from_workbook(workbook: &Workbook) -> Result<Waivers, Vec<String>> {
    let mut sheets = workbook.sheets.iter().filter(|sheet| sheet.visibility == Visibility::Visible);
    let sheet = sheets.find(|sheet| sheet.cells().next().is_some());
    let mut lines: Vec<(u64, Vec<String>)> = Vec::new();
    for (at, cell) in sheet.into_iter().flat_map(Sheet::cells).filter(|(at, _)| at.col < MOST_COLUMNS) {
        let number = u64::from(at.row) + 1;
        if lines.last().is_none_or(|(last, _)| *last != number) {
            lines.push((number, Vec::new()));
        }
        if let Some((_, cells)) = lines.last_mut() {
            cells.resize(at.col as usize, String::new());
            cells.push(shown(cell));
        }
    }
    read(lines.into_iter().map(|(number, cells)| (number, StringRecord::from(cells))))
}

/// Columns looked at.
const MOST_COLUMNS: u32 = 64;

/// Where each column stands.
struct Columns {
    department: usize,
    rule: usize,
    subject: Option<usize>,
    reason: usize,
    until: Option<usize>,
}

impl Columns {
    fn find(header: &StringRecord, line: u64) -> Result<Self, Vec<String>> {
        const NEEDED: [&[&str]; 3] = [
            &["单位名称", "部门", "部门名称", "department"],
            &["规则", "规则代码", "rule"],
            &["理由", "原因", "reason"],
        ];
        let position = |names: &[&str]| header.iter().position(|cell| names.contains(&&*compact(cell)));
        match NEEDED.map(position) {
            [Some(department), Some(rule), Some(reason)] => Ok(Self {
                department,
                rule,
                reason,
                subject: position(&["项目", "subject"]),
                until: position(&["有效期至", "until"]),
            }),
            found => {
                let missing = NEEDED.iter().zip(found).filter(|(_, found)| found.is_none());
                Err(missing.map(|(names, _)| format!("第{line}行：缺少“{}”一列", names[0])).collect())
            }
        }
    }
}

pub(super) fn parse(text: &str) -> Result<Waivers, Vec<String>> {
    let open = |row| vec![format!("第{row}行有一个没有成对的引号，其后的内容分不清行")];
    let rows = lines::rows(text, ',').map_err(open)?;
    read(rows.into_iter().map(|(number, cells)| (number as u64, StringRecord::from(cells))))
}

/// The header, then a waiver a line.
fn read(lines: impl Iterator<Item = Line>) -> Result<Waivers, Vec<String>> {
    let mut lines = lines.filter(|(_, record)| !record.iter().all(|cell| compact(cell).is_empty()));
    let (number, header) = lines.next().unwrap_or((1, StringRecord::new()));
    let columns = Columns::find(&header, number)?;
    let (mut waivers, mut problems) = (Vec::new(), Vec::new());
    for (line, record) in lines {
        match waiver(&columns, &record, line) {
            Ok(waiver) => waivers.push(waiver),
            Err(problem) => problems.push(format!("第{line}行：{problem}")),
        }
    }
    if problems.is_empty() { Ok(Waivers(waivers)) } else { Err(problems) }
}

fn waiver(columns: &Columns, record: &StringRecord, line: u64) -> Result<Waiver, String> {
    let cell = |index: Option<usize>| tidy(index.and_then(|index| record.get(index)).unwrap_or_default());
    let needed = |index: usize, name: &str| {
        let text = cell(Some(index));
        if text.is_empty() { Err(format!("“{name}”没有填写")) } else { Ok(text) }
    };
    let subject = cell(columns.subject);
    Ok(Waiver {
        line,
        department: needed(columns.department, "单位名称")?,
        rule: needed(columns.rule, "规则")?.to_uppercase(),
        subject: if subject.is_empty() { ANY.to_owned() } else { subject },
        reason: needed(columns.reason, "理由")?,
        until: until(&cell(columns.until))?,
    })
}

/// Blank is no end.
fn until(text: &str) -> Result<Option<Date>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let date = day::read(text).and_then(|(year, month, day)| Some((year?, month, day)));
    date.map(Some).ok_or_else(|| format!("有效期“{text}”不是日期，请写成2024-12-31"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "单位名称,规则,项目,理由,有效期至\n";

    #[test]
    fn every_problem_of_the_list_is_named_with_its_line() {
        let lines = ",SCR-02,*,已批复,\n区教育局,SCR-02,*,,\n区教育局,SCR-02,*,已批复,明年\n区教育局,SCR-02,*,已批复,2023-2-29\n";
        let problems = parse(&format!("{HEADER}{lines}")).expect_err("four bad lines");
        let starts: Vec<&str> = problems.iter().filter_map(|problem| problem.split('：').next()).collect();
        assert_eq!(starts, ["第2行", "第3行", "第4行", "第5行"]);
        let missing = parse("规则,说明\n").expect_err("two columns are not there");
        assert_eq!(missing, ["第1行：缺少“单位名称”一列", "第1行：缺少“理由”一列"]);
    }

    #[test]
    fn a_list_saved_by_excel_on_windows_is_read() {
        let text = format!("{HEADER}区教育局,SCR-02,*,已批复,20241231\n");
        let (bytes, ..) = encoding_rs::GBK.encode(&text);
        assert_eq!(decoded(&bytes).as_deref(), Some(text.as_str()));
        let marked = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        let found = decoded(marked.as_bytes()).map(|text| parse(&text));
        assert_eq!(found, Some(parse(&text)));
        assert_eq!(parse(&text).map(|w| w.0[0].until), Ok(Some((2024, 12, 31))));
    }
}
