use crate::model::finding::Severity::Error;
use crate::model::finding::Subject;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "STR-15",
    name: "not-filled-in",
    severity: Error,
    title: "自评表没有填写",
    why: "表中只有模板自带的文字，没有本部门的任何内容，等于没有报送。",
    fix: "请填好自评表后重新报送；如果发错了文件，请发送填好的那一份。",
    over: &["*"],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.unfill(), silent: |_| {} },
};

fn check(form: &Form, out: &mut Findings) {
    if form.submission.is_empty_template {
        out.at(&form.submission.title, Subject::Form).message("这是一张没有填写的空表，只有模板自带的文字。");
    }
}
