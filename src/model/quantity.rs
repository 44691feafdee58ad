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

/// Which way is better. Where the form does not say it, that is known too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    More,
    Less,
    /// Neither more nor less than stated.
    Exact,
    /// Only what equals the target can be judged.
    Unknown,
}

/// What a quantity is counted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Per {
    /// 每月1次, 2次/季度: so many of the period in a year, `about` where nobody counts them to the day.
    Period { word: String, times: Decimal, about: bool },
    /// 450元/人, 每次50人.
    Thing(String),
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
    /// `None` also for what is counted by the year, as all of a form is.
    pub per: Option<Per>,
    /// 约300人, 300余人: less of it proves nothing.
    pub about: bool,
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

/// The quantities of one cell that can't be computed with: as many as its text has room for, of which few are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Several {
    /// The first of them.
    pub first: Vec<Quantity>,
    pub count: usize,
    pub has_operator: bool,
}

impl Several {
    /// Enough to see what a cell was read as.
    const KEPT: usize = 20;

    pub fn of<'q>(quantities: impl Iterator<Item = &'q Quantity>) -> Self {
        let mut several = Self { first: Vec::new(), count: 0, has_operator: false };
        for quantity in quantities {
            several.count += 1;
            several.has_operator |= quantity.operator.is_some();
            if several.count <= Self::KEPT {
                several.first.push(quantity.clone());
            }
        }
        several
    }
}

/// What a target or actual says, as far as it can be computed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    Quantity(Quantity),
    /// Two or more number+unit pairs, lists, "≥95%且…".
    Several(Several),
    /// 由85%提高到90%: what is reached is its end.
    Change {
        from: Quantity,
        to: Quantity,
    },
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
            Self::Quantity(quantity) | Self::Change { to: quantity, .. } => Some(quantity),
            _ => None,
        }
    }
}
