//! Stage 4. In: a `RawForm` and its profile. Out: a `Submission`, every value read, with its raw text and what was done to it.
//! It never judges: what cannot be read is a `State`, not an error, and no finding is made here.
//! A new kind of value is a file with one method of `Reader`; what a text can name stands in `lang::scan`.
//! Blank, void, hint and error are told apart once, in `reader.rs`.

mod budget;
mod contact;
mod direction;
mod empty;
mod figure;
mod grade;
mod hint;
mod indicators;
mod level;
pub mod measure;
mod money;
mod points;
mod rate;
mod reader;
mod total;
mod void;
mod year;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::model::raw::{RawForm, RawValue};
use crate::model::shown::shown;
use crate::model::submission::{Entry, GoalGroup, Goals, State, Submission, Surroundings, Text};
use crate::profile::spec::{IndicatorColumn, Profile};
use reader::Reader;

/// Reads every value of a form.
pub fn normalise(raw: RawForm, profile: &Profile, surroundings: Surroundings) -> Submission {
    let reader = Reader::new(profile, raw.keeps_formats);
    let unit = money::form_unit(&raw, profile);
    let scored = [IndicatorColumn::Points, IndicatorColumn::Score].iter().any(|c| raw.columns.contains_key(c));
    let mut form = Submission {
        profile: profile.name.clone(),
        about_project: profile.is_per_project(),
        is_unknown_form: profile.is_fallback,
        is_scored: profile.scoring.scored && (scored || !profile.is_fallback),
        place: raw.place,
        area: raw.area,
        sheet: raw.sheet.clone(),
        further_sheets: raw.further_sheets.clone(),
        title: title(&raw.title),
        year: year::year(&raw),
        fields: fields(&reader, &raw, profile),
        subordinate_units: raw.fields.get("subordinate_units").map(|raw| reader.count(raw)),
        money_unit: unit.unit,
        unit_source: unit.source,
        unit_cell: unit.cell,
        budget: raw.budget.iter().map(|line| reader.budget_line(line, unit)).collect(),
        goals: goals(&reader, &raw),
        budget_points: raw.budget_points.as_ref().map(|raw| reader.points(raw)),
        goal_groups: raw.goal_groups.iter().map(|raw| reader.goal_group(raw)).collect(),
        indicators: raw.indicators.iter().map(|row| reader.indicator(row)).collect(),
        subtotals: reader.subtotals(&raw),
        total: None,
        columns: raw.columns.clone(),
        missing: raw.missing,
        unused: raw.unused,
        is_empty_template: false,
        surroundings,
    };
    reader.drop_void_rows(&mut form);
    hint::cover_rows(&mut form.indicators);
    form.total = raw.total.as_ref().map(|total| reader.total(total, &form));
    grade::from_total(&mut form, raw.total.as_ref(), profile);
    form.is_empty_template = empty::is_template(&form, &profile.words);
    form
}

/// The heading names the form: dots and crosses in it are no hint.
fn title(raw: &RawValue) -> Entry<Text> {
    let written = shown(&raw.content);
    let state = if written.is_empty() { State::Blank } else { State::Read(Text) };
    Entry { cell: raw.cell, area: raw.area, label: raw.label, written, state, notes: vec![], as_text: false }
}

fn fields(reader: &Reader, raw: &RawForm, profile: &Profile) -> BTreeMap<String, Entry<Text>> {
    let mut fields = raw.fields.iter().map(|(key, raw)| (key.clone(), reader.text(raw))).collect();
    contact::part(&mut fields, profile);
    fields
}

fn goals(reader: &Reader, raw: &RawForm) -> Goals {
    let read = |raw: &Option<RawValue>| raw.as_ref().map(|raw| reader.text(raw));
    let goals = &raw.goals;
    Goals {
        planned: read(&goals.planned),
        adjusted: read(&goals.adjusted),
        achieved: read(&goals.achieved),
        score: goals.score.as_ref().map(|raw| reader.points(raw)),
    }
}

impl Reader<'_> {
    /// 年度绩效目标1（40分）: the goal's name and its weight.
    fn goal_group(&self, raw: &RawValue) -> GoalGroup {
        let (name, weight) = self.level(raw);
        GoalGroup { name, weight }
    }

    /// A number of things (12, 12个, 十二); a mark for nothing is 0.
    fn count(&self, raw: &RawValue) -> Entry<Decimal> {
        let mut entry = self.entry(raw, |filled, notes| {
            let figure = figure::figure(filled.written, notes)?;
            let plain = figure.behind.is_empty() || matches!(figure.behind.as_str(), "个" | "家");
            plain.then(|| figure.value())
        });
        if matches!(entry.state, State::Void) {
            entry.state = State::Read(Decimal::ZERO);
            entry.notes.push("“无”类符号按0读取");
        }
        entry
    }
}

#[cfg(test)]
mod tests;
