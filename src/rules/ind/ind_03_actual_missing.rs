use crate::model::finding::{Severity, Subject};
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::facts::rows_in_use::{say_missing, used_rows};
use crate::rules::words::is_missing;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "IND-03",
    name: "actual-missing",
    severity: Severity::Error,
    title: "完成值没有填写",
    why: "没有完成值，得分就没有依据。",
    fix: "请填写全年实际完成的数值，单位与指标值一致；没有开展的写“未开展”并说明原因。",
    over: &["SCR-20"],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.blank("F23"), silent: |case| case.text("F23", "97%") },
};

fn check(form: &Form, out: &mut Findings) {
    for (i, row) in used_rows(form) {
        let actual = row.actual.iter().filter(|actual| is_missing(actual));
        actual.for_each(|actual| say_missing(out, actual, Subject::Indicator(i, IndicatorColumn::Actual), "完成值"));
    }
}
