//! One text laid over another, key by key. Knows TOML, and no form: tables merge, anything else replaces;
//! `key_add` adds to an inherited list, `key_drop` takes entries out of it, `remove` takes keys away.
//! No operator is left afterwards.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::nearest::perhaps;
use super::problem::Problems;

/// The top-level list of keys that are not inherited.
pub const REMOVE: &str = "remove";
/// What an entry of a list of tables is known by.
const NAMES: [&str; 4] = ["key", "name", "code", "word"];

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    Drop,
    Add,
}

impl Operation {
    fn suffix(self) -> &'static str {
        match self {
            Self::Drop => "_drop",
            Self::Add => "_add",
        }
    }
}

/// The list a key changes, when it is an operator. A table is none, so `[fields.road_add]` is a field.
pub fn operation<'k>(key: &'k str, value: &DeValue<'_>) -> Option<(&'k str, Operation)> {
    let list = |operation: Operation| Some((key.strip_suffix(operation.suffix())?, operation));
    let found = [Operation::Drop, Operation::Add].into_iter().find_map(list);
    found.filter(|(list, _)| !list.is_empty() && !value.is_table())
}

/// Lays a whole text over what is below it.
pub fn lay<'t>(below: &mut DeTable<'t>, mut own: DeTable<'t>, problems: &mut Problems<'_>) {
    if let Some((key, paths)) = own.remove_entry(REMOVE) {
        match paths.into_inner() {
            DeValue::Array(paths) => paths.into_iter().for_each(|path| remove(below, path, problems)),
            _ => problems
                .at(key.span(), "remove 应为方括号括起的列表，如 remove = [\"fields.phone\", \"budget.execution\"]"),
        }
    }
    overlay(below, own, problems);
}

fn overlay<'t>(below: &mut DeTable<'t>, own: DeTable<'t>, problems: &mut Problems<'_>) {
    let mut changes = Vec::new();
    for (key, value) in own {
        match operation(key.get_ref(), value.get_ref()) {
            Some((_, operation)) => changes.push((operation, key, value)),
            None => put(below, key, value, problems),
        }
    }
    // Entries go before others come, so that one can be dropped and added again at the end.
    changes.sort_by_key(|(operation, key, _)| (*operation, key.span().start));
    for (operation, key, value) in changes {
        change(below, (operation, key), value.into_inner(), problems);
    }
}

type Key<'t> = Spanned<toml::de::DeString<'t>>;
type Value<'t> = Spanned<DeValue<'t>>;

fn put<'t>(below: &mut DeTable<'t>, key: Key<'t>, value: Value<'t>, problems: &mut Problems<'_>) {
    let span = value.span();
    match (below.get_mut(&key).map(Spanned::get_mut), value.into_inner()) {
        (Some(DeValue::Table(below)), DeValue::Table(own)) => overlay(below, own, problems),
        (_, own) => drop(below.insert(key, Spanned::new(span, alone(own, problems)))),
    }
}

/// A value that nothing lies below; operators in it have nothing to change but themselves.
fn alone<'t>(value: DeValue<'t>, problems: &mut Problems<'_>) -> DeValue<'t> {
    match value {
        DeValue::Table(own) => {
            let mut table = DeTable::new();
            overlay(&mut table, own, problems);
            DeValue::Table(table)
        }
        DeValue::Array(items) => DeValue::Array(each_alone(items, problems).collect()),
        value => value,
    }
}

fn each_alone<'t>(items: DeArray<'t>, problems: &mut Problems<'_>) -> impl Iterator<Item = Value<'t>> {
    let item = |item: Value<'t>| Spanned::new(item.span(), alone(item.into_inner(), problems));
    items.into_iter().map(item).collect::<Vec<_>>().into_iter()
}

fn change<'t>(
    below: &mut DeTable<'t>,
    (operation, key): (Operation, Key<'t>),
    entries: DeValue<'t>,
    problems: &mut Problems<'_>,
) {
    let written = key.get_ref().to_string();
    let name = written.trim_end_matches(operation.suffix());
    let DeValue::Array(entries) = entries else {
        return problems.at(key.span(), format!("{written} 应为方括号括起的列表，如 {written} = [\"…\"]"));
    };
    match (below.get_mut(name).map(Spanned::get_mut), operation) {
        (Some(DeValue::Array(list)), Operation::Add) => add(list, each_alone(entries, problems)),
        (Some(DeValue::Array(list)), Operation::Drop) => {
            entries.into_iter().for_each(|entry| drop_entry((name, list), entry, problems));
        }
        (Some(_), _) => problems.at(key.span(), format!("{name} 不是列表，不能用 {written}：请直接写 {name}")),
        (None, Operation::Drop) => {
            problems.at(key.span(), format!("没有继承到 {name}，{written} 没有可去掉的：请删去这一项"));
        }
        (None, Operation::Add) => {
            let list = each_alone(entries, problems).collect();
            let key = Spanned::new(key.span(), name.to_owned().into());
            below.insert(key, Spanned::new(list_span(&list), DeValue::Array(list)));
        }
    }
}

fn list_span(list: &DeArray<'_>) -> Range<usize> {
    let start = list.iter().next().map_or(0, |first| first.span().start);
    start..list.iter().last().map_or(start, |last| last.span().end)
}

/// Behind what is there; a text that is there already is not said twice.
fn add<'t>(list: &mut DeArray<'t>, entries: impl Iterator<Item = Value<'t>>) {
    for entry in entries {
        let text = entry.get_ref().as_str();
        if text.is_none() || !list.iter().any(|known| known.get_ref().as_str() == text) {
            list.push(entry);
        }
    }
}

fn drop_entry((name, list): (&str, &mut DeArray<'_>), entry: Spanned<DeValue<'_>>, problems: &mut Problems<'_>) {
    let Some(wanted) = entry.get_ref().as_str() else {
        return problems.at(entry.span(), format!("{name}_drop 里只写加引号的文字，如 {name}_drop = [\"…\"]"));
    };
    let before = list.len();
    let kept = std::mem::replace(list, DeArray::new()).into_iter().filter(|item| !is_called(item.get_ref(), wanted));
    *list = kept.collect();
    if list.len() == before {
        let known = list.iter().flat_map(|item| names(item.get_ref()));
        let hint = perhaps(wanted, known, "：请核对");
        problems.at(entry.span(), format!("继承的 {name} 里没有“{wanted}”，去不掉{hint}"));
    }
}

fn is_called(item: &DeValue<'_>, wanted: &str) -> bool {
    names(item).any(|name| name == wanted)
}

/// What an entry is known by: a text by itself, a table by its `key` or the like.
fn names<'v>(item: &'v DeValue<'_>) -> impl Iterator<Item = &'v str> {
    let of_table = |table: &'v DeTable<'_>| NAMES.iter().filter_map(|key| table.get(*key)?.get_ref().as_str());
    item.as_str().into_iter().chain(item.as_table().into_iter().flat_map(of_table))
}

/// Takes away the key at a path (`fields.phone`).
fn remove(below: &mut DeTable<'_>, path: Spanned<DeValue<'_>>, problems: &mut Problems<'_>) {
    let Some(written) = path.get_ref().as_str() else {
        return problems.at(path.span(), "remove 里只写加引号的路径，如 remove = [\"fields.phone\"]");
    };
    let (above, key) = written.rsplit_once('.').map_or((None, written), |(above, key)| (Some(above), key));
    let mut table = below;
    for step in above.into_iter().flat_map(|above| above.split('.')) {
        match table.get_mut(step).map(Spanned::get_mut) {
            Some(DeValue::Table(below)) => table = below,
            Some(DeValue::Array(_)) => {
                let message = format!("{step} 是列表，remove 去不掉其中的一项：请写 {step}_drop = [\"{key}\"]");
                return problems.at(path.span(), message);
            }
            _ => return problems.at(path.span(), nothing_to_remove(written, "：请核对路径")),
        }
    }
    if table.remove(key).is_none() {
        let hint = perhaps(key, table.keys().map(|key| key.get_ref().as_ref()), "：请核对路径");
        problems.at(path.span(), nothing_to_remove(written, &hint));
    }
}

fn nothing_to_remove(path: &str, hint: &str) -> String {
    format!("没有继承到“{path}”，去不掉{hint}")
}
