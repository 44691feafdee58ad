use rust_decimal::Decimal;

use crate::model::address::CellRef;
use crate::model::finding::{Severity, Subject};
use crate::model::quantity::Quantity;
use crate::model::submission::Indicator;
use crate::model::text::compact;
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::facts::narrative::figures::{Figure, around, behind};
use crate::rules::facts::narrative::{clauses, without_own_words};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "XSE-04",
    name: "narrative-satisfaction",
    severity: Severity::Warning,
    title: "报告中的满意度与自评表不一致",
    why: "满意度来自同一次调查，报告和自评表应当一致。",
    fix: "请按调查结果核对满意度，把报告与自评表改为一致。",
    over: &["XSE-05"],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.report("服务对象满意度达到88%。"),
        silent: |case| case.report("服务对象满意度达到90%以上，满意度目标为85%。"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let Some(report) = &form.report else { return };
    let words = &form.profile.narrative;
    let rows = rows(form);
    let known: Vec<(usize, CellRef, &Quantity)> = rows.iter().filter_map(|row| stated(form, *row)).collect();
    // With one that can't be read nobody knows which the text means.
    if known.is_empty() || known.len() < rows.len() {
        return;
    }
    for clause in clauses(report.paragraphs, form).iter().filter(|clause| !clause.is_foreign) {
        let Some((before, rest)) = around(&clause.text, &words.satisfaction) else { continue };
        let Some(figure) = behind(rest, words).filter(Figure::is_percent) else { continue };
        if !is_of(&rows, before, form) || known.iter().any(|(_, _, quantity)| agrees(&figure, quantity)) {
            continue;
        }
        let (row, _, _) = known[0];
        let table: Vec<String> = known.iter().map(|(row, ..)| written(form, *row)).collect();
        let message = format!("报告写“{}”，自评表的满意度是{}，两者不一致。", clause.text, table.join("、"));
        let about = Subject::Indicator(row, IndicatorColumn::Actual);
        let draft = out.in_report(Some(clause.place()), clause.sentence, about);
        draft.found(figure.shown()).message(message).related(known.iter().map(|(_, cell, _)| *cell));
    }
}

fn rows(form: &Form) -> Vec<usize> {
    let is_about = |text: &str| form.profile.narrative.satisfaction.iter().any(|word| text.contains(word.as_str()));
    let names = |row: &Indicator| {
        let target = row.target.as_ref().map_or("", |target| target.written.as_str());
        is_about(&row.level3.written) || is_about(&row.level1.written) || is_about(target)
    };
    form.filled().filter(|(_, row)| names(row)).map(|(index, _)| index).collect()
}

/// Of those whom the table asked, or of nobody in particular; a hotline and a training have their own.
fn is_of(rows: &[usize], before: &str, form: &Form) -> bool {
    let words = &form.profile.narrative;
    let whose = without_own_words(before, &words.people, form);
    let names = |row: &usize| {
        let row = &form.submission.indicators[*row];
        [row.level3.written.clone(), row.target.as_ref().map(|target| target.written.clone()).unwrap_or_default()]
    };
    whose.is_empty() || rows.iter().flat_map(names).any(|name| compact(&name).contains(whose))
}

fn stated<'a>(form: &Form<'a>, row: usize) -> Option<(usize, CellRef, &'a Quantity)> {
    let actual = form.submission.indicators[row].actual.as_ref()?;
    let quantity = actual.value()?.quantity().filter(|quantity| quantity.is_percent())?;
    Some((row, actual.cell, quantity))
}

fn written(form: &Form, row: usize) -> String {
    form.submission.indicators[row].actual.as_ref().map(|actual| actual.written.clone()).unwrap_or_default()
}

fn agrees(figure: &Figure, quantity: &Quantity) -> bool {
    let table = quantity.value.saturating_mul(Decimal::ONE_HUNDRED);
    let is_open = figure.or_more() || quantity.operator.is_some() || quantity.about || quantity.upper.is_some();
    match is_open {
        true if figure.or_more() => table >= figure.value,
        true => true,
        false => table.saturating_sub(figure.value).abs() <= figure.half_unit(),
    }
}
