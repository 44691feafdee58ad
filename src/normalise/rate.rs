//! Execution rates: "100%", "１００％", 1 with a percent format, 1 without, 100 without a sign, 0.9983.

use rust_decimal::Decimal;

use super::figure::figure;
use super::reader::{Filled, Notes, Reader};
use crate::model::number::{LARGEST_RATIO, round};
use crate::model::raw::RawValue;
use crate::model::submission::{Entry, Rate, State};

/// A printed rate fits the computed one within half a percentage point.
const FITS: Decimal = Decimal::from_parts(5, 0, 0, false, 3);
/// Decimals of a percentage whose format is not known.
const UNKNOWN_DECIMALS: u32 = 2;

impl Reader<'_> {
    /// `computed` is executed / budget of the line: it tells a ratio from a percentage without a sign.
    pub fn rate(&self, raw: &RawValue, computed: Option<Decimal>) -> Entry<Rate> {
        let mut entry = self.figure(raw, |filled, notes| match filled.number(notes) {
            Some(value) => stored(filled, value, computed, notes),
            None => written(filled.text()?, computed, notes),
        });
        // The formula itself would not give 0 here, so it was never calculated.
        if raw.content.is_formula_of_zero() && computed.is_some_and(|computed| !computed.is_zero()) {
            entry.state = State::Uncalculated;
        }
        entry
    }
}

fn stored(filled: &Filled, value: Decimal, computed: Option<Decimal>, notes: &mut Notes) -> Option<Rate> {
    let display = filled.cell.display();
    let shown = display.as_ref().and_then(|display| Some((display, display.number?)));
    let Some((display, number)) = shown else { return undecided(value, None, computed, notes) };
    let decimals = display.decimals;
    match display.behind.chars().next() {
        Some('%' | '％') => {
            rate(number.checked_div(Decimal::ONE_HUNDRED)?, decimals.unwrap_or(UNKNOWN_DECIMALS), false)
        }
        Some('‰') => per_mille(number, decimals.unwrap_or(UNKNOWN_DECIMALS)),
        _ => undecided(number, decimals, computed, notes),
    }
}

fn per_mille(number: Decimal, decimals: u32) -> Option<Rate> {
    rate(number.checked_div(Decimal::ONE_THOUSAND)?, decimals + 1, false)
}

fn written(text: &str, computed: Option<Decimal>, notes: &mut Notes) -> Option<Rate> {
    if let Some(ratio) = in_words(text) {
        return rate(ratio, 0, false);
    }
    let figure = figure(text, notes)?;
    let decimals = figure.numeral.decimals;
    match figure.behind.as_str() {
        _ if figure.numeral.scale != Decimal::ONE => None,
        "%" => rate(figure.value().checked_div(Decimal::ONE_HUNDRED)?, decimals, false),
        "‰" => per_mille(figure.value(), decimals),
        "" => undecided(figure.value(), Some(decimals), computed, notes),
        _ => None,
    }
}

/// 百分之百 and the like.
fn in_words(text: &str) -> Option<Decimal> {
    let scan = text.starts_with("百分").then(|| crate::lang::scan::scan(text, &Default::default()))?;
    let [one] = scan.mentions.as_slice() else { return None };
    let whole = one.span == (0..scan.chars.len());
    scan.quantities().next().filter(|quantity| whole && quantity.is_percent()).map(|quantity| quantity.value)
}

/// Without a sign the row itself decides; where it fits neither way, the size does.
fn undecided(value: Decimal, shown: Option<u32>, computed: Option<Decimal>, notes: &mut Notes) -> Option<Rate> {
    let hundredth = value.checked_div(Decimal::ONE_HUNDRED)?;
    let fits = |candidate: Decimal| computed.is_some_and(|c| (candidate - c).abs() <= FITS);
    let is_ratio = match (fits(value), fits(hundredth)) {
        (true, false) => true,
        (false, true) => false,
        _ => value.abs() <= LARGEST_RATIO,
    };
    notes.push(match (is_ratio, fits(value) || fits(hundredth)) {
        (true, true) => "没有百分号，与执行数÷预算数相符，按1=100%读取",
        (false, true) => "没有百分号，与执行数÷预算数相符，按百分数读取",
        (true, false) => "没有百分号，数值不大于1.5，按1=100%读取",
        (false, false) => "没有百分号，数值大于1.5，按百分数读取",
    });
    match is_ratio {
        true => rate(value, shown.map_or(UNKNOWN_DECIMALS, |d| d.saturating_sub(2)), true),
        false => rate(hundredth, shown.unwrap_or(UNKNOWN_DECIMALS), true),
    }
}

/// Below a million, so that what is computed from it cannot overflow.
fn rate(ratio: Decimal, decimals: u32, inferred: bool) -> Option<Rate> {
    let sane = ratio.abs() < Decimal::from(1_000_000);
    sane.then(|| Rate { ratio: round(ratio, 15).normalize(), decimals: decimals.min(10), inferred })
}
