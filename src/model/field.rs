//! What each value of a form is, and the one walk over all of them.
//!
//! Whoever wants every value asks for [`Submission::entries`] and picks by [`Field`]; a column that is added is added
//! here, and the compiler shows who has to decide about it.

use rust_decimal::Decimal;

use super::address::{Area, CellRef};
use super::entry::{Amount, Entry, Points, Rate, State, Text};
use super::quantity::Measure;
use super::submission::{BudgetLine, GoalGroup, Goals, Indicator, Submission, Subtotal, Total};
use crate::profile::spec::{BudgetColumn, IndicatorColumn};

/// Key of the one single field that is a number.
pub const SUBORDINATE_UNITS: &str = "subordinate_units";

/// Which value of a form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Title,
    Year,
    /// By its key in the profile (`department`).
    Single(String),
    SubordinateUnits,
    /// What a budget line is called, by its index.
    BudgetLabel(usize),
    Budget(usize, BudgetColumn),
    Goal(Goal),
    /// A goal with a table of its own, by its index: its name, its weight.
    GoalGroup(usize),
    GoalGroupWeight(usize),
    /// A row by its index, and the column.
    Indicator(usize, IndicatorColumn),
    Subtotal(usize, SumCell),
    Total(SumCell),
}

impl Field {
    /// The single field with that key.
    pub fn single(key: &str) -> Self {
        match key {
            SUBORDINATE_UNITS => Self::SubordinateUnits,
            _ => Self::Single(key.to_owned()),
        }
    }
}

/// A value of the overall goals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Goal {
    Planned,
    Adjusted,
    Achieved,
    Score,
}

/// A value of a row that adds others up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SumCell {
    Label,
    Points,
    Score,
}

/// An entry without the type of its value.
#[derive(Clone, Debug, PartialEq)]
pub struct AnyEntry<'a> {
    pub cell: CellRef,
    pub area: Area,
    pub label: Option<CellRef>,
    pub written: &'a str,
    pub state: State<Value<'a>>,
    pub notes: &'a [&'static str],
    pub as_text: bool,
}

impl<'a> AnyEntry<'a> {
    fn of<T: Kind>(entry: &'a Entry<T>) -> Self {
        Self {
            cell: entry.cell,
            area: entry.area,
            label: entry.label,
            written: &entry.written,
            state: entry.state.map(Kind::value),
            notes: &entry.notes,
            as_text: entry.as_text,
        }
    }

    pub fn is_hint(&self) -> bool {
        matches!(self.state, State::Hint)
    }

    /// The text for output: `None` for blank and for a template hint.
    pub fn text(&self) -> Option<&'a str> {
        (!self.written.is_empty() && !self.is_hint()).then_some(self.written)
    }
}

/// What a cell was read as.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    Text,
    Year(i32),
    Count(Decimal),
    Amount(Amount),
    Rate(Rate),
    Points(Points),
    Measure(&'a Measure),
}

/// The types an entry may have.
trait Kind {
    fn value(&self) -> Value<'_>;
}

impl Kind for Text {
    fn value(&self) -> Value<'_> {
        Value::Text
    }
}

impl Kind for i32 {
    fn value(&self) -> Value<'_> {
        Value::Year(*self)
    }
}

impl Kind for Decimal {
    fn value(&self) -> Value<'_> {
        Value::Count(*self)
    }
}

impl Kind for Amount {
    fn value(&self) -> Value<'_> {
        Value::Amount(*self)
    }
}

impl Kind for Rate {
    fn value(&self) -> Value<'_> {
        Value::Rate(*self)
    }
}

impl Kind for Points {
    fn value(&self) -> Value<'_> {
        Value::Points(*self)
    }
}

impl Kind for Measure {
    fn value(&self) -> Value<'_> {
        Value::Measure(self)
    }
}

impl Submission {
    /// Every value in the order of the form. One whose cell several rows share is there once for each of them, with
    /// that cell.
    pub fn entries(&self) -> impl Iterator<Item = (Field, AnyEntry<'_>)> {
        let heading = [one(Field::Title, &self.title), one(Field::Year, &self.year)];
        // The number of units stands among the single fields as a text as well: one value, once.
        let singles = self.fields.iter().filter(|(key, _)| *key != SUBORDINATE_UNITS);
        let singles = singles.map(|(key, entry)| one(Field::Single(key.clone()), entry));
        let units = maybe(Field::SubordinateUnits, &self.subordinate_units);
        let heading = heading.into_iter().chain(singles).chain([units]);
        let budget = self.budget.iter().enumerate().flat_map(|(i, line)| of_line(i, line));
        let groups = self.goal_groups.iter().enumerate().flat_map(|(i, group)| of_group(i, group));
        let goals = of_goals(&self.goals).into_iter().chain(groups);
        let rows = self.indicators.iter().enumerate().flat_map(|(i, row)| of_row(i, row));
        let subtotals = self.subtotals.iter().enumerate().flat_map(|(i, subtotal)| of_subtotal(i, subtotal));
        let total = self.total.iter().flat_map(of_total);
        heading.chain(budget).chain(goals).chain(rows).chain(subtotals).chain(total).flatten()
    }

    /// The value of a field, where the form has it.
    pub fn entry(&self, field: &Field) -> Option<AnyEntry<'_>> {
        self.entries().find(|(own, _)| own == field).map(|(_, entry)| entry)
    }
}

type Named<'a> = Option<(Field, AnyEntry<'a>)>;

fn one<T: Kind>(field: Field, entry: &Entry<T>) -> Named<'_> {
    Some((field, AnyEntry::of(entry)))
}

fn maybe<T: Kind>(field: Field, entry: &Option<Entry<T>>) -> Named<'_> {
    one(field, entry.as_ref()?)
}

fn of_line(index: usize, line: &BudgetLine) -> [Named<'_>; 7] {
    let field = |column| Field::Budget(index, column);
    [
        one(Field::BudgetLabel(index), &line.label),
        maybe(field(BudgetColumn::Initial), &line.initial),
        maybe(field(BudgetColumn::Budget), &line.budget),
        maybe(field(BudgetColumn::Executed), &line.executed),
        maybe(field(BudgetColumn::Rate), &line.rate),
        maybe(field(BudgetColumn::Points), &line.points),
        maybe(field(BudgetColumn::Score), &line.score),
    ]
}

fn of_goals(goals: &Goals) -> [Named<'_>; 4] {
    [
        maybe(Field::Goal(Goal::Planned), &goals.planned),
        maybe(Field::Goal(Goal::Adjusted), &goals.adjusted),
        maybe(Field::Goal(Goal::Achieved), &goals.achieved),
        maybe(Field::Goal(Goal::Score), &goals.score),
    ]
}

fn of_group(index: usize, group: &GoalGroup) -> [Named<'_>; 2] {
    [one(Field::GoalGroup(index), &group.name), maybe(Field::GoalGroupWeight(index), &group.weight)]
}

fn of_row(index: usize, row: &Indicator) -> impl Iterator<Item = Named<'_>> {
    use IndicatorColumn as Column;
    let field = move |column| Field::Indicator(index, column);
    let known = [
        one(field(Column::Level1), &row.level1),
        maybe(field(Column::Weight), &row.weight),
        one(field(Column::Level2), &row.level2),
        maybe(field(Column::Level2Points), &row.level2_points),
        one(field(Column::Level3), &row.level3),
        maybe(field(Column::Operator), &row.operator),
        maybe(field(Column::Target), &row.target),
        maybe(field(Column::TargetAdjusted), &row.target_adjusted),
        maybe(field(Column::Unit), &row.unit),
        maybe(field(Column::Actual), &row.actual),
        maybe(field(Column::Points), &row.points),
        maybe(field(Column::Coefficient), &row.coefficient),
        maybe(field(Column::Score), &row.score),
        maybe(field(Column::Core), &row.core),
        maybe(field(Column::Reason), &row.reason),
    ];
    let own = row.texts.iter().map(move |(i, text)| one(field(Column::Text(*i)), text));
    known.into_iter().chain(own)
}

fn of_subtotal(index: usize, subtotal: &Subtotal) -> [Named<'_>; 3] {
    let field = |cell| Field::Subtotal(index, cell);
    [
        one(field(SumCell::Label), &subtotal.label),
        maybe(field(SumCell::Points), &subtotal.points),
        maybe(field(SumCell::Score), &subtotal.score),
    ]
}

fn of_total(total: &Total) -> [Named<'_>; 3] {
    [
        one(Field::Total(SumCell::Label), &total.label),
        maybe(Field::Total(SumCell::Points), &total.points),
        one(Field::Total(SumCell::Score), &total.stated),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn every_value_is_met_once_in_the_order_of_the_form() {
        let mut form = sample::submission("区教育局");
        form.fields.insert(SUBORDINATE_UNITS.to_owned(), sample::text("H3", "12"));
        let fields: Vec<Field> = form.entries().map(|(field, _)| field).collect();
        let mut ordered = fields.clone();
        ordered.sort();
        ordered.dedup();
        assert_eq!(fields, ordered);
        assert_eq!(fields.iter().filter(|field| matches!(field, Field::Indicator(1, _))).count(), 9);
        assert!(!fields.contains(&Field::Single(SUBORDINATE_UNITS.to_owned())));
    }

    #[test]
    fn a_value_is_found_by_its_field_with_what_it_was_read_as() {
        let form = sample::submission("区教育局");
        let at = |field: Field| form.entry(&field).map(|entry| (entry.cell.to_string(), entry.written));
        assert_eq!(at(Field::Budget(0, BudgetColumn::Executed)), Some(("G5".to_owned(), "150.00")));
        assert_eq!(at(Field::single(SUBORDINATE_UNITS)), Some(("H3".to_owned(), "12")));
        assert_eq!(at(Field::Total(SumCell::Points)), None);
        let score = form.entry(&Field::Indicator(1, IndicatorColumn::Score)).expect("a score");
        assert!(matches!(score.state, State::Read(Value::Points(points)) if points.value == sample::dec("4.79")));
    }
}
