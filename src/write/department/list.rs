//! 问题清单: the heading, what to change, what to explain, and the line to sign.

use super::{DepartmentJob, Form, LIST};
use crate::model::address::{Area, CellRef};
use crate::model::batch::DepartmentState;
use crate::model::finding::Severity;
use crate::write::WriteError;
use crate::write::measure;
use crate::write::sheet::{Page, Print, Target};
use crate::write::styles::{Border, Look, Style, palette};
use crate::write::task::{self, Task};

/// A column: title, width in digits, and what stands in it.
struct ListColumn {
    title: &'static str,
    width: f64,
    holds: Holds,
}

/// What a cell of a task's line is.
enum Holds {
    Number,
    Level,
    /// A link to the marked cell.
    Place,
    Text(fn(&Task<'_>) -> String),
    /// For the department to fill in: one of the answers, and its own words.
    Choice,
    Answer,
}

const fn column(title: &'static str, width: f64, holds: Holds) -> ListColumn {
    ListColumn { title, width, holds }
}

const COLUMNS: [ListColumn; 11] = [
    column("序号", 5.0, Holds::Number),
    column("级别", 8.0, Holds::Level),
    column("位置", 11.0, Holds::Place),
    column("项目", 18.0, Holds::Text(|task| task.subject())),
    column("填报内容", 26.0, Holds::Text(|task| task.found())),
    column("应为", 16.0, Holds::Text(|task| task.expected())),
    column("问题", 34.0, Holds::Text(|task| task.message())),
    column("修改建议", 28.0, Holds::Text(|task| task.fix())),
    column("依据规则", 15.0, Holds::Text(|task| format!("{} {}", task.first().code, task.first().title))),
    column("整改情况", 10.0, Holds::Choice),
    column("整改说明", 18.0, Holds::Answer),
];
const WHAT_TO_DO: &str = "怎么办：点“位置”可跳到“标注原表”的对应单元格（红色须修改，黄色需说明，批注写明原因和改法）；\
    在自评表原件上修改，在“整改情况”栏选择结果、“整改说明”栏写明情况，签字盖章后连同改好的自评表一并报送。";
const SEND_AGAIN: &str = "怎么办：按“修改建议”处理后，重新报送自评表（.xlsx），并附本表。";
const ANSWERS: [&str; 3] = ["已改", "已说明", "申请豁免"];
const HEADER: u32 = 6;
/// Points of rows below the heading that a slightly smaller print still brings on one A4 page with it.
const NEARLY_A_PAGE: f64 = 620.0;
/// Height of a line of the heading, points.
const HEADING_LINE: f64 = 20.0;

pub fn page(job: &DepartmentJob<'_>, forms: &[Form<'_>], tasks: &[Task<'_>]) -> Result<Page, WriteError> {
    let mut page = Page::new(LIST)?;
    page.widths(&COLUMNS.each_ref().map(|column| column.width))?;
    heading(&mut page, job, forms, tasks)?;
    for (col, column) in (0..).zip(&COLUMNS) {
        page.text(CellRef::new(HEADER, col), column.title, Style::Header)?;
    }
    page.height(HEADER, HEADING_LINE + 4.0)?;
    let mut height = 0.0;
    for (index, task) in tasks.iter().enumerate() {
        height += line(&mut page, index, task, forms)?;
    }
    let end = HEADER + 1 + tasks.len() as u32;
    let answers = (0..).zip(&COLUMNS).filter(|(_, column)| matches!(column.holds, Holds::Choice) && end > HEADER + 1);
    for (col, _) in answers {
        page.dropdown(Area::new(CellRef::new(HEADER + 1, col), CellRef::new(end - 1, col)), &ANSWERS)?;
    }
    let end = end + thanks(&mut page, job, end)?;
    signature(&mut page, end + 1)?;
    page.freeze(CellRef::new(HEADER + 1, 0))?;
    let one_page = height < NEARLY_A_PAGE;
    page.print(Print { one_page, titles: Some((HEADER, HEADER)), ..Print::default() })?;
    page.tab(palette::BAD);
    Ok(page)
}

fn heading(page: &mut Page, job: &DepartmentJob<'_>, forms: &[Form<'_>], tasks: &[Task<'_>]) -> Result<(), WriteError> {
    let title = format!("{}{}绩效自评表问题反馈", job.department.name, job.batch.of_year());
    let errors = tasks.iter().filter(|task| task.first().severity == Severity::Error).count();
    let verdict_look = match errors {
        0 => Look::default().size(14).bold().ink(palette::WARN).fill(palette::WARN_FILL).indent(1),
        _ => Look::default().size(14).bold().ink(palette::BAD).fill(palette::BAD_FILL).indent(1),
    };
    let plain = Look::default().wrap().indent(1);
    let lines = [
        (title, Style::Title.look(), 30.0),
        (verdict(job, errors, tasks.len() - errors), verdict_look, 28.0),
        (by_when(job), Look::default().size(11).bold().indent(1), 22.0),
        (if forms.is_empty() { SEND_AGAIN } else { WHAT_TO_DO }.to_owned(), plain.clone(), 0.0),
        (basis(job, forms), plain.ink(palette::MUTED), 0.0),
    ];
    let width = COLUMNS.iter().map(|column| column.width).sum::<f64>();
    for (row, (text, look, height)) in lines.into_iter().enumerate() {
        let row = row as u32;
        page.merge(across(row), &text, look)?;
        page.height(row, f64::max(height, measure::height([(text.as_str(), width)]) + 2.0))?;
    }
    page.height(HEADER - 1, 6.0)
}

fn across(row: u32) -> Area {
    Area::new(CellRef::new(row, 0), CellRef::new(row, COLUMNS.len() as u32 - 1))
}

/// What a department must understand in ten seconds.
fn verdict(job: &DepartmentJob<'_>, errors: usize, warnings: usize) -> String {
    if job.department.state == DepartmentState::Unreadable {
        return "报送的文件无法读取，请按下面的说明重新报送".to_owned();
    }
    let round = match job.batch.round(job.department) {
        0 | 1 => String::new(),
        round => format!("第 {round} 次报送："),
    };
    match (errors, warnings) {
        (0, warnings) => format!("{round}没有须修改的地方；需说明 {warnings} 处，请核对并说明原因"),
        (errors, 0) => format!("{round}须修改 {errors} 处，修改后即可通过审核"),
        (errors, warnings) => format!("{round}须修改 {errors} 处，需说明 {warnings} 处；修改并说明后即可通过审核"),
    }
}

fn by_when(job: &DepartmentJob<'_>) -> String {
    let until = job.notice.deadline.as_ref().map_or("请尽快报回".to_owned(), |day| format!("请于 {day} 前报回"));
    let whom = job.notice.contact.as_ref().map(|contact| format!("　　联系：{contact}")).unwrap_or_default();
    format!("期限：{until}{whom}")
}

/// Which file all this is about, and why that one where there were several.
fn basis(job: &DepartmentJob<'_>, forms: &[Form<'_>]) -> String {
    let files = job.department.slots.iter().map(super::Slot::counting).chain(job.department.unreadable.iter().copied());
    let mut names: Vec<String> = Vec::new();
    for name in files.map(|i| format!("《{}》", job.batch.arrivals[i].source.name)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let because = forms.iter().map(|form| form.slot.because.as_str());
    let because: String = because.chain(job.unmarked.values().map(String::as_str)).collect();
    match names.len() {
        0..=5 => format!("依据文件：{}。{because}", names.join("、")),
        count => format!("依据文件：{}等 {count} 份。{because}", names[..5].join("、")),
    }
}

/// Gives the height of its row.
fn line(page: &mut Page, index: usize, task: &Task<'_>, forms: &[Form<'_>]) -> Result<f64, WriteError> {
    let row = HEADER + 1 + index as u32;
    let severity = task.first().severity;
    let fill = if severity == Severity::Error { Style::ErrorFill } else { Style::WarningFill };
    let mut shown: Vec<(String, f64)> = Vec::new();
    for (col, column) in (0..).zip(&COLUMNS) {
        let at = CellRef::new(row, col);
        match &column.holds {
            Holds::Number => page.text(at, &(index + 1).to_string(), Style::Centre)?,
            Holds::Level => page.text(at, severity.asks(), fill.look().bold().centre())?,
            Holds::Place => shown.push((position(page, at, task, forms)?, column.width)),
            Holds::Text(text) => {
                let text = text(task);
                page.text(at, &text, Style::Text.look().wrap())?;
                shown.push((text, column.width));
            }
            Holds::Choice | Holds::Answer => page.blank(at, Style::Input)?,
        }
    }
    let height = measure::height(shown.iter().map(|(text, width)| (text.as_str(), *width))) + 4.0;
    page.height(row, height)?;
    Ok(height)
}

/// A link to the marked cell where there is one; gives the text shown.
fn position(page: &mut Page, at: CellRef, task: &Task<'_>, forms: &[Form<'_>]) -> Result<String, WriteError> {
    let place = task.place();
    let look = Style::Text.look().centre().wrap();
    let is_its_form = |form: &&Form<'_>| task.file == Some(form.slot.counting()) && task.first().sheet.is_some();
    let form = forms.iter().position(|form| is_its_form(&form)).map(|index| (index, &forms[index]));
    let target = task.first().cell;
    let in_text = task.first().is_in_text();
    let Some((index, form)) = form.filter(|_| !in_text) else {
        let text = match (place.as_str(), in_text) {
            ("", true) => "自评报告正文".to_owned(),
            ("", false) => "整份文件".to_owned(),
            (place, true) => format!("自评报告{place}"),
            (place, false) => place.to_owned(),
        };
        page.text(at, &text, look)?;
        return Ok(text);
    };
    let place = if place.is_empty() { "整张表".to_owned() } else { place };
    let target = target.unwrap_or(form.again.submission.title.cell);
    let text = if index == 0 { place } else { format!("（{}）{place}", index + 1) };
    page.link(at, &text, &Target::cell(&form.marked_name(target.sheet()), target.on_sheet()), look.linked())?;
    Ok(text)
}

/// What was put right since the last time; gives the rows it takes.
fn thanks(page: &mut Page, job: &DepartmentJob<'_>, row: u32) -> Result<u32, WriteError> {
    let fixed = task::tasks(&job.fixed);
    if fixed.is_empty() {
        return Ok(0);
    }
    let places = fixed.iter().map(|task| format!("{} {}", task.first().code, task.place()).trim_end().to_owned());
    let places: Vec<String> = places.collect();
    let text = format!("上次指出的问题已改 {} 处，谢谢配合：{}。", fixed.len(), places.join("、"));
    let width = COLUMNS.iter().map(|column| column.width).sum::<f64>();
    page.merge(across(row), &text, Style::GoodFill.look().wrap().indent(1))?;
    page.height(row, measure::height([(text.as_str(), width)]).max(HEADING_LINE))?;
    Ok(1)
}

/// Without merges: rows put in above by a script would leave them behind, over replies.
fn signature(page: &mut Page, row: u32) -> Result<(), WriteError> {
    let look = Look::default().size(11).border(Border::BottomRule);
    let parts = [(0..4, "单位负责人（签字）："), (4..7, "单位（盖章）："), (7..11, "日期：      年    月    日")];
    for (columns, text) in parts {
        for col in columns.clone() {
            let text = if col == columns.start { text } else { "" };
            page.text(CellRef::new(row, col), text, look.clone())?;
        }
    }
    page.height(row, 36.0)
}
