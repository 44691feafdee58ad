//! One line of earlier.jsonl: a submission that an earlier run read and whose file is gone.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// As it is written: the form's line, and those of its findings.
#[derive(Serialize)]
pub struct EarlierForm<'a> {
    /// When it was saved, seconds since the epoch.
    pub saved: Option<i64>,
    pub form: &'a RawValue,
    pub findings: Vec<&'a RawValue>,
}

/// As it is read again.
#[derive(Deserialize)]
pub struct KeptEarlier {
    pub saved: Option<i64>,
    pub form: Box<RawValue>,
    pub findings: Vec<Box<RawValue>>,
}
