use super::scored::{SCORE_DECIMALS, Scored, scored};
use crate::model::finding::Severity;
use crate::model::number::{plain, round};
use crate::rules::example::Example;
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
    for row in scored(form).filter(|row| row.is_unmet(form.year)).filter(Scored::has_full_marks) {
        let (Some(score), Some(expected)) = (row.score_value(), row.result.and_then(|result| result.expected)) else {
            continue;
        };
        let due = round(expected, SCORE_DECIMALS);
        if score <= due {
            continue;
        }
        let says =
            format!("{} 得分填满分{}分，但{}，按比例应得{}分。", row.score.cell, plain(score), row.unmet(), plain(due));
        row.at(out).expected(plain(due)).difference(score - due).related(row.origin()).message(says);
    }
}
