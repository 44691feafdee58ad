use crate::model::finding::{Severity, Subject};
use crate::model::number::plain;
use crate::rules::example::Example;
use crate::rules::facts::scored_rows::{agrees, scores_are_usable};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "SCR-03",
    name: "total-wrong",
    severity: Severity::Error,
    title: "总分与各项得分之和不符",
    why: "总分等于各项得分相加，不一致就不知道以哪个为准。",
    fix: "请重新加总各项得分，改正总分；如果是某项得分写错，请改该项得分。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.set("H29", "99"), silent: |case| case.set("H29", "99.74") },
};

fn check(form: &Form, out: &mut Findings) {
    let Some(total) = form.submission.total.as_ref().filter(|_| scores_are_usable(form)) else { return };
    let Some(stated) = total.stated.value() else { return };
    let sum = form.book.own;
    if agrees(*stated, sum, form.profile.tolerances.score) {
        return;
    }
    let difference = stated.value - sum;
    let says = format!(
        "{} 总分填{}分，但各项得分相加是{}分，{}{}分。",
        total.stated.cell,
        plain(stated.value),
        plain(sum),
        if difference.is_sign_negative() { "少计" } else { "多计" },
        plain(difference.abs()),
    );
    out.at(&total.stated, Subject::Total).expected(plain(sum)).difference(difference).message(says);
}
