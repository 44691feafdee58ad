use crate::model::finding::Severity::Error;
use crate::rules::example::Example;
use crate::rules::facts::odd_cells::{self, Oddity};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "STR-16",
    name: "formula-as-text",
    severity: Error,
    title: "公式写成了文字",
    why: "单元格是文本格式，公式只是一串文字，不会计算，这一格就没有数值。",
    fix: "请把单元格格式改为“常规”，再重新输入公式并回车，或直接填入数值。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.text("H23", "=H22+0"), silent: |case| case.text("E15", "=100%") },
};

fn check(form: &Form, out: &mut Findings) {
    for cell in odd_cells::with(form, Oddity::FormulaText) {
        let message = format!("{} 显示的是公式“{}”本身，没有计算结果。", cell.entry.cell, cell.entry.written);
        out.at_any(&cell.entry, cell.about).message(message);
    }
}
