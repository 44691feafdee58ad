use rust_decimal::Decimal;

use crate::model::finding::Severity;
use crate::model::number::plain;
use crate::rules::example::Example;
use crate::rules::facts::scored_rows::scored;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "SCR-02",
    name: "score-out-of-range",
    severity: Severity::Error,
    title: "得分超出分值范围",
    why: "得分最低0分，最高不超过该项分值。",
    fix: "请核对分值和得分，把得分改到0与分值之间；超额完成的也不加分。",
    over: &["SCR-06", "SCR-09"],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.set("H25", "6"), silent: |case| case.set("H25", "5") },
};

fn check(form: &Form, out: &mut Findings) {
    for row in scored(form) {
        let (Some(points), Some(score)) = (row.points_value(), row.score_value()) else { continue };
        let top = points.max(Decimal::ZERO);
        if (Decimal::ZERO..=top).contains(&score) {
            continue;
        }
        let at = row.score.cell;
        let (beyond, says) = match score.is_sign_negative() {
            true => (score, format!("{at} 得分{}分是负数，得分最低为0分。", plain(score))),
            false => (score - top, format!("{at} 得分{}分，超过了本项分值{}分。", plain(score), plain(points))),
        };
        row.at(out).expected(format!("0–{}", plain(top))).difference(beyond).message(says);
    }
}
