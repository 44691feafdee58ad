//! Cells in which something stands that could not be read, or was read from text, and what they are needed for.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::model::field::{AnyEntry, Field, Goal, SumCell};
use crate::model::finding::Subject;
use crate::model::submission::{State, Submission};
use crate::profile::spec::{BudgetColumn, IndicatorColumn};
use crate::rules::Form;

/// What a cell is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Money, points or a score: nothing can replace it.
    Figure,
    /// Rates, subtotals and totals, which are recomputed anyway.
    Computed,
    /// Names, targets, actuals, texts.
    Text,
}

/// What is odd about a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oddity {
    Error,
    Uncalculated,
    FormulaText,
    Picture,
    NumberAsText,
}

/// A cell with something odd about it.
pub struct OddCell<'a> {
    pub field: Field,
    pub entry: AnyEntry<'a>,
    pub need: Need,
    pub about: Subject,
}

/// Each cell with that about it once, in the order of the form; one shared by several values stands for the first of
/// them.
pub fn with<'a>(form: &Form<'a>, wanted: Oddity) -> Vec<OddCell<'a>> {
    let entries = form.submission.entries();
    let any = || form.submission.entries().filter_map(|(_, entry)| oddity(&entry)).collect();
    if !form.oddities.get_or_init(any).contains(&wanted) {
        return vec![];
    }
    let mut met = BTreeSet::new();
    let needed = entries.filter_map(|(field, entry)| Some((need(&field)?, field, entry)));
    let firsts = needed.filter(|(_, _, entry)| met.insert(entry.cell));
    let odd = firsts.filter(|(_, _, entry)| oddity(entry) == Some(wanted));
    odd.map(|(need, field, entry)| OddCell { about: Subject::of(form.submission, &field), field, entry, need })
        .collect()
}

fn oddity(entry: &AnyEntry) -> Option<Oddity> {
    match entry.state {
        State::Error => Some(Oddity::Error),
        State::Uncalculated => Some(Oddity::Uncalculated),
        State::FormulaText => Some(Oddity::FormulaText),
        State::Picture => Some(Oddity::Picture),
        _ => entry.as_text.then_some(Oddity::NumberAsText),
    }
}

/// `None` for what nothing is made of: labels, and columns that only go on into the outputs.
fn need(field: &Field) -> Option<Need> {
    Some(match field {
        Field::Year | Field::Single(_) | Field::SubordinateUnits => Need::Text,
        Field::Budget(_, column) => match column {
            BudgetColumn::Budget | BudgetColumn::Executed | BudgetColumn::Points | BudgetColumn::Score => Need::Figure,
            BudgetColumn::Rate => Need::Computed,
            BudgetColumn::Initial => return None,
        },
        Field::Goal(Goal::Planned | Goal::Achieved) => Need::Text,
        Field::Indicator(_, column) => match column {
            IndicatorColumn::Weight | IndicatorColumn::Points | IndicatorColumn::Score => Need::Figure,
            IndicatorColumn::Level1 | IndicatorColumn::Level2 | IndicatorColumn::Level3 => Need::Text,
            IndicatorColumn::Target | IndicatorColumn::Actual | IndicatorColumn::Reason => Need::Text,
            _ => return None,
        },
        Field::Subtotal(_, SumCell::Points | SumCell::Score) => Need::Computed,
        Field::Total(SumCell::Points | SumCell::Score) => Need::Computed,
        Field::Title | Field::BudgetLabel(_) | Field::Goal(Goal::Adjusted | Goal::Score) => return None,
        Field::GoalGroup(_) | Field::GoalGroupWeight(_) => return None,
        Field::Subtotal(_, SumCell::Label) | Field::Total(SumCell::Label) => return None,
    })
}

/// Budget and executed beside a rate, when the field is a rate and both are usable.
pub fn amounts_of_rate(form: &Submission, field: &Field) -> Option<[Decimal; 2]> {
    let Field::Budget(line, BudgetColumn::Rate) = field else { return None };
    let line = form.budget.get(*line)?;
    Some([line.budget_yuan()?, line.executed_yuan()?])
}
