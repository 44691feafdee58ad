use crate::model::finding::{Severity, Subject};
use crate::model::number::plain;
use crate::rules::example::{Case, Example};
use crate::rules::facts::scored_rows::scores_are_usable;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "GRD-01",
    name: "grade-wrong",
    severity: Severity::Error,
    title: "绩效等级与总分不符",
    why: "等级按规定的分数线由总分划定，两者对不上，就不知道以哪个为准。",
    fix: "请按总分改正等级；如果总分写错，请先改总分。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| grade(case, "良"), silent: |case| grade(case, "优秀") },
};

fn grade(case: &mut Case, grade: &str) {
    case.merge("A31", "B31", "绩效等级");
    case.text("C31", grade);
}

fn check(form: &Form, out: &mut Findings) {
    let Some(entry) = form.submission.field("grade").filter(|_| total_is_known(form)) else { return };
    let Some(written) = entry.read() else { return };
    let due = &form.book.grade_own;
    if due.is_empty() || stated_grade(form, written).is_none_or(|grade| grade == due) {
        return;
    }
    let stated = form.submission.total.as_ref().and_then(|total| total.stated.value());
    let total = plain(stated.map_or(form.book.own, |stated| stated.value));
    let says = format!("{} 等级填的是“{written}”，按总分{total}分应为“{due}”。", entry.cell);
    out.at(entry, Subject::Field("grade".to_owned())).expected(due).message(says);
}

fn total_is_known(form: &Form) -> bool {
    let stated = form.submission.total.as_ref().is_some_and(|total| total.stated.value().is_some());
    stated || scores_are_usable(form)
}

/// The one grade the text begins with (优秀 is 优); `None` for a list to tick in.
fn stated_grade<'a>(form: &'a Form, written: &'a str) -> Option<&'a str> {
    let names = || form.profile.scoring.grades.iter().map(|grade| grade.name.as_str());
    let mentioned = names().filter(|name| written.contains(name)).count();
    match mentioned {
        0 => Some(written),
        1 => names().find(|name| written.contains(name)),
        _ => None,
    }
}
