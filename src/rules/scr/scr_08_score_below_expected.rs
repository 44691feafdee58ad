use crate::model::finding::Severity;
use crate::model::number::{plain, round};
use crate::model::score::Verdict;
use crate::rules::example::Example;
use crate::rules::facts::scored_rows::{SCORE_DECIMALS, scored};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "SCR-08",
    name: "score-below-expected",
    severity: Severity::Info,
    title: "得分低于按比例应得的分",
    why: "自评得分低于按完成比例应得的分，并说明了原因，复核时供参考。",
    fix: "无需修改；如果不是有意扣分，请核对完成值和得分。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            case.set("H25", "4");
            case.set("H29", "99");
        },
        silent: |case| case.set("H25", "4.74"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    for row in scored(form).filter(|row| row.reason_given().is_some()) {
        let (Some(score), Some(result)) = (row.score_value(), row.result) else { continue };
        if !matches!(result.verdict, Verdict::Differ(_)) || score.is_sign_negative() || score >= result.recomputed {
            continue;
        }
        let due = round(result.expected().unwrap_or(result.recomputed), SCORE_DECIMALS);
        let says =
            format!("{} 得分{}分，低于按完成情况应得的{}分，已说明原因。", row.score.cell, plain(score), plain(due));
        row.at(out).expected(plain(due)).difference(score - due).related(row.origin()).message(says);
    }
}
