use rust_decimal::Decimal;

use crate::model::finding::Severity::Error;
use crate::model::finding::Subject;
use crate::profile::spec::BudgetColumn;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BUD-13",
    name: "negative-amount",
    severity: Error,
    title: "金额是负数",
    why: "预算数和执行数不会小于 0；负数多是退款冲减没有按净额填，或误录负号。",
    fix: "请填写净额；有退库、冲减的，按冲减后的数填。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.set("G6", "-513634.68"), silent: |case| case.set("E5", "12345678.90") },
};

fn check(form: &Form, out: &mut Findings) {
    for line in &form.submission.budget {
        let columns = [
            (BudgetColumn::Initial, &line.initial),
            (BudgetColumn::Budget, &line.budget),
            (BudgetColumn::Executed, &line.executed),
        ];
        for (column, entry) in columns {
            let Some(entry) = entry else { continue };
            if entry.value().is_some_and(|amount| amount.yuan < Decimal::ZERO) {
                let message = format!("{} 金额填的是 {}，不应小于 0。", entry.cell, entry.written);
                out.at(entry, Subject::Budget(line.key.clone(), column)).expected("≥0").message(message);
            }
        }
    }
}
