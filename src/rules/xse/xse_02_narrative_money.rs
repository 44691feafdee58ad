use crate::model::finding::Severity;
use crate::rules::example::Example;
use crate::rules::facts::narrative::{clauses, items};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "XSE-02",
    name: "narrative-money",
    severity: Severity::Error,
    title: "报告中的金额与自评表不一致",
    why: "报告和自评表说的是同一笔资金，换算单位后应当一致（四舍五入不算差错）。",
    fix: "请核对金额和单位，把报告与自评表改为一致。",
    over: &["XSE-05"],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.report("全年预算数1386.98万元。"),
        silent: |case| case.report("全年预算数1286.98万元，比上年增加25.46万元，明年预算数拟为1300万元。"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let Some(report) = &form.report else { return };
    let clauses = clauses(report.paragraphs, form);
    for dispute in items::money(&clauses, form) {
        let clause = &clauses[dispute.clause];
        let message = format!("报告写“{}”，自评表为{}，两者不一致。", clause.text, dispute.table);
        let draft = out.in_report(Some(clause.place()), clause.sentence, dispute.about);
        draft.subject(dispute.name).found(dispute.figure.shown()).message(message).related(dispute.cells);
    }
}
