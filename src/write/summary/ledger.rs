//! 报送台账: the roster against what arrived, file by file. The only sheet that names people.

mod columns;

use std::collections::BTreeMap;
use std::path::Path;

use columns::{FILE_STATE, LedgerColumn, STATE, Shown, columns};

use super::departments::STATE_COLOURS;
use super::plan::{Plan, Row};
use super::table::{self, FIRST_ROW, Heading};
use crate::model::address::CellRef;
use crate::model::batch::{ControlTotals, FileState};
use crate::model::standing::Standing;
use crate::write::WriteError;
use crate::write::columns::{area, headers, write_row};
use crate::write::sheet::{Page, quoted};
use crate::write::styles::{Style, palette};
use crate::write::{files, found};

pub const SHEET: &str = "报送台账";

/// Of a department that sent something before and has no file now.
const GONE: &str = "以前报送的文件已不在收表文件夹中";

/// Of a file that is not there, and counts.
const CARRIED: &str = "本次没有报送，沿用上次的结果";

/// One line: a file, with its department on the first one.
#[derive(Default)]
struct Line<'a> {
    number: Option<usize>,
    row: Option<Row<'a>>,
    /// The department as the file writes it, when it is nobody's.
    written: Option<&'a str>,
    file: Option<usize>,
    /// Forms it holds, where it holds several or is named for one of them.
    forms: String,
    because: String,
    /// Forms that were read from it.
    read: usize,
}

pub fn write(plan: &Plan<'_>, written: &mut ControlTotals) -> Result<Page, WriteError> {
    let lines = lines(plan)?;
    let columns = columns(plan, &lines);
    let body = FIRST_ROW..FIRST_ROW + lines.len() as u32;
    let mut page = table::page(SHEET, body, (columns.len(), plan))?;
    page.tab(palette::GOOD);
    table::open(&mut page, &heading(plan, &columns), lines.len() as u32)?;
    for (row, line) in (FIRST_ROW..).zip(&lines) {
        write_line(&mut page, plan, (row, &columns), line)?;
        written.forms += line.read;
    }
    write_foot(&mut page, plan, FIRST_ROW + lines.len() as u32 + 1)?;
    colour(&mut page, lines.len() as u32, &columns)?;
    Ok(page)
}

fn heading(plan: &Plan<'_>, columns: &[LedgerColumn]) -> Heading {
    let note = "每个文件一行；标“计入汇总”的为本次采用的文件。本表含联系方式，请勿外传。“通知”可跳到该部门的退回通知。";
    Heading {
        title: format!("{}绩效自评表报送台账", plan.batch.of_year()),
        note: note.to_owned(),
        columns: headers(columns),
        frozen: 3,
        breaks: (4..columns.len() as u32).collect(),
        foot: 2,
    }
}

fn lines<'a>(plan: &Plan<'a>) -> Result<Vec<Line<'a>>, WriteError> {
    let mut lines = Vec::new();
    for department in &plan.batch.departments {
        let entry = plan.batch.roster.as_ref().and_then(|roster| roster.entries.get(department.roster?));
        let row = Row { department, entry, form: None, is_further: false };
        let slots =
            department.slots.iter().flat_map(|slot| slot.files.iter().map(|file| (*file, slot.because.as_str())));
        let mut group = Group::beginning(&lines);
        for (file, because) in slots.chain(
            department
                .unreadable
                .iter()
                .chain(&department.attached)
                .chain(&department.feedback)
                .map(|file| (*file, "")),
        ) {
            group.add(plan, &mut lines, Line { row: Some(row), ..line(plan, file, because)? });
        }
        if lines.len() == group.start {
            let is_known = department.lost > 0 || !plan.batch.gone_of(department).is_empty();
            let because = if is_known { GONE.to_owned() } else { String::new() };
            lines.push(Line { row: Some(row), because, ..Line::default() });
        }
        lines[group.start].number = Some(department.number);
    }
    let mut group = Group::beginning(&lines);
    let nobodys = plan.batch.owners.iter().enumerate().filter(|(_, owner)| owner.is_none());
    for (file, _) in nobodys {
        let written = plan.batch.arrivals[file].form().and_then(|form| form.department_written.as_deref());
        group.add(plan, &mut lines, Line { written, ..line(plan, file, "")? });
    }
    Ok(lines)
}

fn line<'a>(plan: &Plan<'a>, file: usize, because: &str) -> Result<Line<'a>, WriteError> {
    Ok(Line {
        file: Some(file),
        forms: files::place(plan.batch, file).unwrap_or_default(),
        because: explain(plan, file, because)? + plan.batch.unmarked.get(&file).map_or("", String::as_str),
        read: usize::from(plan.batch.arrivals[file].form().is_some()),
        ..Line::default()
    })
}

/// Lines of one department: a file has one for all its forms that are in one state.
struct Group<'a> {
    start: usize,
    by_file: BTreeMap<(&'a str, &'a Path, &'static str, Option<&'a str>), usize>,
}

impl<'a> Group<'a> {
    fn beginning(lines: &[Line<'_>]) -> Self {
        Self { start: lines.len(), by_file: BTreeMap::new() }
    }

    fn add(&mut self, plan: &Plan<'a>, lines: &mut Vec<Line<'a>>, new: Line<'a>) {
        let Some(file) = new.file else { return };
        let source = &plan.batch.arrivals[file].source;
        let key = (source.name.as_str(), source.path.as_path(), plan.batch.states[file].name(), new.written);
        match self.by_file.get(&key) {
            Some(at) => lines[*at].join(new),
            None => {
                self.by_file.insert(key, lines.len());
                lines.push(new);
            }
        }
    }
}

impl<'a> Line<'a> {
    fn join(&mut self, other: Line<'a>) {
        let join = |text: &mut String, more: &str, mark: &str| {
            if text.is_empty() {
                text.push_str(more);
            } else if !more.is_empty() && text != more {
                *text += &format!("{mark}{more}");
            }
        };
        join(&mut self.forms, &other.forms, "、");
        join(&mut self.because, &other.because, "");
        self.read += other.read;
    }
}

/// Why a file counts, or what is the matter with it.
fn explain(plan: &Plan<'_>, file: usize, because: &str) -> Result<String, WriteError> {
    let first = || found::first(plan.batch, file).map(|finding| finding.map(|f| f.message).unwrap_or_default());
    Ok(match &plan.batch.states[file] {
        FileState::Counts => because.to_owned(),
        FileState::CarriedOver => CARRIED.to_owned(),
        FileState::Superseded(by) => {
            let name = plan.batch.arrivals.get(*by).map_or("", |newer| newer.source.name.as_str());
            format!("已由“{name}”替代")
        }
        FileState::Unplaced => match nearest(plan, &plan.batch.arrivals[file]) {
            Some(names) => names,
            None => first()?,
        },
        FileState::Unreadable => first()?,
        FileState::NotSpreadsheet => "不是表格文件，未读取".to_owned(),
        FileState::Feedback => "问题反馈，其中的整改情况已记入".to_owned(),
        FileState::Attached => "随自评表报送的材料，未读取".to_owned(),
        FileState::Report => "随自评表报送的自评报告，已与自评表核对".to_owned(),
    })
}

/// Roster names like the written one, for a person to decide.
fn nearest(plan: &Plan<'_>, arrival: &Standing) -> Option<String> {
    let roster = plan.batch.roster.as_ref()?;
    let names = arrival.form()?.suggestions.iter().filter_map(|index| roster.entries.get(*index));
    let names: Vec<_> = names.map(|entry| entry.name.as_str()).collect();
    (!names.is_empty()).then(|| format!("名册中没有这个名称，相近的有：{}", names.join("、")))
}

fn write_line(
    page: &mut Page,
    plan: &Plan<'_>,
    (at, columns): (u32, &[LedgerColumn]),
    line: &Line<'_>,
) -> Result<(), WriteError> {
    let arrival = line.file.and_then(|file| plan.batch.arrivals.get(file));
    let shown = Shown { plan, line, arrival };
    let cells = columns.iter().map(|column| ((column.holds)(&shown), (column.look)())).collect();
    write_row(page, columns, (at, 20.0), cells).map(|_| ())
}

/// What was passed over in the folders, so that nothing is dropped in silence.
fn write_foot(page: &mut Page, plan: &Plan<'_>, at: u32) -> Result<(), WriteError> {
    let skipped = plan.batch.skipped.iter().map(|(why, count)| format!("{why} {count} 个"));
    let skipped = skipped.collect::<Vec<_>>().join("，");
    match skipped.is_empty() {
        true => Ok(()),
        false => page.text(CellRef::new(at, 0), &format!("另有未读取的文件：{skipped}"), Style::Subtitle),
    }
}

fn colour(page: &mut Page, lines: u32, columns: &[LedgerColumn]) -> Result<(), WriteError> {
    let area = |title| area(columns, (FIRST_ROW, lines), &title);
    let state = area(STATE);
    for (name, style) in STATE_COLOURS {
        page.colour_when(state, &format!("{}={}", state.first, quoted(name.name())), &style.look())?;
    }
    let file = area(FILE_STATE);
    let styles = [
        (FileState::Counts.name(), Style::GoodFill),
        (FileState::CarriedOver.name(), Style::InfoFill),
        (FileState::Unreadable.name(), Style::ErrorFill),
        (FileState::Unplaced.name(), Style::InfoFill),
        (FileState::Superseded(0).name(), Style::Unverifiable),
        (FileState::NotSpreadsheet.name(), Style::Unverifiable),
        (FileState::Attached.name(), Style::Unverifiable),
        (FileState::Report.name(), Style::InfoFill),
        (FileState::Feedback.name(), Style::InfoFill),
    ];
    for (name, style) in styles {
        page.colour_when(file, &format!("{}={}", file.first, quoted(name)), &style.look())?;
    }
    Ok(())
}
