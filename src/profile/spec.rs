//! A profile that has been checked: everything the stages know about a form.

mod budget;
mod indicators;
mod labels;
mod limits;
mod narrative;
mod rules;
mod scoring;
mod template;
mod words;

use std::collections::BTreeMap;

use crate::model::digest::sha256;
use crate::model::finding::Severity;
use crate::model::submission::MoneyUnit;

pub use budget::{BudgetColumn, BudgetSpec, ExecutionSpec, LineSpec};
pub use indicators::{IndicatorColumn, IndicatorSpec, Level1Spec, Level2Spec, Levels, TextColumn};
pub use labels::{LabelIndex, LabelRole, Role};
pub use limits::{Thresholds, Tolerances};
pub use narrative::{MoneyColumns, MoneyPhrase, Narrative, Section, Whole};
pub use rules::{Condition, Figure, OnRoster, Overall, OwnRule, Piece, Spot, Total, Writing};
pub use scoring::{Grade, Overachievement, Scoring, Tier};
pub use template::{Blank, GoalText, Printed, TemplateSpec};
pub use words::{Belongs, Period, Words};

/// A form, declared. Built only by `check`, so its indexes and names can be trusted.
#[derive(Clone, Debug)]
pub struct Profile {
    pub name: String,
    /// The form's own heading.
    pub title: String,
    /// Read forms by their own words: nothing is asked for, and each is marked (STR-20).
    pub is_fallback: bool,
    /// Which parts the form must have, and which it never has.
    pub regions: Regions,
    /// What the form is about (部门, 项目); names its sheets in the summary.
    pub kind: String,
    /// True when each submission is about one project.
    pub per_project: bool,
    /// The fiscal year the form is for.
    pub year: i32,
    pub money_unit: MoneyUnit,
    pub place_prefixes: Vec<String>,
    pub name_endings: Vec<String>,
    pub labels: LabelIndex,
    /// The words the form's own template prints: a form with most of them is this one, even with something missing.
    pub template: Vec<String>,
    /// Single fields by key, in the order of the profile.
    pub fields: Vec<FieldSpec>,
    pub budget: BudgetSpec,
    /// Every goal has a table of its own under its label.
    pub has_goal_groups: bool,
    pub indicators: IndicatorSpec,
    pub scoring: Scoring,
    pub words: Words,
    pub narrative: Narrative,
    pub thresholds: Thresholds,
    pub tolerances: Tolerances,
    /// Severities that differ from the catalogue, by code.
    pub severities: BTreeMap<String, Severity>,
    /// Rules switched off, with the reason.
    pub off: BTreeMap<String, String>,
    /// Rules the profile adds to the catalogue, in its order.
    pub rules: Vec<OwnRule>,
    /// How it is laid out when it is sent out.
    pub layout: TemplateSpec,
    /// sha256 of the TOML text, hex.
    pub hash: String,
}

/// The parts of a form as a profile sees them; what is neither required nor absent may be there.
#[derive(Clone, Debug, Default)]
pub struct Regions {
    /// Their absence is a fault (STR-04).
    pub required: Vec<Region>,
    /// Not looked for.
    pub absent: Vec<Region>,
}

impl Regions {
    pub fn requires(&self, region: Region) -> bool {
        self.required.contains(&region)
    }

    pub fn may_have(&self, region: Region) -> bool {
        !self.absent.contains(&region)
    }
}

/// A part of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Region {
    Department,
    Budget,
    Goals,
    Indicators,
    Total,
}

impl Region {
    pub const ALL: [Self; 5] = [Self::Department, Self::Budget, Self::Goals, Self::Indicators, Self::Total];

    /// The key in the profile.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Department => "department",
            Self::Budget => "budget",
            Self::Goals => "goals",
            Self::Indicators => "indicators",
            Self::Total => "total",
        }
    }
}

impl Profile {
    /// A single field by its key.
    pub fn field(&self, key: &str) -> Option<&FieldSpec> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// Changes with anything a department would see on the form, and with nothing else.
    pub fn layout_version(&self) -> String {
        let seen = format!("{}{:?}{:?}{:?}", self.title, self.layout, self.budget.execution, self.indicators.level1);
        sha256([seen]).chars().take(8).collect()
    }

    /// True when each submission is about one project, so a department may send several.
    pub fn is_per_project(&self) -> bool {
        self.per_project
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
