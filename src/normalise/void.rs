//! Rows crossed out: a level 2 the department has no use for, 无 or strokes in every cell and no points.

use super::reader::Reader;
use crate::lang::placeholder::is_placeholder;
use crate::model::submission::{Entry, Indicator, Points, State, Submission};

impl Reader<'_> {
    /// Takes the rows out that say there is nothing, and keeps the subtotals on theirs.
    pub fn drop_void_rows(&self, form: &mut Submission) {
        let kept: Vec<bool> = form.indicators.iter().map(|row| !self.is_crossed_out(row)).collect();
        let before = |index: usize| kept.iter().take(index).filter(|kept| **kept).count();
        for subtotal in &mut form.subtotals {
            subtotal.rows = before(subtotal.rows.start)..before(subtotal.rows.end);
        }
        let mut kept = kept.iter();
        form.indicators.retain(|_| kept.next().is_none_or(|kept| *kept));
    }

    /// Nothing but the names of levels, a mark, a hint or a placeholder of the template, and no points.
    fn is_crossed_out(&self, row: &Indicator) -> bool {
        let words = &self.profile.words;
        let is_empty = |written: &str| written.is_empty() || self.is_void(written) || is_placeholder(written, words);
        let measures = [&row.target, &row.actual].into_iter().flatten();
        (is_empty(&row.level3.written) || row.level3.is_hint())
            && measures.into_iter().all(|entry| entry.is_absent() || is_empty(&entry.written))
            && [&row.points, &row.score].into_iter().flatten().all(is_nothing)
            && row.points_in.is_none()
    }
}

fn is_nothing(entry: &Entry<Points>) -> bool {
    match &entry.state {
        State::Blank | State::Void => true,
        State::Read(points) => points.value.is_zero(),
        _ => false,
    }
}
