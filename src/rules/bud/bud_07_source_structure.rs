use rust_decimal::Decimal;

use super::bud_05_over_budget::excess;
use crate::model::finding::Severity::Error;
use crate::model::finding::Subject;
use crate::model::number::grouped;
use crate::rules::example::Example;
use crate::rules::facts::ledger::{Column, Sum, pair, sum, usable};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BUD-07",
    name: "source-structure",
    severity: Error,
    title: "资金来源与资金结构合计不等",
    why: "同一笔钱从来源看和从用途看合计应该相等；不等的，至少一处有误或漏填。",
    fix: "请核对各行金额，使资金来源合计等于资金结构合计。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            case.set("E5", "12345688.90");
        },
        silent: |case| case.set("E5", "12345678.91"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    for column in Column::BOTH {
        let side = |keys: &[String]| sum(form, keys.iter().map(String::as_str), column);
        let spec = &form.profile.budget;
        let is_whole =
            [&spec.sources, &spec.structure].into_iter().flatten().all(|key| form.submission.line(key).is_some());
        let (Some(sources), Some(structure), true) = (side(&spec.sources), side(&spec.structure), is_whole) else {
            continue;
        };
        let Some(difference) = sources.yuan.checked_sub(structure.yuan) else { continue };
        let tolerance = (sources.tolerance + structure.tolerance).max(form.profile.tolerances.money);
        let differs = difference.abs() > tolerance && !is_a_line_more(form, column, (difference.abs(), tolerance));
        if differs && !is_named_already(form, column, difference, tolerance) {
            say(form, out, column, (&sources, &structure, difference));
        }
    }
}

fn say(form: &Form, out: &mut Findings, column: Column, (sources, structure, difference): (&Sum, &Sum, Decimal)) {
    let Some(line) = form.profile.budget.sources.iter().find_map(|key| form.submission.line(key)) else { return };
    let Some(entry) = column.entry(line) else { return };
    let message = format!(
        "{}：资金来源合计 {} 元，资金结构合计 {} 元，相差 {} 元。",
        column.name(form),
        grouped(sources.yuan),
        grouped(structure.yuan),
        grouped(difference.abs())
    );
    out.at(entry, Subject::Budget(line.key.clone(), column.of_profile()))
        .found(grouped(sources.yuan))
        .difference(difference)
        .message(message)
        .related(sources.cells.iter().chain(&structure.cells).copied());
}

/// A source or a use the form's template does not have (上年结转资金) stands in a line of its own and makes the
/// difference: one such line, or all of them.
fn is_a_line_more(form: &Form, column: Column, (difference, tolerance): (Decimal, Decimal)) -> bool {
    let lines = form.submission.budget.iter().filter(|line| line.key.is_empty());
    let amounts: Vec<Decimal> = lines.filter_map(|line| Some(usable(form, line, column)?.yuan)).collect();
    let all = amounts.iter().try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(*amount));
    amounts.into_iter().chain(all).any(|amount| (amount - difference).abs() <= tolerance)
}

/// BUD-04 or BUD-05 has named the cell that makes the difference: a line that spends more than its budget
/// and would not with the difference put right.
fn is_named_already(form: &Form, column: Column, difference: Decimal, tolerance: Decimal) -> bool {
    let spec = &form.profile.budget;
    let sources_are_larger = difference > Decimal::ZERO;
    let is_named_in_sources = sources_are_larger == (column == Column::Executed);
    let side = if is_named_in_sources { &spec.sources } else { &spec.structure };
    let could_be = |executed: Decimal| column == Column::Budget || executed + tolerance >= difference.abs();
    let lines = side.iter().filter_map(|key| form.submission.line(key));
    let over = lines.filter_map(|line| {
        let (budget, executed) = pair(form, line).filter(|(_, executed)| could_be(*executed))?;
        match budget.is_zero() {
            true => Some(executed).filter(|executed| !executed.is_zero()),
            false => excess(form, line),
        }
    });
    let enough = difference.abs() + tolerance;
    over.into_iter().any(|over| enough >= over)
}
