//! One indicator row: verified where target and actual are one quantity or one date each, else why not.

use rust_decimal::Decimal;

use super::attain::{self, Target};
use super::pair::{Pair, pair};
use super::words::{self, Sum};
use crate::lang::direction::{Change, change};
use crate::lang::shift::is_shifted;
use crate::model::number::{plain, round};
use crate::model::quantity::{Direction, FormDate, Measure, Quantity};
use crate::model::score::{Computed, More, RowScore, Unverifiable, Verdict};
use crate::model::submission::{Entry, Indicator, MeasureEntry, Points, Submission};
use crate::profile::spec::{Overachievement, Profile, Words};

/// Finer than any score, coarser than what a division cuts off.
const EXACT_DECIMALS: u32 = 15;

/// Scores are never finer than this.
const MOST_DECIMALS: u32 = 2;

/// A row of a form. One that shares its points or its score with others keeps the score they have together: there is
/// no telling what each of them is worth.
pub fn of_form(form: &Submission, index: usize, year: i32, profile: &Profile) -> RowScore {
    let indicator = &form.indicators[index];
    let mut row = row(indicator, year, profile);
    if form.sharing(index).len() > 1 {
        let (points, score) = form.together(index);
        let own = indicator.score_value().unwrap_or_default();
        // What the others of the group have of the score is counted with them.
        let others = score.unwrap_or_default() - own;
        let most = points.map_or(own, |points| (points - others).max(Decimal::ZERO));
        row = Own::of(indicator, profile).unverifiable(Unverifiable::Shared);
        row.recomputed = own.clamp(Decimal::ZERO, most);
    }
    row
}

pub fn row(indicator: &Indicator, year: i32, profile: &Profile) -> RowScore {
    let own = Own::of(indicator, profile);
    let (target, actual) = match measures(indicator, profile) {
        Ok(both) => both,
        Err(reason) => return own.unverifiable(reason),
    };
    let computed = match (target, actual) {
        (Measure::Dates(target), Measure::Dates(actual)) => dates(&own, target, actual, year),
        _ => match comparable(target, actual) {
            Some(both) => quantities(indicator, both, profile),
            None => Err(unverifiable(target, actual, tier(&own, target, actual, profile))),
        },
    };
    computed.unwrap_or_else(|reason| own.unverifiable(reason))
}

/// Both sides, where the row has points and both can be used at all.
fn measures<'a>(indicator: &'a Indicator, profile: &Profile) -> Result<(&'a Measure, &'a Measure), Unverifiable> {
    let usable = |entry: &'a Option<MeasureEntry>| entry.as_ref().and_then(Entry::value);
    indicator.points_value().filter(|points| *points > Decimal::ZERO).ok_or(Unverifiable::NoPoints)?;
    let shifted = is_shifted(indicator, &profile.words);
    let target = usable(&indicator.target).filter(|_| !shifted).ok_or(Unverifiable::NoTarget)?;
    Ok((target, usable(&indicator.actual).ok_or(Unverifiable::NoActual)?))
}

/// One quantity on each side. Of a change (由85%提高到90%) it is the end, unless the other side is how far it went.
fn comparable<'a>(target: &'a Measure, actual: &'a Measure) -> Option<(&'a Quantity, &'a Quantity)> {
    let both = (target.quantity()?, actual.quantity()?);
    let is_change = |measure: &Measure| matches!(measure, Measure::Change { .. });
    let fits = both.0.unit.is_none() || both.1.unit.is_none() || both.0.unit == both.1.unit;
    (fits || !(is_change(target) || is_change(actual))).then_some(both)
}

fn unverifiable(target: &Measure, actual: &Measure, tier: Option<(Decimal, Decimal)>) -> Unverifiable {
    use Measure::{Change, Dates, Quantity, Several, Tier, Undone, Words};
    match (target, actual) {
        (_, Undone | Tier(_)) => Unverifiable::Qualitative(tier),
        (Several(_) | Change { .. }, _) | (_, Several(_) | Change { .. }) => Unverifiable::SeveralQuantities,
        (Quantity(_), Dates(_)) | (Dates(_), Quantity(_)) => Unverifiable::UnitsDiffer,
        (Words, Quantity(_) | Dates(_)) => Unverifiable::NoQuantity,
        _ => Unverifiable::Qualitative(tier),
    }
}

type Both<'a> = (&'a Quantity, &'a Quantity);

fn quantities(indicator: &Indicator, (target, actual): Both<'_>, profile: &Profile) -> Result<RowScore, Unverifiable> {
    let own = Own::of(indicator, profile);
    if actual.upper.is_some() {
        return Err(Unverifiable::SeveralQuantities);
    }
    let signed = signed(indicator, actual, &profile.words)?;
    let Pair { target: asked, actual: reached, doubt } = pair(target, &signed)?;
    let rule = Target { value: asked.value, upper: asked.upper, direction: indicator.direction };
    let plainly = rule.attainment(reached.value).ok_or(Unverifiable::DirectionUnknown)?;
    if let Some(doubt) = doubt.filter(|_| plainly < Decimal::ONE) {
        return Err(doubt);
    }
    let achieved = rule.achieved(reached.value);
    let attainment = reduced(plainly, achieved, profile);
    let (expected, recomputed) = own.expected(attainment);
    let written = |entry: &Option<MeasureEntry>, read: &Quantity, used: &Quantity| {
        words::as_written(entry.as_ref().map_or("", |entry| &entry.written), read, used)
    };
    let texts = (written(&indicator.target, target, &asked), written(&indicator.actual, &signed, &reached));
    let sum = Sum {
        target: &asked,
        actual: &reached,
        texts,
        rule,
        points: own.points_value(),
        attainment,
        expected,
        recomputed,
    };
    let is_more = indicator.direction == Direction::More;
    let more = is_more.then(|| More { achieved, undivided: undivided(&own, &reached) });
    Ok(own.verified(attainment, more, words::sum(&sum)))
}

/// Points × the actual itself, for a percentage below 100 %: what a ratio taken to 100 would give.
fn undivided(own: &Own, actual: &Quantity) -> Option<Decimal> {
    let below = actual.is_percent() && !actual.value.is_sign_negative() && actual.value < Decimal::ONE;
    below.then(|| own.expected(actual.value).1)
}

/// 下降12.5% is -12.5% where the target speaks of a change, and the reverse where the target itself asks for a fall.
/// A minus beside a name that counts a fall (能耗下降率 -5%) may be the fall or its opposite.
fn signed(indicator: &Indicator, actual: &Quantity, words: &Words) -> Result<Quantity, Unverifiable> {
    let falls = |entry: &Option<MeasureEntry>| {
        change(entry.as_ref().and_then(Entry::text).unwrap_or(""), words).is_some_and(Change::is_fall)
    };
    let named = words.falls.iter().any(|word| indicator.level3.text().unwrap_or("").contains(word.as_str()));
    let target = falls(&indicator.target);
    let value = match (target || named, falls(&indicator.actual)) {
        (false, true) if actual.is_percent() => -actual.value.abs(),
        (true, false) if target => actual.value.abs(),
        (true, false) if actual.value.is_sign_negative() && !actual.value.is_zero() => {
            return Err(Unverifiable::DirectionUnknown);
        }
        _ => actual.value,
    };
    Ok(Quantity { value, ..actual.clone() })
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
fn dates(own: &Own, target: &[FormDate], actual: &[FormDate], year: i32) -> Result<RowScore, Unverifiable> {
    let (Some(due), Some(done)) = (target.last(), actual.last()) else { return Err(Unverifiable::NoQuantity) };
    let met = attain::is_in_time(*due, *done, year);
    let (attainment, verdict) =
        if met { (Decimal::ONE, "按时完成") } else { (Decimal::ZERO, "晚于目标日期") };
    let points = plain(own.expected(attainment).0);
    let words = format!("完成日期{}，目标日期{}，{verdict}，应得{points}分", day(done), day(due));
    Ok(own.verified(attainment, None, words))
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

    pub fn verified(&self, attainment: Decimal, more: Option<More>, words: String) -> RowScore {
        let (expected, recomputed) = self.expected(attainment);
        let computed = Computed { attainment, expected, more };
        let verdict = if self.agrees(recomputed) { Verdict::Agree(computed) } else { Verdict::Differ(computed) };
        RowScore { recomputed, verdict, words }
    }

    /// Keeps the department's own score, within 0 and its points; a missing one is 0.
    pub fn unverifiable(&self, reason: Unverifiable) -> RowScore {
        let own = self.score.and_then(Entry::value).map_or(Decimal::ZERO, |own| own.value.max(Decimal::ZERO));
        let most = self.points.and_then(Entry::value).map(|points| points.value.max(Decimal::ZERO));
        RowScore {
            recomputed: most.map_or(own, |most| own.min(most)),
            verdict: Verdict::Unverifiable(reason),
            words: words::reason(reason).to_owned(),
        }
    }
}
