use rust_decimal::Decimal;

use crate::model::finding::Severity::Error;
use crate::model::finding::Subject;
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::words::is_missing;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "WGT-05",
    name: "points-missing",
    severity: Error,
    title: "分值没有填写",
    why: "没有分值的指标不知道满分是多少，得分无法核对，权重也加不起来。",
    fix: "请填写该指标的分值（大于 0），并使各指标分值之和等于所在一级指标的权重。",
    over: &["WGT-01", "WGT-02", "SCR-02"],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.blank("G23"), silent: |case| case.text("G23", "5分") },
};

fn check(form: &Form, out: &mut Findings) {
    for (i, row) in form.filled() {
        let Some(points) = &row.points else { continue };
        let about = Subject::Indicator(i, IndicatorColumn::Points);
        if is_missing(points) {
            out.at(points, about).expected("大于 0 的分值").message(format!("{} 该指标没有填写分值。", points.cell));
        } else if points.value().is_some_and(|points| points.value <= Decimal::ZERO) {
            let message = format!("{} 分值填的是“{}”，应大于 0。", points.cell, points.written);
            out.at(points, about).expected("大于 0 的分值").message(message);
        }
    }
}
