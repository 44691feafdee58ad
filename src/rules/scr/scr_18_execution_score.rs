use rust_decimal::Decimal;

use crate::model::finding::Severity;
use crate::model::number::{percent, round};
use crate::model::quantity::Measure;
use crate::model::submission::Indicator;
use crate::rules::example::Example;
use crate::rules::facts::execution_rate::is_execution_rate;
use crate::rules::facts::ledger::overall_rates;
use crate::rules::facts::scored_rows::scored;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "SCR-18",
    name: "execution-score",
    severity: Severity::Warning,
    title: "预算执行率指标与上面的执行率不一致",
    why: "执行率指标的完成值应等于全年执行数÷全年预算数。",
    fix: "请按预算部分的数字改正完成值，并重新计算得分；如果两处口径不同，请说明。",
    over: &["SCR-08"],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.set("F15", "99.5%"), silent: |case| case.set("F15", "98%") },
};

fn check(form: &Form, out: &mut Findings) {
    let rates = overall_rates(form);
    let Some(overall) = rates.first().copied() else { return };
    for row in scored(form) {
        let Some(indicator) = row.indicator().filter(|row| is_rate(form, row)) else { continue };
        let Some(actual) = indicator.actual.as_ref() else { continue };
        let Some(stated) = actual.value().and_then(Measure::quantity).filter(|q| q.is_percent() && q.upper.is_none())
        else {
            continue;
        };
        let apart = |rate: Decimal| stated.value.checked_sub(rate)?.checked_mul(Decimal::ONE_HUNDRED);
        let Some(points_apart) = apart(overall) else { continue };
        let last_digit = Decimal::new(1, decimals_written(&actual.written));
        let tolerance = last_digit.max(form.profile.tolerances.rate_points);
        if rates.iter().any(|rate| apart(*rate).is_some_and(|apart| apart.abs() <= tolerance)) {
            continue;
        }
        let says = format!(
            "{} 完成值{}，预算部分的执行数÷预算数是{}，两处执行率不一致，请核对后重新计算得分。",
            actual.cell,
            actual.written,
            percent(overall)
        );
        row.at(out)
            .found(&actual.written)
            .expected(percent(overall))
            .difference(round(points_apart, 2))
            .related([actual.cell])
            .message(says);
    }
}

fn is_rate(form: &Form, row: &Indicator) -> bool {
    is_execution_rate(form.profile, (&row.level2.written, &row.level3.written))
}

/// Decimals of the first number of a text, at most two: finer ones are no claim.
fn decimals_written(text: &str) -> u32 {
    let fraction = text.split_once('.').map_or("", |(_, rest)| rest);
    fraction.chars().take_while(char::is_ascii_digit).count().min(2) as u32
}
