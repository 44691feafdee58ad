//! The indicator table of a form.

use rust_decimal::Decimal;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IndicatorColumn {
    Level1,
    Weight,
    Level2,
    Level3,
    Target,
    Actual,
    Points,
    Score,
    Reason,
}

impl IndicatorColumn {
    pub const ALL: [Self; 9] = [
        Self::Level1,
        Self::Weight,
        Self::Level2,
        Self::Level3,
        Self::Target,
        Self::Actual,
        Self::Points,
        Self::Score,
        Self::Reason,
    ];

    /// The key in the profile and in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Level1 => "level1",
            Self::Weight => "weight",
            Self::Level2 => "level2",
            Self::Level3 => "level3",
            Self::Target => "target",
            Self::Actual => "actual",
            Self::Points => "points",
            Self::Score => "score",
            Self::Reason => "reason",
        }
    }

    /// STR-05 wants these.
    pub const REQUIRED: [Self; 5] = [Self::Target, Self::Actual, Self::Points, Self::Score, Self::Reason];
}

#[derive(Clone, Debug)]
pub struct IndicatorSpec {
    /// Columns the form has, with their canonical label.
    pub columns: Vec<(IndicatorColumn, String)>,
    pub level1: Vec<Level1Spec>,
}

impl IndicatorSpec {
    /// The label people know a column by.
    pub fn label(&self, column: IndicatorColumn) -> &str {
        let found = self.columns.iter().find(|(c, _)| *c == column);
        found.map_or(column.key(), |(_, label)| label)
    }
}

#[derive(Clone, Debug)]
pub struct Level1Spec {
    pub name: String,
    /// Points.
    pub weight: Option<Decimal>,
    /// At least one of its level-2 rows must be filled.
    pub any_level2: bool,
    pub level2: Vec<Level2Spec>,
}

#[derive(Clone, Debug)]
pub struct Level2Spec {
    pub name: String,
    /// Fixed points of the row or rows.
    pub points: Option<Decimal>,
    pub optional: bool,
}
