use crate::model::finding::Severity::Error;
use crate::model::finding::Subject;
use crate::model::submission::Part;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "STR-05",
    name: "column-missing",
    severity: Error,
    title: "绩效指标缺少一栏",
    why: "年度指标值、全年完成值、分值、得分和偏差原因缺了任何一栏，该栏的内容就一项也核对不了。",
    fix: "请对照模板把这一栏补上，表头文字与模板一致，并逐行填写。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.blank_area("I12", "I28"), silent: |case| case.text("I12", "偏差原因") },
};

fn check(form: &Form, out: &mut Findings) {
    for part in &form.submission.missing {
        let Part::Column(column, header) = part else { continue };
        let label = form.profile.indicators.label(*column);
        let message = format!("绩效指标表头（{header} 所在行）中找不到“{label}”一栏，该栏各行均无法核对。");
        out.at_cell(*header, Subject::Field(column.key().to_owned())).subject(label).expected(label).message(message);
    }
}
