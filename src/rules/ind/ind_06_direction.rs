use crate::lang::direction::{Named, is_a_change, is_capped_rate, named};
use crate::model::finding::{Severity, Subject};
use crate::model::quantity::{Measure, Operator};
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "IND-06",
    name: "direction",
    severity: Severity::Warning,
    title: "比较符号与指标含义相反",
    why: "成本、投诉一类指标越小越好，应写“≤”；满意度、合格率一类越大越好，应写“≥”。",
    fix: "请核对指标值前的符号，方向写反的请改正；得分也要随之重算。",
    // Compared the wrong way round, the score is not wrong yet.
    over: &["SCR-06", "SCR-09", "DEV-02", "DEV-03", "GRD-02"],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.text("E28", "≤90%"), silent: |case| case.text("E28", "≥90%") },
};

fn check(form: &Form, out: &mut Findings) {
    for (i, row) in form.filled() {
        let Some(target) = &row.target else { continue };
        let operator = target.value().and_then(Measure::quantity).and_then(|quantity| quantity.operator);
        let (Some(operator), Some(name)) = (operator, row.level3.text()) else { continue };
        let words = &form.profile.words;
        if is_a_change(&target.written, words) {
            continue;
        }
        let wrong_way = match operator {
            Operator::AtLeast | Operator::MoreThan => named(name, words) == Named::Small,
            Operator::AtMost | Operator::LessThan => is_capped_rate(name, words) && named(name, words) != Named::Small,
            Operator::Equal => false,
        };
        if !wrong_way {
            continue;
        }
        let (better, symbol) = match operator {
            Operator::AtLeast | Operator::MoreThan => ("小", Operator::AtMost.symbol()),
            _ => ("大", Operator::AtLeast.symbol()),
        };
        let message = format!(
            "{} 指标值“{}”的比较符号与指标含义相反：“{name}”一般越{better}越好，应写“{symbol}”。",
            target.cell, target.written
        );
        out.at(target, Subject::Indicator(i, IndicatorColumn::Target))
            .expected(symbol)
            .related([row.level3.cell])
            .message(message);
    }
}
