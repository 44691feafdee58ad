//! One line of earlier.jsonl: a submission that an earlier run read and whose file is gone.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::FindingLine;

/// As it is written: the form's line, and those of its findings.
#[derive(Serialize)]
pub struct EarlierForm<'a> {
    /// When it was saved, seconds since the epoch.
    pub saved: Option<i64>,
    pub form: &'a RawValue,
    pub findings: Vec<&'a RawValue>,
}

/// A form with the report beside it, as the two were before: what was found between them.
#[derive(Serialize)]
pub struct EarlierPair<'a> {
    pub beside: Beside<'a>,
    pub findings: Vec<FindingLine<'a>>,
}

/// Which two.
#[derive(Serialize, Deserialize)]
pub struct Beside<'a> {
    #[serde(borrow)]
    pub department: Cow<'a, str>,
    /// Of a merged batch, the part they come from.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Cow<'a, str>>,
    /// Digest of what the form says, hex.
    #[serde(borrow)]
    pub form: Cow<'a, str>,
    /// sha256 of the report.
    #[serde(borrow)]
    pub report: Cow<'a, str>,
}

/// As it is read again.
#[derive(Deserialize)]
pub struct KeptPair<'a> {
    #[serde(borrow)]
    pub beside: Beside<'a>,
    #[serde(borrow)]
    pub findings: Vec<FindingLine<'a>>,
}

/// The line is about a form and a report.
pub fn is_pair(line: &str) -> bool {
    line.starts_with("{\"beside\":")
}

/// As it is read again.
#[derive(Deserialize)]
pub struct KeptEarlier {
    pub saved: Option<i64>,
    pub form: Box<RawValue>,
    pub findings: Vec<Box<RawValue>>,
}
