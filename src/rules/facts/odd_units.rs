//! Amounts in another unit than the rest, and units that cannot be right: found by what would have to
//! be true, never by an amount's size alone.

use rust_decimal::Decimal;

use super::ledger::{Column, half_unit};
use crate::model::submission::{BudgetLine, Entry, MoneyUnit};
use crate::rules::Form;

/// 万元 to 元.
const TEN_THOUSAND: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);
/// And back.
const TEN_THOUSANDTH: Decimal = Decimal::from_parts(1, 0, 0, false, 4);

/// An amount that fits the others only when taken 10⁴ times larger or smaller.
pub struct Odd {
    /// Index into the form's budget lines.
    pub line: usize,
    pub column: Column,
    /// What it would be in 元.
    pub fitting: Decimal,
}

/// The odd amounts of a form, few as they are.
pub fn odd<'f>(form: &'f Form) -> &'f [Odd] {
    form.odd.get_or_init(|| {
        let equations = equations(form);
        Column::ALL.into_iter().flat_map(|column| odd_in(form, &equations, column)).collect()
    })
}

fn odd_in(form: &Form, equations: &[Equation], column: Column) -> Vec<Odd> {
    let broken: Vec<&Equation> =
        equations.iter().filter(|equation| equation.holds(column, &[], Decimal::ONE) == Some(false)).collect();
    let suspects = broken.iter().flat_map(|equation| equation.suspects(column));
    let mut found: Vec<(usize, Vec<&BudgetLine>, Decimal)> = suspects
        .flat_map(|lines| factors(form).map(|factor| (lines.clone(), factor)))
        .filter(|(lines, factor)| mends(equations, column, lines, *factor))
        // Where the sums would do without the amount, it is one too many and not one in another unit.
        .filter(|(lines, _)| !mends(equations, column, lines, Decimal::ZERO))
        .map(|(lines, factor)| (plausible_rates(&lines, column, factor), lines, factor))
        .collect();
    found.sort_by_key(|(plausible, lines, _)| (std::cmp::Reverse(*plausible), lines.len()));
    let Some((_, lines, factor)) = found.into_iter().next() else { return vec![] };
    let odd = |line: &BudgetLine| {
        let fitting = column.entry(line)?.value()?.yuan.checked_mul(factor)?;
        let line = form.submission.budget.iter().position(|other| std::ptr::eq(other, line))?;
        Some(Odd { line, column, fitting })
    };
    lines.into_iter().filter_map(odd).collect()
}

/// The slip to think of first: 万元 in a form in 元, and the reverse.
fn factors(form: &Form) -> [Decimal; 2] {
    match form.submission.money_unit {
        MoneyUnit::Yuan => [TEN_THOUSAND, TEN_THOUSANDTH],
        _ => [TEN_THOUSANDTH, TEN_THOUSAND],
    }
}

/// Some broken sum holds afterwards, though not for want of the lines, and none that held is broken.
fn mends(equations: &[Equation], column: Column, lines: &[&BudgetLine], factor: Decimal) -> bool {
    let before = |equation: &Equation| equation.holds(column, &[], Decimal::ONE);
    let after = |equation: &Equation| equation.holds(column, lines, factor);
    let without = |equation: &Equation| equation.holds(column, lines, Decimal::ZERO);
    let is = |equation: &Equation| (before(equation), after(equation));
    let mended = |equation: &Equation| is(equation) == (Some(false), Some(true)) && without(equation) != Some(true);
    equations.iter().any(mended) && !equations.iter().any(|equation| is(equation) == (Some(true), Some(false)))
}

/// How many of the lines have an executed / budget of an ordinary size afterwards but not before.
fn plausible_rates(lines: &[&BudgetLine], column: Column, factor: Decimal) -> usize {
    let ordinary = |rate: Decimal| rate > Decimal::new(1, 2) && rate < Decimal::from(100);
    let becomes = |line: &&&BudgetLine| {
        let Some(rate) = line.rate_computed() else { return false };
        let after = match column {
            Column::Initial => None,
            Column::Budget => rate.checked_div(factor),
            Column::Executed => rate.checked_mul(factor),
        };
        !ordinary(rate) && after.is_some_and(ordinary)
    };
    lines.iter().filter(becomes).count()
}

/// Two sets of lines with the same sum.
struct Equation<'a> {
    left: Vec<&'a BudgetLine>,
    right: Vec<&'a BudgetLine>,
}

impl<'a> Equation<'a> {
    /// Whether the sums agree when some lines are multiplied; `None` when one cannot be used.
    fn holds(&self, column: Column, changed: &[&BudgetLine], factor: Decimal) -> Option<bool> {
        let (left, left_tolerance) = side(&self.left, column, changed, factor)?;
        let (right, right_tolerance) = side(&self.right, column, changed, factor)?;
        let tolerance = left_tolerance.checked_add(right_tolerance)?.max(Decimal::new(1, 2));
        Some(left.checked_sub(right)?.abs() <= tolerance)
    }

    /// What may be odd: a single amount, or a whole side.
    fn suspects(&self, column: Column) -> Vec<Vec<&'a BudgetLine>> {
        let is_something = |line: &&&BudgetLine| {
            column.entry(line).and_then(Entry::value).is_some_and(|amount| !amount.yuan.is_zero())
        };
        let sides = [&self.left, &self.right].map(|side| side.iter().filter(is_something).copied().collect::<Vec<_>>());
        let singles = sides.iter().flatten().map(|line| vec![*line]).collect::<Vec<_>>();
        singles.into_iter().chain(sides.into_iter().filter(|side| side.len() > 1)).collect()
    }
}

fn side(lines: &[&BudgetLine], column: Column, changed: &[&BudgetLine], factor: Decimal) -> Option<(Decimal, Decimal)> {
    let (mut sum, mut tolerance) = (Decimal::ZERO, Decimal::ZERO);
    for line in lines {
        let amount = column.entry(line)?.value()?;
        let is_changed = changed.iter().any(|changed| std::ptr::eq(*changed, *line));
        let factor = if is_changed { factor } else { Decimal::ONE };
        let half = match is_changed && factor > Decimal::ONE {
            true => Decimal::try_new(5, amount.decimals + 1).ok()?.checked_mul(TEN_THOUSAND)?,
            false => half_unit(amount),
        };
        sum = sum.checked_add(amount.yuan.checked_mul(factor)?)?;
        tolerance = tolerance.checked_add(half)?;
    }
    Some((sum, tolerance))
}

fn equations<'a>(form: &Form<'a>) -> Vec<Equation<'a>> {
    let budget = &form.profile.budget;
    let submission = form.submission;
    let lines = |keys: &[String]| keys.iter().filter_map(|key| submission.line(key)).collect::<Vec<_>>();
    let total: Vec<_> = budget.total_line.iter().filter_map(|key| submission.line(key)).collect();
    let pairs = [(lines(&budget.sources), lines(&budget.structure)), (total, lines(&budget.total_parts))];
    let whole = pairs.into_iter().filter(|(left, right)| !left.is_empty() && !right.is_empty());
    whole.map(|(left, right)| Equation { left, right }).collect()
}

/// Why the unit of the whole form is doubtful, in words.
pub fn doubt(form: &Form, budget: Decimal) -> Option<String> {
    let ledger = form.ledger().and_then(|entry| entry.budget).filter(|figure| !figure.yuan.is_zero());
    if let Some(figure) = ledger {
        let times = budget.checked_div(figure.yuan)?;
        let is_off = |factor: Decimal| times > factor * Decimal::new(5, 1) && times < factor * Decimal::TWO;
        let is_doubtful = is_off(TEN_THOUSAND) || is_off(TEN_THOUSANDTH);
        return is_doubtful.then(|| format!("与名册的{}相差约一万倍", Column::Budget.name(form)));
    }
    let limits = &form.profile.thresholds;
    match () {
        () if budget <= Decimal::ZERO => None,
        () if budget < limits.smallest_budget => Some("一年的预算不会这么少".to_owned()),
        () if budget > limits.largest_budget => Some("一年的预算不会这么多".to_owned()),
        () => None,
    }
}
