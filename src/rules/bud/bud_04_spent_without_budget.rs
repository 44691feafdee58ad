use rust_decimal::Decimal;

use crate::model::finding::Severity::Error;
use crate::model::finding::Subject;
use crate::model::number::grouped;
use crate::profile::spec::BudgetColumn;
use crate::rules::example::Example;
use crate::rules::facts::ledger::{Column, pair};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BUD-04",
    name: "spent-without-budget",
    severity: Error,
    title: "没有预算却有支出",
    why: "全年预算数是 0 而执行数大于 0，可能是预算数漏填，也可能是无预算支出。",
    fix: "请按批复（含年中调整）补填全年预算数；确属无预算支出的，附文字说明。",
    over: &["BUD-02", "BUD-05"],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.set("E6", "0"), silent: |case| case.set("G5", "12098765.32") },
};

fn check(form: &Form, out: &mut Findings) {
    for line in &form.submission.budget {
        let (Some((budget, executed)), Some(entry)) = (pair(form, line), &line.executed) else { continue };
        if budget.is_zero() && executed > Decimal::ZERO {
            let message = format!(
                "{} {}是 {} 元，{}是 0。",
                entry.cell,
                Column::Executed.name(form),
                grouped(executed),
                Column::Budget.name(form)
            );
            out.at(entry, Subject::Budget(line.key.clone(), BudgetColumn::Executed))
                .expected("0")
                .difference(executed)
                .message(message)
                .related(line.budget.as_ref().map(|budget| budget.cell));
        }
    }
}
