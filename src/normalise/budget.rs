//! The budget block: amounts first, then rates by what the amounts imply.

use super::money::FormUnit;
use super::reader::Reader;
use crate::model::raw::RawLine;
use crate::model::submission::{Amount, BudgetLine, Entry};
use crate::profile::spec::BudgetColumn as Column;

impl Reader<'_> {
    pub fn budget_line(&self, raw: &RawLine, unit: FormUnit) -> BudgetLine {
        let amount = |column| raw.values.get(&column).map(|raw| self.amount(raw, unit));
        let points = |column| raw.values.get(&column).map(|raw| self.points(raw));
        let spec = raw.spec.and_then(|i| self.profile.budget.lines.get(i));
        let (budget, executed) = (amount(Column::Budget), amount(Column::Executed));
        let computed = ratio(&executed, &budget);
        BudgetLine {
            key: spec.map(|spec| spec.key.clone()).unwrap_or_default(),
            label: self.text(&raw.label),
            initial: amount(Column::Initial),
            budget,
            executed,
            rate: raw.values.get(&Column::Rate).map(|raw| self.rate(raw, computed)),
            points: points(Column::Points),
            score: points(Column::Score),
        }
    }
}

fn ratio(executed: &Option<Entry<Amount>>, budget: &Option<Entry<Amount>>) -> Option<rust_decimal::Decimal> {
    let yuan = |entry: &Option<Entry<Amount>>| Some(entry.as_ref()?.value()?.yuan);
    yuan(executed)?.checked_div(yuan(budget)?)
}
