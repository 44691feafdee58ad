//! The indicator table of a form.

use rust_decimal::Decimal;

/// What a column of the indicator table holds. Each has its own kind of value; `Text` is one of the form's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IndicatorColumn {
    Level1,
    /// Points of the level 1.
    Weight,
    Level2,
    /// Points of the level 2.
    Level2Points,
    Level3,
    /// ≥, ≤, 定性 … in front of the target.
    Operator,
    Target,
    TargetAdjusted,
    /// Of target and actual.
    Unit,
    Actual,
    Points,
    Coefficient,
    Score,
    /// Whether it is a core indicator.
    Core,
    Reason,
    /// Index into `IndicatorSpec::texts`.
    Text(u8),
}

impl IndicatorColumn {
    /// Every column but those of a form's own.
    pub const ALL: [Self; 15] = [
        Self::Level1,
        Self::Weight,
        Self::Level2,
        Self::Level2Points,
        Self::Level3,
        Self::Operator,
        Self::Target,
        Self::TargetAdjusted,
        Self::Unit,
        Self::Actual,
        Self::Points,
        Self::Coefficient,
        Self::Score,
        Self::Core,
        Self::Reason,
    ];

    /// The key in the profile and in JSON; the form's own texts have theirs in `IndicatorSpec::texts`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Level1 => "level1",
            Self::Weight => "weight",
            Self::Level2 => "level2",
            Self::Level2Points => "level2_points",
            Self::Level3 => "level3",
            Self::Operator => "operator",
            Self::Target => "target",
            Self::TargetAdjusted => "target_adjusted",
            Self::Unit => "unit",
            Self::Actual => "actual",
            Self::Points => "points",
            Self::Coefficient => "coefficient",
            Self::Score => "score",
            Self::Core => "core",
            Self::Reason => "reason",
            Self::Text(_) => "text",
        }
    }

    /// One value for several rows: groups are filled down where their merges were undone.
    pub const fn is_group(self) -> bool {
        matches!(self, Self::Level1 | Self::Weight | Self::Level2 | Self::Level2Points)
    }

    /// The columns in which a row states something of its own.
    pub const VALUES: [Self; 5] = [Self::Target, Self::Actual, Self::Points, Self::Score, Self::Reason];
}

/// A column of the form's own: a text under a key of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextColumn {
    pub key: String,
    pub label: String,
}

/// What the profile knows of the names of levels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Levels {
    /// Those listed, and no others (IND-11, STR-08).
    Fixed,
    /// The form's own; those listed are only known by name.
    #[default]
    Free,
    /// No levels: a flat list of indicators.
    None,
}

#[derive(Clone, Debug)]
pub struct IndicatorSpec {
    /// Columns the form may have, with their canonical label.
    pub columns: Vec<(IndicatorColumn, String)>,
    pub texts: Vec<TextColumn>,
    /// Columns whose absence is a fault (STR-05).
    pub required: Vec<IndicatorColumn>,
    pub levels: Levels,
    pub level1: Vec<Level1Spec>,
}

impl IndicatorSpec {
    /// The label people know a column by.
    pub fn label(&self, column: IndicatorColumn) -> &str {
        let own = match column {
            IndicatorColumn::Text(i) => self.texts.get(usize::from(i)).map(|text| &text.label),
            _ => self.columns.iter().find(|(c, _)| *c == column).map(|(_, label)| label),
        };
        own.map_or(column.key(), String::as_str)
    }
}

#[derive(Clone, Debug)]
pub struct Level1Spec {
    pub name: String,
    /// Points.
    pub weight: Option<Decimal>,
    /// At least one of its level-2 rows must be filled.
    pub any_level2: bool,
    /// False where its rows have no target by design.
    pub has_targets: bool,
    pub level2: Vec<Level2Spec>,
}

#[derive(Clone, Debug)]
pub struct Level2Spec {
    pub name: String,
    /// Fixed points of the row or rows.
    pub points: Option<Decimal>,
    pub optional: bool,
}
