use rust_decimal::Decimal;

use crate::model::finding::Severity::Error;
use crate::model::finding::Subject;
use crate::model::number::grouped;
use crate::model::submission::BudgetLine;
use crate::profile::spec::BudgetColumn;
use crate::rules::example::Example;
use crate::rules::facts::ledger::{Column, is_total, pair};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BUD-05",
    name: "over-budget",
    severity: Error,
    title: "执行数大于预算数",
    why: "支出不能超过全年（调整后）预算；超过的，可能是执行数有误，也可能是预算数没有按年中调整填。",
    fix: "请核对执行数；有年中追加的，全年预算数应填调整后的数。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.set("G7", "11452108.67"), silent: |case| case.set("E7", "11352108.67") },
};

fn check(form: &Form, out: &mut Findings) {
    let over = |line: &&BudgetLine| excess(form, line).is_some();
    let (totals, parts): (Vec<_>, Vec<_>) =
        form.submission.budget.iter().filter(over).partition(|line| is_total(form, line));
    // A total is over its budget because a part is.
    let shown = if parts.is_empty() { totals } else { parts };
    for line in shown {
        let (Some((budget, executed)), Some(entry), Some(excess)) =
            (pair(form, line), &line.executed, excess(form, line))
        else {
            continue;
        };
        let message = format!(
            "{} {} {} 元，比{} {} 元多 {} 元。",
            entry.cell,
            Column::Executed.name(form),
            grouped(executed),
            Column::Budget.name(form),
            grouped(budget),
            grouped(excess)
        );
        out.at(entry, Subject::Budget(line.key.clone(), BudgetColumn::Executed))
            .expected(format!("≤{}", grouped(budget)))
            .difference(excess)
            .message(message)
            .related(line.budget.as_ref().map(|budget| budget.cell));
    }
}

/// 元 above a budget that is more than nothing.
pub fn excess(form: &Form, line: &BudgetLine) -> Option<Decimal> {
    let (budget, executed) = pair(form, line).filter(|(budget, _)| *budget > Decimal::ZERO)?;
    executed.checked_sub(budget).filter(|excess| *excess > form.profile.tolerances.money)
}
