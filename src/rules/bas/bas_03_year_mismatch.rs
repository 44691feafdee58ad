use crate::model::finding::Severity::{Error, Warning};
use crate::model::finding::Subject;
use crate::model::submission::State;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BAS-03",
    name: "year-mismatch",
    severity: Error,
    title: "年度与要求不符",
    why: "年度不是本次要求的年度，报来的可能是往年的表。",
    fix: "请核对是不是发错了表；没有发错的，请把标题下的年度改为本年度。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.text("A2", "（2022年度）"),
        silent: |case| case.text("A2", "( ２０２３ 年度 )"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let year = &form.submission.year;
    let expected = form.year.map(|year| format!("{year}年度"));
    let about = Subject::Field("year".to_owned());
    match (&year.state, expected) {
        (State::Read(found), Some(expected)) if Some(*found) != form.year => {
            let filled_on = form.template.filter(|mark| mark.year == *found);
            let template = filled_on.map(|mark| format!("；填在{}年的空表上", mark.year)).unwrap_or_default();
            let message = format!("{} 的年度是 {found} 年，本次要求的是 {expected}{template}。", year.cell);
            out.at(year, about).found(found.to_string()).expected(expected).subject("年度").message(message);
        }
        (State::Blank | State::Void | State::Unreadable | State::Hint, expected) => {
            let wanted = expected.as_ref().map(|expected| format!("，本次要求的是 {expected}")).unwrap_or_default();
            let draft = out.at(year, about).subject("年度").severity(Warning);
            let draft = match expected {
                Some(expected) => draft.expected(expected),
                None => draft,
            };
            draft.message(format!("表中没有写明年度{wanted}。"));
        }
        _ => {}
    }
}
