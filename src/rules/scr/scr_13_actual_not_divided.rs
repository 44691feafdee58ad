use rust_decimal::Decimal;

use crate::model::finding::Severity;
use crate::model::number::plain;
use crate::rules::example::Example;
use crate::rules::facts::scored_rows::scored;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "SCR-13",
    name: "actual-not-divided",
    severity: Severity::Error,
    title: "得分按完成值直接折算，没有与指标值相比",
    why: "完成值达到指标值就得满分；得分是拿完成值与指标值相比，不是与100%相比。",
    fix: "已达到指标值的，请把得分改为满分。",
    over: &["DEV-01", "SCR-08"],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            case.set("H23", "4.85");
            case.set("H29", "99.59");
        },
        silent: |case| case.set("H23", "5"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    for row in scored(form) {
        let (Some(points), Some(score), Some(result)) = (row.points_value(), row.score_value(), row.result) else {
            continue;
        };
        let met = result.computed().filter(|computed| computed.attainment == Decimal::ONE && score < points);
        let Some(undivided) = met.and_then(|computed| computed.more?.undivided) else {
            continue;
        };
        if (score - undivided).abs() > form.profile.tolerances.score {
            continue;
        }
        let Some((target, actual)) = row.indicator().and_then(|row| Some((row.target.as_ref()?, row.actual.as_ref()?)))
        else {
            continue;
        };
        let says = format!(
            "{} 得分{}分是按{}分×{}算的，没有与指标值{}相比；完成值已达到指标值，应得满分{}分。",
            row.score.cell,
            plain(score),
            plain(points),
            actual.written,
            target.written,
            plain(points)
        );
        row.at(out).expected(plain(points)).difference(score - points).related(row.origin()).message(says);
    }
}
