use crate::model::finding::{Severity, Subject};
use crate::model::number::plain;
use crate::rules::example::Example;
use crate::rules::facts::scored_rows::scores_are_usable;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "GRD-02",
    name: "grade-changes",
    severity: Severity::Warning,
    title: "复核后等级有调整",
    why: "按完成情况复核出的总分与自评总分不在同一等级，最终以财政部门复核认定为准。",
    fix: "请先改正各行得分的问题；改完后总分和等级会随之变化。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            case.set("H26", "9");
            case.text("I26", "统计口径从严，主动扣减，下年度据实申报");
            case.set("H29", "88.74");
        },
        silent: |case| case.text("F26", "11500人"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let (own, due) = (&form.book.grade_own, &form.book.grade_recomputed);
    let Some(total) = form.submission.total.as_ref().filter(|_| own != due && scores_are_usable(form)) else { return };
    let stated = total.stated.value().map_or(form.book.own, |stated| stated.value);
    let recomputed = plain(form.book.recomputed);
    let says = format!("自评总分{}分，复核总分{recomputed}分，复核后等级由“{own}”调整为“{due}”。", plain(stated));
    out.at(&total.stated, Subject::Total).found(plain(stated)).expected(recomputed).message(says);
}
