use crate::model::finding::Severity::Info;
use crate::model::finding::Subject;
use crate::model::marker::TemplateMark;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "STR-19",
    name: "other-template",
    severity: Info,
    title: "用的不是本次下发的空表",
    why: "这份表填在下发的空表上，但空表是别的年度、别的表样或者旧版式的，栏目和自查可能与本次要求不同。",
    fix: "不用处理；以后请用本次下发的空表填报。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.mark_as_template(|mark| mark.year = 2022),
        silent: |case| case.mark_as_template(|_| {}),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let Some(mark) = form.template else { return };
    let Some(what) = differs(form, mark) else { return };
    let about = Subject::Form;
    out.at(&form.submission.title, about).found(what.clone()).message(format!("这份表填在{what}的空表上。"));
}

/// A form that states the template's year has the year's own finding (BAS-03).
fn differs(form: &Form, mark: &TemplateMark) -> Option<String> {
    if mark.profile != form.profile.name {
        return Some(format!("另一种表样（{}）", mark.profile));
    }
    if form.year.is_some_and(|year| year != mark.year) {
        let own = form.submission.year.value();
        return (own != Some(&mark.year)).then(|| format!("{}年", mark.year));
    }
    (mark.version != form.profile.layout_version()).then(|| "另一版".to_owned())
}
