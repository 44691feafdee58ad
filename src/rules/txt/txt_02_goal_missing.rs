use crate::model::field::Goal;
use crate::model::finding::{Severity, Subject};
use crate::model::text::compact;
use crate::rules::example::Example;
use crate::rules::subject::goal;
use crate::rules::words::is_missing;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "TXT-02",
    name: "goal-missing",
    severity: Severity::Error,
    title: "总体目标没有填写",
    why: "年度总体目标和完成情况是自评的依据，要用文字写明。",
    fix: "请写明年初设定的目标，以及全年的完成情况。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.text("F10", "100%"),
        silent: |case| case.text("F10", "工资按月发放到位，培训和食堂改建全部完成。"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let goals = &form.submission.goals;
    for (which, entry) in [(Goal::Planned, &goals.planned), (Goal::Achieved, &goals.achieved)] {
        let Some(entry) = entry.as_ref().filter(|entry| is_missing(entry) || says_nothing(&entry.written)) else {
            continue;
        };
        if entry.is_hint() || entry.is_spoilt() {
            continue;
        }
        let name = goal(form, which);
        let message = match entry.written.as_str() {
            "" => format!("{} {name}没有填写。", entry.cell),
            written => format!("{} {name}只写了“{written}”，没有文字内容。", entry.cell),
        };
        out.at(entry, Subject::Goal(which)).message(message);
    }
}

/// Only a number, or 无.
fn says_nothing(text: &str) -> bool {
    let text = compact(text);
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    text == "无" || !text.contains(|c: char| c.is_alphabetic())
}
