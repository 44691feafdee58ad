use crate::model::finding::Severity::Info;
use crate::model::finding::Subject;
use crate::rules::example::Example;
use crate::rules::facts::odd_cells::{self, Need, Oddity};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "STR-11",
    name: "number-as-text",
    severity: Info,
    title: "数字是按文本填写的",
    why: "全角数字、带分隔符或单位的数字在 Excel 里是文字，公式求和时会被漏掉。",
    fix: "已按其含义读取，无需处理；以后请直接填数字，单位写在表头。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.text("E5", "１２３４５６７８．９０"),
        silent: |case| case.text("F15", "98.00%"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    // A document knows nothing but text.
    if form.format == "docx" {
        return;
    }
    for cell in odd_cells::with(form, Oddity::NumberAsText) {
        let is_weight = matches!(cell.about, Subject::Level1(_));
        if cell.need == Need::Figure && !is_weight {
            let message = format!("{} 的“{}”是文本，不是数字。", cell.entry.cell, cell.entry.written);
            out.at_any(&cell.entry, cell.about).message(message);
        }
    }
}
