use rust_decimal::Decimal;

use crate::model::finding::{Severity, Subject};
use crate::rules::example::Example;
use crate::rules::facts::scored_rows::scored;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "SCR-16",
    name: "all-full-marks",
    severity: Severity::Info,
    title: "所有指标都是满分",
    why: "各项全部满分的自评，复核时一般会重点抽查。",
    fix: "无需修改；请再核对各项完成情况是否都有依据。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            case.set("F25", "95%");
            case.set("H25", "5");
            case.set("H29", "100");
        },
        silent: |case| case.set("H25", "4.74"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let scored_rows = || scored(form).filter(|row| row.points_value().is_some_and(|points| points > Decimal::ZERO));
    let count = scored_rows().count();
    if count == 0 || !scored_rows().all(|row| row.has_full_marks()) {
        return;
    }
    let Some(total) = &form.submission.total else { return };
    let says = format!("{count}项指标全部得满分，没有一项扣分。");
    out.at(&total.stated, Subject::Total).message(says);
}
