//! The rows of 评分复核: the scored execution, the scored goals, the indicators, in the order of the form.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::HEADER;
use crate::model::goals;
use crate::model::score::RowScore;
use crate::model::submission::{Entry, Indicator, Points};
use crate::write::department::Form;

/// One row of the table.
pub struct Row<'a> {
    pub number: usize,
    /// The sheet's row.
    pub at: u32,
    /// Level 2, level 3, target, actual.
    pub names: [&'a str; 4],
    pub points: Option<Decimal>,
    pub own: Option<Decimal>,
    pub score: Cow<'a, RowScore>,
    /// The form has scores, and this row's stands in no earlier row's cell.
    pub is_scored: bool,
}

pub fn rows<'a>(form: &Form<'a>) -> Vec<Row<'a>> {
    let (submission, book) = (&form.again.submission, &form.again.book);
    let is_scored = submission.is_scored;
    let value = |entry: &Option<Entry<Points>>| entry.as_ref().and_then(Entry::value).map(|points| points.value);
    let execution = book.execution.iter().filter_map(|(key, score)| {
        let line = submission.line(key)?;
        let names = ["预算执行", line.label.text().unwrap_or(""), "", ""];
        Some(Row {
            number: 0,
            at: 0,
            names,
            points: value(&line.points),
            own: value(&line.score),
            score: Cow::Borrowed(score),
            is_scored,
        })
    });
    let indicators = submission.indicators.iter().zip(&book.rows).map(|(indicator, score)| Row {
        number: 0,
        at: 0,
        names: names(indicator),
        points: indicator.points_value(),
        own: indicator.score_value(),
        score: Cow::Borrowed(score),
        is_scored: is_scored && indicator.score_in.is_none(),
    });
    let goals = goals::scored(submission).map(|(entry, score)| Row {
        number: 0,
        at: 0,
        names: ["目标完成情况", "", "", ""],
        points: None,
        own: entry.value().map(|points| points.value),
        score: Cow::Owned(score),
        is_scored,
    });
    let rows = execution.chain(goals).chain(indicators);
    rows.zip(1..).map(|(row, number)| Row { number, at: HEADER + number as u32, ..row }).collect()
}

fn names(indicator: &Indicator) -> [&str; 4] {
    [
        indicator.level2.text().unwrap_or(""),
        indicator.level3.text().unwrap_or(""),
        indicator.target.as_ref().and_then(Entry::text).unwrap_or(""),
        indicator.actual.as_ref().and_then(Entry::text).unwrap_or(""),
    ]
}
