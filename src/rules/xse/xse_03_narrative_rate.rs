use rust_decimal::Decimal;

use crate::model::finding::{Severity, Subject};
use crate::model::number::plain;
use crate::profile::spec::BudgetColumn;
use crate::rules::example::Example;
use crate::rules::facts::ledger;
use crate::rules::facts::narrative::figures::{Figure, around, behind};
use crate::rules::facts::narrative::items::is_near;
use crate::rules::facts::narrative::{Clause, clauses, is_about_the_whole};
use crate::rules::xse::xse_01_narrative_total::totals;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "XSE-03",
    name: "narrative-rate",
    severity: Severity::Warning,
    title: "报告中的执行率、完成率与自评表不一致",
    why: "同一个比率在报告和自评表中应当一致，不一致时无法判断预算执行和目标完成的真实情况。",
    fix: "请核对执行率、完成率，把报告与自评表改为一致；口径不同的请写明怎么计算。",
    over: &["XSE-05"],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.report("全年预算执行率88.5%。"),
        silent: |case| case.report("全年预算执行率98.00%，政府采购执行率85%，上年执行率88.5%。"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let Some(report) = &form.report else { return };
    let rates: Vec<Decimal> = ledger::overall_rates(form).iter().map(|rate| *rate * Decimal::ONE_HUNDRED).collect();
    let Some(rate) = rates.first().copied() else { return };
    let words = &form.profile.narrative;
    let line = ledger::total_line(form);
    let about = Subject::Budget(line.map(|line| line.key.clone()).unwrap_or_default(), BudgetColumn::Rate);
    let cells = || line.and_then(|line| Some(line.rate.as_ref()?.cell));
    for clause in clauses(report.paragraphs, form).iter().filter(|clause| !clause.is_foreign) {
        let own_total = if form.submission.is_scored { totals(form) } else { vec![] };
        let completion = figure(clause, &words.completions, form).map(|figure| (figure, own_total));
        let said = completion.or_else(|| Some((figure(clause, &words.rates, form)?, vec![])));
        let Some((figure, others)) = said else { continue };
        let mut known = rates.iter().chain(&others);
        if known.any(|known| is_near(&figure, *known, tolerance(&figure))) {
            continue;
        }
        let total = others.first().map(|total| format!("、自评得分{}分", plain(*total))).unwrap_or_default();
        let message = format!("报告写“{}”，自评表的执行率是{}%{total}，对不上。", clause.text, plain(rate.round_dp(2)));
        let draft = out.in_report(Some(clause.place()), clause.sentence, about.clone());
        draft.subject("执行率").found(figure.shown()).message(message).related(cells());
    }
}

/// Truncating is no error, and never less than a hundredth of a point.
fn tolerance(figure: &Figure) -> Decimal {
    figure.unit().max(Decimal::new(1, 2))
}

fn figure(clause: &Clause<'_>, phrases: &[String], form: &Form) -> Option<Figure> {
    let (before, rest) = around(&clause.text, phrases)?;
    let figure = behind(rest, &form.profile.narrative).filter(|figure| figure.is_percent() && !figure.or_more())?;
    (is_about_the_whole(before, form) && !clause.shares_number).then_some(figure)
}
