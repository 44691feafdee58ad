use crate::model::finding::Severity::Error;
use crate::model::finding::Subject;
use crate::model::submission::{BudgetLine, State};
use crate::profile::spec::BudgetColumn;
use crate::rules::example::Example;
use crate::rules::facts::ledger::Column;
use crate::rules::words::is_missing;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BUD-01",
    name: "amount-missing",
    severity: Error,
    title: "金额没有填写",
    why: "预算数和执行数是汇总和计算执行率的依据，空着或不是数字就无法计算。",
    fix: "请填写金额；确实没有的填 0。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.blank("G7"), silent: |case| case.text("G7", "11,238,587.58元") },
};

fn check(form: &Form, out: &mut Findings) {
    let budget = &form.submission.budget;
    for line in budget.iter().filter(|line| !line.key.is_empty()) {
        Column::BOTH.into_iter().for_each(|column| check_amount(form, line, column, out));
    }
    // A line under an unknown label is more likely renamed than left out (STR-08).
    let (Some(first), false) = (budget.first(), budget.iter().any(|line| line.key.is_empty())) else { return };
    let asked = form.profile.budget.lines.iter().filter(|spec| !spec.optional);
    for spec in asked.filter(|spec| form.submission.line(&spec.key).is_none()) {
        let message = format!("整体支出规模中没有“{}”一行，该行的预算数和执行数都没有填写。", spec.label);
        out.at_cell(first.label.cell, Subject::Budget(spec.key.clone(), BudgetColumn::Budget)).message(message);
    }
}

fn check_amount(form: &Form, line: &BudgetLine, column: Column, out: &mut Findings) {
    let Some(entry) = column.entry(line).filter(|entry| is_missing(entry)) else { return };
    let is_optional = form.profile.budget.lines.iter().any(|spec| spec.key == line.key && spec.optional);
    let is_words = matches!(entry.state, State::Unreadable);
    if is_optional && !is_words {
        return;
    }
    let what = match (is_words, entry.written.is_empty()) {
        (true, _) if entry.is_shown_as_date() => format!("的单元格是日期格式，显示成了日期“{}”", entry.written),
        (true, _) => format!("填的是“{}”，不是金额", entry.written),
        (_, true) => "没有填写".to_owned(),
        (_, false) => format!("填的是“{}”，不能作为金额", entry.written),
    };
    let message = format!("{} {}{what}。", entry.cell, column.name(form));
    out.at(entry, Subject::Budget(line.key.clone(), column.of_profile()))
        .expected("金额（没有的填 0）")
        .message(message);
}
