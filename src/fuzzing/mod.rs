//! The ways in for what is made at random: the targets in `fuzz/` call them, and a test replays what was ever found.
//! Compiled for those two alone. Any return is right; a panic, a hang or a gigabyte is a bug.

mod form;
mod parts;

use crate::model::text::decoded;
use crate::profile::expression::{Expression, Written};
use crate::{pipeline, profile, read, roster, waivers};
use rust_decimal::Decimal;

/// The name of a target, which is that of its folder in `tests/fixtures/corpus` too, and what it does.
pub type Target = (&'static str, fn(&[u8]));

pub const TARGETS: [Target; 14] = [
    ("file", file),
    ("xls", |bytes| drop(read::fuzzing::xls(bytes))),
    ("compound", read::fuzzing::compound),
    ("property_set", read::fuzzing::property_set),
    ("zip", read::fuzzing::zip),
    ("xlsx", |bytes| drop(read::fuzzing::xlsx(&parts::package(bytes)))),
    ("xlsb", |bytes| file(&parts::package(bytes))),
    ("ods", |bytes| file(&parts::package(bytes))),
    ("docx", |bytes| file(&parts::package(bytes))),
    ("profile", profile),
    ("condition", condition),
    ("roster", |bytes| drop(roster::parse_csv(bytes))),
    ("waivers", |bytes| drop(waivers::parse_csv(bytes))),
    ("form", form),
];

/// Runs one target by its name.
pub fn run(name: &str, bytes: &[u8]) {
    if let Some((_, target)) = TARGETS.iter().find(|(known, _)| *known == name) {
        target(bytes);
    }
}

/// From the bytes of a file to its findings.
fn file(bytes: &[u8]) {
    if let Ok(workbook) = read::fuzzing::file(bytes) {
        drop(pipeline::contents(workbook, &form::source(), form::ground(true)));
    }
}

/// From a workbook that is drawn as the bytes say to its findings; it is a roster and a list of waivers too.
fn form(bytes: &[u8]) {
    let workbook = form::drawn(bytes);
    drop(roster::from_workbook(&workbook, String::new()));
    drop(waivers::from_workbook(&workbook));
    drop(pipeline::contents(workbook, &form::source(), form::ground(bytes.len().is_multiple_of(2))));
}

/// A profile that can be used reads a form.
fn profile(bytes: &[u8]) {
    let Some(text) = decoded(bytes) else { return };
    if let Ok(profile) = profile::load(&text) {
        let mut ground = form::ground(true).of_year(Some(2023));
        ground.profiles = vec![profile.into()];
        drop(pipeline::contents(form::drawn(&[1]), &form::source(), &ground));
    }
}

fn condition(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(written) = Written::read(&text) else { return };
    let Ok(expression) = Expression::compile(&written) else { return };
    for value in [Decimal::ZERO, Decimal::NEGATIVE_ONE, Decimal::MAX, Decimal::new(1, 28)] {
        expression.holds(&vec![value; written.names.len()]);
    }
}

#[cfg(test)]
mod tests;
