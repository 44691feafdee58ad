use crate::model::finding::{Severity, Subject};
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::facts::rows_in_use::{say_missing, used_rows};
use crate::rules::words::is_missing;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "IND-02",
    name: "target-missing",
    severity: Severity::Error,
    title: "指标值没有填写",
    why: "没有年初定的指标值，就无法判断完成了没有。",
    fix: "请按年初批复的绩效目标填写指标值，如“≥95%”“12次”。",
    over: &["IND-04", "IND-05", "SCR-14", "SCR-20"],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.blank("E23"), silent: |case| case.text("E23", "≥95%") },
};

fn check(form: &Form, out: &mut Findings) {
    for (i, row) in used_rows(form).filter(|(_, row)| form.has_target(row)) {
        let target = row.target.iter().filter(|target| is_missing(target));
        target.for_each(|target| say_missing(out, target, Subject::Indicator(i, IndicatorColumn::Target), "指标值"));
    }
}
