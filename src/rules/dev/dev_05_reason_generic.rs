use crate::model::finding::{Severity, Subject};
use crate::model::text::compact;
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::facts::reasons::{is_empty_phrase, overachieved};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "DEV-05",
    name: "reason-generic",
    severity: Severity::Warning,
    title: "偏差原因过于笼统",
    why: "“客观原因”“见报告”看不出为什么没有完成，也看不出准备怎么改进。",
    fix: "请写明具体原因和改进措施，如“两笔专项经费因发票晚到，次年一月付清”。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.text("I25", "客观原因"),
        silent: |case| case.text("I25", "发票晚到，次年一月付清"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    for (i, row) in form.filled() {
        let (Some(entry), Some(reason)) = (&row.reason, row.reason_given()) else { continue };
        let deducted = row.score_value().zip(row.points_value()).is_some_and(|(score, points)| score < points);
        let is_owed = deducted || overachieved(form, i).is_some();
        let short = compact(reason).chars().count() < form.profile.thresholds.reason_min_chars;
        if !is_owed || !(short || is_empty_phrase(form, reason)) {
            continue;
        }
        let message = format!("{} 偏差原因只写了“{reason}”，看不出具体原因。", entry.cell);
        out.at(entry, Subject::Indicator(i, IndicatorColumn::Reason)).expected("具体的原因和改进措施").message(message);
    }
}
