use rust_decimal::Decimal;

use crate::lang::direction::is_a_change;
use crate::model::finding::Severity;
use crate::model::quantity::{Direction, Measure};
use crate::model::submission::{Indicator, MeasureEntry, State};
use crate::rules::example::Example;
use crate::rules::facts::scored_rows::{Scored, scored};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "SCR-14",
    name: "full-marks-below-100",
    severity: Severity::Warning,
    title: "完成值不到100%却得满分，又没有可比的指标值",
    why: "没有写出指标值，满分缺乏依据。",
    fix: "请补填指标值（如“≥85%”）；如果目标是100%，请按比例改得分并说明原因。",
    over: &["SCR-20"],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.text("E27", "提高学生资助政策知晓程度"),
        silent: |case| case.text("E27", "≥85%"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    for row in scored(form).filter(Scored::has_full_marks).filter(|row| row.reason_given().is_none()) {
        let Some(indicator) = row.indicator().filter(|row| row.direction == Direction::More && !has_target(row)) else {
            continue;
        };
        let Some(actual) = indicator.actual.as_ref().filter(|actual| is_partial(actual)) else { continue };
        if says_otherwise(form, indicator) || is_a_change(&actual.written, &form.profile.words) {
            continue;
        }
        let says = format!(
            "{} 完成值（{}）是{}，没有可比的指标值，满分缺乏依据。",
            row.score.cell, actual.cell, actual.written
        );
        row.at(out).related(row.origin()).message(says);
    }
}

fn has_target(row: &Indicator) -> bool {
    match row.target.as_ref().map(|target| &target.state) {
        Some(State::Read(Measure::Words) | State::Blank | State::Void) => false,
        // A hint, an error or a missing column is reported itself.
        _ => true,
    }
}

/// A percentage from 0 to under 100 %.
fn is_partial(actual: &MeasureEntry) -> bool {
    let quantity = actual.value().and_then(Measure::quantity).filter(|quantity| quantity.is_percent());
    quantity
        .is_some_and(|q| q.value >= Decimal::ZERO && q.value < Decimal::ONE && q.upper.is_none_or(|u| u < Decimal::ONE))
}

/// The name, which a shifted row has in its target, is of a rate that needs no 100 %: a growth, a share.
fn says_otherwise(form: &Form, row: &Indicator) -> bool {
    let target = row.target.as_ref().map_or("", |target| target.written.as_str());
    let words = &form.profile.words;
    let names = [row.level3.written.as_str(), target];
    words.open_rates.iter().any(|word| names.iter().any(|name| name.contains(word.as_str())))
}
