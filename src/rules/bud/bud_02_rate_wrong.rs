use rust_decimal::Decimal;

use super::bud_05_over_budget::excess;
use crate::model::finding::Severity::Error;
use crate::model::finding::Subject;
use crate::model::number::{grouped, percent, plain, round};
use crate::model::submission::{BudgetLine, Entry, Rate, State};
use crate::profile::spec::BudgetColumn;
use crate::rules::example::Example;
use crate::rules::facts::ledger::{Column, pair};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BUD-02",
    name: "rate-wrong",
    severity: Error,
    title: "执行率计算有误",
    why: "执行率应等于全年执行数除以全年预算数；三个数对不上，至少一处有误。",
    fix: "请核对预算数和执行数，再按“全年执行数÷全年预算数”重新计算执行率。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.set("I7", "95%"), silent: |case| case.text("I7", "９９％") },
};

fn check(form: &Form, out: &mut Findings) {
    for line in &form.submission.budget {
        let (Some(rate), Some((budget, executed))) = (&line.rate, pair(form, line)) else { continue };
        let Some(expected) = executed.checked_div(budget) else { continue };
        match &rate.state {
            // Spending above the budget is named by BUD-05; the rate was right for what should stand there.
            State::Read(stated) if excess(form, line).is_some() && stated.ratio <= Decimal::ONE => {}
            State::Read(stated) if is_off(form, stated, expected) => {
                let difference = (stated.ratio - expected) * Decimal::ONE_HUNDRED;
                say(form, out, (line, rate), (budget, executed, expected)).difference(round(difference, 2));
            }
            State::Blank if is_scored(line) => drop(say(form, out, (line, rate), (budget, executed, expected))),
            State::Unreadable => drop(say(form, out, (line, rate), (budget, executed, expected))),
            _ => {}
        }
    }
}

/// Points are given for the rate, so it has to be there.
fn is_scored(line: &BudgetLine) -> bool {
    line.points.as_ref().is_some_and(|points| points.value().is_some())
}

/// One unit of the last digit shown is rounding or cutting off, not a mistake.
fn is_off(form: &Form, stated: &Rate, expected: Decimal) -> bool {
    let last_digit = Decimal::try_new(1, stated.decimals).unwrap_or(Decimal::ZERO);
    let tolerance = form.profile.tolerances.rate_points.max(last_digit);
    let difference = stated.ratio.checked_sub(expected).and_then(|d| d.checked_mul(Decimal::ONE_HUNDRED));
    difference.is_some_and(|difference| difference.abs() > tolerance)
}

fn say<'o>(
    form: &Form,
    out: &'o mut Findings,
    (line, rate): (&BudgetLine, &Entry<Rate>),
    (budget, executed, expected): (Decimal, Decimal, Decimal),
) -> crate::rules::Draft<'o> {
    let [budget_name, executed_name] = Column::BOTH.map(|column| column.name(form));
    let message = format!(
        "{} {}{}，按 {executed_name}÷{budget_name} = {}÷{} 应为 {}。",
        rate.cell,
        form.profile.budget.label(BudgetColumn::Rate),
        match rate.value() {
            Some(rate) => format!("填 {}%", plain(rate.ratio * Decimal::ONE_HUNDRED)),
            None if rate.written.is_empty() => "没有填写".to_owned(),
            None => format!("填“{}”", rate.written),
        },
        grouped(executed),
        grouped(budget),
        percent(expected)
    );
    let amounts = [&line.budget, &line.executed].into_iter().flatten();
    out.at(rate, Subject::Budget(line.key.clone(), BudgetColumn::Rate))
        .expected(percent(expected))
        .message(message)
        .related(amounts.map(|amount| amount.cell))
}
