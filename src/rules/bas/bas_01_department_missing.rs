use crate::model::finding::Severity::Error;
use crate::model::finding::Subject;
use crate::rules::example::Example;
use crate::rules::words::is_missing;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BAS-01",
    name: "department-missing",
    severity: Error,
    title: "部门名称没有填写",
    why: "没有部门名称，就不知道这张表是谁报的，不能计入任何部门。",
    fix: "请填写部门全称（与名册一致）。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.blank("C3"), silent: |case| case.text("C3", "湘东区 教育局") },
};

fn check(form: &Form, out: &mut Findings) {
    let Some(name) = form.submission.field("department").filter(|name| is_missing(name)) else { return };
    out.at(name, Subject::Department).expected("部门全称").message(format!("{} 没有填写部门名称。", name.cell));
}
