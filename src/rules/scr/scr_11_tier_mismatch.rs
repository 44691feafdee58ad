use crate::model::finding::Severity;
use crate::model::number::plain;
use crate::model::score::RowScore;
use crate::rules::example::Example;
use crate::rules::facts::scored_rows::scored;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "SCR-11",
    name: "tier-mismatch",
    severity: Severity::Warning,
    title: "得分与定性评价的档次不符",
    why: "定性指标按档次计分，文字评价和得分应在同一档。",
    fix: "请核对：按文字评价的档次改得分，或按得分改文字评价。",
    over: &["SCR-20"],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            case.text("E27", "好");
            case.text("F27", "较好");
            case.set("H27", "15");
        },
        silent: |case| {
            case.text("E27", "好");
            case.text("F27", "较好");
            case.set("H27", "11");
        },
    },
};

fn check(form: &Form, out: &mut Findings) {
    for row in scored(form) {
        let (Some(points), Some(score)) = (row.points_value(), row.score_value()) else { continue };
        let Some((low, high)) = row.result.and_then(RowScore::tier) else { continue };
        let slack = form.profile.tolerances.score;
        if score.is_sign_negative() || score > points || (low - slack..=high + slack).contains(&score) {
            continue;
        }
        let range = format!("{}–{}", plain(low), plain(high));
        let written = row.indicator().and_then(|row| row.actual.as_ref()).map_or("", |actual| actual.written.as_str());
        let says =
            format!("{} 得分{}分，但完成情况写的是“{written}”，这一档应为{range}分。", row.score.cell, plain(score));
        row.at(out).expected(range).related(row.origin()).message(says);
    }
}
