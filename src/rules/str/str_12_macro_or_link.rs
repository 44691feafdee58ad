use crate::model::finding::Severity::Info;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "STR-12",
    name: "macro-or-link",
    severity: Info,
    title: "文件带有宏、外部链接",
    why: "宏在别人的电脑上可能无法运行，链接到其他工作簿的数在对方打开时会变或出错。",
    fix: "无需处理；以后请将引用的数据选择性粘贴为数值，并保存为不带宏的 .xlsx。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.workbook.has_macros = true, silent: |_| {} },
};

fn check(form: &Form, out: &mut Findings) {
    let around = &form.submission.surroundings;
    let found = match (around.has_macros, around.links_elsewhere) {
        (true, true) => "宏和指向其他工作簿的链接",
        (true, false) => "宏",
        (false, true) => "指向其他工作簿的链接",
        (false, false) => return,
    };
    out.whole().found(found).message(format!("文件中有{found}；读取的是最后一次保存的数。"));
}
