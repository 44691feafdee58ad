//! Target and actual side by side: the same unit, or made so where one lacks its sign.

use rust_decimal::Decimal;

use crate::model::number::LARGEST_RATIO;
use crate::model::quantity::{Per, Quantity};
use crate::model::score::Unverifiable;

/// A per-period count beside a plain number is that of the period up to so many times the target; beyond, nobody
/// would have meant it.
const FARTHEST: Decimal = Decimal::TWO;

/// Target and actual in one unit.
#[derive(Debug)]
pub struct Pair {
    pub target: Quantity,
    pub actual: Quantity,
    /// Why an actual that misses the target proves nothing.
    pub doubt: Option<Unverifiable>,
}

/// Both in one unit, or why not. A unit left out on one side is the other's; beside a percentage, 0.95 and 95 are both
/// 95 %: whichever lies nearer.
pub fn pair(target: &Quantity, actual: &Quantity) -> Result<Pair, Unverifiable> {
    let (target, actual) = in_one_unit(target, actual).ok_or(Unverifiable::UnitsDiffer)?;
    let about = (target.about || actual.about).then_some(Unverifiable::Approximate);
    let (target, actual, counted) = by_the_year(target, actual).ok_or(Unverifiable::CountedDifferently)?;
    Ok(Pair { target, actual, doubt: about.or(counted) })
}

type Counted = (Quantity, Quantity, Option<Unverifiable>);

/// 每月1次 is 12 in a year. `None` for what is counted by something else on either side.
fn by_the_year(target: Quantity, actual: Quantity) -> Option<Counted> {
    if target.per == actual.per {
        return Some((target, actual, None));
    }
    let doubt = Some(Unverifiable::CountedDifferently);
    let (about, meant_by_period) = match (&target.per, &actual.per) {
        (Some(Per::Period { about, .. }), None) => (*about, is_of_the_period(&target, &actual)),
        (None, Some(Per::Period { about, .. })) => (*about, is_of_the_period(&actual, &target)),
        (Some(Per::Period { about: a, .. }), Some(Per::Period { about: b, .. })) => (*a || *b, false),
        _ => return None,
    };
    Some((yearly(target)?, yearly(actual)?, doubt.filter(|_| about || meant_by_period)))
}

fn yearly(mut quantity: Quantity) -> Option<Quantity> {
    let times = match quantity.per.take() {
        Some(Per::Period { times, .. }) => times,
        _ => Decimal::ONE,
    };
    quantity.value = quantity.value.checked_mul(times)?;
    quantity.upper = quantity.upper.map(|upper| upper.checked_mul(times).ok_or(())).transpose().ok()?;
    Some(quantity)
}

/// A plain 1次 or 2次 beside 每月1次 may be the month's as well.
fn is_of_the_period(counted: &Quantity, plain: &Quantity) -> bool {
    let most = counted.upper.unwrap_or(counted.value).checked_mul(FARTHEST);
    most.is_some_and(|most| plain.value <= most)
}

fn in_one_unit(target: &Quantity, actual: &Quantity) -> Option<(Quantity, Quantity)> {
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
        (false, true) => actual.value = in_scale_of(&target, actual.value)?,
        (true, false) => target.value = in_scale_of(&actual, target.value)?,
        _ => {}
    }
    // Beside 450元/人 a number without any unit is of the same kind.
    match (target_is_bare, actual_is_bare) {
        (false, true) if matches!(target.per, Some(Per::Thing(_))) => actual.per.clone_from(&target.per),
        (true, false) if matches!(actual.per, Some(Per::Thing(_))) => target.per.clone_from(&actual.per),
        _ => {}
    }
    Some((target, actual))
}

/// 1800 beside 1200万元 is 1800 of 万, and 12000000 is all of it: whichever lies nearer. `None` where neither is near.
fn in_scale_of(other: &Quantity, bare: Decimal) -> Option<Decimal> {
    if other.scale == Decimal::ONE || bare <= Decimal::ZERO || other.value <= Decimal::ZERO {
        return Some(bare);
    }
    let distance = |value: Decimal| value.max(other.value).checked_div(value.min(other.value));
    let candidates = [bare.checked_mul(other.scale), Some(bare)].into_iter().flatten();
    let near = candidates.filter_map(|value| Some((distance(value)?, value))).min()?;
    (near.0 <= Decimal::TEN).then_some(near.1)
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
