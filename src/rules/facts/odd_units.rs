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
    /// What it would be in 元, where a sum proves it; none where another fault stands in the same sum.
    pub fitting: Option<Decimal>,
}

/// The odd amounts of a form, few as they are.
pub fn odd<'f>(form: &'f Form) -> &'f [Odd] {
    form.odd.get_or_init(|| {
        let equations = equations(form);
        let mut found: Vec<Odd> = Column::ALL.into_iter().flat_map(|column| odd_in(form, &equations, column)).collect();
        found.extend(beside(form, &equations, &found));
        found
    })
}

/// Where one amount of a line is odd and its rate is an ordinary one, its other amount is in the same unit: said
/// where the other's sum does not hold and tells nothing, for another fault in it.
fn beside(form: &Form, equations: &[Equation], found: &[Odd]) -> Vec<Odd> {
    let is_broken = |column| equations.iter().any(|equation| equation.holds(column, &[], Decimal::ONE) == Some(false));
    let tells_nothing = |column: Column| found.iter().all(|odd| odd.column != column);
    let other = |odd: &Odd| {
        let column = Column::BOTH.into_iter().find(|column| *column != odd.column)?;
        let rate = form.submission.budget[odd.line].rate_computed()?;
        let is_odd = odd.column != Column::Initial && is_ordinary(rate) && is_broken(column) && tells_nothing(column);
        is_odd.then_some(Odd { line: odd.line, column, fitting: None })
    };
    found.iter().filter_map(other).collect()
}

/// Executed / budget as it can be when both are in one unit.
fn is_ordinary(rate: Decimal) -> bool {
    rate > Decimal::new(1, 2) && rate < Decimal::from(100)
}

fn odd_in(form: &Form, equations: &[Equation], column: Column) -> Vec<Odd> {
    let broken: Vec<&Equation> =
        equations.iter().filter(|equation| equation.holds(column, &[], Decimal::ONE) == Some(false)).collect();
    let suspects = broken.iter().flat_map(|equation| equation.suspects(column));
    let suspects: Vec<Suspect> =
        suspects.flat_map(|lines| factors(form).map(|factor| Suspect { lines: lines.clone(), factor })).collect();
    // Where the sums would do without the amount, it is one too many and not one in another unit.
    let is_proved = |suspect: &&Suspect| {
        let Suspect { lines, factor } = suspect;
        mends(equations, column, lines, *factor) && !mends(equations, column, lines, Decimal::ZERO)
    };
    let mut proved: Vec<&Suspect> = suspects.iter().filter(is_proved).collect();
    proved.sort_by_key(|suspect| (std::cmp::Reverse(suspect.plausible_rates(column)), suspect.lines.len()));
    let (suspect, is_proved) = match proved.first() {
        Some(suspect) => (*suspect, true),
        None => match likely(&suspects, equations, column) {
            Some(suspect) => (suspect, false),
            None => return vec![],
        },
    };
    let odd = |line: &&BudgetLine| {
        let fitting = column.entry(line)?.value()?.yuan.checked_mul(suspect.factor)?;
        let line = form.submission.budget.iter().position(|other| std::ptr::eq(other, *line))?;
        Some(Odd { line, column, fitting: is_proved.then_some(fitting) })
    };
    suspect.lines.iter().filter_map(odd).collect()
}

/// Amounts that may be in another unit, and what they would have to be multiplied by.
struct Suspect<'a> {
    lines: Vec<&'a BudgetLine>,
    factor: Decimal,
}

/// The one suspect, or the one with the most ordinary rates, with which a sum that is far off nearly holds or its own
/// rate is right: what is left of the sum is another fault. Of several alike none.
fn likely<'s, 'a>(suspects: &'s [Suspect<'a>], equations: &[Equation], column: Column) -> Option<&'s Suspect<'a>> {
    let mut found: Vec<(usize, &Suspect)> = suspects
        .iter()
        .filter(|suspect| nearly_mends(equations, column, suspect) || told_by_rate(equations, column, suspect))
        .map(|suspect| (suspect.plausible_rates(column), suspect))
        .collect();
    found.sort_by_key(|(plausible, _)| std::cmp::Reverse(*plausible));
    match found[..] {
        [(first, suspect), (second, _), ..] if first > second => Some(suspect),
        [(_, suspect)] => Some(suspect),
        _ => None,
    }
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

/// A sum misses by a lot as it stands and without the lines, and by little with the factor; none that held is broken.
/// An amount that happens to be 10⁴ times smaller than what a sum lacks, within this little, is no coincidence.
fn nearly_mends(equations: &[Equation], column: Column, suspect: &Suspect) -> bool {
    let (little, much) = (Decimal::new(5, 2), Decimal::new(2, 1));
    let gap = |equation: &Equation, factor| equation.gap(column, &suspect.lines, factor);
    let is_far = |equation: &Equation, factor| gap(equation, factor).is_some_and(|gap| gap > much);
    let is_near = |equation: &Equation| gap(equation, suspect.factor).is_some_and(|gap| gap <= little);
    let nearly =
        |equation: &Equation| is_near(equation) && is_far(equation, Decimal::ONE) && is_far(equation, Decimal::ZERO);
    let held = |equation: &&Equation| equation.holds(column, &[], Decimal::ONE) == Some(true);
    let breaks = |equation: &Equation| equation.holds(column, &suspect.lines, suspect.factor) == Some(false);
    equations.iter().any(nearly) && !equations.iter().filter(held).any(breaks)
}

/// A single amount whose line is executed 10⁴ times too much or too little, while the sums of the other column hold.
fn told_by_rate(equations: &[Equation], column: Column, suspect: &Suspect) -> bool {
    let [line] = suspect.lines[..] else { return false };
    let other = if column == Column::Budget { Column::Executed } else { Column::Budget };
    let holds = |equation: &Equation| equation.holds(other, &[], Decimal::ONE) == Some(true);
    let breaks = |equation: &Equation| {
        equation.holds(column, &[], Decimal::ONE) == Some(true)
            && equation.holds(column, &suspect.lines, suspect.factor) == Some(false)
    };
    let whole = Decimal::new(5, 1)..=Decimal::new(12, 1);
    let is_right = |rate| whole.contains(&rate);
    rate_after(line, column, suspect.factor).is_some_and(is_right)
        && equations.iter().all(holds)
        && !equations.iter().any(breaks)
}

/// Executed / budget of the line with one of them multiplied.
fn rate_after(line: &BudgetLine, column: Column, factor: Decimal) -> Option<Decimal> {
    let rate = line.rate_computed()?;
    match column {
        Column::Initial => None,
        Column::Budget => rate.checked_div(factor),
        Column::Executed => rate.checked_mul(factor),
    }
}

impl Suspect<'_> {
    /// How many of the lines have an executed / budget of an ordinary size afterwards but not before.
    fn plausible_rates(&self, column: Column) -> usize {
        let becomes = |line: &&&BudgetLine| {
            let is_odd = line.rate_computed().is_some_and(|rate| !is_ordinary(rate));
            is_odd && rate_after(line, column, self.factor).is_some_and(is_ordinary)
        };
        self.lines.iter().filter(becomes).count()
    }
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

    /// By how much of the larger sum they differ.
    fn gap(&self, column: Column, changed: &[&BudgetLine], factor: Decimal) -> Option<Decimal> {
        let (left, _) = side(&self.left, column, changed, factor)?;
        let (right, _) = side(&self.right, column, changed, factor)?;
        left.checked_sub(right)?.abs().checked_div(left.max(right))
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
