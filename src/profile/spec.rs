//! A profile that has been checked: everything the stages know about a form.

mod budget;
mod indicators;
mod labels;
mod limits;
mod rules;
mod scoring;
mod words;

use std::collections::BTreeMap;

use crate::model::finding::Severity;
use crate::model::submission::MoneyUnit;

pub use budget::{BudgetColumn, BudgetSpec, ExecutionSpec, LineSpec};
pub use indicators::{IndicatorColumn, IndicatorSpec, Level1Spec, Level2Spec};
pub use labels::{LabelIndex, LabelRole, Role};
pub use limits::{Thresholds, Tolerances};
pub use rules::{Condition, Figure, OnRoster, Overall, OwnRule, Piece, Spot, Total, Writing};
pub use scoring::{Grade, Overachievement, Scoring, Tier};
pub use words::{Belongs, Period, Words};

/// A form, declared. Built only by `check`, so its indexes and names can be trusted.
#[derive(Clone, Debug)]
pub struct Profile {
    pub name: String,
    /// The form's own heading.
    pub title: String,
    /// What the form is about (部门, 项目); names its sheets in the summary.
    pub kind: String,
    /// The fiscal year the form is for.
    pub year: i32,
    pub money_unit: MoneyUnit,
    pub place_prefixes: Vec<String>,
    pub name_endings: Vec<String>,
    pub labels: LabelIndex,
    /// Single fields by key, in the order of the profile.
    pub fields: Vec<FieldSpec>,
    pub budget: BudgetSpec,
    pub indicators: IndicatorSpec,
    pub scoring: Scoring,
    pub words: Words,
    pub thresholds: Thresholds,
    pub tolerances: Tolerances,
    /// Severities that differ from the catalogue, by code.
    pub severities: BTreeMap<String, Severity>,
    /// Rules switched off, with the reason.
    pub off: BTreeMap<String, String>,
    /// Rules the profile adds to the catalogue, in its order.
    pub rules: Vec<OwnRule>,
    /// sha256 of the TOML text, hex.
    pub hash: String,
}

impl Profile {
    /// A single field by its key.
    pub fn field(&self, key: &str) -> Option<&FieldSpec> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// True when each submission is about one project, so a department may send several.
    pub fn is_per_project(&self) -> bool {
        self.field("project").is_some()
    }
}

#[derive(Clone, Debug)]
pub struct FieldSpec {
    pub key: String,
    /// First is the canonical label.
    pub labels: Vec<String>,
    /// Its absence is a missing block (STR-04).
    pub required: bool,
}
