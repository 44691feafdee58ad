//! What is wrong, where, and what to do: data with a place, never prose alone.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::address::{Area, CellRef};
use super::field::{Field, Goal, SUBORDINATE_UNITS};
use super::in_table::{self, InTable};
use super::related::Related;
use super::reply::{Reply, RoundState};
use super::submission::Submission;
use crate::profile::spec::{BudgetColumn, IndicatorColumn};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
    Info,
}

impl Severity {
    pub const fn key(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "错误",
            Self::Warning => "警告",
            Self::Info => "提示",
        }
    }

    /// What a department is asked to do about it.
    pub const fn asks(self) -> &'static str {
        match self {
            Self::Error => "须修改",
            Self::Warning => "需说明",
            Self::Info => "供参考",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Fail,
    Unverifiable,
    Pass,
}

/// The first letters of the codes the catalogue keeps for itself, rules to come included.
pub const FAMILIES: [&str; 12] = ["STR", "BAS", "BUD", "WGT", "SCR", "GRD", "IND", "DEV", "TXT", "BAT", "XSE", "RND"];

/// What a finding is about, independent of cell addresses: suppression goes by it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The file or the form as a whole.
    Form,
    Department,
    /// A single field (`phone`).
    Field(String),
    /// A budget line by its key, and the column.
    Budget(String, BudgetColumn),
    /// What a budget line is called, as written: a line without a key has nothing else.
    BudgetLabel(String),
    Goal(Goal),
    /// A level-1 group, by index of its first row.
    Level1(usize),
    /// A level-2 group, by index of its first row.
    Level2(usize),
    /// An indicator row by index, and the column.
    Indicator(usize, IndicatorColumn),
    Total,
    Batch,
}

impl Subject {
    /// What a finding about that value is about.
    pub fn of(form: &Submission, field: &Field) -> Self {
        let line = |index: usize| form.budget.get(index);
        match field {
            Field::Title | Field::GoalGroup(_) | Field::GoalGroupWeight(_) => Self::Form,
            Field::Year => Self::Field("year".to_owned()),
            Field::Single(key) => Self::Field(key.clone()),
            Field::SubordinateUnits => Self::Field(SUBORDINATE_UNITS.to_owned()),
            Field::BudgetLabel(index) => {
                Self::BudgetLabel(line(*index).map(|line| line.label.written.clone()).unwrap_or_default())
            }
            Field::Budget(index, column) => {
                Self::Budget(line(*index).map(|line| line.key.clone()).unwrap_or_default(), *column)
            }
            Field::Goal(goal) => Self::Goal(*goal),
            Field::Indicator(row, IndicatorColumn::Level1 | IndicatorColumn::Weight) => Self::Level1(*row),
            Field::Indicator(row, IndicatorColumn::Level2 | IndicatorColumn::Level2Points) => Self::Level2(*row),
            Field::Indicator(row, column) => Self::Indicator(*row, *column),
            Field::Subtotal(..) | Field::Total(_) => Self::Total,
        }
    }
}

/// Where a paragraph of a report stands, as a cell stands on its sheet.
pub const NARRATIVE: &str = "正文";

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub code: Cow<'static, str>,
    pub name: Cow<'static, str>,
    pub title: Cow<'static, str>,
    pub why: Cow<'static, str>,
    pub severity: Severity,
    pub outcome: Outcome,
    /// Relative file name; `None` for findings about the batch or a missing department.
    pub file: Option<String>,
    /// Roster name, set when the batch is put together.
    pub department: Option<String>,
    pub sheet: Option<String>,
    /// The cell to change: top-left of its merge.
    pub cell: Option<CellRef>,
    /// The merge the cell stands for, for colouring.
    pub area: Option<Area>,
    pub about: Subject,
    /// `预算执行管理/预算执行率/得分`, for people and for waivers.
    pub subject: String,
    pub found: Option<String>,
    pub expected: Option<String>,
    /// A decimal as text where there is one.
    pub difference: Option<String>,
    pub message: String,
    /// The message as the department reads it, where that names no other department.
    pub told: Option<String>,
    pub fix: String,
    pub related: Vec<Related>,
    /// The sentence it is about, as written.
    pub quote: Option<String>,
    /// The reason of a waiver that covers it; a waived finding counts for nothing but is listed.
    pub waived: Option<String>,
    /// Against the department's submission before.
    pub state: Option<RoundState>,
    /// What the department answered.
    pub reply: Option<Reply>,
}

impl Finding {
    /// The message as the department reads it.
    pub fn told(&self) -> &str {
        self.told.as_deref().unwrap_or(&self.message)
    }

    /// Of the submission before, and no longer wrong.
    pub fn now_fixed(self) -> Self {
        Self { state: Some(RoundState::Fixed), outcome: Outcome::Pass, related: vec![], reply: None, ..self }
    }

    /// Found in a document: people find its places by rows and columns.
    pub fn is_of_document(&self) -> bool {
        is_document(self.file.as_deref())
    }

    /// Told to readers of a document: the addresses of its sentences as rows and columns, where they are the finding's
    /// own or lie in the form.
    pub fn in_document(mut self, form: Option<Area>) -> Self {
        let own = |area: Area| {
            let related = self.related.iter().find(|related| related.is_at(area.first));
            let is_own = self.cell == Some(area.first) || self.area.is_some_and(|own| own.contains(area.first));
            let is_known = is_own || related.is_some() || form.is_some_and(|form| form.contains(area.first));
            let sheet = related.filter(|_| !is_own).and_then(|related| related.sheet.as_deref());
            let sheet = sheet.map(|sheet| format!("{sheet} ")).unwrap_or_default();
            is_known.then(|| format!("{sheet}{}", InTable(area)))
        };
        let [message, fix] = [&self.message, &self.fix].map(|text| in_table::put(text, own));
        let told = self.told.as_deref().map(|text| in_table::put(text, own));
        (self.message, self.fix, self.told) = (message, fix, told);
        self
    }

    /// In the text of a report, not in a table.
    pub fn is_in_text(&self) -> bool {
        self.sheet.as_deref() == Some(NARRATIVE)
    }

    /// Counts against the submission: failed and not waived.
    pub fn counts(&self) -> bool {
        self.outcome == Outcome::Fail && self.waived.is_none() && self.state != Some(RoundState::Fixed)
    }
}

/// By the name: what was laid aside has no other sign.
pub fn is_document(file: Option<&str>) -> bool {
    const EXTENSION: &str = ".docx";
    let end = file.and_then(|name| name.get(name.len().checked_sub(EXTENSION.len())?..));
    end.is_some_and(|end| end.eq_ignore_ascii_case(EXTENSION))
}

/// Findings about the file first, then by cell, worse before better.
pub fn in_form_order(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    // What is in the text of a report comes behind what is in its table.
    let key = |finding: &Finding| (finding.is_in_text(), finding.cell, finding.severity);
    key(a).cmp(&key(b)).then_with(|| a.code.cmp(&b.code)).then_with(|| a.subject.cmp(&b.subject))
}
