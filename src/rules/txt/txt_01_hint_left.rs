use std::collections::BTreeSet;

use crate::model::finding::Severity;
use crate::rules::example::Example;
use crate::rules::facts::template_hints::{keeps_hint, marks};
use crate::rules::facts::written_cells::written_cells;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "TXT-01",
    name: "hint-left",
    severity: Severity::Error,
    title: "模板的填写说明没有替换",
    why: "模板里的提示文字（如“××”“（100字以内）”“根据《…》设置…”）要换成本单位的内容，留着就等于没有填写。",
    fix: "请删去提示文字，填写本单位的内容。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.merge("D14", "E20", "根据《部门整体支出绩效评价指标体系框架》（参考）设置三级指标和指标值"),
        silent: |case| case.text("D14", "根据《预算法》编制部门预算"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let mut said = BTreeSet::new();
    let marks = marks(&form.profile.words.hints);
    for cell in written_cells(form.submission) {
        let hint = cell.is_hint || keeps_hint(cell.written, &marks);
        if !hint || !said.insert(cell.cell) {
            continue;
        }
        let place = cell.area;
        let message = match cell.is_hint {
            true => format!("{place} 还是模板的填写说明“{}”，没有填写本单位的内容。", cell.written),
            false => format!("{place} 的内容里还留有模板的提示文字，没有替换：“{}”。", cell.written),
        };
        out.at_area((cell.cell, cell.area), cell.about).found(cell.written).message(message);
    }
}
