//! Stage 4. In: a `RawForm` and its profile. Out: a `Submission`, every value read, with its raw text and what was done to it.
//! It never judges: what cannot be read is a `State`, not an error, and no finding is made here.
//! A new kind of value is a file with one method of `Reader`; what a text can name stands in `lang::scan`.
//! Blank, void, hint and error are told apart once, in `reader.rs`.

mod budget;
mod contact;
mod direction;
mod empty;
mod figure;
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
use crate::model::submission::{Entry, Goals, State, Submission, Surroundings, Text};
use crate::profile::spec::Profile;
use reader::Reader;

/// What is known of a form from outside its sheet.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Without folders.
    pub file_name: String,
    pub surroundings: Surroundings,
    /// The batch's year, for a form that names none.
    pub default_year: Option<i32>,
}

/// Reads every value of a form.
pub fn normalise(raw: RawForm, profile: &Profile, context: Context) -> Submission {
    let reader = Reader::new(profile, raw.keeps_formats);
    let unit = money::form_unit(&raw, profile);
    let (year, year_source) = year::year(&raw, &context);
    let mut form = Submission {
        profile: profile.name.clone(),
        sheet: raw.sheet.clone(),
        title: title(&raw.title),
        year,
        year_source,
        fields: fields(&reader, &raw, profile),
        subordinate_units: raw.fields.get("subordinate_units").map(|raw| reader.count(raw)),
        money_unit: unit.unit,
        unit_source: unit.source,
        unit_cell: unit.cell,
        budget: raw.budget.iter().map(|line| reader.budget_line(line, unit)).collect(),
        goals: goals(&reader, &raw),
        indicators: raw.indicators.iter().map(|row| reader.indicator(row)).collect(),
        subtotals: reader.subtotals(&raw),
        total: None,
        columns: raw.columns.iter().map(|(column, cell)| (column.key(), *cell)).collect(),
        missing: raw.missing,
        unused: raw.unused,
        is_empty_template: false,
        surroundings: context.surroundings,
    };
    reader.drop_void_rows(&mut form);
    hint::cover_rows(&mut form.indicators);
    form.total = raw.total.as_ref().map(|total| reader.total(total, &form));
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
    Goals { planned: read(&raw.goal_planned), achieved: read(&raw.goal_achieved) }
}

impl Reader<'_> {
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
