//! The budget block of a form.

use rust_decimal::Decimal;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BudgetColumn {
    Initial,
    Budget,
    Executed,
    Rate,
    Points,
    Score,
}

impl BudgetColumn {
    pub const ALL: [Self; 6] = [Self::Initial, Self::Budget, Self::Executed, Self::Rate, Self::Points, Self::Score];

    /// The key in the profile.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::Budget => "budget",
            Self::Executed => "executed",
            Self::Rate => "rate",
            Self::Points => "points",
            Self::Score => "score",
        }
    }
}

#[derive(Clone, Debug)]
pub struct BudgetSpec {
    /// Columns the form has, with their canonical label.
    pub columns: Vec<(BudgetColumn, String)>,
    pub lines: Vec<LineSpec>,
    /// Line keys whose sums must be equal (BUD-07); empty when the form has one view only.
    pub sources: Vec<String>,
    pub structure: Vec<String>,
    /// The line that carries the sum, and its parts (BUD-08).
    pub total_line: Option<String>,
    pub total_parts: Vec<String>,
    /// A void mark in an amount means 0.
    pub void_is_zero: bool,
    /// The line whose rate is scored in the budget block, with its points.
    pub execution: Option<ExecutionSpec>,
}

impl BudgetSpec {
    /// The label people know a column by.
    pub fn label(&self, column: BudgetColumn) -> &str {
        let found = self.columns.iter().find(|(c, _)| *c == column);
        found.map_or(column.key(), |(_, label)| label)
    }

    /// Keys whose sum is the form's overall figure: the structure, else the total line.
    pub fn overall(&self) -> Vec<&str> {
        match (self.structure.is_empty(), &self.total_line) {
            (true, Some(total)) => vec![total],
            _ => self.structure.iter().map(String::as_str).collect(),
        }
    }
}

#[derive(Clone, Debug)]
pub struct LineSpec {
    pub key: String,
    pub label: String,
    /// The form may leave it out.
    pub optional: bool,
}

/// Score of execution = points × min(1, rate), where the form scores it.
#[derive(Clone, Debug)]
pub struct ExecutionSpec {
    pub line: String,
    /// `None` where the form says how many.
    pub points: Option<Decimal>,
    /// Its name among the level-1 scores.
    pub name: String,
}
