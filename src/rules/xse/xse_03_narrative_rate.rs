use rust_decimal::Decimal;

use crate::model::finding::{Severity, Subject};
use crate::model::number::plain;
use crate::profile::spec::BudgetColumn;
use crate::rules::example::Example;
use crate::rules::facts::ledger;
use crate::rules::facts::narrative::figures::{Figure, around, behind};
use crate::rules::facts::narrative::items::is_near;
use crate::rules::facts::narrative::scope::{self, Of};
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
    let rates: Vec<Decimal> =
        ledger::overall_rates(form).iter().map(|rate| rate.saturating_mul(Decimal::ONE_HUNDRED)).collect();
    let Some(rate) = rates.first().copied() else { return };
    let words = &form.profile.narrative;
    let line = ledger::total_line(form);
    let about = Subject::Budget(line.map(|line| line.key.clone()).unwrap_or_default(), BudgetColumn::Rate);
    let cells = || line.and_then(|line| Some(line.rate.as_ref()?.cell));
    for clause in clauses(report.paragraphs, form).iter().filter(|clause| !clause.is_foreign) {
        let own_total = if form.submission.is_scored { totals(form) } else { vec![] };
        let completion = figure(clause, &words.completions, form).filter(|(_, of)| *of == Of::Whole);
        let completion = completion.map(|(figure, _)| (figure, own_total, Of::Whole));
        let said = completion.or_else(|| {
            let (figure, of) = rate_of_text(clause, form)?;
            Some((figure, vec![], of))
        });
        let Some((figure, others, of)) = said else { continue };
        // Behind what was said of a line a rate may be that line's.
        let line = match &of {
            Of::Line(key) => scope::rate_of(key, form).map(|rate| rate.saturating_mul(Decimal::ONE_HUNDRED)),
            _ => None,
        };
        if of == Of::Unknown || of != Of::Whole && line.is_none() {
            continue;
        }
        let mut known = rates.iter().chain(&others).chain(&line);
        if known.any(|known| is_near(&figure, *known, tolerance(&figure))) {
            continue;
        }
        let total = others.first().map(|total| format!("、自评得分{}分", plain(*total))).unwrap_or_default();
        let whole = format!("{}%", plain(rate.round_dp(2)));
        let shown = line.map_or(whole.clone(), |line| format!("{}%（整体{whole}）", plain(line.round_dp(2))));
        let message = format!("报告写“{}”，自评表的执行率是{shown}{total}，对不上。", clause.text);
        let draft = out.in_report(Some(clause.place()), clause.sentence, about.clone());
        draft.subject("执行率").found(figure.shown()).message(message).related(cells());
    }
}

/// Truncating is no error, and never less than a hundredth of a point.
fn tolerance(figure: &Figure) -> Decimal {
    figure.unit().max(Decimal::new(1, 2))
}

/// A percentage behind one of the phrases, and what it is of.
fn figure(clause: &Clause<'_>, phrases: &[String], form: &Form) -> Option<(Figure, Of)> {
    let (before, rest) = around(&clause.text, phrases)?;
    let figure = behind(rest, &form.profile.narrative).filter(|figure| figure.is_percent() && !figure.or_more())?;
    let said = &clause.text[..clause.text.len() - rest.len()];
    let of = scope::whole(clause, (before, said), form);
    (is_about_the_whole(before, form) && !clause.shares_number).then_some((figure, of))
}

/// The rate of execution of all the money, or of the line it names.
fn rate_of_text(clause: &Clause<'_>, form: &Form) -> Option<(Figure, Of)> {
    let words = &form.profile.narrative;
    let of_line = || {
        let (_, rest) = around(&clause.text, &words.rates)?;
        let said = &clause.text[..clause.text.len() - rest.len()];
        let key = scope::line_of_rate(said, form).filter(|_| !clause.is_part)?;
        let figure = behind(rest, words).filter(|figure| figure.is_percent() && !figure.or_more())?;
        Some((figure, Of::Line(key)))
    };
    figure(clause, &words.rates, form).or_else(of_line)
}
