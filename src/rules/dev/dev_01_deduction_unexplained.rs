use crate::model::finding::{Severity, Subject};
use crate::model::number::plain;
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::facts::reasons::is_unexplained;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "DEV-01",
    name: "deduction-unexplained",
    severity: Severity::Error,
    title: "扣了分没有说明原因",
    why: "得分低于分值的，要在偏差栏说明为什么没有完成、准备怎么改进。",
    fix: "请在偏差及原因分析栏写明扣分的原因和改进措施；如果没有偏差，请核对得分。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.blank("I25"), silent: |case| case.blank("I24") },
};

fn check(form: &Form, out: &mut Findings) {
    for (i, row) in form.filled() {
        let (Some(points), Some(score), Some(reason)) = (row.points_value(), row.score_value(), &row.reason) else {
            continue;
        };
        // Rows that share a cell are held to what they have together.
        let (points, score) = match form.submission.together(i) {
            (Some(all), Some(given)) => (all, given),
            _ => (points, score),
        };
        let explained = form.submission.indicators[form.submission.sharing(i)].iter().any(|row| !is_unexplained(row));
        if score >= points || score.is_sign_negative() || reason.is_hint() || explained {
            continue;
        }
        let lacks = if reason.is_absent() { "为空" } else { "没有写明原因" };
        let (cell, points_words, score_words) = (reason.cell, plain(points), plain(score));
        let message =
            format!("偏差栏（{cell}）{lacks}：该项分值{points_words}分、得分{score_words}分，请写明原因和改进措施。");
        let scored = [&row.points, &row.score].into_iter().flatten().map(|entry| entry.cell);
        out.at(reason, Subject::Indicator(i, IndicatorColumn::Reason))
            .expected("扣分的原因")
            .difference(score - points)
            .related(scored)
            .message(message);
    }
}
