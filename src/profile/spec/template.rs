//! How the form is laid out when it is sent out to be filled in.

use rust_decimal::Decimal;

use super::{BudgetColumn, IndicatorColumn};

/// A part of the form with the words it is printed under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed<T> {
    pub what: T,
    pub label: String,
}

/// What stands in the head or the foot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blank {
    /// Index into `Profile::fields`.
    Field(usize),
    /// The form's total, where it has no row of its own.
    Total,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoalText {
    Planned,
    Adjusted,
    Achieved,
}

/// The form from top to bottom. Every list holds only what the profile has.
#[derive(Clone, Debug, Default)]
pub struct TemplateSpec {
    /// Below the title; `{year}` stands for the year.
    pub year_line: String,
    /// Rows of one or two blanks.
    pub head: Vec<Vec<Printed<Blank>>>,
    pub budget_title: String,
    pub budget: Vec<Printed<BudgetColumn>>,
    /// Indexes into `BudgetSpec::lines`.
    pub lines: Vec<Printed<usize>>,
    /// Points of the execution rate where no column says them.
    pub execution_points: Option<Decimal>,
    pub goals_title: String,
    pub goals: Vec<Printed<GoalText>>,
    /// Across the form, above the indicator table; empty for none.
    pub indicators_title: String,
    /// Labels of goals with a table of their own; empty for one table.
    pub groups: Vec<String>,
    pub indicators: Vec<Printed<IndicatorColumn>>,
    /// Indexes into `IndicatorSpec::level1`; empty for a flat form.
    pub levels: Vec<Printed<usize>>,
    /// Rows of a level 2 whose points are not fixed; of a flat form, a quarter of its rows.
    pub rows: u32,
    /// Empty for a form without a total row.
    pub total_title: String,
    pub foot: Vec<Printed<Blank>>,
}
