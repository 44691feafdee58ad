//! What a rule is: a document that happens to run.

use super::context::{BatchContext, FileContext, Form};
use super::example::Example;
use super::finder::{BatchFindings, Findings};
use crate::model::finding::Severity;

/// One rule. Help, the catalogue in `docs/`, the sheet 规则说明 and every finding take their texts from here.
pub struct Rule {
    /// `SCR-02`; never changed, never used again after the rule is gone.
    pub code: &'static str,
    /// `score-out-of-range`: names the fault, not the remedy.
    pub name: &'static str,
    /// Of the catalogue; a profile may say otherwise.
    pub severity: Severity,
    pub title: &'static str,
    pub why: &'static str,
    /// What to do, unless a finding knows better.
    pub fix: &'static str,
    /// Codes that are silent on the same row or block where this rule has found something.
    pub over: &'static [&'static str],
    /// What goes unchecked without a roster, in words; empty for rules that need none.
    pub without_roster: &'static str,
    pub check: Check,
    pub example: Example,
}

/// What a rule looks at.
#[derive(Clone, Copy)]
pub enum Check {
    /// One form that was read.
    Form(fn(&Form, &mut Findings)),
    /// A file without a form in it.
    File(fn(&FileContext, &mut Findings)),
    /// All forms together.
    Batch(fn(&BatchContext, &mut BatchFindings)),
    /// Held by another stage; listed here for its texts alone.
    Internal,
}

impl Rule {
    /// `STR-07` → `STR`.
    pub fn family(&self) -> &'static str {
        self.code.split('-').next().unwrap_or(self.code)
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.code, self.name)
    }
}
