use crate::model::finding::Severity::Info;
use crate::model::finding::Subject;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "STR-14",
    name: "text-outside",
    severity: Info,
    title: "表内有不属于任何栏目的内容",
    why: "这一格的内容没有被读作任何一栏，如果它是要报送的数据，就等于没有报。",
    fix: "如果是要报送的内容，请移到它所属的栏目；只是备注的可以不改。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.text("B4", "本年追加专项两笔"),
        silent: |case| case.text("A33", "本表由计财股填报"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    for text in form.submission.unused.iter().filter(|text| text.inside) {
        let more = match text.further {
            0 => String::new(),
            further => format!("其后还有{further}处，不再逐一列出。"),
        };
        let message = format!("{} 的“{}”不属于表中任何一栏，没有采用。{more}", text.cell, text.written);
        out.at_cell(text.cell, Subject::Form).found(text.written.as_str()).message(message);
    }
}
