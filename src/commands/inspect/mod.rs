//! `inspect`: where every field was found, what is written there, what it was read as, and what was not used.

mod collect;
mod words;

use std::fmt::Write;
use std::slice;

use serde::Serialize;

use super::Exit;
use super::output::show;
use crate::cli::InspectArgs;
use crate::ground::{Ground, RunError};
use crate::model::address::CellRef;
use crate::model::batch::{Arrival, Record};
use crate::model::line::FindingLine;
use crate::model::submission::Unused;
use crate::profile::spec::Profile;
use crate::write::measure;
use crate::{pipeline, read};

/// Widest column of the table in digits; longer texts are cut there, and are whole in the JSON.
const WIDEST: usize = 44;

pub fn run(args: &InspectArgs) -> Result<Exit, RunError> {
    let ground = Ground::prepare(&args.profile, None, None)?;
    let found = read::discover(slice::from_ref(&args.file), &[])?;
    let [source] = <[_; 1]>::try_from(found.sources)
        .map_err(|_| RunError::Usage(format!("{} 不是一个文件；inspect 一次查看一个文件", args.file.display())))?;
    let arrivals = pipeline::journey(source, &ground);
    let inspections: Vec<Inspection> = arrivals.iter().filter_map(|arrival| inspection(arrival, &ground)).collect();
    match (inspections.as_slice(), arrivals.first()) {
        ([], Some(arrival)) => {
            let findings = arrival.findings.iter().map(FindingLine::of).collect();
            let without = NoForm { file: &arrival.source.name, findings };
            show(args.shown.format, &without, |_| why_not(arrival))?;
            return Ok(Exit::Returned);
        }
        ([one], _) => show(args.shown.format, one, Inspection::human)?,
        (several, _) => show(args.shown.format, &Inspections { forms: several }, Inspections::human)?,
    }
    Ok(Exit::Clean)
}

/// The forms of a workbook that holds several.
#[derive(Serialize)]
struct Inspections<'a> {
    forms: &'a [Inspection],
}

impl Inspections<'_> {
    fn human(&self) -> String {
        self.forms.iter().map(Inspection::human).collect::<Vec<_>>().join("\n")
    }
}

/// What a file holds instead of a form.
#[derive(Serialize)]
struct NoForm<'a> {
    file: &'a str,
    findings: Vec<FindingLine<'a>>,
}

fn why_not(arrival: &Arrival) -> String {
    let words = arrival.findings.iter().map(|finding| format!("{}\n{}\n", finding.message, finding.fix));
    format!("{}：{}", arrival.source.name, words.collect::<String>())
}

fn inspection(arrival: &Arrival, ground: &Ground) -> Option<Inspection> {
    let record = arrival.record()?;
    let profile = ground.profiles.iter().find(|profile| profile.name == record.submission.profile)?;
    Some(Inspection::of(arrival, record, profile))
}

/// A workbook as it was read.
#[derive(Debug, Serialize)]
pub struct Inspection {
    file: String,
    sheet: String,
    profile: String,
    /// Why this sheet, where there were several forms.
    chosen_because: String,
    sections: Vec<Section>,
    unused: Vec<UnusedCell>,
}

/// Fields that belong together.
#[derive(Debug, Serialize)]
struct Section {
    title: String,
    fields: Vec<Line>,
}

/// One value: where its label is, where it stands, what is written, what it was read as.
#[derive(Debug, Serialize)]
struct Line {
    name: String,
    label: Option<CellRef>,
    cell: CellRef,
    written: String,
    state: &'static str,
    read: String,
    notes: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct UnusedCell {
    cell: CellRef,
    written: String,
    inside: bool,
}

impl Inspection {
    /// What was read from a file as this form.
    pub fn of(arrival: &Arrival, record: &Record, profile: &Profile) -> Self {
        let form = &record.submission;
        Self {
            file: arrival.source.name.clone(),
            sheet: form.sheet.clone(),
            profile: form.profile.clone(),
            chosen_because: form.surroundings.chosen_because.clone(),
            sections: collect::sections(record, profile),
            unused: form.unused.iter().map(UnusedCell::of).collect(),
        }
    }

    /// For the terminal.
    pub fn human(&self) -> String {
        let mut text = format!("文件　　{}\n工作表　{}\n表样　　{}\n", self.file, self.sheet, self.profile);
        if !self.chosen_because.is_empty() {
            text += &format!("说明　　{}\n", self.chosen_because);
        }
        for section in self.sections.iter().filter(|section| !section.fields.is_empty()) {
            text += &format!("\n【{}】\n", section.title);
            text += &table(section);
        }
        text + unused(&self.unused).as_str()
    }
}

impl UnusedCell {
    fn of(unused: &Unused) -> Self {
        Self { cell: unused.cell, written: unused.written.clone(), inside: unused.inside }
    }
}

/// Columns as wide as their widest text, the last one open.
fn table(section: &Section) -> String {
    let heading = ["项目", "标签", "内容", "填写的内容", "读取结果"].map(str::to_owned);
    let rows: Vec<[String; 5]> = [heading].into_iter().chain(section.fields.iter().map(columns)).collect();
    let width = |col: usize| rows.iter().map(|row| measure::width(&row[col])).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2), width(3)];
    let mut text = String::new();
    for row in &rows {
        text.push_str("  ");
        for (cell, width) in row.iter().zip(widths) {
            let padding = width.saturating_sub(measure::width(cell)) + 2;
            // Writing to a String cannot fail.
            let _ = write!(text, "{cell}{:padding$}", "");
        }
        text += &row[4];
        text.push('\n');
    }
    text
}

fn columns(field: &Line) -> [String; 5] {
    let label = field.label.filter(|label| *label != field.cell).map(|label| label.to_string()).unwrap_or_default();
    let read = match field.read == field.written && field.state == "read" {
        true => "照原文",
        false => &field.read,
    };
    let notes = match field.notes.is_empty() {
        true => String::new(),
        false => format!("（{}）", field.notes.join("；")),
    };
    [field.name.clone(), label, field.cell.to_string(), shortened(&field.written), format!("{read}{notes}")]
}

/// Cut where the column ends.
fn shortened(text: &str) -> String {
    let mut width = 0;
    let fits = |c: &char| {
        width += measure::width(c.encode_utf8(&mut [0; 4]));
        width <= WIDEST
    };
    let kept: String = text.chars().take_while(fits).collect();
    if kept.len() < text.len() { kept + "…" } else { kept }
}

fn unused(cells: &[UnusedCell]) -> String {
    if cells.is_empty() {
        return "\n【没有用到的单元格】\n  没有，表内内容都已读取。\n".to_owned();
    }
    let lines = cells.iter().map(|cell| {
        let place = if cell.inside { "表内" } else { "表外" };
        format!("  {place}  {:<6} {}\n", cell.cell.to_string(), cell.written)
    });
    format!("\n【没有用到的单元格】\n{}", lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::batch::Content;
    use crate::model::quantity::{Measure, Several};
    use crate::model::sample::*;
    use crate::model::submission::State;

    fn inspection() -> Inspection {
        let mut one = arrival("区教育局.xlsx", "区教育局", None);
        if let Content::Form(record) = &mut one.content {
            let form = &mut record.submission;
            form.indicators[0].target = Some(entry("D15", "根据《框架》设置", State::Hint));
            let one = percentage("F16", "91%", None).value().and_then(Measure::quantity).expect("a rate").clone();
            let several = Several::of(std::iter::repeat_n(&one, 21));
            form.indicators[1].actual = Some(entry("F16", "许多数量", State::Read(Measure::Several(several))));
            form.budget[0].executed = Some(entry("G5", "#REF!", State::Error));
            if let Some(rate) = &mut form.budget[0].rate {
                rate.notes = vec!["按1=100%读取"];
                rate.label = Some(cell("I4"));
            }
            form.unused.push(Unused { cell: cell("K3"), written: "草稿".to_owned(), inside: true, further: 0 });
        }
        let record = one.record().expect("a form").clone();
        let profiles = crate::profile::builtin();
        Inspection::of(&one, &record, &profiles[0])
    }

    #[test]
    fn every_value_is_shown_with_its_cell_as_written_and_as_read() {
        let text = inspection().human();
        let row = |parts: &[&str]| {
            let found = text.lines().any(|line| parts.iter().all(|part| line.contains(part)));
            assert!(found, "{parts:?} in\n{text}");
        };
        row(&["I4", "I5", "75.00%", "75%", "按1=100%读取"]);
        row(&["全年预算数", "E5", "200.00", "200.00 元"]);
        row(&["全年执行数", "G5", "#REF!", "公式出错"]);
        row(&["年度指标值", "D15", "根据《框架》设置", "填写提示"]);
        row(&["全年完成值", "F15", "91%", "91%"]);
        row(&["全年完成值", "F16", "许多数量", "多个数值：91%、91%", "91%等 21 个"]);
        row(&["得分", "H16", "4.79", "4.79 分"]);
        row(&["表内", "K3", "草稿"]);
        row(&["复核", "4.79", "5 × 91% ÷ 95%"]);
    }

    #[test]
    fn a_cell_shared_by_several_rows_is_shown_once() {
        let text = inspection().human();
        assert_eq!(text.matches("C15").count(), 1, "{text}");
    }

    #[test]
    fn the_document_for_machines_says_the_same() {
        let json = serde_json::to_value(inspection()).expect("a document");
        let rate = json["sections"][1]["fields"].as_array().expect("fields").last().expect("a rate").clone();
        assert_eq!(rate["label"], "I4");
        assert_eq!((&rate["cell"], &rate["state"]), (&"I5".into(), &"read".into()));
        assert_eq!(json["unused"][0]["cell"], "K3");
    }
}
