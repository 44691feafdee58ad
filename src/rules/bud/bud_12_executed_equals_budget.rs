use crate::model::finding::Severity::Info;
use crate::model::finding::Subject;
use crate::model::number::grouped;
use crate::model::submission::Indicator;
use crate::profile::spec::BudgetColumn;
use crate::rules::example::Example;
use crate::rules::facts::ledger::{Column, overall, total_line};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BUD-12",
    name: "executed-equals-budget",
    severity: Info,
    title: "执行数与预算数完全一致，执行却扣了分",
    why: "预算全部执行完就没有可扣的分；扣了分的，请看两处是否一致。",
    fix: "请核对全年执行数；属实的无需修改。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            spend_all(case);
            case.score("H15", "4.9");
            case.text("I15", "十二月一笔退库资金未计入");
        },
        silent: spend_all,
    },
};

fn spend_all(case: &mut crate::rules::example::Case) {
    for (cell, figure) in [("G5", "12345678.90"), ("G6", "524128.75"), ("G7", "11352108.67"), ("G8", "1517698.98")] {
        case.set(cell, figure);
    }
    for cell in ["I5", "I6", "I7", "I8", "F15"] {
        case.set(cell, "100%");
    }
    if let Some(figure) = &mut case.own_entry().executed {
        figure.yuan = rust_decimal::Decimal::new(1_286_980_765, 2);
    }
}

fn check(form: &Form, out: &mut Findings) {
    let (Some(budget), Some(executed)) = (overall(form, Column::Budget), overall(form, Column::Executed)) else {
        return;
    };
    if budget.yuan != executed.yuan || budget.yuan.is_zero() {
        return;
    }
    let names = &form.profile.words.execution_level2;
    let is_deducted = |row: &Indicator| row.score_value() < row.points_value() && row.score_value().is_some();
    let mut rows = form.submission.indicators.iter();
    let Some(row) = rows.find(|row| names.iter().any(|name| name == form.level2_name(row)) && is_deducted(row)) else {
        return;
    };
    let Some((line, entry)) = total_line(form).and_then(|line| Some((line, line.executed.as_ref()?))) else { return };
    let [budget, spent] = Column::BOTH.map(|column| column.name(form));
    let message = format!("{spent}与{budget}都是 {} 元，完全一致，预算执行一行扣了分。", grouped(executed.yuan));
    out.at(entry, Subject::Budget(line.key.clone(), BudgetColumn::Executed))
        .message(message)
        .related(row.score.as_ref().map(|score| score.cell));
}
