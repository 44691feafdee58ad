use crate::model::finding::Severity::Error;
use crate::model::finding::Subject;
use crate::model::number::plain;
use crate::rules::example::Example;
use crate::rules::facts::row_groups::by_level1;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "WGT-03",
    name: "level-weight",
    severity: Error,
    title: "一级指标的权重与规定不同",
    why: "一级指标的权重由办法统一规定，各部门不能自行调整，否则总分不可比。",
    fix: "请把权重改回规定的分数，并相应调整该一级指标下各项的分值。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.set("B14", "35"), silent: |case| case.text("B14", "30分") },
};

fn check(form: &Form, out: &mut Findings) {
    for group in by_level1(form) {
        let Some(asked) = group.level1_spec(form).and_then(|spec| spec.weight) else { continue };
        let Some((weight, stated)) = group.weight() else { continue };
        let Some(difference) = stated.checked_sub(asked).filter(|difference| !difference.is_zero()) else { continue };
        let name = form.level1_name(group.rows[0]);
        let message = format!("{} {name}的权重填的是 {}，规定是 {}。", weight.cell, plain(stated), plain(asked));
        out.at(weight, Subject::Level1(group.first)).expected(plain(asked)).difference(difference).message(message);
    }
}
