use rust_decimal::Decimal;

use crate::model::address::CellRef;
use crate::model::finding::{Severity, Subject};
use crate::model::number::plain;
use crate::rules::example::Example;
use crate::rules::facts::narrative::figures::{after_joiners, around, behind};
use crate::rules::facts::narrative::items::is_near;
use crate::rules::facts::narrative::{Clause, clauses, is_about_the_whole};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "XSE-01",
    name: "narrative-total",
    severity: Severity::Error,
    title: "报告中的得分、等级与自评表不一致",
    why: "自评得分和等级是自评的结论，报告和自评表必须一致，否则无法确定以哪一个为准。",
    fix: "请核对自评得分和等级，把报告与自评表改为一致。",
    over: &["XSE-05"],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.report("本部门整体支出绩效自评得分95.5分。"),
        silent: |case| case.report("满分100分，自评得分99.74分，绩效等级为“优”。"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let Some(report) = form.report.as_ref().filter(|_| form.submission.is_scored) else { return };
    for clause in clauses(report.paragraphs, form).iter().filter(|clause| !clause.is_foreign) {
        if let Some(message) = score(clause, form).or_else(|| grade(clause, form)) {
            let draft = out.in_report(Some(clause.place()), clause.sentence, Subject::Total);
            draft.message(message).related(cell(form));
        }
    }
}

/// What the form states as its total, and the sum of its scores: where they differ, that has a finding of its own.
pub fn totals(form: &Form) -> Vec<Decimal> {
    let stated = form.submission.total.as_ref().and_then(|total| Some(total.stated.value()?.value));
    stated.into_iter().chain([form.submission.scores_sum()]).collect()
}

fn cell(form: &Form) -> Option<CellRef> {
    form.submission.total.as_ref().map(|total| total.stated.cell)
}

fn score(clause: &Clause<'_>, form: &Form) -> Option<String> {
    let words = &form.profile.narrative;
    let (before, rest) = around(&clause.text, &words.totals)?;
    let figure =
        behind(rest, words).filter(|figure| figure.behind.starts_with('分') && !figure.behind.starts_with("分值"))?;
    let totals = totals(form);
    let agrees = totals.iter().any(|total| is_near(&figure, *total, figure.half_unit()));
    (is_about_the_whole(before, form) && !clause.shares_number && !agrees).then(|| {
        let table = totals.first().copied().unwrap_or_default();
        format!("报告写自评得分{}分，自评表为{}分，两者不一致。", figure.value, plain(table))
    })
}

fn grade(clause: &Clause<'_>, form: &Form) -> Option<String> {
    let words = &form.profile.narrative;
    let (before, rest) = around(&clause.text, &words.grades)?;
    let rest = after_joiners(rest, words).trim_start_matches(['"', '“', '‘', '”', '「']);
    let grades = &form.profile.scoring.grades;
    let said = grades.iter().find(|grade| rest.starts_with(grade.name.as_str()))?;
    let behind =
        rest[said.name.len()..].trim_start_matches(['秀', '好', '等', '级', '次', '"', '”', '’', '」', '。', '档']);
    if !behind.is_empty() || clause.shares_number || !is_about_the_whole(before, form) {
        return None;
    }
    let known: Vec<&str> = totals(form).into_iter().map(|total| form.profile.scoring.grade(total)).collect();
    (!known.contains(&said.name.as_str())).then(|| {
        format!("报告写绩效等级为“{}”，按自评表得分应为“{}”，两者不一致。", said.name, known.first().unwrap_or(&""))
    })
}
