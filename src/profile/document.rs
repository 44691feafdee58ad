//! Profile texts → raw profile: reads TOML, lays the texts over each other, and keeps going after a key that
//! cannot be read so that all of them are reported.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::layers::{Layer, Layers};
use super::places::Places;
use super::problem::Problems;
use super::raw::RawProfile;
use super::{complaint, merge, syntax};

/// More unreadable keys than this are not a profile but another kind of file.
const MOST_DROPPED: usize = 100;

/// The raw profile; what could not be read of it is noted and left out.
pub fn read(layers: &Layers, problems: &mut Problems<'_>) -> RawProfile {
    let mut merged = DeTable::new();
    for layer in layers.iter() {
        let table = parse(layer, problems);
        // The last one is the own text.
        problems.set_own(Places::of(&table));
        merge::lay(&mut merged, table, problems);
    }
    if let Some((span, message)) = layers.broken() {
        problems.at(span, message);
        problems.dropped(String::new());
    }
    problems.set_merged(Places::of(&merged));
    deserialize(merged, problems)
}

/// The keys of one text, at their places among all layers.
fn parse<'t>(layer: &'t Layer, problems: &mut Problems<'_>) -> DeTable<'t> {
    let (table, errors) = DeTable::parse_recoverable(&layer.text);
    let mut table = table.into_inner();
    let errors: Vec<_> = errors.iter().map(|error| (error.span().unwrap_or(0..0), error.message())).collect();
    for mistake in syntax::mistakes(&errors, &layer.text, &mut table) {
        let span = moved(mistake.span, layer.start());
        problems.syntax(span, mistake.message, mistake.loses_section);
    }
    at_place(table, layer.start())
}

fn moved(span: Range<usize>, by: usize) -> Range<usize> {
    span.start + by..span.end + by
}

fn at_place<'t>(table: DeTable<'t>, start: usize) -> DeTable<'t> {
    let entries = table.into_iter().map(|(key, value)| {
        let span = moved(key.span(), start);
        (Spanned::new(span, key.into_inner()), value_at_place(value, start))
    });
    entries.collect()
}

fn value_at_place<'t>(value: Spanned<DeValue<'t>>, start: usize) -> Spanned<DeValue<'t>> {
    let span = moved(value.span(), start);
    let value = match value.into_inner() {
        DeValue::Table(table) => DeValue::Table(at_place(table, start)),
        DeValue::Array(items) => DeValue::Array(items.into_iter().map(|item| value_at_place(item, start)).collect()),
        value => value,
    };
    Spanned::new(span, value)
}

fn deserialize(mut table: DeTable<'_>, problems: &mut Problems<'_>) -> RawProfile {
    for _ in 0..MOST_DROPPED {
        let whole = Spanned::new(0..0, table.clone());
        let error = match RawProfile::deserialize(toml::de::Deserializer::from(whole)) {
            Ok(raw) => return raw,
            Err(error) => error,
        };
        let span = error.span().unwrap_or(0..0);
        let path = remove(&mut table, &span);
        let about = complaint::About { path: path.as_deref().unwrap_or_default(), written: problems.written(&span) };
        problems.at(span, complaint::of(error.message(), &about));
        match path {
            // Nobody knows what would have been inherited.
            Some(path) if path == "extends" => problems.dropped(String::new()),
            Some(path) => problems.dropped(path),
            None => break,
        }
    }
    problems.dropped(String::new());
    RawProfile::default()
}

/// Takes out the key or value at a span; its path (`scoring.total`).
fn remove(table: &mut DeTable<'_>, span: &Range<usize>) -> Option<String> {
    let hit = table.iter().find(|(key, value)| key.span() == *span || value.span() == *span);
    if let Some(key) = hit.map(|(key, _)| key.clone()) {
        table.remove(&key);
        return Some(key.into_inner().into_owned());
    }
    table.iter_mut().find_map(|(key, value)| {
        let below = remove_below(value.get_mut(), span)?;
        Some(format!("{}{}{below}", key.get_ref(), if below.is_empty() { "" } else { "." }))
    })
}

fn remove_below(value: &mut DeValue<'_>, span: &Range<usize>) -> Option<String> {
    match value {
        DeValue::Table(table) => remove(table, span),
        DeValue::Array(array) if array.iter().any(|item| item.span() == *span) => {
            let kept = std::mem::replace(array, DeArray::new()).into_iter().filter(|item| item.span() != *span);
            *array = kept.collect();
            Some(String::new())
        }
        DeValue::Array(array) => array.iter_mut().find_map(|item| remove_below(item.get_mut(), span)),
        _ => None,
    }
}
