use crate::model::finding::{Severity, Subject};
use crate::rules::example::Example;
use crate::rules::facts::narrative::{clauses, items, parts};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "XSE-05",
    name: "narrative-parts",
    severity: Severity::Warning,
    title: "报告中的总数与各部分对不上",
    why: "人数、资产、项目和资金的各部分应与总数一致，所占比例应能由两个数算出来。",
    fix: "请核对总数、各部分和比例，改正写错的一个。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.report("年末实有人数40人，其中在职人员38人，退休人员3人。"),
        silent: |case| case.report("年末实有人数40人，其中在职人员38人，退休人员2人。"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let Some(report) = &form.report else { return };
    let clauses = clauses(report.paragraphs, form);
    let disputed: Vec<usize> = items::money(&clauses, form).iter().map(|dispute| dispute.clause).collect();
    for mismatch in parts::mismatches(&clauses, &form.profile.narrative) {
        let Some(clause) = mismatch.clauses.first().and_then(|at| clauses.get(*at)) else { continue };
        if mismatch.clauses.iter().any(|at| disputed.contains(at)) {
            continue;
        }
        let about = Subject::Field(format!("narrative:{}", clause.text));
        out.in_report(Some(clause.place()), clause.sentence, about).subject(mismatch.name).message(mismatch.message);
    }
}
