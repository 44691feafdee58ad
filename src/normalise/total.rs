//! The total row: which of its numbers is the department's own total, and which came with the template.

use rust_decimal::Decimal;

use super::reader::Reader;
use crate::model::grid::{Cell, CellValue};
use crate::model::raw::{RawTotal, RawValue};
use crate::model::shown::shown;
use crate::model::submission::{Entry, Points, State, Submission, Text, Total};
use crate::model::text::compact;

/// Scores of hundredths add up to this.
const SAME: Decimal = Decimal::from_parts(5, 0, 0, false, 3);

impl Reader<'_> {
    /// `form` has its rows already: their sums tell a total from the template's 100.
    pub fn total(&self, raw: &RawTotal, form: &Submission) -> Total {
        let entry = |raw: &RawValue| {
            let mut entry = self.points(&self.without_grade(raw));
            entry.written = shown(&raw.content);
            // A sum of scores that are not 0 is not 0: the formula was never calculated.
            if raw.content.is_formula_of_zero() && !form.scores_sum().is_zero() {
                entry.state = State::Uncalculated;
            }
            entry
        };
        let label = self.text(&raw.label);
        let score = raw.score.as_ref().map(entry);
        let points = raw.points.as_ref().map(entry);
        let mut elsewhere: Vec<_> = raw.elsewhere.iter().map(entry).collect();
        if let Some(stated) = score.clone().filter(|score| !score.is_absent()) {
            let points = points.or(elsewhere.into_iter().next());
            return Total { label, points, stated, preprinted: None };
        }
        if elsewhere.len() >= 2 {
            let stated = elsewhere.swap_remove(1);
            return Total { label, points: points.or(elsewhere.into_iter().next()), stated, preprinted: None };
        }
        let in_points_column = elsewhere.is_empty();
        let blank = score.unwrap_or_else(|| blank_beside(&label));
        match elsewhere.pop().or(points.clone()) {
            Some(only) if in_points_column => {
                let total = self.only_number(label, only, None, form);
                // The own total belongs under 得分, where that cell is free.
                let free = raw.score.is_some() && total.preprinted.is_some();
                if free { Total { stated: Entry { notes: total.stated.notes, ..blank }, ..total } } else { total }
            }
            Some(only) => self.only_number(label, only, points, form),
            None => Total { label, points: None, stated: blank, preprinted: None },
        }
    }

    /// 99.25/良, 99.22 良: the number alone, where the name of a grade stands behind it.
    fn without_grade(&self, raw: &RawValue) -> RawValue {
        let Some(text) = raw.content.text() else { return raw.clone() };
        let text = compact(text).into_owned();
        let names = self.profile.scoring.grades.iter();
        let rest = names.into_iter().find_map(|grade| {
            let rest = text.trim_end_matches(')').strip_suffix(grade.name.as_str())?;
            Some(rest.trim_end_matches(['/', '(', ',', '，', ';', '、', ' ']).to_owned())
        });
        let content = rest.map(|rest| Cell { value: CellValue::Text(rest), ..raw.content.clone() });
        RawValue { content: content.unwrap_or_else(|| raw.content.clone()), ..raw.clone() }
    }

    /// One number: the department's total when it is the sum of the scores; the template's when the
    /// template prints one and this is it, or when it is the sum of the points.
    fn only_number(
        &self,
        label: Entry<Text>,
        only: Entry<Points>,
        points: Option<Entry<Points>>,
        form: &Submission,
    ) -> Total {
        let value = only.value().map(|points| points.value);
        let is = |sum: Decimal| value.is_some_and(|value| (value - sum).abs() < SAME);
        let scoring = &self.profile.scoring;
        let sum_of_points = points.is_none() && is(form.points_sum()) && stands_under_points(&only, form);
        let preprinted = !is(form.scores_sum()) && ((scoring.total_preprinted && is(scoring.total)) || sum_of_points);
        match preprinted {
            false => Total { label, points, stated: only, preprinted: None },
            true => {
                let stated = Entry {
                    state: State::Blank, notes: vec!["这是模板印好的分值合计，不是自评总分"], ..only
                };
                Total { label, points, stated, preprinted: value }
            }
        }
    }
}

fn stands_under_points(entry: &Entry<Points>, form: &Submission) -> bool {
    form.columns
        .get(&crate::profile::spec::IndicatorColumn::Points)
        .is_some_and(|header| entry.area.columns().contains(&header.col))
}

/// Where a total would have to be written when the row has no cell for it.
fn blank_beside(label: &Entry<Text>) -> Entry<Points> {
    Entry {
        cell: label.cell,
        area: label.area,
        label: Some(label.cell),
        written: String::new(),
        state: State::Blank,
        notes: vec![],
        as_text: false,
    }
}
