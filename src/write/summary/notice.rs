//! 退回通知: a row for each department that has something to do, with the message an officer pastes to it. Polite,
//! short, complete: it lists what it counts, and counts what the department's workbook counts.

use super::plan::Plan;
use super::table::{self, FIRST_ROW, Heading, Value};
use crate::model::address::CellRef;
use crate::model::batch::{Department, DepartmentState};
use crate::model::finding::Severity;
use crate::write::WriteError;
use crate::write::columns::{self, Column, titled};
use crate::write::sheet::{Page, Target};
use crate::write::styles::{Look, Style, palette};
use crate::write::task::{self, Task};

pub const SHEET: &str = "退回通知";

/// Tasks named in a message; the rest stand in the department's workbook.
const NAMED: usize = 10;

type NoticeColumn = Column<&'static str, for<'r> fn(&Plan<'r>, &Row<'r>) -> Value<'r>>;

/// A department with its place in the list and its message.
struct Row<'r> {
    number: usize,
    department: &'r Department,
    message: &'r str,
}

fn prose() -> Look {
    Style::Prose.look()
}

fn centre() -> Look {
    Style::Centre.look().top()
}

static COLUMNS: [NoticeColumn; 6] = [
    titled("序号", 7.0, centre, |_, row| Value::count(row.number)),
    titled("单位编码", 11.0, prose, |plan, row| {
        Value::maybe(plan.entry(row.department).and_then(|entry| entry.code.as_deref()))
    }),
    titled("部门名称", 22.0, prose, |_, row| Value::text(row.department.name.as_str())),
    titled("状态", 13.0, centre, |_, row| Value::text(row.department.state.name())),
    titled(SHEET, 96.0, prose, |_, row| Value::text(row.message)),
    titled(
        "附件",
        30.0,
        || Style::Link.look().wrap().top(),
        |_, row| match &row.department.workbook {
            Some(path) => Value::Link(path.rsplit('/').next().unwrap_or(path).into(), Target::File(path.clone())),
            None => Value::Blank,
        },
    ),
];

/// The departments that have a row, in their order.
pub fn told<'a>(plan: &Plan<'a>) -> impl Iterator<Item = &'a Department> {
    let states = [DepartmentState::Returned, DepartmentState::AcceptedWithWarnings, DepartmentState::Unreadable];
    plan.batch.departments.iter().filter(move |department| states.contains(&department.state))
}

/// The cell of its message.
pub fn cell_of(plan: &Plan<'_>, department: &Department) -> Option<CellRef> {
    let row = plan.notices.get(&department.number)?;
    Some(columns::at(&COLUMNS, FIRST_ROW + *row as u32, &SHEET))
}

pub fn write(plan: &Plan<'_>) -> Result<Page, WriteError> {
    let rows = told(plan).count() as u32;
    let mut page = table::page(SHEET, FIRST_ROW..FIRST_ROW + rows, (COLUMNS.len(), plan))?;
    page.tab(palette::WARN);
    table::open(&mut page, &heading(plan), rows)?;
    for (index, department) in told(plan).enumerate() {
        let message = message(plan, department)?;
        let row = Row { number: index + 1, department, message: &message };
        let cells = COLUMNS.iter().map(|column| ((column.holds)(plan, &row), (column.look)())).collect();
        columns::write_row(&mut page, &COLUMNS, (FIRST_ROW + index as u32, 0.0), cells)?;
    }
    Ok(page)
}

fn heading(plan: &Plan<'_>) -> Heading {
    Heading {
        title: format!("{}绩效自评表退回通知", plan.batch.of_year()),
        note: "一个部门一行，“退回通知”可直接复制发送，并附上附件；处数与附件、总览相同".to_owned(),
        columns: columns::headers(&COLUMNS),
        frozen: 3,
        breaks: vec![],
        foot: 0,
    }
}

/// The message for a department that has something to do.
fn message(plan: &Plan<'_>, department: &Department) -> Result<String, WriteError> {
    let asked = task::asked(plan.batch, department, &|_| Default::default())?;
    let tasks = task::tasks(&asked);
    let errors = tasks.iter().filter(|task| task.first().severity == Severity::Error).count();
    let fixed = task::fixed(plan.batch, department)?;
    let thanks = match task::tasks(&fixed).len() {
        0 => String::new(),
        count => format!("上次指出的问题已改{count}处，谢谢配合。"),
    };
    let (form, when) = (form_name(plan, department), by_when(plan));
    let body = match (department.state, errors, tasks.len() - errors) {
        (DepartmentState::Unreadable, ..) => {
            let files = files_of(plan, department).map(|name| format!("《{name}》")).collect::<Vec<_>>().join("、");
            format!("贵单位报送的{files}中没有读到自评表：\n{}{when}报送可以读取的自评表", list(plan, &tasks))
        }
        (_, 0, warnings) => {
            format!("贵单位报送的{form}已通过审核，需说明{warnings}处：\n{}{when}反馈说明", list(plan, &tasks))
        }
        (_, errors, 0) => {
            format!("贵单位报送的{form}已收悉。经核对，须修改{errors}处：\n{}{when}修改后重新报送", list(plan, &tasks))
        }
        (_, errors, warnings) => format!(
            "贵单位报送的{form}已收悉。经核对，须修改{errors}处，需说明{warnings}处：\n{}{when}修改并说明后重新报送",
            list(plan, &tasks)
        ),
    };
    let file = department.workbook.as_deref().and_then(|path| path.rsplit('/').next());
    let attached = file.map_or(String::new(), |file| format!("具体位置和修改建议见附件《{file}》。"));
    let contact = plan.options.contact.as_ref().map_or(String::new(), |contact| format!("如有疑问，请联系{contact}。"));
    let signed = plan.options.bureau.as_ref().map_or(String::new(), |name| format!("\n{name}"));
    Ok(format!("{}：您好！{thanks}{body}。{attached}{contact}谢谢支持！{signed}", department.name))
}

/// `2023年度《…自评表》（区教育局.xlsx）`; several files stand with their tasks.
fn form_name(plan: &Plan<'_>, department: &Department) -> String {
    let title = plan.main().profiles.first().map_or("绩效自评表", |profile| profile.title.as_str());
    let mut files: Vec<&str> = files_of(plan, department).collect();
    files.dedup();
    match files[..] {
        [file] => format!("{}《{title}》（{file}）", plan.batch.of_year()),
        _ => format!("{}《{title}》等{}份表", plan.batch.of_year(), files.len()),
    }
}

fn files_of<'a>(plan: &'a Plan<'_>, department: &'a Department) -> impl Iterator<Item = &'a str> {
    plan.batch.files_of(department).map(|file| plan.batch.arrivals[file].source.file_name())
}

/// `请于3月15日前` when there is a deadline.
fn by_when(plan: &Plan<'_>) -> String {
    plan.options.deadline.as_ref().map_or("请尽快".to_owned(), |deadline| format!("请于{deadline}前"))
}

/// Numbered lines, those that must change first.
fn list(plan: &Plan<'_>, tasks: &[Task<'_>]) -> String {
    let files: std::collections::BTreeSet<_> = tasks.iter().filter_map(|task| task.file).collect();
    let named = tasks.iter().take(NAMED).zip(1..);
    let line = |(task, number): (&Task<'_>, usize)| {
        let told = task.first().told();
        // The place says the cell already.
        let cell = task.cell().map(|cell| format!("{cell} ")).unwrap_or_default();
        let told = told.strip_prefix(&cell).unwrap_or(told);
        let told = told.replacen(&format!("（{}）", cell.trim_end()), "", 1);
        let others = if task.is_alike() { "" } else { "，其余各格类似" };
        // What to send instead of a file that cannot be read is all there is to do.
        let instead = task.first().code.as_ref();
        let instead = if ["STR-01", "STR-02"].contains(&instead) { task.first().fix.as_str() } else { "" };
        format!("{number}. {}{}{others}。{instead}\n", place(plan, task, files.len() > 1), ending(&told))
    };
    let mut text: String = named.map(line).collect();
    if tasks.len() > NAMED {
        text += &format!("其余{}处见附件。\n", tasks.len() - NAMED);
    }
    text
}

/// `（G15）`; of several forms with the project and its file: `（校舍维修《b.xlsx》G15）`; of a file without a form `（《c.pdf》）`.
fn place(plan: &Plan<'_>, task: &Task<'_>, is_one_of_several: bool) -> String {
    let arrival = task.file.map(|file| &plan.batch.arrivals[file]).filter(|_| is_one_of_several);
    let whose = arrival.map(|arrival| {
        let project = arrival.form().map_or("", |form| form.project.as_deref().unwrap_or("部门整体"));
        format!("{project}《{}》", arrival.source.file_name())
    });
    let place = format!("{}{}", whose.unwrap_or_default(), task.place());
    if place.is_empty() { place } else { format!("（{place}）") }
}

/// Without the full stop, or whatever the text ends with.
fn ending(text: &str) -> &str {
    text.trim_end_matches(['。', '.', '；', ' '])
}
