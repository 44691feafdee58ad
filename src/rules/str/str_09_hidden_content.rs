use crate::model::finding::Severity::Info;
use crate::model::grid::Visibility;
use crate::rules::example::Example;
use crate::rules::words::shortened;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "STR-09",
    name: "hidden-content",
    severity: Info,
    title: "文件中有隐藏的工作表",
    why: "隐藏的工作表不会作为自评表读取；里面常是往年的数据，也可能是要报送的表被隐藏了。",
    fix: "请确认要报送的自评表没有被隐藏；用不着的隐藏工作表可以删去。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.copy_sheet("2022年自评表", Visibility::Hidden),
        silent: |case| case.copy_sheet("自评表(2)", Visibility::Visible),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let hidden = &form.submission.surroundings.hidden_sheets;
    if !hidden.is_empty() {
        let names = shortened(hidden);
        let message = format!("文件中有隐藏的工作表：{names}。其中的内容没有作为自评表读取。");
        out.whole().found(names).message(message);
    }
}
