//! Rows with points and a score: the indicators, and the execution line where a form scores it.

use rust_decimal::Decimal;

use crate::model::address::CellRef;
use crate::model::finding::Subject;
use crate::model::number::{plain, round};
use crate::model::quantity::{Direction, FormDate, Measure};
use crate::model::score::RowScore;
use crate::model::submission::{BudgetLine, Entry, Indicator, Points};
use crate::profile::spec::{BudgetColumn, IndicatorColumn};
use crate::rules::{Draft, Findings, Form};

/// Nobody gives thousandths of a point.
pub const SCORE_DECIMALS: u32 = 2;

/// One row that is scored.
pub struct Scored<'a> {
    pub points: &'a Entry<Points>,
    pub score: &'a Entry<Points>,
    pub result: Option<&'a RowScore>,
    source: Source<'a>,
    /// Of the row and those that share a cell with it.
    together: (Option<Decimal>, Option<Decimal>),
}

#[derive(Clone, Copy)]
enum Source<'a> {
    Indicator(usize, &'a Indicator),
    Line(&'a BudgetLine),
}

/// The scored line of the budget block first, as it stands in the form.
pub fn scored<'a>(form: &'a Form) -> impl Iterator<Item = Scored<'a>> {
    let line = form.book.execution.as_ref().and_then(|(key, result)| {
        let line = form.submission.line(key)?;
        let (points, score) = (line.points.as_ref()?, line.score.as_ref()?);
        let value = |entry: &Entry<Points>| entry.value().map(|points| points.value);
        let together = (value(points), value(score));
        Some(Scored { points, score, result: Some(result), source: Source::Line(line), together })
    });
    let rows = form.submission.indicators.iter().enumerate().filter_map(|(i, row)| {
        let (points, score) = (row.points.as_ref()?, row.score.as_ref()?);
        let together = form.submission.together(i);
        Some(Scored { points, score, result: form.score(i), source: Source::Indicator(i, row), together })
    });
    line.into_iter().chain(rows)
}

/// Rows whose target was missed, each with its score and what it should be by proportion.
pub fn missed<'a>(form: &'a Form) -> impl Iterator<Item = (Scored<'a>, Decimal, Decimal)> {
    scored(form).filter(|row| row.is_unmet(form.year)).filter_map(|row| {
        let (score, due) = (row.score_value()?, row.result?.expected()?);
        Some((row, score, round(due, SCORE_DECIMALS)))
    })
}

impl<'a> Scored<'a> {
    pub fn points_value(&self) -> Option<Decimal> {
        self.together.0
    }

    pub fn score_value(&self) -> Option<Decimal> {
        self.together.1
    }

    pub fn has_full_marks(&self) -> bool {
        self.score_value().is_some() && self.score_value() == self.points_value()
    }

    /// Verifiable, and not attained; a target whose date is of another year is in doubt itself (IND-15).
    pub fn is_unmet(&self, year: Option<i32>) -> bool {
        let attainment = self.result.and_then(RowScore::attainment);
        attainment.is_some_and(|attainment| attainment < Decimal::ONE) && !self.is_due_in_another(year)
    }

    fn is_due_in_another(&self, year: Option<i32>) -> bool {
        let target = self.indicator().and_then(|row| row.target.as_ref()?.value());
        let other = |date: &FormDate| date.year.zip(year).is_some_and(|(written, year)| written != year);
        matches!(target, Some(Measure::Dates(dates)) if dates.iter().any(other))
    }

    pub fn indicator(&self) -> Option<&'a Indicator> {
        match self.source {
            Source::Indicator(_, row) => Some(row),
            Source::Line(_) => None,
        }
    }

    pub fn reason_given(&self) -> Option<&'a str> {
        self.indicator()?.reason_given()
    }

    /// A finding at the score.
    pub fn at<'f>(&self, out: &'f mut Findings) -> Draft<'f> {
        let about = match self.source {
            Source::Indicator(index, _) => Subject::Indicator(index, IndicatorColumn::Score),
            Source::Line(line) => Subject::Budget(line.key.clone(), BudgetColumn::Score),
        };
        out.at(self.score, about)
    }

    /// "全年完成值85%（F16）未达到指标值≥95%（E16）"; a cost is above its target, a day is after it.
    pub fn unmet(&self) -> String {
        let said = |entry: &crate::model::submission::MeasureEntry| format!("{}（{}）", entry.written, entry.cell);
        match self.source {
            Source::Indicator(_, row) => {
                let of = |entry: &Option<_>| entry.as_ref().map(said).unwrap_or_default();
                let verb = match row.target.as_ref().and_then(Entry::value) {
                    Some(Measure::Dates(_)) => "晚于",
                    _ if row.direction == Direction::Less => "超过",
                    _ if row.direction == Direction::Exact => "不等于",
                    _ => "未达到",
                };
                format!("全年完成值{}{verb}指标值{}", of(&row.actual), of(&row.target))
            }
            Source::Line(_) => "执行率不到100%".to_owned(),
        }
    }

    /// Says that the score is more than what is due for the part that was done.
    pub fn say_too_high(&self, out: &mut Findings, (score, due): (Decimal, Decimal), what: &str) {
        let share = if due.is_zero() { "" } else { "按比例" };
        let says = format!("{} {what}{}，{share}应得{}分。", self.score.cell, self.unmet(), plain(due));
        self.at(out).expected(plain(due)).difference(score - due).related(self.origin()).message(says);
    }

    /// The cells the score comes from.
    pub fn origin(&self) -> Vec<CellRef> {
        let points = std::iter::once(self.points.cell);
        match self.source {
            Source::Indicator(_, row) => {
                let measures = [&row.target, &row.actual].into_iter().flatten().map(|entry| entry.cell);
                points.chain(measures).collect()
            }
            Source::Line(line) => {
                let amounts = [&line.budget, &line.executed].into_iter().flatten().map(|entry| entry.cell);
                points.chain(amounts).collect()
            }
        }
    }
}

/// Every row with points has a score that can be added up. One that is out of range must change first,
/// and the sum with it. Where the column is not there, nothing is added up.
pub fn scores_are_usable(form: &Form) -> bool {
    let usable = |row: &Scored| match (row.score_value(), row.points_value()) {
        (Some(score), Some(points)) => score >= Decimal::ZERO && score <= points,
        (Some(score), None) => score >= Decimal::ZERO,
        (None, points) => points.is_none(),
    };
    let mut rows = scored(form).peekable();
    rows.peek().is_some() && rows.all(|row| usable(&row))
}

/// A printed sum is right exactly, or to the one or two decimals it was printed with; a whole number
/// is no rounding of 99.79.
pub fn agrees(printed: Points, sum: Decimal, tolerance: Decimal) -> bool {
    let near = |sum: Decimal| (printed.value - sum).abs() <= tolerance;
    near(sum) || (printed.decimals > 0 && near(round(sum, printed.decimals.min(SCORE_DECIMALS))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::dec;

    #[test]
    fn a_sum_may_be_rounded_to_its_decimals_but_not_to_whole_points() {
        let agrees = |printed: &str, decimals, sum: &str| {
            agrees(Points { value: dec(printed), decimals }, dec(sum), dec("0.01"))
        };
        assert!(agrees("99.79", 2, "99.79") && agrees("97.9", 1, "97.85") && agrees("99.79", 2, "99.786"));
        assert!(!agrees("100", 0, "99.79") && !agrees("97", 0, "96.5") && !agrees("97.8", 1, "97.85"));
        // Stored with its decimals, shown without.
        assert!(agrees("96.5", 0, "96.5"));
    }
}
