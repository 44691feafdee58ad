use rust_decimal::Decimal;

use crate::model::finding::Severity;
use crate::model::number::plain;
use crate::model::submission::State;
use crate::rules::example::Example;
use crate::rules::facts::scored_rows::scored;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "SCR-01",
    name: "score-missing",
    severity: Severity::Error,
    title: "得分没有填写",
    why: "有分值的指标都要自评打分，没有得分就无法汇总总分。",
    fix: "请在该行的得分栏填写数字；未完成、不得分的填0，并在偏差栏说明原因。",
    over: &["SCR-20"],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.blank("H25"), silent: |case| case.set("H25", "0") },
};

fn check(form: &Form, out: &mut Findings) {
    for row in scored(form).filter(|row| row.points_value().is_some_and(|points| points > Decimal::ZERO)) {
        if !matches!(row.score.state, State::Blank | State::Void | State::Unreadable) {
            continue;
        }
        let points = plain(row.points_value().unwrap_or_default());
        let says = match row.score.written.as_str() {
            written if row.score.is_shown_as_date() => format!(
                "{} 单元格是日期格式，得分显示成了日期“{written}”，不是数字，本项分值{points}分。",
                row.score.cell
            ),
            "" => format!("{} 得分没有填写，本项分值{points}分。", row.score.cell),
            written => format!("{} 得分填的是“{written}”，不是数字，本项分值{points}分。", row.score.cell),
        };
        row.at(out).expected(format!("0–{points}")).message(says);
    }
}
