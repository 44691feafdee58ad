//! How far a target was attained: pure decimal arithmetic.

use rust_decimal::Decimal;

use crate::model::quantity::{FormDate, Operator};

/// A numeric target with its direction; a range has an upper end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    pub operator: Option<Operator>,
    pub value: Decimal,
    pub upper: Option<Decimal>,
    pub smaller_is_better: bool,
}

impl Target {
    /// The end that has to be reached (the lower one, or the upper where less is better).
    pub fn limit(&self) -> Decimal {
        match (self.smaller_is_better, self.upper) {
            (true, Some(upper)) => upper,
            _ => self.value,
        }
    }

    fn is_exact(&self) -> bool {
        self.operator == Some(Operator::Equal) && self.upper.is_none()
    }

    /// `>` and `<` count equality as met.
    pub fn is_met(&self, actual: Decimal) -> bool {
        match (self.is_exact(), self.smaller_is_better) {
            (true, _) => actual == self.value,
            (false, true) => actual <= self.limit(),
            (false, false) => actual >= self.limit(),
        }
    }

    /// Ratio 0–1: 1 when met, else the smaller of both divided by the larger when both are above 0, else 0.
    pub fn attainment(&self, actual: Decimal) -> Decimal {
        let limit = self.limit();
        if self.is_met(actual) {
            return Decimal::ONE;
        }
        if limit <= Decimal::ZERO || actual <= Decimal::ZERO {
            return Decimal::ZERO;
        }
        let ratio = limit.min(actual).checked_div(limit.max(actual));
        ratio.unwrap_or_default().min(Decimal::ONE)
    }

    /// Actual / target, also above 1, where larger is better and both are above 0.
    pub fn achieved(&self, actual: Decimal) -> Option<Decimal> {
        let counts = !self.smaller_is_better && !self.is_exact() && self.value > Decimal::ZERO;
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
