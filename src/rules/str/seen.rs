//! The cells a form needs that the rules on broken cells may care for.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::model::address::CellRef;
use crate::model::finding::Subject;
use crate::model::submission::{BudgetLine, Entry, Indicator, State, Submission};

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

/// A cell without the type of its value.
pub struct Seen {
    /// Place and text of the cell, for the finding.
    pub entry: Entry<()>,
    pub oddity: Oddity,
    pub need: Need,
    pub about: Subject,
}

/// Each cell with something odd about it once, in the order of the form; one shared by several rows stands for the
/// first of them.
fn all(form: &Submission) -> Vec<Seen> {
    let mut list = List::default();
    list.add(Some(&form.year), Need::Text, || Subject::Field("year".to_owned()));
    for (key, entry) in &form.fields {
        list.add(Some(entry), Need::Text, || Subject::Field(key.clone()));
    }
    list.add(form.subordinate_units.as_ref(), Need::Text, || Subject::Field("subordinate_units".to_owned()));
    form.budget.iter().for_each(|line| list.budget(line));
    list.add(form.goals.planned.as_ref(), Need::Text, || Subject::Goal("planned"));
    list.add(form.goals.achieved.as_ref(), Need::Text, || Subject::Goal("achieved"));
    form.indicators.iter().enumerate().for_each(|(i, row)| list.indicator(i, row));
    for subtotal in &form.subtotals {
        list.add(subtotal.points.as_ref(), Need::Computed, || Subject::Total);
        list.add(subtotal.score.as_ref(), Need::Computed, || Subject::Total);
    }
    if let Some(total) = &form.total {
        list.add(total.points.as_ref(), Need::Computed, || Subject::Total);
        list.add(Some(&total.stated), Need::Computed, || Subject::Total);
    }
    list.firsts()
}

/// Those with that about them.
pub fn with(form: &Submission, oddity: Oddity) -> impl Iterator<Item = Seen> {
    all(form).into_iter().filter(move |cell| cell.oddity == oddity)
}

/// Budget and executed beside a rate, when what is asked about is a rate and both are usable.
pub fn amounts_of_rate(form: &Submission, about: &Subject) -> Option<[Decimal; 2]> {
    let Subject::Budget(key, "rate") = about else { return None };
    let line = form.line(key)?;
    Some([line.budget_yuan()?, line.executed_yuan()?])
}

#[derive(Default)]
struct List {
    /// Every cell in the order of the form, and where among them those with something odd stand.
    cells: Vec<CellRef>,
    seen: Vec<(usize, Seen)>,
}

impl List {
    fn add<T>(&mut self, entry: Option<&Entry<T>>, need: Need, about: impl FnOnce() -> Subject) {
        let Some(entry) = entry else { return };
        self.cells.push(entry.cell);
        let oddity = match &entry.state {
            State::Error => Oddity::Error,
            State::Uncalculated => Oddity::Uncalculated,
            State::FormulaText => Oddity::FormulaText,
            State::Picture => Oddity::Picture,
            _ if entry.as_text => Oddity::NumberAsText,
            _ => return,
        };
        let place = Entry {
            cell: entry.cell,
            area: entry.area,
            label: entry.label,
            written: entry.written.clone(),
            state: State::Read(()),
            notes: vec![],
            as_text: entry.as_text,
        };
        let seen = Seen { entry: place, oddity, need, about: about() };
        self.seen.push((self.cells.len() - 1, seen));
    }

    fn firsts(self) -> Vec<Seen> {
        if self.seen.is_empty() {
            return vec![];
        }
        let mut first = BTreeMap::new();
        for (i, cell) in self.cells.iter().enumerate() {
            first.entry(*cell).or_insert(i);
        }
        let own = self.seen.into_iter().filter(|(i, seen)| first.get(&seen.entry.cell) == Some(i));
        own.map(|(_, seen)| seen).collect()
    }

    fn budget(&mut self, line: &BudgetLine) {
        let about = |column| move || Subject::Budget(line.key.clone(), column);
        self.add(line.budget.as_ref(), Need::Figure, about("budget"));
        self.add(line.executed.as_ref(), Need::Figure, about("executed"));
        self.add(line.rate.as_ref(), Need::Computed, about("rate"));
        self.add(line.points.as_ref(), Need::Figure, about("points"));
        self.add(line.score.as_ref(), Need::Figure, about("score"));
    }

    fn indicator(&mut self, index: usize, row: &Indicator) {
        let about = |column| move || Subject::Indicator(index, column);
        self.add(Some(&row.level1), Need::Text, || Subject::Level1(index));
        self.add(row.weight.as_ref(), Need::Figure, || Subject::Level1(index));
        self.add(Some(&row.level2), Need::Text, || Subject::Level2(index));
        self.add(Some(&row.level3), Need::Text, about("level3"));
        self.add(row.target.as_ref(), Need::Text, about("target"));
        self.add(row.actual.as_ref(), Need::Text, about("actual"));
        self.add(row.points.as_ref(), Need::Figure, about("points"));
        self.add(row.score.as_ref(), Need::Figure, about("score"));
        self.add(row.reason.as_ref(), Need::Text, about("reason"));
    }
}
