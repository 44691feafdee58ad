use crate::model::finding::{Severity, Subject};
use crate::model::number::percent;
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::facts::reasons::{is_unexplained, overachieved};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "DEV-02",
    name: "overachieved-unexplained",
    severity: Severity::Warning,
    title: "超额完成较多，没有说明原因",
    why: "完成值比指标值高出较多的，要说明原因，便于下年度合理设定指标值。",
    fix: "请在偏差栏说明超额完成的原因；如果数字写错，请改正。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.text("F21", "700人次"), silent: |case| case.text("F21", "640人次") },
};

fn check(form: &Form, out: &mut Findings) {
    for (i, row) in form.filled() {
        let (Some(achieved), Some(reason)) = (overachieved(form, i), &row.reason) else { continue };
        if reason.is_hint() || !is_unexplained(row) {
            continue;
        }
        let (Some(target), Some(actual)) = (&row.target, &row.actual) else { continue };
        let message = format!(
            "{} 完成值{}是指标值{}的{}，超额较多，没有说明原因。",
            reason.cell,
            actual.written,
            target.written,
            percent(achieved)
        );
        out.at(reason, Subject::Indicator(i, IndicatorColumn::Reason))
            .expected("超额完成的原因")
            .related([target.cell, actual.cell])
            .message(message);
    }
}
