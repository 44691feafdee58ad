use crate::lang::scan::unit;
use crate::model::finding::{Severity, Subject};
use crate::model::quantity::{Measure, Operator, Quantity};
use crate::model::submission::{Indicator, MeasureEntry};
use crate::model::text::compact;
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "IND-07",
    name: "actual-copies-target",
    severity: Severity::Error,
    title: "完成值带有比较符号",
    why: "完成值是年终实际达到的数，应是一个确定的数字，不能带“≥”“不低于”“以上”。",
    fix: "请填写实际完成的确切数字，如“97%”。",
    over: &["IND-05", "IND-08"],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.text("F23", "≥95%"), silent: |case| case.text("F23", "95%") },
};

fn check(form: &Form, out: &mut Findings) {
    for (i, row) in form.filled() {
        let Some(actual) = row.actual.as_ref().filter(|actual| carries_operator(row, actual)) else { continue };
        let target = row.target.as_ref();
        let message = format!("{} 完成值“{}”带有比较符号，不是实际完成的数字。", actual.cell, actual.written);
        let cells = target.map(|target| target.cell);
        out.at(actual, Subject::Indicator(i, IndicatorColumn::Actual))
            .expected("一个确定的数字")
            .related(cells)
            .message(message);
    }
}

/// Of several quantities some may well be "超过", and 3个工作日内办结 is how one says how long it took: only a plain copy
/// is one.
fn carries_operator(row: &Indicator, actual: &MeasureEntry) -> bool {
    let is_copy = || row.target.as_ref().is_some_and(|target| compact(&target.written) == compact(&actual.written));
    match actual.value() {
        Some(Measure::Quantity(quantity)) => quantity.operator.is_some() && (!is_span(quantity) || is_copy()),
        Some(Measure::Several(several)) => several.has_operator && is_copy(),
        _ => false,
    }
}

/// 3个工作日内
fn is_span(quantity: &Quantity) -> bool {
    quantity.operator == Some(Operator::AtMost) && quantity.unit.as_deref().is_some_and(unit::is_time)
}
