use rust_decimal::Decimal;

use crate::lang::direction::is_capped_rate;
use crate::lang::shift::is_shifted;
use crate::model::finding::{Severity, Subject};
use crate::model::number::percent;
use crate::model::quantity::Measure;
use crate::model::submission::{Indicator, MeasureEntry};
use crate::model::text::compact;
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "IND-08",
    name: "percentage-range",
    severity: Severity::Error,
    title: "百分比超出可能的范围",
    why: "满意度、合格率一类的比率只能在0到100%之间；一处写0.95、一处写95，写法就不一致。",
    fix: "请按百分比填写，如“95%”；指标值和完成值写法要一致。",
    // Nothing that is computed from an impossible rate is worth saying.
    over: &["DEV-02", "DEV-03", "SCR-06", "SCR-09", "SCR-14", "GRD-02"],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.text("F28", "930%"), silent: |case| case.text("F28", "93%") },
};

fn check(form: &Form, out: &mut Findings) {
    let words = &form.profile.words;
    for (i, row) in form.filled() {
        let name = name(form, row);
        let is_capped = is_capped_rate(name, words);
        for (column, entry) in [(IndicatorColumn::Target, &row.target), (IndicatorColumn::Actual, &row.actual)] {
            let Some(entry) = entry.as_ref().filter(|entry| is_capped && is_out_of_range(entry)) else { continue };
            let message = format!("{} 填的是“{}”，满意度、合格率等不超过100%，请核对。", entry.cell, entry.written);
            let draft = out.at(entry, Subject::Indicator(i, column)).expected("0–100%").message(message);
            draft.fix("请核对这个数：满意度、合格率一类的比率不超过100%；数字无误的，请核对指标名称。");
        }
        if !is_capped && !compact(name).ends_with('率') {
            continue;
        }
        let (Some(target), Some(actual)) = (&row.target, &row.actual) else { continue };
        let Some((column, fraction, other)) = fraction_beside_percents(target, actual) else { continue };
        let percents = percent(fraction.1);
        let message = format!(
            "{} 填的是“{}”，而{}填的是“{}”：一处是小数，一处是百分数，应统一写成{percents}这样的百分比。",
            fraction.0.cell, fraction.0.written, other.cell, other.written
        );
        out.at(fraction.0, Subject::Indicator(i, column)).expected(percents).related([other.cell]).message(message);
    }
}

/// The indicator's own name, which a shifted row has in its target.
fn name<'a>(form: &Form, row: &'a Indicator) -> &'a str {
    let shifted = is_shifted(row, &form.profile.words).then(|| row.target.as_ref()?.text()).flatten();
    shifted.or(row.level3.text()).unwrap_or("")
}

fn is_out_of_range(entry: &MeasureEntry) -> bool {
    let Some(quantity) = entry.value().and_then(Measure::quantity) else { return false };
    let most = match &quantity.unit {
        Some(unit) if unit == "%" => Decimal::ONE,
        None => Decimal::ONE_HUNDRED,
        Some(_) => return false,
    };
    [Some(quantity.value), quantity.upper].into_iter().flatten().any(|v| v > most || v < Decimal::ZERO)
}

type Fraction<'a> = (&'a MeasureEntry, Decimal);

/// 0.95 and 95, both without a sign; the fraction is the one to change.
fn fraction_beside_percents<'a>(
    target: &'a MeasureEntry,
    actual: &'a MeasureEntry,
) -> Option<(IndicatorColumn, Fraction<'a>, &'a MeasureEntry)> {
    let (t, a) = (bare_number(target)?, bare_number(actual)?);
    let fraction = |v: Decimal| v > Decimal::ZERO && v <= Decimal::ONE && v.scale() > 0;
    let percents = |v: Decimal| v > Decimal::TEN && v <= Decimal::ONE_HUNDRED;
    match (t, a) {
        _ if fraction(t) && percents(a) => Some((IndicatorColumn::Target, (target, t), actual)),
        _ if fraction(a) && percents(t) => Some((IndicatorColumn::Actual, (actual, a), target)),
        _ => None,
    }
}

/// A number written without sign and unit, as written (normalising may have made a ratio of it).
fn bare_number(entry: &MeasureEntry) -> Option<Decimal> {
    let text = compact(&entry.written);
    let digits = text.trim_start_matches(['≥', '≤', '>', '<', '=', '≧', '≦']);
    entry.value()?.quantity()?;
    digits.parse().ok()
}
