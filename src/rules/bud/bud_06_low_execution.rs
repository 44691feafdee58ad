use crate::model::finding::Severity::Warning;
use crate::model::finding::Subject;
use crate::model::number::{grouped, percent};
use crate::profile::spec::BudgetColumn;
use crate::rules::example::Example;
use crate::rules::facts::ledger::{Column, overall, total_line};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BUD-06",
    name: "low-execution",
    severity: Warning,
    title: "执行率偏低且没有说明原因",
    why: "总执行率低于要求的，按规定要说明原因。",
    fix: "请在“预算执行管理”各行的偏差及原因分析栏写明执行率低的原因。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| spend_little(case, ""),
        silent: |case| spend_little(case, "两个新建项目因用地审批未完成，资金结转下年"),
    },
};

/// 83.37 % of the budget, every figure of the form in keeping with it.
fn spend_little(case: &mut crate::rules::example::Case, reason: &str) {
    for (cell, figure) in [("G5", "10216365.32"), ("I5", "82.75%"), ("G7", "9356187.58"), ("I7", "82.42%")] {
        case.set(cell, figure);
    }
    for (cell, text) in [("E15", "≥80%"), ("F15", "83.37%"), ("I15", reason)] {
        case.text(cell, text);
    }
    case.own_entry().executed = None;
}

fn check(form: &Form, out: &mut Findings) {
    let (Some(budget), Some(executed)) = (overall(form, Column::Budget), overall(form, Column::Executed)) else {
        return;
    };
    let threshold = form.profile.thresholds.low_execution;
    let Some(rate) = executed.yuan.checked_div(budget.yuan).filter(|rate| *rate < threshold) else { return };
    let names = &form.profile.words.execution_level2;
    let mut rows =
        form.submission.indicators.iter().filter(|row| names.iter().any(|name| name == form.level2_name(row)));
    if rows.any(|row| row.reason_given().is_some()) {
        return;
    }
    let Some(line) = total_line(form) else { return };
    let about = Subject::Budget(line.key.clone(), BudgetColumn::Rate);
    let draft = match (&line.rate, &line.executed) {
        (Some(rate), _) => out.at(rate, about),
        (None, Some(executed)) => out.at(executed, about),
        (None, None) => return,
    };
    let message = format!(
        "总执行率是 {}（{}÷{}），低于 {}，预算执行一行没有写明原因。",
        percent(rate),
        grouped(executed.yuan),
        grouped(budget.yuan),
        percent(threshold)
    );
    let cells = budget.cells.into_iter().chain(executed.cells);
    draft.found(percent(rate)).expected(format!("≥{}", percent(threshold))).message(message).related(cells);
}
