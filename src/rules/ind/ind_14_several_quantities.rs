use crate::model::finding::{Severity, Subject};
use crate::model::quantity::Measure;
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "IND-14",
    name: "several-quantities",
    severity: Severity::Info,
    title: "一个指标值里有多个数量",
    why: "一行只考核一个数量，才能按完成比例算分；几个数量写在一起，复核时无法核验。",
    fix: "建议拆成几行，每行一个数量，各给分值。",
    over: &["SCR-20"],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.text("E21", "培训11期，参训500人次"),
        silent: |case| case.text("E21", "≥500人次"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    for (i, row) in form.filled() {
        let Some(target) = &row.target else { continue };
        let Some(Measure::Several(several)) = target.value() else { continue };
        if several.count < 2 {
            continue;
        }
        let message =
            format!("{} 指标值“{}”里有{}个数量，无法按比例复核得分。", target.cell, target.written, several.count);
        out.at(target, Subject::Indicator(i, IndicatorColumn::Target)).message(message);
    }
}
