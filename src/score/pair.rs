//! Target and actual side by side: the same unit, or made so where one lacks its sign.

use rust_decimal::Decimal;

use crate::model::number::LARGEST_RATIO;
use crate::model::quantity::Quantity;

/// Both in one unit, or `None` when their units differ. A unit left out on one side is the other's;
/// beside a percentage, 0.95 and 95 are both 95 %: whichever lies nearer.
pub fn pair(target: &Quantity, actual: &Quantity) -> Option<(Quantity, Quantity)> {
    let is_bare = |quantity: &Quantity| quantity.unit.is_none() && quantity.scale == Decimal::ONE;
    let (target_is_bare, actual_is_bare) = (is_bare(target), is_bare(actual));
    let (mut target, mut actual) = (target.clone(), actual.clone());
    match (target.unit.as_deref(), actual.unit.as_deref()) {
        (None, None) if is_scaled(target.value, actual.value) => return None,
        (a, b) if a == b => {}
        (Some("%"), None) => actual = as_percent(actual, target.value)?,
        (None, Some("%")) => target = as_percent(target, actual.value)?,
        (Some(_), None) => actual.unit.clone_from(&target.unit),
        (None, Some(_)) => target.unit.clone_from(&actual.unit),
        _ => return None,
    }
    match (target_is_bare, actual_is_bare) {
        (_, true) => actual.value = in_scale_of(&target, actual.value),
        (true, _) => target.value = in_scale_of(&actual, target.value),
        _ => {}
    }
    Some((target, actual))
}

/// 1800 beside 1200万元 is 1800 of 万, and 12000000 is all of it: whichever lies nearer.
fn in_scale_of(other: &Quantity, bare: Decimal) -> Decimal {
    let scaled = bare.checked_mul(other.scale).unwrap_or(bare);
    let distance = |value: Decimal| value.max(other.value).checked_div(value.min(other.value));
    let both = bare > Decimal::ZERO && other.value > Decimal::ZERO;
    match (both.then(|| distance(scaled)).flatten(), distance(bare)) {
        (Some(far), Some(near)) if far < near => scaled,
        _ => bare,
    }
}

/// 95 beside 0.95: one of both lost its percent sign, and nothing says which.
fn is_scaled(one: Decimal, other: Decimal) -> bool {
    let (small, large) = (one.min(other), one.max(other));
    small > Decimal::ZERO && small < Decimal::ONE && large > Decimal::TEN && large <= Decimal::ONE_HUNDRED
}

/// A ratio up to 1.5 and at most ten times its neighbour; else a percentage without its sign.
fn as_percent(mut quantity: Quantity, beside: Decimal) -> Option<Quantity> {
    let near = beside.is_zero() || quantity.value.abs() <= beside.abs().checked_mul(Decimal::TEN)?;
    if !(near && quantity.value.abs() <= LARGEST_RATIO) {
        quantity.value = quantity.value.checked_div(Decimal::ONE_HUNDRED)?;
        quantity.upper = quantity.upper.and_then(|upper| upper.checked_div(Decimal::ONE_HUNDRED));
    }
    quantity.unit = Some("%".to_owned());
    Some(quantity)
}
