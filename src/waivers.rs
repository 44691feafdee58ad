//! Findings the bureau has agreed to let pass: listed with their reason, counted for nothing, never hidden.
//!
//! A CSV (UTF-8 or GBK) with the columns 单位名称, 规则, 项目 (`*` for any), 理由, 有效期至 (a day, or blank).

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use csv::StringRecord;
use thiserror::Error;

use crate::model::batch::{Batch, Department};
use crate::model::finding::{Finding, Outcome};
use crate::model::text::{compact, decoded, tidy};
use crate::model::{cause, day};

/// Year, month, day: ordered the way days are.
type Date = (i32, u32, u32);

const ANY: &str = "*";

/// One line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// 1-based line of the file.
    pub line: u64,
    pub department: String,
    pub rule: String,
    /// A finding's `subject`, or `*`.
    pub subject: String,
    pub reason: String,
    /// The last day it holds; `None` for no end.
    pub until: Option<Date>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waivers(Vec<Waiver>);

/// Why a waiver did nothing, for the officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idle {
    pub waiver: Waiver,
    pub expired: bool,
}

impl Idle {
    pub fn words(&self) -> String {
        let Waiver { line, department, rule, subject, until, .. } = &self.waiver;
        let what = format!("豁免清单第{line}行（{department}，{rule}，{subject}）");
        match (self.expired, until) {
            (true, Some((y, m, d))) => format!("{what}已于{}到期，本次未生效。", day::words((Some(*y), *m, *d))),
            _ => format!("{what}本次没有对应的问题，可以删去。"),
        }
    }
}

#[derive(Debug, Error)]
pub enum WaiverError {
    #[error("豁免清单 {path} 读不出来（{}）：请检查路径和权限", cause::in_words(source))]
    Io { path: String, source: std::io::Error },
    #[error("豁免清单 {path} 有{}处问题：\n{}", problems.len(), problems.join("\n"))]
    Content { path: String, problems: Vec<String> },
}

/// Reads the file; every problem in it is named at once.
pub fn load(path: &Path) -> Result<Waivers, WaiverError> {
    let shown = path.display().to_string();
    let bytes = fs::read(path).map_err(|source| WaiverError::Io { path: shown.clone(), source })?;
    let text = decoded(&bytes).ok_or_else(|| vec!["文字编码认不出来，请在 Excel 中另存为“CSV UTF-8”".to_owned()]);
    text.and_then(|text| parse(&text)).map_err(|problems| WaiverError::Content { path: shown, problems })
}

/// Where each column stands.
struct Columns {
    department: usize,
    rule: usize,
    subject: Option<usize>,
    reason: usize,
    until: Option<usize>,
}

impl Columns {
    fn find(header: &StringRecord) -> Result<Self, String> {
        let position = |names: &[&str]| header.iter().position(|cell| names.contains(&compact(cell).as_str()));
        let needed = |names: &[&str]| position(names).ok_or_else(|| format!("第1行：缺少“{}”一列", names[0]));
        Ok(Self {
            department: needed(&["单位名称", "部门", "部门名称", "department"])?,
            rule: needed(&["规则", "规则代码", "rule"])?,
            subject: position(&["项目", "subject"]),
            reason: needed(&["理由", "原因", "reason"])?,
            until: position(&["有效期至", "until"]),
        })
    }
}

fn parse(text: &str) -> Result<Waivers, Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| vec![format!("第1行：{error}")])?;
    let columns = Columns::find(header).map_err(|problem| vec![problem])?;
    let (mut waivers, mut problems) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.map_err(|error| vec![error.to_string()])?;
        if record.iter().all(|cell| compact(cell).is_empty()) {
            continue;
        }
        let line = record.position().map_or(0, csv::Position::line);
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

impl Waivers {
    /// Marks what is waived on `today`, and says which waivers did nothing. To be called after the
    /// batch rules and before states are settled.
    pub fn apply(&self, batch: &mut Batch, today: Date) -> Vec<Idle> {
        let mut used = BTreeSet::new();
        let (departments, arrivals) = (&mut batch.departments, &mut batch.arrivals);
        for department in departments {
            let aliases = batch.roster.as_ref().zip(department.roster).and_then(|(r, i)| r.entries.get(i));
            let aliases = aliases.map_or(&[][..], |entry| &entry.aliases);
            let held: Vec<_> = self.0.iter().filter(|w| w.holds_on(today) && w.is_for(department, aliases)).collect();
            let files = department.slots.iter().flat_map(|slot| &slot.files).chain(&department.unreadable);
            for file in files {
                mark(&held, &mut arrivals[*file].findings, &mut used);
            }
            mark(&held, &mut department.findings, &mut used);
        }
        let idle = self.0.iter().filter(|waiver| !used.contains(&waiver.line));
        idle.map(|waiver| Idle { waiver: waiver.clone(), expired: !waiver.holds_on(today) }).collect()
    }
}

impl Waiver {
    fn holds_on(&self, today: Date) -> bool {
        self.until.is_none_or(|until| today <= until)
    }

    fn is_for(&self, department: &Department, aliases: &[String]) -> bool {
        let own = compact(&self.department);
        own == ANY || own == compact(&department.name) || aliases.iter().any(|alias| own == compact(alias))
    }

    fn covers(&self, finding: &Finding) -> bool {
        let same_subject = self.subject == ANY || compact(&self.subject) == compact(&finding.subject);
        finding.outcome == Outcome::Fail && finding.code == self.rule && same_subject
    }
}

fn mark(held: &[&Waiver], findings: &mut [Finding], used: &mut BTreeSet<u64>) {
    for finding in findings {
        if let Some(waiver) = held.iter().find(|waiver| waiver.covers(finding)) {
            finding.waived = Some(waiver.reason.clone());
        }
        used.extend(held.iter().filter(|waiver| waiver.covers(finding)).map(|waiver| waiver.line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consolidate::{Expectation, consolidate};
    use crate::model::finding::Severity;
    use crate::model::sample;

    const HEADER: &str = "单位名称,规则,项目,理由,有效期至\n";

    fn waivers(lines: &str) -> Waivers {
        parse(&format!("{HEADER}{lines}")).expect("a good list")
    }

    fn batch() -> Batch {
        let mut arrival = sample::arrival("区教育局.xlsx", "区教育局", Some(0));
        arrival.findings.push(sample::finding("SCR-02", Severity::Error, Some("H15")));
        consolidate(vec![arrival], Some(sample::roster(&["区教育局"])), Expectation::default())
    }

    #[test]
    fn a_waived_finding_stays_listed_and_counts_for_nothing() {
        let mut batch = batch();
        let idle = waivers("区教育局,scr-02,预算执行管理/预算执行率/得分,已批复,2024-12-31\n")
            .apply(&mut batch, (2024, 12, 31));
        let finding = &batch.arrivals[0].findings[0];
        assert_eq!((finding.waived.as_deref(), finding.counts(), idle), (Some("已批复"), false, vec![]));
    }

    #[test]
    fn what_expired_or_fits_nothing_is_said() {
        let mut batch = batch();
        let list = "区教育局,SCR-02,*,已批复,2024年6月30日\n区教育局,SCR-03,*,已批复,\n区民政局,SCR-02,,已批复,\n";
        let idle = waivers(list).apply(&mut batch, (2024, 7, 1));
        assert!(batch.arrivals[0].findings[0].counts());
        assert_eq!(
            idle.iter().map(|idle| (idle.waiver.line, idle.expired)).collect::<Vec<_>>(),
            [(2, true), (3, false), (4, false)]
        );
        assert!(idle[0].words().contains("2024年6月30日到期"));
    }

    #[test]
    fn every_problem_of_the_list_is_named_with_its_line() {
        let problems =
            parse(&format!("{HEADER},SCR-02,*,已批复,\n区教育局,SCR-02,*,,\n区教育局,SCR-02,*,已批复,明年\n"));
        let problems = problems.expect_err("three bad lines");
        assert_eq!(problems.len(), 3);
        assert!(problems[0].starts_with("第2行") && problems[2].starts_with("第4行"), "{problems:?}");
        assert!(parse("规则,理由\n").is_err());
    }

    #[test]
    fn a_list_saved_by_excel_on_windows_is_read() {
        let text = format!("{HEADER}区教育局,SCR-02,*,已批复,20241231\n");
        let (bytes, ..) = encoding_rs::GBK.encode(&text);
        assert_eq!(decoded(&bytes).as_deref(), Some(text.as_str()));
        assert_eq!(parse(&text).map(|w| w.0[0].until), Ok(Some((2024, 12, 31))));
    }
}
