//! How far a target was attained: pure decimal arithmetic.

use rust_decimal::Decimal;

use crate::model::quantity::{Direction, FormDate};

/// A numeric target with its direction; a range has an upper end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    pub value: Decimal,
    pub upper: Option<Decimal>,
    pub direction: Direction,
}

impl Target {
    /// The end that has to be reached (the lower one, or the upper where less is better, or the nearer).
    pub fn limit(&self, actual: Decimal) -> Decimal {
        match (self.direction, self.upper) {
            (Direction::Less, Some(upper)) => upper,
            (Direction::Exact | Direction::Unknown, Some(upper)) if actual > self.value => upper,
            _ => self.value,
        }
    }

    /// `>` and `<` count equality as met, and a range what lies inside it.
    pub fn is_met(&self, actual: Decimal) -> bool {
        let limit = self.limit(actual);
        match self.direction {
            Direction::More => actual >= limit,
            Direction::Less => actual <= limit,
            Direction::Exact | Direction::Unknown => (self.value..=self.upper.unwrap_or(self.value)).contains(&actual),
        }
    }

    /// Ratio 0–1: 1 when met, else the smaller of both divided by the larger when both are above 0, else 0. `None`
    /// where it is not known which way the target was missed.
    pub fn attainment(&self, actual: Decimal) -> Option<Decimal> {
        let limit = self.limit(actual);
        if self.is_met(actual) {
            return Some(Decimal::ONE);
        }
        if self.direction == Direction::Unknown {
            return None;
        }
        if limit <= Decimal::ZERO || actual <= Decimal::ZERO {
            return Some(Decimal::ZERO);
        }
        let ratio = limit.min(actual).checked_div(limit.max(actual));
        Some(ratio.unwrap_or_default().min(Decimal::ONE))
    }

    /// Actual / target, also above 1, where larger is better and the target is above 0.
    pub fn achieved(&self, actual: Decimal) -> Option<Decimal> {
        let counts = self.direction == Direction::More && self.value > Decimal::ZERO;
        counts.then(|| actual.checked_div(self.upper.unwrap_or(self.value))).flatten()
    }
}

/// True when the actual date is not after the target's; a missing year is the form's. A target that
/// names a month has until its end, and an actual that names a month is within it.
pub fn is_in_time(target: FormDate, actual: FormDate, year: i32) -> bool {
    let of = |date: FormDate, day: u32| (date.year.unwrap_or(year), date.month, date.day.unwrap_or(day));
    const LAST: u32 = 31;
    of(actual, 1) <= of(target, LAST)
}
