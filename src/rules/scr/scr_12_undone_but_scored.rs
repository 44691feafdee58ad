use rust_decimal::Decimal;

use crate::model::finding::Severity;
use crate::model::number::plain;
use crate::model::quantity::{Direction, Measure};
use crate::model::submission::{Indicator, MeasureEntry};
use crate::rules::example::Example;
use crate::rules::facts::scored_rows::scored;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "SCR-12",
    name: "undone-but-scored",
    severity: Severity::Error,
    title: "没有完成却得分较高",
    why: "写明未完成、未开展或完成值为0的，不应得大部分分数。",
    fix: "请按实际完成情况改正得分；如果已经完成，请改正完成值。",
    over: &["SCR-06", "SCR-09", "DEV-01"],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.text("F26", "未开展"),
        silent: |case| {
            case.text("F26", "未开展");
            case.set("H26", "0");
        },
    },
};

fn check(form: &Form, out: &mut Findings) {
    let share = form.profile.thresholds.undone_score_share;
    for row in scored(form) {
        let (Some(points), Some(score)) = (row.points_value(), row.score_value()) else { continue };
        let Some((indicator, actual)) = row.indicator().and_then(|row| Some((row, row.actual.as_ref()?))) else {
            continue;
        };
        let Some(most) = points.checked_mul(share).filter(|most| score > *most && score <= points) else { continue };
        if !is_undone(indicator) {
            continue;
        }
        let says = format!(
            "{} 得分{}分（分值{}分），但完成值（{}）写的是“{}”。",
            row.score.cell,
            plain(score),
            plain(points),
            actual.cell,
            actual.written
        );
        row.at(out).expected(format!("0–{}", plain(most))).related(row.origin()).message(says);
    }
}

/// Says so in words, or is 0 where something was to be reached.
fn is_undone(row: &Indicator) -> bool {
    let measure = |entry: &Option<MeasureEntry>| entry.as_ref().and_then(|entry| entry.value().cloned());
    match (measure(&row.target), measure(&row.actual)) {
        (_, Some(Measure::Undone)) => true,
        (Some(Measure::Quantity(target)), Some(Measure::Quantity(actual))) => {
            actual.value.is_zero()
                && actual.upper.is_none()
                && target.value > Decimal::ZERO
                && row.direction == Direction::More
        }
        _ => false,
    }
}
