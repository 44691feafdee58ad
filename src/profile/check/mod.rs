//! Raw → trusted. Goes on after every problem, so that all of them are told at once.

mod budget;
mod columns;
mod figures;
mod form;
mod indicators;
mod limits;
mod narrative;
mod rules;
mod scoring;
mod template;
mod words;

use super::labels::Labels;
use super::problem::Problems;
use super::raw::{Number, RawProfile, Text, Texts};
use super::spec::Profile;
use crate::model::number::plain;
use crate::model::text::{is_blank, label_key, tidy};
use figures::Figures;
use rust_decimal::Decimal;
use toml::Spanned;

/// The profile as far as it can be understood; it is to be used only when no problem was noted.
pub fn check(raw: RawProfile, hash: String, problems: &mut Problems<'_>) -> Profile {
    let mut labels = Labels::default();
    let head = form::Head::check(&raw, problems);
    let template = raw.labels.template.iter().map(|word| label_key(word.get_ref()).key).collect();
    form::page_labels(raw.labels, &mut labels, problems);
    let fields = form::fields(raw.fields, &mut labels, problems);
    let execution = raw.budget.execution.as_ref().and_then(|execution| execution.get_ref().points.as_ref());
    let execution = execution.map(Spanned::span);
    let budget = budget::check(raw.budget, &mut labels, problems);
    form::goals(&raw.goals, &mut labels, problems);
    let (indicators, spans) = indicators::check(raw.indicators, &mut labels, problems);
    let regions = form::regions(&raw.regions, problems);
    let total = raw.scoring.total.as_ref().map(Spanned::span);
    let scoring = scoring::check(raw.scoring, problems);
    if total.is_some() {
        let spans: Vec<_> = total.into_iter().chain(execution).chain(spans).collect();
        scoring::weights(&scoring, &indicators, budget.execution.as_ref(), (spans, problems));
    }
    let words = words::check(raw.words, &indicators, problems);
    let per_project = raw.per_project;
    let figures = Figures { fields: &fields, budget: &budget, indicators: &indicators, per_project };
    let rules = rules::check(raw.rules, &figures, problems);
    let labels = labels.finish();
    let parts = template::Parts {
        fields: &fields,
        budget: &budget,
        indicators: &indicators,
        labels: &labels,
        regions: &regions,
        scored: scoring.scored,
    };
    let layout = template::check(raw.template, &parts, problems);
    Profile {
        name: head.name,
        title: head.title,
        is_fallback: raw.fallback,
        per_project: raw.per_project,
        regions,
        kind: head.kind,
        year: head.year,
        money_unit: head.money_unit,
        place_prefixes: texts(raw.place_prefixes, problems),
        name_endings: texts(raw.name_endings, problems),
        labels,
        template,
        fields,
        budget,
        has_goal_groups: raw.goals.grouped,
        indicators,
        scoring,
        words,
        narrative: narrative::check(raw.narrative, problems),
        thresholds: limits::thresholds(&raw.thresholds, problems),
        tolerances: limits::tolerances(&raw.tolerances, problems),
        severities: limits::severities(raw.severities, problems),
        off: limits::off(raw.off, problems),
        rules,
        layout,
        hash,
    }
}

/// A list of words: none blank, none twice.
fn texts(list: Texts, problems: &mut Problems<'_>) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for word in list {
        if is_blank(word.get_ref()) {
            problems.at(word.span(), "列表里有一个空白的词：请填上，或者删去");
        } else if taken.contains(word.get_ref()) {
            problems.at(word.span(), format!("“{}”在同一列表里写了两次：请删去一个", word.get_ref()));
        } else {
            taken.push(word.into_inner());
        }
    }
    taken
}

/// A text that must be there; empty (and noted) when it is not.
fn required(value: &Option<Text>, (section, key): (&str, &str), what: &str, problems: &mut Problems<'_>) -> String {
    match value {
        Some(value) if is_blank(value.get_ref()) => {
            problems.at(value.span(), format!("{key} 是空白的：请填上{what}"));
            String::new()
        }
        Some(value) => tidy(value.get_ref()),
        None => {
            problems.missing(section, key, what);
            String::new()
        }
    }
}

/// A number that must be there and lie in a range; when it is not there, the problem is noted and the end
/// of the range stands for it, which makes nothing that depends on it look wrong.
fn within(
    value: &Option<Spanned<Number>>,
    (section, key): (&str, &str),
    (low, high): (Decimal, Decimal),
    problems: &mut Problems<'_>,
) -> Decimal {
    let range = format!("{} 到 {} 之间的数", plain(low), plain(high));
    let Some(value) = value else {
        problems.missing(section, key, &range);
        return high;
    };
    let number = value.get_ref().0;
    if !(low..=high).contains(&number) {
        problems.at(value.span(), format!("{key} 写的是 {}，应为 {range}", plain(number)));
    }
    number
}
