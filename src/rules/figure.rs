//! The figures a profile's own rules name: their values on a form, and their cells.

use rust_decimal::Decimal;

use super::context::Form;
use super::facts::ledger::{self, Column};
use crate::model::field::{AnyEntry, Field, SumCell};
use crate::model::finding::Subject;
use crate::model::number::{grouped, percent, plain};
use crate::model::submission::{BudgetLine, Indicator};
use crate::profile::spec::{BudgetColumn, Figure, IndicatorColumn, OnRoster, Overall, Spot, Total, Writing};

/// `None` for what the form, or the roster, does not give or nobody can compute with.
pub fn value(form: &Form, figure: &Figure) -> Option<Decimal> {
    match figure {
        Figure::Year => form.submission.year.value().map(|year| Decimal::from(*year)),
        Figure::SubordinateUnits => form.submission.subordinate_units.as_ref()?.value().copied(),
        Figure::Indicators => Some(Decimal::from(form.filled().count())),
        Figure::Budget(line, column) => budget(form, form.submission.line(line)?, *column),
        Figure::Overall(what) => overall(form, *what),
        Figure::Total(what) => total(form, *what),
        Figure::Level1(name) => form.book.by_level1.iter().find(|(known, _)| known == name).map(|(_, score)| *score),
        Figure::VerifiedPoints => Some(form.book.verified_points),
        Figure::UnverifiedPoints => Some(form.book.unverified_points),
        Figure::Roster(what) => roster(form, *what),
    }
}

/// As people write it.
pub fn written(figure: &Figure, value: Decimal) -> String {
    match figure.writing() {
        Writing::Money => grouped(value),
        Writing::Percent => percent(value),
        Writing::Plain => plain(value),
    }
}

/// The value a spot names, and what a finding there is about; `None` where this form has no such cell.
pub fn place<'a>(form: &Form<'a>, spot: &Spot) -> Option<(AnyEntry<'a>, Subject)> {
    let field = field(form, spot)?;
    let about = match field {
        // The year is the form's own.
        Field::Year => Subject::Form,
        _ => Subject::of(form.submission, &field),
    };
    Some((form.submission.entry(&field)?, about))
}

fn field(form: &Form, spot: &Spot) -> Option<Field> {
    Some(match spot {
        Spot::Title => Field::Title,
        Spot::Field(key) => Field::single(key),
        Spot::Figure(Figure::Year) => Field::Year,
        Spot::Figure(Figure::SubordinateUnits) => Field::SubordinateUnits,
        Spot::Figure(Figure::Budget(line, column)) => {
            Field::Budget(form.submission.budget.iter().position(|own| own.key == *line)?, *column)
        }
        Spot::Figure(Figure::Level1(name)) => {
            let row = form.submission.indicators.iter().position(|row| form.level1_name(row) == name)?;
            Field::Indicator(row, IndicatorColumn::Level1)
        }
        Spot::Figure(_) => Field::Total(SumCell::Score),
    })
}

/// Amounts that another rule calls negative or in the wrong unit are as unknown as blank ones.
fn budget(form: &Form, line: &BudgetLine, column: BudgetColumn) -> Option<Decimal> {
    match column {
        BudgetColumn::Initial => Some(line.initial.as_ref()?.value()?.yuan),
        BudgetColumn::Budget => Some(ledger::usable(form, line, Column::Budget)?.yuan),
        BudgetColumn::Executed => Some(ledger::usable(form, line, Column::Executed)?.yuan),
        BudgetColumn::Rate => Some(line.rate.as_ref()?.value()?.ratio),
        BudgetColumn::Points => Some(line.points.as_ref()?.value()?.value),
        BudgetColumn::Score => Some(line.score.as_ref()?.value()?.value),
    }
}

fn overall(form: &Form, what: Overall) -> Option<Decimal> {
    match what {
        Overall::Budget => Some(ledger::overall(form, Column::Budget)?.yuan),
        Overall::Executed => Some(ledger::overall(form, Column::Executed)?.yuan),
        Overall::Rate => ledger::overall_rates(form).first().copied(),
    }
}

/// Without a single score there is no sum of scores, rather than one of 0.
fn total(form: &Form, what: Total) -> Option<Decimal> {
    let scored = form.submission.indicators.iter().any(|row| Indicator::score_value(row).is_some());
    match what {
        Total::Stated => Some(form.submission.total.as_ref()?.stated.value()?.value),
        _ if !scored => None,
        Total::Own => Some(form.book.own),
        Total::Recomputed => Some(form.book.recomputed),
        Total::Difference => form.book.own.checked_sub(form.book.recomputed),
    }
}

fn roster(form: &Form, what: OnRoster) -> Option<Decimal> {
    let entry = form.ledger()?;
    match what {
        OnRoster::Budget => Some(entry.budget?.yuan),
        OnRoster::Executed => Some(entry.executed?.yuan),
        OnRoster::SubordinateUnits => entry.subordinate_units,
    }
}
