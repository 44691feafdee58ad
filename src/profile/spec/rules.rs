//! Rules a profile adds: a condition over the form's figures, and what is to be said where it holds.

use rust_decimal::Decimal;

use super::BudgetColumn;
use crate::model::finding::Severity;
use crate::profile::expression::Expression;

#[derive(Clone, Debug)]
pub struct OwnRule {
    /// `USR-01`, of no family of the catalogue.
    pub code: String,
    pub severity: Severity,
    pub title: String,
    pub why: String,
    pub fix: String,
    pub when: Condition,
    /// Where the finding points; without it the finding is about the form as a whole.
    pub cell: Option<Spot>,
    pub message: Vec<Piece>,
}

#[derive(Clone, Debug)]
pub struct Condition {
    /// As written in the profile.
    pub text: String,
    /// In the order the expression numbers them.
    pub figures: Vec<Figure>,
    pub expression: Expression,
}

impl Condition {
    /// False as well when a figure is unknown or the condition cannot be computed: nothing is said then.
    pub fn holds(&self, known: impl Fn(&Figure) -> Option<Decimal>) -> bool {
        let values: Option<Vec<Decimal>> = self.figures.iter().map(known).collect();
        values.and_then(|values| self.expression.holds(&values)).unwrap_or(false)
    }

    /// True when it compares with the roster.
    pub fn needs_roster(&self) -> bool {
        self.figures.iter().any(|figure| matches!(figure, Figure::Roster(_)))
    }
}

/// A number of the normalised form, of what was recomputed for it, or of the department's line on the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figure {
    Year,
    SubordinateUnits,
    /// Indicator rows a department has filled in.
    Indicators,
    /// A line by its key: money in 元, the rate (as stated) as a ratio, points.
    Budget(String, BudgetColumn),
    Overall(Overall),
    Total(Total),
    /// Own scores of a level-1 group, by its name.
    Level1(String),
    VerifiedPoints,
    UnverifiedPoints,
    Roster(OnRoster),
}

/// Of the lines that make up the form's overall figure: 元, and a ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overall {
    Budget,
    Executed,
    Rate,
}

/// Points of the total row and of the sums it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// As the form states it.
    Stated,
    /// Sum of the department's own scores.
    Own,
    Recomputed,
    /// Own minus recomputed.
    Difference,
}

/// The bureau's own figures: 元, and a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnRoster {
    Budget,
    Executed,
    SubordinateUnits,
}

/// How people write a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// `12,869,807.65`
    Money,
    /// `97.12%`
    Percent,
    Plain,
}

impl Figure {
    pub fn writing(&self) -> Writing {
        use BudgetColumn::{Points, Rate, Score};
        match self {
            Self::Budget(_, Rate) | Self::Overall(Overall::Rate) => Writing::Percent,
            Self::Budget(_, Points | Score) | Self::Roster(OnRoster::SubordinateUnits) => Writing::Plain,
            Self::Budget(..) | Self::Overall(_) | Self::Roster(_) => Writing::Money,
            _ => Writing::Plain,
        }
    }

    /// True when the figure is written in a cell of its own.
    pub fn has_cell(&self) -> bool {
        use Figure::{Budget, Level1, SubordinateUnits, Year};
        matches!(self, Year | SubordinateUnits | Budget(..) | Level1(_) | Figure::Total(Total::Stated))
    }
}

/// A cell of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    Title,
    /// A single field by its key.
    Field(String),
    Figure(Figure),
}

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Words(String),
    Figure(Figure),
}
