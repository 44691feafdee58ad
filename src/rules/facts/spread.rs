//! The middle of many figures and how far they lie around it.

use rust_decimal::Decimal;

/// Median and median absolute deviation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    pub median: Decimal,
    pub mad: Decimal,
}

impl Spread {
    /// `None` of nothing, or when the figures are beyond what a decimal holds.
    pub fn of(values: &[Decimal]) -> Option<Self> {
        let median = median(values.to_vec())?;
        let away: Option<Vec<Decimal>> = values.iter().map(|v| Some(v.checked_sub(median)?.abs())).collect();
        Some(Self { median, mad: self::median(away?)? })
    }

    /// More than `times` deviations from the middle; a deviation is at least `floor`, lest a batch
    /// of nearly equal figures make a stranger of everyone who is not exactly equal.
    pub fn is_far(&self, value: Decimal, times: Decimal, floor: Decimal) -> bool {
        let limit = self.mad.max(floor).checked_mul(times);
        let away = value.checked_sub(self.median).map(|away| away.abs());
        matches!((away, limit), (Some(away), Some(limit)) if away > limit)
    }
}

fn median(mut values: Vec<Decimal>) -> Option<Decimal> {
    values.sort_unstable();
    let upper = *values.get(values.len() / 2)?;
    match values.len().is_multiple_of(2) {
        true => values[values.len() / 2 - 1].checked_add(upper)?.checked_div(Decimal::TWO),
        false => Some(upper),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[i64]) -> Option<Spread> {
        Spread::of(&values.iter().map(|v| Decimal::from(*v)).collect::<Vec<_>>())
    }

    #[test]
    fn the_middle_and_the_usual_distance_from_it() {
        assert_eq!(of(&[1, 2, 4, 6, 9]), Some(Spread { median: 4.into(), mad: 2.into() }));
        assert_eq!(of(&[1, 3]), Some(Spread { median: 2.into(), mad: 1.into() }));
        assert_eq!(of(&[]), None);
        assert_eq!(Spread::of(&[Decimal::MAX, Decimal::MIN]).map(|s| s.mad), None);
    }

    #[test]
    fn far_is_more_than_three_deviations() {
        let three = Decimal::from(3);
        let spread = of(&[90, 91, 92, 93, 94]).expect("five figures");
        assert!(spread.is_far(60.into(), three, Decimal::ONE) && !spread.is_far(95.into(), three, Decimal::ONE));
        let equal = of(&[99, 99, 99]).expect("three figures");
        assert!(!equal.is_far(98.into(), three, Decimal::ONE) && equal.is_far(95.into(), three, Decimal::ONE));
    }
}
