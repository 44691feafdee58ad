use crate::model::finding::Severity::Info;
use crate::model::finding::Subject;
use crate::model::submission::State;
use crate::profile::spec::BudgetColumn;
use crate::rules::example::Example;
use crate::rules::facts::ledger::pair;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BUD-03",
    name: "rate-of-nothing",
    severity: Info,
    title: "没有预算却有执行率",
    why: "预算数和执行数都是 0，没有执行率可算。",
    fix: "无需处理；执行率可以留空、填“—”或 0。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            no_other_funds(case);
            case.set("I6", "100%");
        },
        silent: |case| {
            no_other_funds(case);
            case.text("I6", "—");
        },
    },
};

/// Everything is paid from appropriations, in both views.
fn no_other_funds(case: &mut crate::rules::example::Case) {
    for (cell, amount) in [("E5", "12869807.65"), ("G5", "12612400.00"), ("E6", "0"), ("G6", "0")] {
        case.set(cell, amount);
    }
}

fn check(form: &Form, out: &mut Findings) {
    for line in &form.submission.budget {
        let (Some(rate), Some((budget, executed))) = (&line.rate, pair(form, line)) else { continue };
        let is_stated = match &rate.state {
            State::Read(rate) => !rate.ratio.is_zero(),
            state => matches!(state, State::Unreadable),
        };
        if is_stated && budget.is_zero() && executed.is_zero() {
            let message = format!("{} 预算数和执行数都是 0，执行率填的是“{}”。", rate.cell, rate.written);
            out.at(rate, Subject::Budget(line.key.clone(), BudgetColumn::Rate))
                .expected("空白、— 或 0")
                .message(message);
        }
    }
}
