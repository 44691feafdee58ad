//! Exact decimals: how a stored float becomes one, how it is rounded, how it is printed.

use rust_decimal::prelude::FromPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// No figure of any form reaches this; keeping to it, no sum or product of figures can overflow.
const LARGEST: i64 = 1_000_000_000_000_000;
/// Finer figures are noise, and dividing by them could overflow.
const FINEST: u32 = 12;
/// Sums and differences of amounts up to some hundred millions are off by less than this; ratios are left alone.
const LARGEST_NOISE: f64 = 1e-8;
const SMALLEST_AMOUNT: f64 = 100.0;
/// Where nothing says whether a number is a ratio or a percentage, up to here (150 %) it is a ratio: more would be a
/// rate nobody prints.
pub const LARGEST_RATIO: Decimal = Decimal::from_parts(15, 0, 0, false, 1);

/// A parsed figure within what can safely be computed with.
pub fn within(value: Decimal) -> Option<Decimal> {
    let small = value.abs() < Decimal::from(LARGEST);
    small.then(|| if value.scale() > FINEST { round(value, FINEST) } else { value })
}

/// A stored float at the 15 significant digits Excel shows (12869807.649999999 is 12869807.65), without what a
/// subtraction of amounts leaves behind (98109.5299999993 is 98109.53);
/// `None` for what is no figure (NaN, infinities, 10¹⁵ and beyond).
pub fn from_float(value: f64) -> Option<Decimal> {
    if value.abs() >= LARGEST as f64 {
        return None;
    }
    if value.fract() == 0.0 {
        return Decimal::from_i64(value as i64);
    }
    // Most figures have few decimals. A float that is the nearest to such a number is that number at fifteen digits.
    let scaled = (value * 1e4).round();
    let noise = if value.abs() >= SMALLEST_AMOUNT { LARGEST_NOISE } else { 0.0 };
    if scaled.abs() < LARGEST as f64 && (scaled / 1e4 - value).abs() <= noise {
        return Some(Decimal::new(scaled as i64, 4).normalize());
    }
    let text = format!("{value:.14e}");
    Decimal::from_scientific(&text).ok().map(|d| d.normalize()).and_then(within)
}

/// Half-up (away from zero), the rounding of every figure in this crate.
pub fn round(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// Without trailing zeros: `4.790` is `4.79`, `100.0` is `100`, `-0` is `0`.
pub fn plain(value: Decimal) -> String {
    let value = value.normalize();
    match value.is_zero() {
        true => "0".to_owned(),
        false => value.to_string(),
    }
}

/// Money as printed: at least two decimals, never fewer than it has.
pub fn money(value: Decimal) -> String {
    let value = value.normalize();
    let scale = value.scale().max(2);
    format!("{value:.*}", scale as usize)
}

/// Money with thousands separators, for people: `12,869,807.65`.
pub fn grouped(value: Decimal) -> String {
    let text = money(value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, "00"));
    let mut out = String::with_capacity(text.len() + whole.len() / 3 + 1);
    if value.is_sign_negative() && !value.is_zero() {
        out.push('-');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + "." + fraction
}

/// A ratio as a percentage for people: `0.9712` is `97.12%`.
pub fn percent(ratio: Decimal) -> String {
    // Beyond what a decimal holds nobody reads the digits any more.
    let percent = ratio.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(Decimal::MAX);
    plain(round(percent, 2)) + "%"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn float_noise_is_gone_at_fifteen_digits() {
        assert_eq!(from_float(12869807.649999999).map(plain).as_deref(), Some("12869807.65"));
        assert_eq!(from_float(0.1 + 0.2).map(plain).as_deref(), Some("0.3"));
        assert_eq!(from_float(4.79).map(plain).as_deref(), Some("4.79"));
        assert_eq!(from_float(98_207.65 + 1e8 - 98.12 - 1e8).map(plain).as_deref(), Some("98109.53"));
        assert_eq!(from_float(98109.5299).map(plain).as_deref(), Some("98109.5299"));
        assert_eq!(from_float(98109.529999).map(plain).as_deref(), Some("98109.529999"));
        assert_eq!(from_float(0.98119999999).map(plain).as_deref(), Some("0.98119999999"));
        assert_eq!(from_float(1e-7).map(plain).as_deref(), Some("0.0000001"));
        assert_eq!(from_float(f64::NAN), None);
        assert_eq!(from_float(1e40), None);
        assert_eq!(from_float(1e15), None);
        let by_digits = |value: f64| within(Decimal::from_scientific(&format!("{value:.14e}")).unwrap().normalize());
        let few_decimals = (0..50_000).map(|n| f64::from(n) / 1e4 - 2.5);
        for value in few_decimals.chain([99.8301, 1e11 + 0.1, 123_456.789_05, 0.1 + 0.2]) {
            assert_eq!(from_float(value).map(plain), by_digits(value).map(plain), "{value}");
        }
    }

    #[test]
    fn halves_go_up() {
        assert_eq!(plain(round(Decimal::new(4785, 3), 2)), "4.79");
        assert_eq!(plain(round(Decimal::new(-4785, 3), 2)), "-4.79");
    }

    #[test]
    fn money_is_printed_to_the_cent() {
        assert_eq!(money(Decimal::new(1, 0)), "1.00");
        assert_eq!(money(Decimal::new(1286980765, 2)), "12869807.65");
        assert_eq!(grouped(Decimal::new(1286980765, 2)), "12,869,807.65");
        assert_eq!(grouped(Decimal::new(-100, 0)), "-100.00");
        assert_eq!(percent(Decimal::new(99835, 5)), "99.84%");
        assert!(percent(Decimal::MAX).ends_with('%'));
    }
}
