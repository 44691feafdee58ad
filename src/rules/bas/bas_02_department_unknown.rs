use crate::model::finding::Severity::Error;
use crate::model::finding::Subject;
use crate::model::roster::Match;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BAS-02",
    name: "department-unknown",
    severity: Error,
    title: "部门名称不在名册上",
    why: "名册上没有这个名称（别名也没有），不能确定是哪个部门，在确认之前不计入汇总。",
    fix: "请改为名册上的部门全称；名称确已变更的，请告知财政部门更新名册。",
    over: &[],
    without_roster: "部门名称没有与名册核对",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.text("C3", "湘东区教肓局"),
        silent: |case| case.text("C3", "萍乡市湘东区教育局"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let (Some(Match::Unknown(_)), Some(name)) = (form.matched, form.submission.field("department")) else { return };
    let near = form.suggestions();
    let message = format!("{} 填的“{}”不在名册上{}。", name.cell, name.written, hint(&near));
    let draft = out.at(name, Subject::Department).message(message);
    match near.first() {
        Some(first) => draft.expected(*first),
        None => draft.expected("名册上的部门名称"),
    };
}

/// Nearest names are asked about, never taken.
fn hint(near: &[&str]) -> String {
    match near.is_empty() {
        true => "，也没有相近的名称".to_owned(),
        false => format!("，相近的有：{}", near.join("、")),
    }
}
