//! Every value cell of a form with what is written there, in the order of the form.

use crate::model::address::{Area, CellRef};
use crate::model::finding::Subject;
use crate::model::quantity::Measure;
use crate::model::submission::{BudgetLine, Entry, Indicator, State, Submission};

/// What is written in one value cell.
pub struct Piece<'a> {
    pub cell: CellRef,
    pub area: Area,
    pub about: Subject,
    pub written: &'a str,
    /// The whole cell is a template instruction.
    pub is_hint: bool,
    is_prose: bool,
}

impl<'a> Piece<'a> {
    fn of<T>(entry: &'a Entry<T>, about: Subject, is_prose: bool) -> Self {
        Self { cell: entry.cell, area: entry.area, about, written: &entry.written, is_hint: entry.is_hint(), is_prose }
    }

    /// Running text of the department: a goal, a name, a reason, a target in words.
    pub fn is_prose(&self) -> bool {
        self.is_prose && !self.is_hint
    }
}

/// Blank cells are left out.
pub fn pieces(form: &Submission) -> Vec<Piece<'_>> {
    let fields = form.fields.iter().map(|(key, entry)| Piece::of(entry, Subject::Field(key.clone()), false));
    let planned = form.goals.planned.iter().map(|entry| Piece::of(entry, Subject::Goal("planned"), true));
    let achieved = form.goals.achieved.iter().map(|entry| Piece::of(entry, Subject::Goal("achieved"), true));
    let rows = form.indicators.iter().enumerate().flat_map(|(i, row)| of_row(i, row));
    let lines = form.budget.iter().flat_map(of_line);
    let all = fields.chain(lines).chain(planned).chain(achieved).chain(rows);
    all.filter(|piece| !piece.written.is_empty()).collect()
}

fn of_row(i: usize, row: &Indicator) -> impl Iterator<Item = Piece<'_>> {
    let about = move |column| Subject::Indicator(i, column);
    let measure = move |column, entry| {
        let words = |entry: &Entry<Measure>| !matches!(entry.state, State::Read(Measure::Dates(_)));
        Piece::of(entry, about(column), words(entry))
    };
    let name = Piece::of(&row.level3, about("level3"), true);
    let measures = row.target.iter().map(move |entry| measure("target", entry));
    let measures = measures.chain(row.actual.iter().map(move |entry| measure("actual", entry)));
    let scores = row.points.iter().map(move |entry| Piece::of(entry, about("points"), false));
    let scores = scores.chain(row.score.iter().map(move |entry| Piece::of(entry, about("score"), false)));
    let reason = row.reason.iter().map(move |entry| Piece::of(entry, about("reason"), true));
    std::iter::once(name).chain(measures).chain(scores).chain(reason)
}

fn of_line(line: &BudgetLine) -> impl Iterator<Item = Piece<'_>> {
    let about = |column| Subject::Budget(line.key.clone(), column);
    let budget = line.budget.iter().map(move |entry| Piece::of(entry, about("budget"), false));
    let executed = line.executed.iter().map(move |entry| Piece::of(entry, about("executed"), false));
    budget.chain(executed)
}
