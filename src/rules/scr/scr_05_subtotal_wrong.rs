use rust_decimal::Decimal;

use super::scored::agrees;
use crate::model::finding::{Severity, Subject};
use crate::model::number::plain;
use crate::model::submission::{Entry, Indicator, Points, Subtotal};
use crate::rules::example::{Case, Example};
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
    example: Example { fires: |case| subtotal(case, "4"), silent: |case| subtotal(case, "5") },
};

/// The second row of 数量指标 becomes the subtotal of the first.
fn subtotal(case: &mut Case, score: &str) {
    case.text("D22", "小计");
    case.blank_area("E22", "F22");
    case.set("H22", score);
}

fn check(form: &Form, out: &mut Findings) {
    for subtotal in &form.submission.subtotals {
        let rows = form.submission.indicators.get(subtotal.rows.clone()).unwrap_or_default();
        compare(form, out, subtotal, ("得分", subtotal.score.as_ref()), rows.iter().map(Indicator::score_value).sum());
        compare(
            form,
            out,
            subtotal,
            ("分值", subtotal.points.as_ref()),
            rows.iter().map(Indicator::points_value).sum(),
        );
    }
}

/// `sum` is `None` when one of the rows cannot be used.
fn compare(
    form: &Form,
    out: &mut Findings,
    subtotal: &Subtotal,
    printed: (&str, Option<&Entry<Points>>),
    sum: Option<Decimal>,
) {
    let (what, Some(entry)) = printed else { return };
    let (Some(printed), Some(sum)) = (entry.value(), sum) else { return };
    if agrees(*printed, sum, form.profile.tolerances.score) {
        return;
    }
    let says = format!("{} {what}小计{}，但各行相加是{}。", entry.cell, plain(printed.value), plain(sum));
    let subject = format!("{}/{what}", subtotal.label.written);
    let draft = out.at(entry, Subject::Level1(subtotal.rows.start)).subject(subject);
    draft.expected(plain(sum)).difference(printed.value - sum).message(says);
}
