use crate::model::finding::Severity::Warning;
use crate::model::finding::Subject;
use crate::model::submission::{Amount, MoneyUnit};
use crate::rules::example::Example;
use crate::rules::facts::ledger::{Column, amounts, overall};
use crate::rules::facts::odd_units;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BUD-14",
    name: "odd-precision",
    severity: Warning,
    title: "金额的小数位过多",
    why: "金额一般精确到分；小数超过两位，请核对单位是否为万元。",
    fix: "请按账面数填写，保留到分（以万元填写的保留六位小数）。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.set("E5", "12345678.904"), silent: |case| case.set("E5", "12345678.9") },
};

/// Decimals of 元 below which nothing can be paid.
const CENTS: u32 = 2;

fn check(form: &Form, out: &mut Findings) {
    // Amounts in 万元 that were read as 元 are too fine for no other reason (BUD-10).
    if overall(form, Column::Budget).is_some_and(|budget| odd_units::doubt(form, budget.yuan).is_some()) {
        return;
    }
    for column in Column::BOTH {
        for (line, entry, amount) in amounts(form, column).filter(|(_, _, amount)| is_too_fine(amount)) {
            let says = match amount.unit {
                MoneyUnit::Yuan => "小数超过两位，请核对单位是否为万元",
                _ => "小数位过多，细过一分",
            };
            let message = format!("{} 填的是 {}，{says}。", entry.cell, entry.written);
            out.at(entry, Subject::Budget(line.key.clone(), column.of_profile())).message(message);
        }
    }
}

/// By the digits shown: what a format hides is nobody's claim.
fn is_too_fine(amount: &Amount) -> bool {
    amount.decimals > amount.unit.cents() && amount.yuan.normalize().scale() > CENTS
}
