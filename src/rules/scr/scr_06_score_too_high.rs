use super::scored::{SCORE_DECIMALS, scored};
use crate::model::finding::Severity;
use crate::model::number::{plain, round};
use crate::model::score::Verdict;
use crate::rules::example::Example;
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
    for row in scored(form).filter(|row| row.is_unmet(form.year)) {
        let (Some(points), Some(score), Some(result)) = (row.points_value(), row.score_value(), row.result) else {
            continue;
        };
        if score >= points || score <= result.recomputed || result.verdict != Verdict::Differ {
            continue;
        }
        let due = round(result.expected.unwrap_or(result.recomputed), SCORE_DECIMALS);
        let says =
            format!("{} 得分{}分偏高：{}，按比例应得{}分。", row.score.cell, plain(score), row.unmet(), plain(due));
        row.at(out).expected(plain(due)).difference(score - due).related(row.origin()).message(says);
    }
}
