//! The budget block as figures: which amounts can be used, their sums, and what counts as equal.

use rust_decimal::Decimal;

use super::odd_units::{self, Odd};
use crate::model::address::CellRef;
use crate::model::submission::{Amount, BudgetLine, Entry, MoneyUnit};
use crate::profile::spec::BudgetColumn;
use crate::rules::Form;

/// A money column every form has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Initial,
    Budget,
    Executed,
}

impl Column {
    pub const BOTH: [Self; 2] = [Self::Budget, Self::Executed];
    /// With the budget of the year's beginning, which many forms do not ask for.
    pub const ALL: [Self; 3] = [Self::Initial, Self::Budget, Self::Executed];

    pub const fn of_profile(self) -> BudgetColumn {
        match self {
            Self::Initial => BudgetColumn::Initial,
            Self::Budget => BudgetColumn::Budget,
            Self::Executed => BudgetColumn::Executed,
        }
    }

    /// What the form calls it.
    pub fn name<'a>(self, form: &Form<'a>) -> &'a str {
        form.profile.budget.label(self.of_profile())
    }

    pub fn entry(self, line: &BudgetLine) -> Option<&Entry<Amount>> {
        match self {
            Self::Initial => line.initial.as_ref(),
            Self::Budget => line.budget.as_ref(),
            Self::Executed => line.executed.as_ref(),
        }
    }
}

/// Half of the last digit written, in 元; zeros and whole 元 are exact.
pub fn half_unit(amount: &Amount) -> Decimal {
    let is_exact = amount.yuan.is_zero() || (amount.unit == MoneyUnit::Yuan && amount.yuan.is_integer());
    let half = Decimal::try_new(5, amount.decimals + 1).unwrap_or(Decimal::ZERO);
    match is_exact {
        true => Decimal::ZERO,
        false => half.checked_mul(amount.unit.factor()).unwrap_or(Decimal::ZERO),
    }
}

/// The amount in 元 of a line, when it can be computed with: read, not negative, in the form's unit.
pub fn usable(form: &Form, line: &BudgetLine, column: Column) -> Option<Amount> {
    let amount = *column.entry(line)?.value()?;
    let is_this = |odd: &Odd| odd.column == column && std::ptr::eq(&form.submission.budget[odd.line], line);
    let is_odd = || odd_units::odd(form).iter().any(is_this);
    (amount.yuan >= Decimal::ZERO && !is_odd()).then_some(amount)
}

/// Budget and executed of a line, both usable.
pub fn pair(form: &Form, line: &BudgetLine) -> Option<(Decimal, Decimal)> {
    Some((usable(form, line, Column::Budget)?.yuan, usable(form, line, Column::Executed)?.yuan))
}

/// A sum of lines, with the sum of their half units, in 元.
#[derive(Clone, Debug, PartialEq)]
pub struct Sum {
    pub yuan: Decimal,
    pub tolerance: Decimal,
    pub cells: Vec<CellRef>,
}

/// Σ of the lines with these keys; `None` when none of them is there, or one cannot be used.
pub fn sum<'k>(form: &Form, keys: impl IntoIterator<Item = &'k str>, column: Column) -> Option<Sum> {
    let mut sum = Sum { yuan: Decimal::ZERO, tolerance: Decimal::ZERO, cells: vec![] };
    for line in keys.into_iter().filter_map(|key| form.submission.line(key)) {
        let amount = usable(form, line, column)?;
        sum.yuan = sum.yuan.checked_add(amount.yuan)?;
        sum.tolerance = sum.tolerance.checked_add(half_unit(&amount))?;
        sum.cells.extend(column.entry(line).map(|entry| entry.cell));
    }
    (!sum.cells.is_empty()).then_some(sum)
}

/// Every amount of every line that can be computed with.
pub fn each(form: &Form) -> Vec<Sum> {
    let lines = form.submission.budget.iter().flat_map(|line| Column::BOTH.map(|column| (line, column)));
    let amounts = lines.filter_map(|(line, column)| {
        let (amount, entry) = (usable(form, line, column)?, column.entry(line)?);
        Some(Sum { yuan: amount.yuan, tolerance: half_unit(&amount), cells: vec![entry.cell] })
    });
    amounts.collect()
}

/// The form's overall figure. Every line that goes into it must be there.
pub fn overall(form: &Form, column: Column) -> Option<Sum> {
    let keys = form.profile.budget.overall();
    let is_whole = keys.iter().all(|key| form.submission.line(key).is_some());
    is_whole.then(|| sum(form, keys, column)).flatten()
}

/// The overall rate of execution (ratio), first as the form's overall figures give it, then by its other view;
/// empty while an amount cannot be used. Where the views differ, BUD-07 or BUD-05 has named the cause.
pub fn overall_rates(form: &Form) -> Vec<Decimal> {
    let rate = |budget: Option<Sum>, executed: Option<Sum>| executed?.yuan.checked_div(budget?.yuan);
    let main = rate(overall(form, Column::Budget), overall(form, Column::Executed));
    let sources = |column| sum(form, form.profile.budget.sources.iter().map(String::as_str), column);
    let other = || rate(sources(Column::Budget), sources(Column::Executed));
    main.into_iter().flat_map(|main| [Some(main), other()]).flatten().collect()
}

/// The line whose cells stand for the form's overall figures: the total line, else the first of the structure.
pub fn total_line<'a>(form: &Form<'a>) -> Option<&'a BudgetLine> {
    let budget = &form.profile.budget;
    let total = budget.total_line.as_ref().and_then(|key| form.submission.line(key));
    let structure = || budget.structure.iter().find_map(|key| form.submission.line(key));
    total.or_else(structure).or(form.submission.budget.first())
}

/// Lines the profile knows, with their cell and value of a column where it can be used.
pub fn amounts<'a>(
    form: &'a Form,
    column: Column,
) -> impl Iterator<Item = (&'a BudgetLine, &'a Entry<Amount>, Amount)> {
    form.submission.budget.iter().filter_map(move |line| {
        let entry = column.entry(line)?;
        Some((line, entry, usable(form, line, column)?))
    })
}

/// A line that carries a sum of others, by the profile.
pub fn is_total(form: &Form, line: &BudgetLine) -> bool {
    form.profile.budget.total_line.as_ref() == Some(&line.key)
}
