//! The value cells of a form in which something is written, in the order of the form.

use crate::model::address::{Area, CellRef};
use crate::model::field::{AnyEntry, Field, Goal, Value};
use crate::model::finding::Subject;
use crate::model::quantity::Measure;
use crate::model::submission::{State, Submission};
use crate::profile::spec::{BudgetColumn, IndicatorColumn};

/// What is written in one value cell.
pub struct WrittenCell<'a> {
    pub cell: CellRef,
    pub area: Area,
    pub about: Subject,
    pub written: &'a str,
    /// The whole cell is a template instruction.
    pub is_hint: bool,
    is_prose: bool,
}

impl<'a> WrittenCell<'a> {
    fn of(form: &Submission, field: &Field, entry: &AnyEntry<'a>) -> Self {
        Self {
            cell: entry.cell,
            area: entry.area,
            about: Subject::of(form, field),
            written: entry.written,
            is_hint: entry.is_hint(),
            is_prose: is_prose(field, entry),
        }
    }

    /// Running text of the department: a goal, a name, a reason, a target in words.
    pub fn is_prose(&self) -> bool {
        self.is_prose && !self.is_hint
    }
}

/// Blank cells are left out.
pub fn written_cells(form: &Submission) -> Vec<WrittenCell<'_>> {
    let written = form.entries().filter(|(field, entry)| is_filled_in(field) && !entry.written.is_empty());
    written.map(|(field, entry)| WrittenCell::of(form, &field, &entry)).collect()
}

/// What departments write; headings, names of groups and sums come with the template.
fn is_filled_in(field: &Field) -> bool {
    use IndicatorColumn::{Actual, Level3, Points, Reason, Score, Target};
    match field {
        Field::Single(_) | Field::SubordinateUnits => true,
        Field::Budget(_, column) => matches!(column, BudgetColumn::Budget | BudgetColumn::Executed),
        Field::Goal(goal) => matches!(goal, Goal::Planned | Goal::Achieved),
        Field::Indicator(_, column) => matches!(column, Level3 | Target | Actual | Points | Score | Reason),
        _ => false,
    }
}

fn is_prose(field: &Field, entry: &AnyEntry) -> bool {
    use IndicatorColumn::{Actual, Level3, Reason, Target};
    match field {
        Field::Goal(_) | Field::Indicator(_, Level3 | Reason) => true,
        Field::Indicator(_, Target | Actual) => !matches!(entry.state, State::Read(Value::Measure(Measure::Dates(_)))),
        _ => false,
    }
}
