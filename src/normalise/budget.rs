//! The budget block: amounts first, then rates by what the amounts imply.

use super::money::FormUnit;
use super::reader::Reader;
use crate::model::raw::RawLine;
use crate::model::submission::BudgetLine;
use crate::profile::spec::BudgetColumn as Column;

impl Reader<'_> {
    pub fn budget_line(&self, raw: &RawLine, unit: FormUnit) -> BudgetLine {
        let amount = |column| raw.values.get(&column).map(|raw| self.amount(raw, unit));
        let points = |column| raw.values.get(&column).map(|raw| self.points(raw));
        let spec = raw.spec.and_then(|i| self.profile.budget.lines.get(i));
        let mut line = BudgetLine {
            key: spec.map(|spec| spec.key.clone()).unwrap_or_default(),
            label: self.text(&raw.label),
            initial: amount(Column::Initial),
            budget: amount(Column::Budget),
            executed: amount(Column::Executed),
            rate: None,
            points: points(Column::Points),
            score: points(Column::Score),
        };
        line.rate = raw.values.get(&Column::Rate).map(|raw| self.rate(raw, line.rate_computed()));
        line
    }
}
