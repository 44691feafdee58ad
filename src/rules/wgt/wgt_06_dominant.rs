use crate::model::finding::Severity::Info;
use crate::model::finding::Subject;
use crate::model::number::{percent, plain};
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "WGT-06",
    name: "dominant",
    severity: Info,
    title: "一项指标的分值过大",
    why: "一项指标占了总分的很大一部分，其他工作做得好坏几乎影响不了结果。",
    fix: "无需修改；下年度设定指标时可以把分值分散到更多指标上。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            case.set("G26", "34");
            case.score("H26", "34");
            case.set("G27", "1");
            case.score("H27", "1");
        },
        silent: |case| {
            case.set("G26", "30");
            case.score("H26", "30");
            case.set("G27", "5");
            case.score("H27", "5");
        },
    },
};

fn check(form: &Form, out: &mut Findings) {
    let share = form.profile.thresholds.dominant_share;
    let Some(limit) = form.profile.scoring.total.checked_mul(share) else { return };
    for (i, row) in form.submission.indicators.iter().enumerate() {
        let Some(points) = row.points.as_ref() else { continue };
        if let Some(value) = points.value().map(|points| points.value).filter(|value| *value > limit) {
            let message = format!("{} 该指标的分值是 {}，超过总分的 {}。", points.cell, plain(value), percent(share));
            out.at(points, Subject::Indicator(i, IndicatorColumn::Points))
                .expected(format!("≤{}", plain(limit)))
                .message(message);
        }
    }
}
