//! Where the keys of a profile stand, to put a problem at the line that a person can change.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::merge::{REMOVE, operation};
use crate::model::text::compact;

/// The keys of one text, or of all of them laid over each other.
#[derive(Default)]
pub struct Places(Vec<Place>);

struct Place {
    path: Vec<String>,
    key: Range<usize>,
    value: Range<usize>,
    /// What is written there, when it is a text.
    word: Option<String>,
}

impl Places {
    /// Every key and entry; an operator (`labels_add`) stands for the list it changes, an entry of `remove`
    /// for what it takes away.
    pub fn of(table: &DeTable<'_>) -> Self {
        let mut places = Vec::new();
        walk(table, &[], &mut places);
        places.sort_by_key(|place| place.key.start);
        Self(places)
    }

    /// The path of what stands at a span.
    pub fn path(&self, span: &Range<usize>) -> &[String] {
        let exactly = self.0.iter().rfind(|place| place.key == *span || place.value == *span);
        let around = |range: &Range<usize>| range.start <= span.start && span.start <= range.end;
        let around = || self.0.iter().filter(|p| around(&p.key) || around(&p.value)).max_by_key(|p| p.path.len());
        exactly.or_else(around).map_or(&[], |place| &place.path)
    }

    /// Where the key with this path stands.
    pub fn key<S: AsRef<str>>(&self, path: &[S]) -> Option<Range<usize>> {
        let is_it = |place: &&Place| place.path.iter().map(String::as_str).eq(path.iter().map(AsRef::as_ref));
        self.0.iter().find(is_it).map(|place| place.key.clone())
    }

    /// Path and value of the key that stands at a span.
    pub fn with_key(&self, span: &Range<usize>) -> Option<(&[String], &Range<usize>)> {
        self.0.iter().find(|place| place.key == *span).map(|place| (place.path.as_slice(), &place.value))
    }

    /// The key of a text that is nearest to a path of another: on the path itself, else below the lowest
    /// table that both have. Of several the one whose word the message quotes, else the table's own line.
    pub fn nearest(&self, path: &[String], message: &str) -> Option<Range<usize>> {
        let quoted =
            |word: &String| [word.as_str(), &compact(word)].iter().any(|word| message.contains(&format!("“{word}”")));
        (1..=path.len()).rev().find_map(|depth| {
            let shared = &path[..depth];
            let below = || self.0.iter().filter(|place| place.path.starts_with(shared));
            let named = below().find(|place| place.word.as_ref().is_some_and(quoted));
            let place = named.or_else(|| below().find(|place| place.path == shared)).or_else(|| below().next());
            place.map(|place| place.key.clone())
        })
    }

    /// The first key of all.
    pub fn first(&self) -> Option<Range<usize>> {
        self.0.first().map(|place| place.key.clone())
    }
}

fn walk(table: &DeTable<'_>, above: &[String], places: &mut Vec<Place>) {
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        if above.is_empty() && name == REMOVE {
            removed(value.get_ref(), places);
        }
        let name = operation(name, value.get_ref()).map_or(name, |(list, _)| list);
        let path = [above, &[name.to_owned()]].concat();
        places.push(place(&path, key.span(), value.span(), value.get_ref()));
        entries(value.get_ref(), &path, places);
    }
}

fn entries(value: &DeValue<'_>, path: &[String], places: &mut Vec<Place>) {
    match value {
        DeValue::Table(table) => walk(table, path, places),
        DeValue::Array(array) => {
            // No index: the same entry has another one in the list it is added to.
            let path = [path, &["[]".to_owned()]].concat();
            for item in array {
                places.push(place(&path, item.span(), item.span(), item.get_ref()));
                entries(item.get_ref(), &path, places);
            }
        }
        _ => {}
    }
}

fn removed(list: &DeValue<'_>, places: &mut Vec<Place>) {
    for item in list.as_array().into_iter().flatten() {
        let path: Vec<_> = item.get_ref().as_str().unwrap_or_default().split('.').map(str::to_owned).collect();
        places.push(place(&path, item.span(), item.span(), item.get_ref()));
    }
}

fn place(path: &[String], key: Range<usize>, value: Range<usize>, written: &DeValue<'_>) -> Place {
    Place { path: path.to_owned(), key, value, word: written.as_str().map(str::to_owned) }
}
