//! 退回通知: the message an officer pastes to a department. Polite, short, complete.

use std::collections::BTreeMap;

use super::plan::{Plan, Row};
use crate::model::batch::DepartmentState;
use crate::model::finding::{Finding, Severity};
use crate::write::{WriteError, found};

/// Problems named in a message; the rest stand in the department's workbook.
const NAMED: usize = 3;

/// The message for a department; `None` when there is nothing to ask of it.
pub fn message(plan: &Plan<'_>, row: &Row<'_>) -> Result<Option<String>, WriteError> {
    let body = match row.department.state {
        DepartmentState::Accepted => return Ok(None),
        DepartmentState::Missing => missing(plan),
        DepartmentState::ToConfirm => to_confirm(plan, row),
        DepartmentState::Unreadable => unreadable(plan, row)?,
        DepartmentState::Returned => returned(plan, row)?,
        DepartmentState::AcceptedWithWarnings => with_warnings(plan, row)?,
    };
    let contact = plan.options.contact.as_ref().map_or(String::new(), |contact| format!("如有疑问，请联系{contact}。"));
    Ok(Some(format!("{}：您好！{body}{contact}谢谢支持！", row.department.name)))
}

fn form_name(plan: &Plan<'_>) -> String {
    let title = plan.main().profiles.first().map_or("绩效自评表", |profile| profile.title.as_str());
    format!("{}《{title}》", plan.batch.of_year())
}

/// `请于3月15日前` when there is a deadline.
fn by_when(plan: &Plan<'_>) -> String {
    plan.options.deadline.as_ref().map_or("请尽快".to_owned(), |deadline| format!("请于{deadline}前"))
}

fn missing(plan: &Plan<'_>) -> String {
    format!("目前尚未收到贵单位的{}。{}报送；如已报送，烦请告知文件名称，以便查找。", form_name(plan), by_when(plan))
}

fn to_confirm(plan: &Plan<'_>, row: &Row<'_>) -> String {
    let found = row.department.findings.iter().find_map(|finding| finding.file.as_deref());
    let file = found.map_or(String::new(), |file| format!("（{file}）"));
    let wish = "请确认该文件是否为贵单位所报，并在表中填写名册上的单位全称";
    format!(
        "收到一份疑似贵单位的{}{file}，但表中单位名称与名册不一致。{wish}，{}回复。",
        form_name(plan),
        by_when(plan)
    )
}

fn unreadable(plan: &Plan<'_>, row: &Row<'_>) -> Result<String, WriteError> {
    let name = |index: &usize| plan.batch.arrivals.get(*index).map(|arrival| arrival.source.file_name());
    let files: Vec<_> = row.department.unreadable.iter().filter_map(name).collect();
    let errors = of(plan, row, Severity::Error)?;
    let fix = errors.first().map(|finding| ending(&finding.fix)).unwrap_or_default();
    Ok(format!("贵单位报送的文件（{}）无法打开或其中没有自评表。{fix}{}重新报送。", files.join("、"), by_when(plan)))
}

fn returned(plan: &Plan<'_>, row: &Row<'_>) -> Result<String, WriteError> {
    let (errors, warnings) = (of(plan, row, Severity::Error)?, of(plan, row, Severity::Warning)?);
    let also = match warnings.len() {
        0 => String::new(),
        count => format!("，另有{count}处请说明情况"),
    };
    Ok(format!(
        "贵单位报送的{}已收悉。经核对，有{}处需要修改{also}：\n{}\n{}修改后重新报送。{}",
        form_name(plan),
        errors.len(),
        list(&errors),
        by_when(plan),
        attached(row)
    ))
}

fn with_warnings(plan: &Plan<'_>, row: &Row<'_>) -> Result<String, WriteError> {
    let warnings = of(plan, row, Severity::Warning)?;
    Ok(format!(
        "贵单位报送的{}已通过审核。有{}处请补充说明：\n{}\n{}反馈说明。{}",
        form_name(plan),
        warnings.len(),
        list(&warnings),
        by_when(plan),
        attached(row)
    ))
}

fn attached(row: &Row<'_>) -> String {
    let file = row.department.workbook.as_deref().and_then(|path| path.rsplit('/').next());
    file.map_or(String::new(), |file| format!("具体位置和修改建议见附件《{file}》。"))
}

fn of(plan: &Plan<'_>, row: &Row<'_>, severity: Severity) -> Result<Vec<Finding>, WriteError> {
    found::of_department(plan.batch, row.department, severity)
}

/// The most important ones: one of each rule first, in the order of the form, then the rest.
fn list(findings: &[Finding]) -> String {
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    let mut order: Vec<(usize, &Finding)> = Vec::with_capacity(findings.len());
    for finding in findings {
        let repeats = met.entry(&finding.code).or_default();
        order.push((*repeats, finding));
        *repeats += 1;
    }
    order.sort_by_key(|(repeats, _)| *repeats);
    let named = order.iter().take(NAMED).zip(1..);
    let lines = named.map(|((_, f), number)| format!("{number}. {}{}", place(f), ending(&f.message)));
    let mut text = lines.collect::<Vec<_>>().join("\n");
    if findings.len() > NAMED {
        text += &format!("\n其余{}处从略。", findings.len() - NAMED);
    }
    text
}

/// The cell, unless the message names it itself.
fn place(finding: &Finding) -> String {
    let cell = finding.cell.map(|cell| cell.to_string());
    cell.filter(|cell| !finding.message.contains(cell)).map_or(String::new(), |cell| format!("（{cell}）"))
}

/// One full stop, whatever the text ends with.
fn ending(text: &str) -> String {
    format!("{}。", text.trim_end_matches(['。', '.', '；', ' ']))
}
