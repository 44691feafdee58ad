use crate::model::finding::Severity;
use crate::model::number::{plain, round};
use crate::rules::example::Example;
use crate::rules::facts::scored_rows::{SCORE_DECIMALS, scored};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "SCR-15",
    name: "too-precise",
    severity: Severity::Info,
    title: "得分超过两位小数",
    why: "得分一般保留两位小数，位数过多会使汇总产生尾差。",
    fix: "建议四舍五入保留两位小数。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.set("H25", "4.7368"), silent: |case| case.set("H25", "4.74") },
};

fn check(form: &Form, out: &mut Findings) {
    for row in scored(form) {
        let Some(score) = row.score.value() else { continue };
        if score.decimals.min(score.value.normalize().scale()) <= SCORE_DECIMALS {
            continue;
        }
        let rounded = plain(round(score.value, SCORE_DECIMALS));
        let says = format!("{} 得分{}分超过两位小数，建议写成{rounded}分。", row.score.cell, plain(score.value));
        row.at(out).expected(rounded).message(says);
    }
}
