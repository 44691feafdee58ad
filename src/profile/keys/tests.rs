use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::raw::RawProfile;
use super::*;
use crate::profile::merge::REMOVE;
use crate::profile::spec::{BudgetColumn, IndicatorColumn};

/// No key is called so.
const PROBE: &str = "probe";

/// What serde says of a document that puts a value at a path of tables.
fn said(path: &[String], value: &str) -> Result<(), String> {
    let nested = path.iter().rev().fold(value.to_owned(), |below, step| match step.strip_suffix("[]") {
        Some(step) => format!("{{ {step} = [{below}] }}"),
        None => format!("{{ {step} = {below} }}"),
    });
    let (table, errors) = toml::de::DeTable::parse_recoverable(nested.trim_start_matches('{').trim_end_matches('}'));
    assert!(errors.is_empty(), "{nested}: {errors:?}");
    let read = RawProfile::deserialize(toml::de::Deserializer::from(table));
    read.map(drop).map_err(|error| error.message().to_owned())
}

/// The keys serde reads below a path, found by writing there what no key is called.
fn derived(path: &[String], found: &mut BTreeMap<String, Kind>) {
    let probe = [path, &[PROBE.to_owned()]].concat();
    let message = said(&probe, "1").expect_err("a number is no profile");
    if let Some(known) = message.strip_prefix("unknown field `probe`, expected ") {
        for name in known.split('`').skip(1).step_by(2) {
            below(path, name, found);
        }
    } else {
        // Any key is taken: what stands there decides.
        below(path, "*", found);
    }
}

fn below(path: &[String], name: &str, found: &mut BTreeMap<String, Kind>) {
    let written = if name == "*" { PROBE } else { name };
    let at = |step: String| [path, &[step]].concat();
    let document = |step: String| at(step).join(".").replace(PROBE, "*");
    let message = |value: &str| said(&at(written.to_owned()), value).err().unwrap_or_default();
    let mut leaf = |kind| {
        found.insert(document(name.to_owned()), kind);
    };
    match message("{ probe = { probe = 1 } }") {
        said if said.contains("expected a string")
            && !said.contains("unknown")
            && message("1").contains("a string") =>
        {
            leaf(Kind::Text);
        }
        said if said.contains("expected a number") && message("true").contains("a number") => leaf(Kind::Number),
        said if said.contains("expected a boolean") => leaf(Kind::Flag),
        said if said.contains("expected a sequence") && message("1").contains("a sequence") => match message("[1]") {
            said if said.contains("a string") => leaf(Kind::Texts),
            said if said.contains("a sequence") => leaf(Kind::Groups),
            _ => derived(&at(format!("{written}[]")), found),
        },
        _ => derived(&at(written.to_owned()), found),
    }
}

/// What serde reads, the columns spelt out, and what is read before serde.
fn all_derived() -> BTreeMap<String, Kind> {
    let mut found = BTreeMap::new();
    derived(&[], &mut found);
    let budget = BudgetColumn::ALL.map(|column| ("budget.columns", column.key()));
    let indicators = IndicatorColumn::ALL.map(|column| ("indicators.columns", column.key()));
    for (table, key) in budget.into_iter().chain(indicators) {
        let kind = found[&format!("{table}.*")];
        found.insert(format!("{table}.{key}"), kind);
    }
    found.retain(|path, _| !path.ends_with("columns.*"));
    found.insert(REMOVE.to_owned(), Kind::Texts);
    found
}

#[test]
fn every_key_that_is_read_is_documented_and_no_other() {
    let documented: BTreeMap<_, _> = KEYS.iter().map(|key| (key.path.to_owned(), key.kind)).collect();
    let derived = all_derived();
    let missing: Vec<_> = derived.keys().filter(|path| !documented.contains_key(*path)).collect();
    let unknown: Vec<_> = documented.keys().filter(|path| !derived.contains_key(*path)).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "not documented: {missing:?}; not read: {unknown:?}");
    assert_eq!(documented, derived, "of another kind");
    assert_eq!(documented.len(), KEYS.len(), "a key stands twice");
}

#[test]
fn every_example_is_what_may_be_written_there() {
    for key in KEYS.iter().filter(|key| key.path != REMOVE) {
        let mut path: Vec<_> = key.path.split('.').map(|step| step.replace('*', "own")).collect();
        path.pop();
        let table: toml::Table = toml::from_str(key.example).unwrap_or_else(|error| panic!("{}: {error}", key.path));
        let (name, value) = table.iter().next().expect("a key");
        assert!(table.len() == 1 && (key.name() == "*" || key.name() == name), "{}", key.path);
        path.push(name.clone());
        said(&path, &value.to_string()).unwrap_or_else(|message| panic!("{}: {message}", key.path));
    }
}

#[test]
fn every_key_stands_in_a_section() {
    let in_sections: usize = SECTIONS.iter().map(|section| section.keys().count()).sum();
    assert_eq!(in_sections, KEYS.len());
    assert!(SECTIONS.iter().all(|section| section.keys().next().is_some()));
}

#[test]
fn a_key_is_found_as_problems_name_it() {
    for (path, documented) in [
        ("scoring.total", "scoring.total"),
        ("budget.lines.key", "budget.lines[].key"),
        ("indicators.level1.level2.name", "indicators.level1[].level2[].name"),
        ("fields.department.labels", "fields.*.labels"),
        ("off.SCR-02", "off.*"),
    ] {
        assert_eq!(find(path).map(|key| key.path), Some(documented));
    }
    assert!(find("scoring").is_none() && find("scoring.total.more").is_none());
    assert!(is_top("name") && !is_top("total"));
    assert_eq!(places("low_execution"), ["thresholds.low_execution"]);
}
