use crate::model::finding::Severity::Warning;
use crate::model::finding::Subject;
use crate::model::number::grouped;
use crate::model::submission::UnitSource;
use crate::profile::spec::BudgetColumn;
use crate::rules::example::Example;
use crate::rules::facts::ledger::{Column, overall};
use crate::rules::facts::odd_units;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BUD-10",
    name: "unit-doubtful",
    severity: Warning,
    title: "金额单位可疑",
    why: "按表上的单位（没有写明的按“元”）读出来的数大得或小得不合常理，金额的单位可能有误。",
    fix: "请核对金额的单位：以万元填写的，请换算成元，或在表头注明“（万元）”。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: in_wan, silent: |case| case.text("E4", "全年预算数（元）") },
};

/// All eight amounts in 万元, nowhere said so.
fn in_wan(case: &mut crate::rules::example::Case) {
    const FIGURES: [(&str, &str); 8] = [
        ("E5", "1234.56789"),
        ("G5", "1209.876532"),
        ("E6", "52.412875"),
        ("G6", "51.363468"),
        ("E7", "1135.210867"),
        ("G7", "1123.858758"),
        ("E8", "151.769898"),
        ("G8", "137.381242"),
    ];
    FIGURES.into_iter().for_each(|(cell, figure)| case.set(cell, figure));
}

fn check(form: &Form, out: &mut Findings) {
    let Some(budget) = overall(form, Column::Budget).map(|sum| sum.yuan) else { return };
    let Some(doubt) = odd_units::doubt(form, budget) else { return };
    let first = form.submission.budget.iter().find_map(|line| Some((line, line.budget.as_ref()?)));
    let Some((line, entry)) = first else { return };
    let unit = form.submission.money_unit.name();
    let stated = match (form.submission.unit_source, form.submission.unit_cell) {
        (UnitSource::Profile, _) => format!("表上没有写明单位，按“{unit}”"),
        (_, Some(cell)) => format!("按 {cell} 写明的“{unit}”"),
        (_, None) => format!("按“{unit}”"),
    };
    let name = Column::Budget.name(form);
    let message = format!("{stated}读，{name}合计是 {} 元，{doubt}，单位可能不对。", grouped(budget));
    out.at(entry, Subject::Budget(line.key.clone(), BudgetColumn::Budget))
        .message(message)
        .related(form.submission.unit_cell);
}
