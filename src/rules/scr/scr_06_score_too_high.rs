use crate::model::finding::Severity;
use crate::model::number::plain;
use crate::model::score::Verdict;
use crate::rules::example::Example;
use crate::rules::facts::scored_rows::missed;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "SCR-06",
    name: "score-too-high",
    severity: Severity::Error,
    title: "未完成指标，得分偏高",
    why: "没有达到指标值的，按完成比例计分。",
    fix: "请按完成比例改正得分；如果完成值写错，请改完成值。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            case.set("F25", "85%");
            case.set("H25", "4.9");
            case.set("H29", "99.9");
        },
        silent: |case| {
            case.set("F25", "85%");
            case.set("H25", "4.47");
        },
    },
};

fn check(form: &Form, out: &mut Findings) {
    for (row, score, due) in missed(form) {
        let differs = row.result.is_some_and(|r| matches!(r.verdict, Verdict::Differ(_)) && score > r.recomputed);
        if differs && row.points_value().is_some_and(|points| score < points) {
            row.say_too_high(out, (score, due), &format!("得分{}分偏高：", plain(score)));
        }
    }
}
