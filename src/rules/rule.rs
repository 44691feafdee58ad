//! What a rule is: a document that happens to run.

use std::borrow::Cow;

use super::context::{BatchContext, FileContext, Form};
use super::example::Example;
use super::finder::{BatchFindings, Findings};
use crate::model::finding::Severity;
use crate::profile::spec::OwnRule;

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

/// The name all rules of profiles go by.
pub const OWN: &str = "rule-of-the-profile";

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

/// What a finding takes from its rule, the catalogue's or a profile's own.
pub struct Wording {
    pub code: Cow<'static, str>,
    pub name: Cow<'static, str>,
    pub title: Cow<'static, str>,
    pub why: Cow<'static, str>,
    pub fix: Cow<'static, str>,
    pub severity: Severity,
}

impl From<&'static Rule> for Wording {
    fn from(rule: &'static Rule) -> Self {
        let Rule { code, name, title, why, fix, severity, .. } = *rule;
        let [code, name, title, why, fix] = [code, name, title, why, fix].map(Cow::Borrowed);
        Self { code, name, title, why, fix, severity }
    }
}

impl From<&OwnRule> for Wording {
    fn from(rule: &OwnRule) -> Self {
        let OwnRule { code, title, why, fix, severity, .. } = rule;
        let [code, title, why, fix] = [code, title, why, fix].map(|text| Cow::Owned(text.clone()));
        Self { code, name: Cow::Borrowed(OWN), title, why, fix, severity: *severity }
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.code, self.name)
    }
}
