//! Quantities, dates and rates as targets and actuals state them.

use rust_decimal::Decimal;

/// The comparison a target states. Words (不低于, 以内 …) become these in `normalise`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    AtLeast,
    MoreThan,
    Equal,
    LessThan,
    AtMost,
}

impl Operator {
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::AtLeast => "≥",
            Self::MoreThan => ">",
            Self::Equal => "=",
            Self::LessThan => "<",
            Self::AtMost => "≤",
        }
    }
}

/// `[operator] number [unit]`. Percentages are ratios (95 % is 0.95) with `unit` `%`;
/// 万 and 亿 are multiplied out; money is in 元.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    pub operator: Option<Operator>,
    /// The number, or the lower end of a range.
    pub value: Decimal,
    /// The upper end of a range such as 90%–95%.
    pub upper: Option<Decimal>,
    /// What a 万 or 亿 in the writing multiplied the number by; 1 without.
    pub scale: Decimal,
    /// Canonical unit by the profile's synonyms (人 for 名), `%` for every way of saying percent.
    pub unit: Option<String>,
}

impl Quantity {
    pub fn is_percent(&self) -> bool {
        self.unit.as_deref() == Some("%")
    }
}

/// A date in a target or an actual; parts that were not written are `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FormDate {
    pub year: Option<i32>,
    pub month: u32,
    /// `None` for "12月底前" (a whole month) as well as for an incomplete "12月".
    pub day: Option<u32>,
    /// False when a part is plainly missing, as in "12月31" without 日.
    pub complete: bool,
}

/// What a target or actual says, as far as it can be computed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    Quantity(Quantity),
    /// Two or more number+unit pairs, lists, "≥95%且…".
    Several(Vec<Quantity>),
    /// Every date the text names, in order (a period has two).
    Dates(Vec<FormDate>),
    /// The text is one of the profile's qualitative tiers (0 is the best).
    Tier(usize),
    /// Says plainly that nothing was done (未完成, 未开展).
    Undone,
    /// Words without a number.
    Words,
}

impl Measure {
    pub fn quantity(&self) -> Option<&Quantity> {
        match self {
            Self::Quantity(quantity) => Some(quantity),
            _ => None,
        }
    }

    /// A quantity counted by something (450元/人); comparable with its like alone.
    pub fn per_unit(&self) -> Option<&Quantity> {
        match self {
            Self::Several(list) => match list.as_slice() {
                [one] if one.unit.as_ref().is_some_and(|unit| unit.contains('/')) => Some(one),
                _ => None,
            },
            _ => None,
        }
    }
}
