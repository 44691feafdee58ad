//! One indicator row: verified where target and actual are one quantity or one date each, else why not.

use rust_decimal::Decimal;

use super::attain::{self, Target};
use super::pair::pair;
use super::words::{self, Sum};
use crate::lang::shift::is_shifted;
use crate::model::number::{plain, round};
use crate::model::quantity::{FormDate, Measure, Quantity};
use crate::model::score::{RowScore, Unverifiable, Verdict};
use crate::model::submission::{Entry, Indicator, MeasureEntry, Points};
use crate::profile::spec::{Overachievement, Profile};

/// Finer than any score, coarser than what a division cuts off.
const EXACT_DECIMALS: u32 = 15;

/// Scores are never finer than this.
const MOST_DECIMALS: u32 = 2;

pub fn row(indicator: &Indicator, year: i32, profile: &Profile) -> RowScore {
    let own = Own::of(indicator, profile);
    let (target, actual) = match measures(indicator, profile) {
        Ok(both) => both,
        Err(reason) => return own.unverifiable(reason),
    };
    if let (Some(target), Some(actual)) = (target.per_unit(), actual.per_unit())
        && target.unit == actual.unit
    {
        return quantities(indicator, target, actual, profile);
    }
    match (target, actual) {
        (Measure::Quantity(target), Measure::Quantity(actual)) => quantities(indicator, target, actual, profile),
        (Measure::Dates(target), Measure::Dates(actual)) => dates(&own, target, actual, year),
        _ => RowScore { tier: tier(&own, target, actual, profile), ..own.unverifiable(unverifiable(target, actual)) },
    }
}

/// Both sides, where the row has points and both can be used at all.
fn measures<'a>(indicator: &'a Indicator, profile: &Profile) -> Result<(&'a Measure, &'a Measure), Unverifiable> {
    let usable = |entry: &'a Option<MeasureEntry>| entry.as_ref().and_then(Entry::value);
    indicator.points_value().filter(|points| *points > Decimal::ZERO).ok_or(Unverifiable::NoPoints)?;
    let shifted = is_shifted(indicator, &profile.words);
    let target = usable(&indicator.target).filter(|_| !shifted).ok_or(Unverifiable::NoTarget)?;
    Ok((target, usable(&indicator.actual).ok_or(Unverifiable::NoActual)?))
}

fn unverifiable(target: &Measure, actual: &Measure) -> Unverifiable {
    use Measure::{Dates, Quantity, Several, Tier, Undone, Words};
    match (target, actual) {
        (Several(_), _) | (_, Several(_)) => Unverifiable::SeveralQuantities,
        (_, Undone | Tier(_)) => Unverifiable::Qualitative,
        (Quantity(_), Dates(_)) | (Dates(_), Quantity(_)) => Unverifiable::UnitsDiffer,
        (Words, Quantity(_) | Dates(_)) => Unverifiable::NoQuantity,
        _ => Unverifiable::Qualitative,
    }
}

fn quantities(indicator: &Indicator, target: &Quantity, actual: &Quantity, profile: &Profile) -> RowScore {
    let own = Own::of(indicator, profile);
    if actual.upper.is_some() {
        return own.unverifiable(Unverifiable::SeveralQuantities);
    }
    let read = (target, signed(indicator, actual));
    let Some((target, actual)) = pair(read.0, &read.1) else { return own.unverifiable(Unverifiable::UnitsDiffer) };
    let rule = Target {
        operator: target.operator,
        value: target.value,
        upper: target.upper,
        smaller_is_better: indicator.smaller_is_better,
    };
    let achieved = rule.achieved(actual.value);
    let attainment = reduced(rule.attainment(actual.value), achieved, profile);
    let (expected, recomputed) = own.expected(attainment);
    let points = own.points_value();
    let written = |entry: &Option<MeasureEntry>, read: &Quantity, used: &Quantity| {
        words::as_written(entry.as_ref().map_or("", |entry| &entry.written), read, used)
    };
    let texts = (written(&indicator.target, read.0, &target), written(&indicator.actual, &read.1, &actual));
    let sum = Sum { target: &target, actual: &actual, texts, rule, points, attainment, expected, recomputed };
    let undivided = undivided(&own, &actual);
    RowScore { achieved, undivided, ..own.verified(attainment, words::sum(&sum)) }
}

/// Points × the actual itself, for a percentage below 100 %: what a ratio taken to 100 would give.
fn undivided(own: &Own, actual: &Quantity) -> Option<Decimal> {
    let below = actual.is_percent() && !actual.value.is_sign_negative() && actual.value < Decimal::ONE;
    below.then(|| own.expected(actual.value).1)
}

/// 下降12.5% is -12.5% where the target speaks of a change, and the reverse where the target itself asks for a fall.
fn signed(indicator: &Indicator, actual: &Quantity) -> Quantity {
    const FALLS: [&str; 5] = ["下降", "减少", "降低", "压减", "缩减"];
    let falls = |text: Option<&str>| text.is_some_and(|text| FALLS.iter().any(|word| text.contains(word)));
    let written = |entry: &Option<MeasureEntry>| falls(entry.as_ref().and_then(Entry::text));
    let asked = written(&indicator.target) || falls(indicator.level3.text());
    let told = written(&indicator.actual);
    let value = match (asked, told) {
        (false, true) if actual.is_percent() => -actual.value.abs(),
        (true, false) if written(&indicator.target) => actual.value.abs(),
        _ => actual.value,
    };
    Quantity { value, ..actual.clone() }
}

/// Much more than asked costs points where the profile says so: target / actual × the threshold.
fn reduced(attainment: Decimal, achieved: Option<Decimal>, profile: &Profile) -> Decimal {
    let threshold = profile.thresholds.overachieved;
    let over = achieved.filter(|achieved| *achieved > threshold);
    match (profile.scoring.overachievement, over) {
        (Overachievement::Reduce, Some(achieved)) => threshold.checked_div(achieved).unwrap_or(attainment),
        _ => attainment,
    }
}

/// The last date on each side counts: a period ends with it.
fn dates(own: &Own, target: &[FormDate], actual: &[FormDate], year: i32) -> RowScore {
    let (Some(due), Some(done)) = (target.last(), actual.last()) else {
        return own.unverifiable(Unverifiable::NoQuantity);
    };
    let met = attain::is_in_time(*due, *done, year);
    let (attainment, verdict) =
        if met { (Decimal::ONE, "按时完成") } else { (Decimal::ZERO, "晚于目标日期") };
    let points = plain(own.expected(attainment).0);
    let words = format!("完成日期{}，目标日期{}，{verdict}，应得{points}分", day(done), day(due));
    own.verified(attainment, words)
}

fn day(date: &FormDate) -> String {
    let year = date.year.map(|year| format!("{year}年")).unwrap_or_default();
    let day = date.day.map_or("底".to_owned(), |day| format!("{day}日"));
    format!("{year}{}月{day}", date.month)
}

/// The scores the wording of the actual allows, in points. Where the target asks for no better tier, up to all.
fn tier(own: &Own, target: &Measure, actual: &Measure, profile: &Profile) -> Option<(Decimal, Decimal)> {
    let Measure::Tier(reached) = actual else { return None };
    let points = own.points?.value()?.value;
    let tier = profile.scoring.tiers.get(*reached)?;
    let as_asked = matches!(target, Measure::Tier(asked) if reached <= asked);
    let high = if as_asked { Decimal::ONE } else { tier.from };
    Some((points.checked_mul(tier.to)?, points.checked_mul(high)?))
}

/// What the department wrote itself: points and score, of an indicator or of the execution line.
pub struct Own<'a> {
    pub points: Option<&'a Entry<Points>>,
    pub score: Option<&'a Entry<Points>>,
    /// Points that count as equal.
    pub tolerance: Decimal,
}

impl<'a> Own<'a> {
    fn of(indicator: &'a Indicator, profile: &Profile) -> Self {
        let tolerance = profile.tolerances.score;
        Self { points: indicator.points.as_ref(), score: indicator.score.as_ref(), tolerance }
    }

    pub fn points_value(&self) -> Decimal {
        self.points.and_then(Entry::value).map_or(Decimal::ZERO, |points| points.value)
    }

    /// Points × attainment: exact, and as the department would have written it. Its own decimals count where its
    /// score agrees with them; full marks for less than the target never do (10 is not 9.59 rounded).
    pub fn expected(&self, attainment: Decimal) -> (Decimal, Decimal) {
        let points = self.points_value();
        // A ratio is cut at 28 digits: 7 × (53 ÷ 56) is 6.625 and rounds up, 6.62499… would not.
        let expected = round(points.checked_mul(attainment).unwrap_or_default(), EXACT_DECIMALS);
        let own = self.score.and_then(Entry::value);
        let coarse = own.map(|own| round(expected, own.decimals.min(MOST_DECIMALS))).filter(|coarse| {
            let full = attainment < Decimal::ONE && own.is_some_and(|own| own.value >= points);
            !full && self.agrees(*coarse)
        });
        // Rounding must not lift a score above its points (0.5 is not 1).
        (expected, coarse.unwrap_or_else(|| round(expected, MOST_DECIMALS)).min(points))
    }

    fn agrees(&self, value: Decimal) -> bool {
        self.score.and_then(Entry::value).is_some_and(|own| (own.value - value).abs() <= self.tolerance)
    }

    pub fn verified(&self, attainment: Decimal, words: String) -> RowScore {
        let (expected, recomputed) = self.expected(attainment);
        RowScore {
            attainment: Some(attainment),
            expected: Some(expected),
            recomputed,
            verdict: if self.agrees(recomputed) { Verdict::Agree } else { Verdict::Differ },
            reason: None,
            words,
            achieved: None,
            tier: None,
            undivided: None,
        }
    }

    /// Keeps the department's own score, within 0 and its points; a missing one is 0.
    pub fn unverifiable(&self, reason: Unverifiable) -> RowScore {
        let own = self.score.and_then(Entry::value).map_or(Decimal::ZERO, |own| own.value.max(Decimal::ZERO));
        let most = self.points.and_then(Entry::value).map(|points| points.value.max(Decimal::ZERO));
        RowScore {
            attainment: None,
            expected: None,
            recomputed: most.map_or(own, |most| own.min(most)),
            verdict: Verdict::Unverifiable,
            reason: Some(reason),
            words: words::reason(reason).to_owned(),
            achieved: None,
            tier: None,
            undivided: None,
        }
    }
}
