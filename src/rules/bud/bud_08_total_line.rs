use crate::model::finding::Severity::Error;
use crate::model::finding::Subject;
use crate::model::number::grouped;
use crate::model::submission::BudgetLine;
use crate::rules::example::Example;
use crate::rules::facts::ledger::{Column, Sum, half_unit, sum, usable};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BUD-08",
    name: "total-line",
    severity: Error,
    title: "合计行不等于各行之和",
    why: "合计应等于它所包含各行之和；不等的，合计和各行中至少一处有误。",
    fix: "请核对各行金额，并按各行之和填写合计。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            total_above(case, "12869907.65");
        },
        silent: |case| total_above(case, "12869807.65"),
    },
};

/// A total line in the free row under the header's.
fn total_above(case: &mut crate::rules::example::Case, budget: &str) {
    case.insert_row(5);
    for (cell, written) in [("B5", "合计"), ("E5", budget), ("G5", "12612400.00"), ("I5", "98.00%")] {
        case.set(cell, written);
    }
}

fn check(form: &Form, out: &mut Findings) {
    let Some(key) = &form.profile.budget.total_line else { return };
    for line in form.submission.budget.iter().filter(|line| line.key == *key) {
        Column::ALL.into_iter().for_each(|column| check_total(form, line, column, out));
    }
}

fn check_total(form: &Form, line: &BudgetLine, column: Column, out: &mut Findings) {
    let (Some(entry), Some(stated)) = (column.entry(line), usable(form, line, column)) else { return };
    let spec = &form.profile.budget;
    // Where the two views differ (BUD-07) the total is right when it is the sum of either.
    let views = [&spec.total_parts, &spec.sources, &spec.structure].into_iter().filter(|keys| !keys.is_empty());
    let sums: Vec<_> = views.filter_map(|keys| sum(form, keys.iter().map(String::as_str), column)).collect();
    let fits = |sum: &Sum| {
        let tolerance = (sum.tolerance + half_unit(&stated)).max(form.profile.tolerances.money);
        (stated.yuan - sum.yuan).abs() <= tolerance
    };
    let Some(parts) = sums.first().filter(|_| !sums.iter().any(fits)) else { return };
    let message = format!(
        "{} {}合计填 {} 元，各行之和是 {} 元，相差 {} 元。",
        entry.cell,
        column.name(form),
        grouped(stated.yuan),
        grouped(parts.yuan),
        grouped((stated.yuan - parts.yuan).abs())
    );
    out.at(entry, Subject::Budget(line.key.clone(), column.of_profile()))
        .expected(grouped(parts.yuan))
        .difference(stated.yuan - parts.yuan)
        .message(message)
        .related(parts.cells.iter().copied());
}
