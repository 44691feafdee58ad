use crate::model::field::Goal;
use crate::model::finding::Severity::Error;
use crate::model::finding::Subject;
use crate::model::submission::Part;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "STR-04",
    name: "block-missing",
    severity: Error,
    title: "自评表缺少一部分",
    why: "部门名称、整体支出规模、年度总体目标、绩效指标和总分都是必填部分，缺了就无法审核和汇总。",
    fix: "请对照下发的模板，把缺少的部分补回原处并填好；栏目名称不要改动。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.blank_area("A9", "I10"), silent: |case| case.text("A9", "总体目标") },
};

fn check(form: &Form, out: &mut Findings) {
    for part in &form.submission.missing {
        let Some((name, about)) = part_name(part) else { continue };
        let message = format!("表中找不到“{name}”这一部分。");
        out.whole().about(about).subject(name).expected(name).message(message);
    }
}

/// In the template's words; columns are another rule's.
fn part_name(part: &Part) -> Option<(&'static str, Subject)> {
    match part {
        Part::Department => Some(("部门名称", Subject::Department)),
        Part::Budget => Some(("预算数与执行数", Subject::Field("budget".to_owned()))),
        Part::Goals => Some(("年度总体目标", Subject::Goal(Goal::Planned))),
        Part::Indicators => Some(("绩效指标", Subject::Field("indicators".to_owned()))),
        Part::Total => Some(("总分", Subject::Total)),
        Part::Column(..) => None,
    }
}
