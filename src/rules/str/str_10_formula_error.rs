use rust_decimal::Decimal;

use crate::model::finding::Severity::{Error, Info};
use crate::rules::example::Example;
use crate::rules::facts::odd_cells::{self, Oddity};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "STR-10",
    name: "formula-error",
    severity: Error,
    title: "单元格显示公式错误",
    why: "显示 #REF!、#DIV/0! 等错误的单元格没有数值，与它有关的数都无法核对。",
    fix: "请改正公式，或直接填入正确的数值。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.error("H23", "#REF!"), silent: |case| case.set("H23", "5") },
};

fn check(form: &Form, out: &mut Findings) {
    for cell in odd_cells::with(form, Oddity::Error) {
        let shown = cell.entry.written;
        // 0/0 is what the template's own formula shows for a line without money.
        let nothing = odd_cells::amounts_of_rate(form.submission, &cell.field) == Some([Decimal::ZERO; 2]);
        let message = match nothing {
            true => format!("{} 执行率显示 {shown}：预算数和执行数都是 0，没有执行率可算，可以留空。", cell.entry.cell),
            false => format!("{} 显示公式错误 {shown}，没有可用的内容。", cell.entry.cell),
        };
        let draft = out.at_any(&cell.entry, cell.about).message(message);
        if nothing {
            draft.severity(Info).fix("无需处理；不希望显示错误时，可以清空这个单元格。");
        }
    }
}
