use std::collections::BTreeSet;

use crate::model::finding::Severity::Info;
use crate::model::finding::Subject;
use crate::model::submission::{Entry, Indicator, Text};
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "STR-08",
    name: "label-altered",
    severity: Info,
    title: "固定栏目的名称与模板不同",
    why: "预算行和一、二级指标的名称由模板规定，改了名称的行不能与其他部门对应汇总。",
    fix: "如果只是换了说法，请改回模板中的名称；确需增加的行可以保留。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.text("B6", "（2）捐赠款"),
        silent: |case| case.text("C16", "结转结余资金管理"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    for line in form.submission.budget.iter().filter(|line| line.key.is_empty() && !line.label.is_absent()) {
        say(out, &line.label, Subject::BudgetLabel(line.label.written.clone()), "资金行");
    }
    let mut seen = BTreeSet::new();
    for (i, row) in form.submission.indicators.iter().enumerate() {
        let Some((label, about, what)) = unknown_level(form, i, row) else { continue };
        // A name that is repeated in every row, instead of merged over them, is one name.
        if seen.insert((&row.level1.written, &label.written)) {
            say(out, label, about, what);
        }
    }
}

/// The highest level of a row whose name the profile does not know; below that nothing can be known.
fn unknown_level<'a>(form: &Form, i: usize, row: &'a Indicator) -> Option<(&'a Entry<Text>, Subject, &'static str)> {
    if row.level1_known.is_none() {
        return (!row.level1.is_absent()).then_some((&row.level1, Subject::Level1(i), "一级指标"));
    }
    let is_listed = row.level1_known.is_some_and(|at| !form.profile.indicators.level1[at].level2.is_empty());
    let is_unknown = row.level2_known.is_none() && !row.level2.is_absent() && is_listed;
    is_unknown.then_some((&row.level2, Subject::Level2(i), "二级指标"))
}

fn say(out: &mut Findings, label: &Entry<Text>, about: Subject, what: &str) {
    let message = format!("{} {what}“{}”不是模板中的名称。", label.cell, label.written);
    out.at(label, about).message(message);
}
