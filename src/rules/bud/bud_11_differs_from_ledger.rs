use crate::model::finding::Severity::Error;
use crate::model::finding::Subject;
use crate::model::number::grouped;
use crate::model::roster::LedgerFigure;
use crate::rules::example::Example;
use crate::rules::facts::ledger::{Column, overall, sum, total_line};
use crate::rules::facts::odd_units;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BUD-11",
    name: "differs-from-ledger",
    severity: Error,
    title: "与财政部门掌握的数（名册）不一致",
    why: "名册上的全年预算数和执行数是财政部门掌握的数，自评表应与它一致。",
    fix: "请与财政部门核对；有误的请修改，无误的请书面说明差额的来源。",
    over: &[],
    without_roster: "预算数和执行数没有与财政账核对",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            if let Some(figure) = &mut case.own_entry().budget {
                figure.yuan += rust_decimal::Decimal::ONE_HUNDRED;
            }
        },
        silent: |case| {
            if let Some(figure) = &mut case.own_entry().budget {
                figure.yuan = rust_decimal::Decimal::from(12_869_800);
                figure.tolerance = rust_decimal::Decimal::from(50);
            }
        },
    },
};

fn check(form: &Form, out: &mut Findings) {
    for column in Column::BOTH {
        let ledger = form.ledger().and_then(|entry| match column {
            Column::Initial => None,
            Column::Budget => entry.budget,
            Column::Executed => entry.executed,
        });
        let (Some(ledger), Some(stated), Some(line)) = (ledger, overall(form, column), total_line(form)) else {
            continue;
        };
        let Some(entry) = column.entry(line) else { continue };
        let Some(difference) = stated.yuan.checked_sub(ledger.yuan) else { continue };
        let tolerance = ledger.tolerance.checked_add(stated.tolerance).unwrap_or(ledger.tolerance);
        let is_doubtful =
            overall(form, Column::Budget).is_some_and(|budget| odd_units::doubt(form, budget.yuan).is_some());
        if difference.abs() <= tolerance || is_doubtful || sources_agree(form, column, ledger) {
            continue;
        }
        let message = format!(
            "{}合计是 {} 元，财政部门掌握的数（名册）是 {} 元，相差 {} 元。",
            column.name(form),
            grouped(stated.yuan),
            grouped(ledger.yuan),
            grouped(difference.abs())
        );
        out.at(entry, Subject::Budget(line.key.clone(), column.of_profile()))
            .found(grouped(stated.yuan))
            .expected(grouped(ledger.yuan))
            .difference(difference)
            .message(message)
            .related(stated.cells);
    }
}

/// The other view has the ledger's figure: what differs is a line of the structure, which BUD-05 or BUD-07 names.
fn sources_agree(form: &Form, column: Column, ledger: LedgerFigure) -> bool {
    let sources = sum(form, form.profile.budget.sources.iter().map(String::as_str), column);
    sources.is_some_and(|sources| (sources.yuan - ledger.yuan).abs() <= ledger.tolerance + sources.tolerance)
}
