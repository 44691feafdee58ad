//! A form that goes on on the next sheet: its table was cut where a page ended.

use std::sync::Arc;

use super::{Candidate, of_sheet};
use crate::form::label::texts;
use crate::model::grid::Sheet;
use crate::model::raw::RawIndicator;
use crate::model::submission::Part;
use crate::profile::spec::{IndicatorColumn, Profile};

/// Joins what stands on sheets that follow each other, where the first half wants what the second has. `found` and
/// `sheets` go together.
pub fn join(found: &mut [Vec<Candidate>], sheets: &[&Sheet], profiles: &[Arc<Profile>]) {
    let mut at = 0;
    while at < sheets.len() {
        let mut next = at + 1;
        while next < sheets.len() && is_unfinished(&found[at]) && is_no_form(&found[next]) {
            let Some(whole) = joined(&found[at], &sheets[at..=next], profiles) else { break };
            found[at] = whole;
            found[next].clear();
            next += 1;
        }
        at = next;
    }
}

/// The last form of the sheet has no total, or no table at all.
fn is_unfinished(forms: &[Candidate]) -> bool {
    forms.last().is_some_and(|form| form.raw.total.is_none() || form.raw.missing.contains(&Part::Indicators))
}

/// Nothing that could be a form of its own: nobody's name, no project, no money.
fn is_no_form(forms: &[Candidate]) -> bool {
    forms.iter().all(|form| {
        let is_named = ["department", "project"].iter().any(|key| form.raw.fields.contains_key(*key));
        !is_named && form.raw.budget.is_empty()
    })
}

/// The sheets read as one, where that goes on with the form: as many forms as before, the last by the same profile,
/// with rows or its total on the last sheet.
fn joined(before: &[Candidate], sheets: &[&Sheet], profiles: &[Arc<Profile>]) -> Option<Vec<Candidate>> {
    let (first, further) = sheets.split_first()?;
    let whole = first.with_further(further);
    let mut forms = of_sheet(before.first()?.sheet, &whole, &texts(&whole), profiles);
    let (old, new) = (before.last()?, forms.last_mut()?);
    // Without its table nothing much says whose form the first half is.
    let is_same =
        (new.profile == old.profile || old.raw.indicators.is_empty()) && new.raw.missing.len() <= old.raw.missing.len();
    let goes_on = is_table(new, further.len());
    new.raw.further_sheets = further.iter().map(|sheet| sheet.name.clone()).collect();
    (is_same && goes_on && forms.len() == before.len()).then_some(forms)
}

/// Rows with points or a score, or the total, are on that sheet: a list of something else has none.
fn is_table(form: &Candidate, sheet: usize) -> bool {
    let has = |row: &RawIndicator, column| row.values.get(&column).is_some_and(|value| !value.content.is_blank());
    let is_scored = |row: &&RawIndicator| has(row, IndicatorColumn::Points) || has(row, IndicatorColumn::Score);
    let here = |row: &&RawIndicator| row.values.values().any(|value| value.cell.sheet() == sheet);
    let rows: Vec<&RawIndicator> = form.raw.indicators.iter().filter(here).collect();
    let scored = rows.iter().copied().filter(|row| is_scored(row)).count();
    match &form.raw.total {
        Some(total) if total.label.cell.sheet() == sheet => true,
        _ => scored > 0 && scored * 2 >= rows.len(),
    }
}
