//! Rows a department has begun to fill in.

use crate::lang::placeholder::is_placeholder;
use crate::model::finding::Subject;
use crate::model::submission::{Entry, Indicator, MeasureEntry};
use crate::profile::spec::Words;
use crate::rules::{Findings, Form};

/// A template row nobody used (任务2： with its points and nothing else) is none: that its score is
/// missing says enough.
pub fn used_rows<'a>(form: &'a Form) -> impl Iterator<Item = (usize, &'a Indicator)> {
    form.submission.indicators.iter().enumerate().filter(|(_, row)| is_used(row, &form.profile.words))
}

/// At a target or an actual that is blank, or as good as blank.
pub fn say_missing(out: &mut Findings, entry: &MeasureEntry, about: Subject, name: &str) {
    let message = match entry.written.as_str() {
        "" => format!("{} {name}没有填写。", entry.cell),
        written => format!("{} {name}只填了“{written}”，等于没有填写。", entry.cell),
    };
    out.at(entry, about).message(message);
}

fn is_used(row: &Indicator, words: &Words) -> bool {
    let named = row.level3.text().is_some_and(|name| !row.level3.is_absent() && !is_placeholder(name, words));
    let measured = [&row.target, &row.actual].into_iter().flatten().any(|entry| !entry.is_absent());
    let scored = row.score.as_ref().is_some_and(|score| !score.is_absent());
    let explained = row.reason.as_ref().is_some_and(|reason| !Entry::is_absent(reason));
    named || measured || scored || explained
}
