use rust_decimal::Decimal;

use crate::model::finding::Severity::Error;
use crate::model::finding::Subject;
use crate::model::number::plain;
use crate::model::submission::{Entry, Points};
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "WGT-01",
    name: "points-not-100",
    severity: Error,
    title: "分值合计不等于满分",
    why: "各指标分值之和就是满分；不等于规定的满分，总分和等级都无法与其他部门比较。",
    fix: "请调整各指标的分值，使合计等于规定的满分。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            case.blank("B21");
            case.set("G21", "4");
            case.score("H21", "4");
        },
        silent: |case| {
            case.set("G21", "4");
            case.score("H21", "4");
            case.set("G22", "6");
            case.score("H22", "6");
        },
    },
};

fn check(form: &Form, out: &mut Findings) {
    let Some(sum) = points_sum(form) else { return };
    let expected = form.profile.scoring.total;
    let Some(difference) = sum.checked_sub(expected) else { return };
    if difference.abs() <= form.profile.tolerances.score {
        return;
    }
    let message = format!("各指标分值之和是 {}，应为 {}。", plain(sum), plain(expected));
    let total = form.submission.total.as_ref().and_then(|total| total.points.as_ref());
    let header = form.submission.columns.get(&IndicatorColumn::Points);
    let draft = match (total, header) {
        (Some(total), _) => out.at(total, Subject::Total),
        (None, Some(header)) => out.at_cell(*header, Subject::Total),
        (None, None) => return,
    };
    let rows = form.submission.indicators.iter().filter_map(|row| row.points.as_ref());
    draft
        .subject("分值合计")
        .found(plain(sum))
        .expected(plain(expected))
        .difference(difference)
        .message(message)
        .related(rows.map(|points| points.cell));
}

/// `None` without indicators, and while a filled row has no points that can be used.
fn points_sum(form: &Form) -> Option<Decimal> {
    let rows = &form.submission.indicators;
    let is_broken = form.filled().any(|(_, row)| row.points_value().is_none() && row.points_in.is_none());
    // A line that is scored without saying of how many leaves the sum unknown.
    let is_open = form.submission.budget.iter().any(|line| {
        let has = |entry: &Option<Entry<Points>>| entry.as_ref().is_some_and(|entry| entry.value().is_some());
        has(&line.score) && !has(&line.points)
    });
    let is_open = is_open || form.submission.goals.score.is_some();
    (!rows.is_empty() && !is_broken && !is_open).then(|| form.submission.points_sum())
}
