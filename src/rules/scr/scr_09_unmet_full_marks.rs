use crate::model::finding::Severity;
use crate::model::number::plain;
use crate::rules::example::Example;
use crate::rules::facts::scored_rows::missed;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "SCR-09",
    name: "unmet-full-marks",
    severity: Severity::Error,
    title: "未完成指标却得满分",
    why: "没有达到指标值的，按完成比例计分，不能得满分。",
    fix: "请按完成比例改正得分，并在偏差栏说明原因；如果完成值或指标值写错，请改正。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            case.set("F25", "85%");
            case.set("H25", "5");
            case.set("H29", "100");
        },
        silent: |case| {
            case.set("F25", "95%");
            case.set("H25", "5");
        },
    },
};

fn check(form: &Form, out: &mut Findings) {
    for (row, score, due) in missed(form).filter(|(row, ..)| row.has_full_marks()) {
        if score > due {
            row.say_too_high(out, (score, due), &format!("得分填满分{}分，但", plain(score)));
        }
    }
}
