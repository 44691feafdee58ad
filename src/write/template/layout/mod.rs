//! Where everything of a form stands on its sheet: made from the profile alone, read by whoever draws or checks it.

mod arrange;
mod parts;

use crate::model::address::Area;
use crate::profile::spec::{Blank, BudgetColumn, IndicatorColumn, Level1Spec, Level2Spec, LineSpec, Profile};

pub use parts::{Budget, Column, Field, Goal, Group, Level, Table};

#[derive(Clone, Debug)]
pub struct Layout<'a> {
    pub profile: &'a Profile,
    /// Digits of each column.
    pub widths: Vec<f64>,
    pub head: Vec<Field>,
    pub budget: Option<Budget>,
    pub goals_title: Option<Area>,
    pub goals: Vec<Goal>,
    pub band: Option<Area>,
    pub columns: Vec<Column<IndicatorColumn>>,
    pub tables: Vec<Table>,
    pub total: Option<u32>,
    pub foot: Vec<Field>,
    /// One past the last row.
    pub end: u32,
}

impl<'a> Layout<'a> {
    pub fn width(&self) -> u32 {
        self.widths.len() as u32
    }

    pub fn column(&self, what: IndicatorColumn) -> Option<&Column<IndicatorColumn>> {
        self.columns.iter().find(|column| column.what == what)
    }

    pub fn field(&self, key: &str) -> Option<&Field> {
        let is = |field: &&Field| matches!(field.blank, Blank::Field(at) if self.profile.fields[at].key == key);
        self.head.iter().chain(&self.foot).find(is)
    }

    pub fn level1(&self, level: &Level) -> &'a Level1Spec {
        &self.profile.indicators.level1[level.level1]
    }

    pub fn level2(&self, level: &Level, group: &Group) -> Option<&'a Level2Spec> {
        group.level2.map(|at| &self.level1(level).level2[at])
    }

    /// The line of that key.
    pub fn line(&self, key: &str) -> Option<u32> {
        let budget = self.budget.as_ref()?;
        budget.lines.iter().find(|(at, ..)| self.profile.budget.lines[*at].key == key).map(|(_, _, row)| *row)
    }

    pub fn line_spec(&self, at: usize) -> &'a LineSpec {
        &self.profile.budget.lines[at]
    }

    pub fn budget_column(&self, what: BudgetColumn) -> Option<&Column<BudgetColumn>> {
        self.budget.as_ref()?.columns.iter().find(|column| column.what == what)
    }

    /// The line whose rate is scored.
    pub fn scored_line(&self) -> Option<u32> {
        self.budget_column(BudgetColumn::Score)?;
        let execution = self.profile.budget.execution.as_ref().map(|execution| execution.line.as_str());
        let total = self.profile.budget.total_line.as_deref();
        [execution, total].into_iter().flatten().find_map(|key| self.line(key))
    }
}
