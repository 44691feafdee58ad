use rust_decimal::Decimal;

use crate::model::finding::{Severity, Subject};
use crate::model::score::RowScore;
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::facts::reasons::{is_empty_phrase, overachieved};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "DEV-04",
    name: "reason-without-deviation",
    severity: Severity::Info,
    title: "没有偏差又写了偏差原因",
    why: "已完成并得满分的指标没有偏差，一般不用写原因。",
    fix: "无需修改；如果确有偏差，请核对得分。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.text("I24", "个别工程验收资料不全，已督促补齐"),
        silent: |case| case.text("I24", "无"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    for (i, row) in form.filled() {
        let (Some(entry), Some(reason)) = (&row.reason, row.reason_given()) else { continue };
        let met = form.score(i).and_then(RowScore::attainment) == Some(Decimal::ONE);
        let full = row.score_value().is_some() && row.score_value() == row.points_value();
        if !met || !full || overachieved(form, i).is_some() || is_empty_phrase(form, reason) {
            continue;
        }
        let message = format!("{} 该指标已完成并得满分，又写了偏差原因。", entry.cell);
        out.at(entry, Subject::Indicator(i, IndicatorColumn::Reason)).message(message);
    }
}
