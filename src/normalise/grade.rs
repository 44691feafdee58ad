//! The grade that stands with the total: 99.79（优）, 99.25/良, 自评得分100分，绩效等级为优.

use crate::model::raw::RawTotal;
use crate::model::shown::shown;
use crate::model::submission::{Entry, State, Submission, Text};
use crate::model::text::compact;
use crate::profile::spec::Profile;

/// The field people know the grade by.
const FIELD: &str = "grade";

/// Gives the grade its field, where the form has none elsewhere.
pub fn from_total(form: &mut Submission, raw: Option<&RawTotal>, profile: &Profile) {
    let is_stated = form.fields.get(FIELD).is_some_and(|entry| entry.text().is_some());
    let (Some(raw), Some(total)) = (raw.filter(|_| !is_stated), &form.total) else { return };
    let score = raw.score.as_ref().map(|value| shown(&value.content)).unwrap_or_default();
    let texts = [raw.sentence.as_deref().unwrap_or_default(), &total.stated.written, &score];
    let Some(grade) = texts.iter().find_map(|text| named(text, profile)) else { return };
    let stated = &total.stated;
    let entry = Entry {
        cell: stated.cell,
        area: stated.area,
        label: stated.label,
        written: grade,
        state: State::Read(Text),
        notes: vec!["与总分写在同一格"],
        as_text: false,
    };
    form.fields.insert(FIELD.to_owned(), entry);
}

/// The name of a grade that ends a part of the text: behind a bracket or a stroke, or behind a word such as 等级.
fn named(text: &str, profile: &Profile) -> Option<String> {
    let text = compact(text);
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let is_mark = |c: char| !c.is_alphabetic() && !c.is_ascii_digit() || "为是分".contains(c);
    let parts = text.split(is_mark).map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.'));
    let parts: Vec<&str> = parts.collect();
    let names = profile.scoring.grades.iter().map(|grade| grade.name.as_str());
    names.into_iter().find(|name| parts.contains(name)).map(str::to_owned)
}
