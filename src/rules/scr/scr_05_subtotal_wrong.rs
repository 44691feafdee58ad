use rust_decimal::Decimal;

use crate::model::finding::{Severity, Subject};
use crate::model::number::plain;
use crate::model::submission::{Entry, Indicator, Points, Subtotal};
use crate::rules::example::{Case, Example};
use crate::rules::facts::scored_rows::agrees;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "SCR-05",
    name: "subtotal-wrong",
    severity: Severity::Error,
    title: "小计与各行之和不符",
    why: "小计等于它上面各行相加，不一致就不知道以哪个为准。",
    fix: "请重新加总该部分各行，改正小计。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| subtotal(case, "9"), silent: |case| subtotal(case, "10") },
};

/// The second row of 数量指标 becomes the subtotal of the first.
fn subtotal(case: &mut Case, score: &str) {
    case.text("D22", "小计");
    case.blank_area("E22", "F22");
    case.set("G21", "10");
    case.set("H21", "10");
    case.set("G22", "10");
    case.set("H22", score);
}

fn check(form: &Form, out: &mut Findings) {
    for subtotal in &form.submission.subtotals {
        let sums = |value| sums(form.submission.indicators.get(subtotal.rows.clone()).unwrap_or_default(), value);
        compare(form, out, subtotal, ("得分", subtotal.score.as_ref(), sums(Indicator::score_value)));
        compare(form, out, subtotal, ("分值", subtotal.points.as_ref(), sums(Indicator::points_value)));
    }
}

/// What a subtotal below these rows may add up: its level 2, its level 1, or all rows since the last
/// subtotal; empty when one of them cannot be used.
fn sums(rows: &[Indicator], value: fn(&Indicator) -> Option<Decimal>) -> Vec<Decimal> {
    let Some(last) = rows.last() else { return vec![] };
    let level1 = rows.iter().rev().take_while(|row| row.level1.written == last.level1.written).count();
    let level2 = rows.iter().rev().take(level1).take_while(|row| row.level2.written == last.level2.written).count();
    let sum = |count: usize| rows[rows.len() - count..].iter().map(value).sum::<Option<Decimal>>();
    [level1, level2, rows.len()].into_iter().map(sum).collect::<Option<_>>().unwrap_or_default()
}

fn compare(
    form: &Form,
    out: &mut Findings,
    subtotal: &Subtotal,
    (what, entry, sums): (&str, Option<&Entry<Points>>, Vec<Decimal>),
) {
    let Some(entry) = entry else { return };
    let (Some(printed), Some(due)) = (entry.value(), sums.first()) else { return };
    if sums.iter().any(|sum| agrees(*printed, *sum, form.profile.tolerances.score)) {
        return;
    }
    let says = format!("{} {what}小计{}，但各行相加是{}。", entry.cell, plain(printed.value), plain(*due));
    let subject = format!("{}/{what}", subtotal.label.written);
    let draft = out.at(entry, Subject::Level1(subtotal.rows.start)).subject(subject);
    draft.expected(plain(*due)).difference(printed.value - *due).message(says);
}
