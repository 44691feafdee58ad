//! Every figure of the text that is money of a known line, with what the table says.

use rust_decimal::Decimal;

use super::Clause;
use super::figures::{self, Figure};
use super::scope::{self, Of};
use crate::model::address::CellRef;
use crate::model::finding::Subject;
use crate::profile::spec::{MoneyColumns, MoneyPhrase};
use crate::rules::Form;
use crate::rules::facts::ledger::{self, Column};

/// A figure of the text that says something else than the table.
pub struct Dispute {
    /// Index of the clause.
    pub clause: usize,
    pub figure: Figure,
    /// What the table says, for people.
    pub table: String,
    /// What the table calls it.
    pub name: String,
    pub about: Subject,
    pub cells: Vec<CellRef>,
}

/// Amounts that none of the table's figures they may mean is equal to.
pub fn money(clauses: &[Clause<'_>], form: &Form) -> Vec<Dispute> {
    let usable = clauses.iter().enumerate().filter(|(_, clause)| !clause.is_foreign && !clause.shares_number);
    usable.filter_map(|(at, clause)| dispute(at, clause, form)).collect()
}

fn dispute(at: usize, clause: &Clause<'_>, form: &Form) -> Option<Dispute> {
    let words = &form.profile.narrative;
    let (phrase, before, behind) = scope::phrase(&clause.text, form)?;
    let said = &clause.text[..clause.text.len() - behind.len()];
    let lines = match (&phrase.line, scope::whole(clause, (before, said), form)) {
        (Some(_), _) if clause.is_part => return None,
        (None, Of::Unknown) => return None,
        (Some(line), _) => vec![Some(line.clone())],
        (None, Of::Whole) => vec![None],
        (None, Of::Line(line)) => vec![Some(line), None],
    };
    let (columns, behind) = columns(phrase, behind, form);
    let figure = figures::behind(behind, words)?;
    let (yuan, half) = figure.yuan()?;
    let places = || lines.iter().flat_map(|line| columns.iter().map(move |column| (line.as_deref(), *column)));
    let known: Vec<Known> = places().filter_map(|(line, column)| of_table(line, column, form)).collect();
    let is_told =
        !known.is_empty() && known.len() == places().filter(|(line, column)| is_there(*line, *column, form)).count();
    let agrees =
        known.iter().any(|known| known.sum.yuan.saturating_sub(yuan).abs() <= half.saturating_add(known.sum.tolerance));
    if !is_told || agrees {
        return None;
    }
    let table = known.iter().map(|known| format!("{}{}元", known.name, crate::model::number::grouped(known.sum.yuan)));
    Some(Dispute {
        clause: at,
        figure,
        table: table.collect::<Vec<_>>().join("、"),
        name: known[0].name.clone(),
        about: known[0].about.clone(),
        cells: known.iter().flat_map(|known| known.sum.cells.clone()).collect(),
    })
}

/// The columns an amount may be of: the phrase's own, or what the words behind a line's name say.
fn columns<'t>(phrase: &MoneyPhrase, behind: &'t str, form: &Form) -> (Vec<Column>, &'t str) {
    let words = &form.profile.narrative;
    let said =
        |list: &[String]| list.iter().filter_map(|word| behind.strip_prefix(word.as_str())).min_by_key(|r| r.len());
    match phrase.columns {
        MoneyColumns::Budget => (vec![Column::Budget], behind),
        MoneyColumns::Executed => (vec![Column::Executed], behind),
        MoneyColumns::Either => match (said(&words.budget_words), said(&words.executed_words)) {
            (Some(rest), _) => (vec![Column::Budget], rest),
            (None, Some(rest)) => (vec![Column::Executed], rest),
            (None, None) => (Column::BOTH.to_vec(), behind),
        },
    }
}

struct Known {
    name: String,
    sum: ledger::Sum,
    about: Subject,
}

fn is_there(line: Option<&str>, column: Column, form: &Form) -> bool {
    match line {
        None => true,
        Some(key) => form.submission.line(key).is_some_and(|line| column.entry(line).is_some()),
    }
}

fn of_table(line: Option<&str>, column: Column, form: &Form) -> Option<Known> {
    let (sum, key, label) = match line {
        None => (ledger::overall(form, column)?, ledger::total_line(form)?.key.clone(), String::new()),
        Some(key) => {
            let label = form.profile.budget.lines.iter().find(|line| line.key == *key)?.label.clone();
            (ledger::sum(form, [key], column)?, key.to_owned(), label)
        }
    };
    let name = format!("{label}{}", column.name(form));
    Some(Known { name, sum, about: Subject::Budget(key, column.of_profile()) })
}

/// Rates and totals are compared with any of several figures; equal where the difference is rounding.
pub fn is_near(figure: &Figure, known: Decimal, tolerance: Decimal) -> bool {
    figure.value.saturating_sub(known).abs() <= tolerance
}
