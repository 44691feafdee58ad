//! A profile that has been checked: everything the stages know about a form.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;

use crate::model::finding::Severity;
use crate::model::submission::MoneyUnit;

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
    /// sha256 of the TOML text, hex.
    pub hash: String,
}

impl Profile {
    /// The words of a field for people: its first label.
    pub fn field(&self, key: &str) -> Option<&FieldSpec> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// True when each submission is about one project, so a department may send several.
    pub fn is_per_project(&self) -> bool {
        self.field("project").is_some()
    }
}

/// What a label can stand for. One text may have several roles (满意度指标 is level 1 and level 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Title,
    /// Index into `Profile::fields`.
    Field(usize),
    BudgetColumn(BudgetColumn),
    /// Index into `BudgetSpec::lines`.
    BudgetLine(usize),
    GoalPlanned,
    GoalAchieved,
    IndicatorColumn(IndicatorColumn),
    Level1(usize),
    Level2(usize, usize),
    Section,
    Total,
    Subtotal,
    Notes,
    UnitNote,
}

/// Every label of a profile by its key (`model::text::label_key`), canonical ones before aliases.
#[derive(Clone, Debug, Default)]
pub struct LabelIndex {
    pub roles: HashMap<String, Vec<LabelRole>>,
    /// Headings, which may be part of a longer one; and subtotal words, which may end a longer one. Compact.
    pub titles: Vec<String>,
    pub subtotals: Vec<String>,
    /// Words that open the notes (说明), and words in front of a unit (单位：万元). Compact.
    pub notes: Vec<String>,
    pub unit_notes: Vec<String>,
    /// Group words in front of budget lines (资金来源, 其中), compact.
    pub group_words: Vec<String>,
    /// Longest key in characters: longer texts are no labels.
    pub longest: usize,
}

/// One role of a label; `canonical` is false for aliases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelRole {
    pub role: Role,
    pub canonical: bool,
}

impl LabelIndex {
    /// The roles of an already normalised key.
    pub fn roles(&self, key: &str) -> &[LabelRole] {
        self.roles.get(key).map_or(&[], Vec::as_slice)
    }

    /// The keys that may stand for a role, in order of their characters.
    pub fn of(&self, role: Role) -> Vec<&str> {
        let stands = |labels: &[LabelRole]| labels.iter().any(|label| label.role == role);
        let mut keys: Vec<&str> =
            self.roles.iter().filter(|(_, labels)| stands(labels)).map(|(key, _)| key.as_str()).collect();
        keys.sort_unstable();
        keys
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BudgetColumn {
    Initial,
    Budget,
    Executed,
    Rate,
    Points,
    Score,
}

impl BudgetColumn {
    pub const ALL: [Self; 6] = [Self::Initial, Self::Budget, Self::Executed, Self::Rate, Self::Points, Self::Score];

    /// The key in the profile.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::Budget => "budget",
            Self::Executed => "executed",
            Self::Rate => "rate",
            Self::Points => "points",
            Self::Score => "score",
        }
    }
}

#[derive(Clone, Debug)]
pub struct BudgetSpec {
    /// Columns the form has, with their canonical label.
    pub columns: Vec<(BudgetColumn, String)>,
    pub lines: Vec<LineSpec>,
    /// Line keys whose sums must be equal (BUD-07); empty when the form has one view only.
    pub sources: Vec<String>,
    pub structure: Vec<String>,
    /// The line that carries the sum, and its parts (BUD-08).
    pub total_line: Option<String>,
    pub total_parts: Vec<String>,
    /// A void mark in an amount means 0.
    pub void_is_zero: bool,
    /// The line whose rate is scored in the budget block, with its points.
    pub execution: Option<ExecutionSpec>,
}

impl BudgetSpec {
    /// Keys whose sum is the form's overall figure: the structure, else the total line.
    pub fn overall(&self) -> Vec<&str> {
        match (self.structure.is_empty(), &self.total_line) {
            (true, Some(total)) => vec![total],
            _ => self.structure.iter().map(String::as_str).collect(),
        }
    }
}

#[derive(Clone, Debug)]
pub struct LineSpec {
    pub key: String,
    pub label: String,
    /// The form may leave it out.
    pub optional: bool,
}

/// Score of execution = points × min(1, rate).
#[derive(Clone, Debug)]
pub struct ExecutionSpec {
    pub line: String,
    pub points: Decimal,
    /// Its name among the level-1 scores.
    pub name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IndicatorColumn {
    Level1,
    Weight,
    Level2,
    Level3,
    Target,
    Actual,
    Points,
    Score,
    Reason,
}

impl IndicatorColumn {
    pub const ALL: [Self; 9] = [
        Self::Level1,
        Self::Weight,
        Self::Level2,
        Self::Level3,
        Self::Target,
        Self::Actual,
        Self::Points,
        Self::Score,
        Self::Reason,
    ];

    /// The key in the profile and in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Level1 => "level1",
            Self::Weight => "weight",
            Self::Level2 => "level2",
            Self::Level3 => "level3",
            Self::Target => "target",
            Self::Actual => "actual",
            Self::Points => "points",
            Self::Score => "score",
            Self::Reason => "reason",
        }
    }

    /// STR-05 wants these.
    pub const REQUIRED: [Self; 5] = [Self::Target, Self::Actual, Self::Points, Self::Score, Self::Reason];
}

#[derive(Clone, Debug)]
pub struct IndicatorSpec {
    /// Columns the form has, with their canonical label.
    pub columns: Vec<(IndicatorColumn, String)>,
    pub level1: Vec<Level1Spec>,
}

impl IndicatorSpec {
    /// The label people know a column by.
    pub fn label(&self, column: IndicatorColumn) -> &str {
        let found = self.columns.iter().find(|(c, _)| *c == column);
        found.map_or(column.key(), |(_, label)| label)
    }
}

#[derive(Clone, Debug)]
pub struct Level1Spec {
    pub name: String,
    /// Points.
    pub weight: Option<Decimal>,
    /// At least one of its level-2 rows must be filled.
    pub any_level2: bool,
    pub level2: Vec<Level2Spec>,
}

#[derive(Clone, Debug)]
pub struct Level2Spec {
    pub name: String,
    /// Fixed points of the row or rows.
    pub points: Option<Decimal>,
    pub optional: bool,
}

#[derive(Clone, Debug)]
pub struct Scoring {
    /// Σ points of a right form.
    pub total: Decimal,
    /// The template's total row carries `total` already.
    pub total_preprinted: bool,
    pub overachievement: Overachievement,
    /// Best first; shares of the points.
    pub tiers: Vec<Tier>,
    /// Best first.
    pub grades: Vec<Grade>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overachievement {
    /// The reason is owed, no points are taken.
    Explain,
    /// Points × target / actual × the threshold.
    Reduce,
    None,
}

#[derive(Clone, Debug)]
pub struct Tier {
    /// Upper and lower share of the points, ratio 0–1.
    pub from: Decimal,
    pub to: Decimal,
    pub words: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Grade {
    pub name: String,
    /// Lowest total of the grade, points.
    pub from: Decimal,
}

impl Scoring {
    /// The grade of an unrounded total; a boundary belongs to the better grade.
    pub fn grade(&self, total: Decimal) -> &str {
        let found = self.grades.iter().find(|grade| total >= grade.from).or(self.grades.last());
        found.map_or("", |grade| grade.name.as_str())
    }
}

/// Word lists. Patterns of `hints` may hold `*` for any text.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub void_marks: Vec<String>,
    pub hints: Vec<String>,
    pub placeholders: Vec<String>,
    pub smaller_is_better: Vec<String>,
    pub undone: Vec<String>,
    pub scale_words: Vec<String>,
    pub empty_reasons: Vec<String>,
    pub capped_rates: Vec<String>,
    pub execution_names: Vec<String>,
    pub execution_level2: Vec<String>,
    pub qualitative_targets_ok: Vec<String>,
    pub template_text_level1: Vec<String>,
    /// Behind a smaller-is-better word these turn it round (投诉办结率, 成本节约率).
    pub turns_larger: Vec<String>,
    /// Rates that are no share of something finished, so less than 100 % says nothing (增长率, 占比).
    pub open_rates: Vec<String>,
    /// In a name of `execution_names`: the rate is of a part, not of the whole budget.
    pub execution_parts: Vec<String>,
    /// First of each list is the canonical unit.
    pub unit_synonyms: Vec<Vec<String>>,
    pub belongs: Vec<Belongs>,
}

/// A word that belongs under certain level-2 names (IND-09).
#[derive(Clone, Debug)]
pub struct Belongs {
    pub word: String,
    pub level2: Vec<String>,
}

/// Limits of the rules; shares and rates are ratios.
#[derive(Clone, Copy, Debug)]
pub struct Thresholds {
    pub low_execution: Decimal,
    pub overachieved: Decimal,
    pub target_too_low: Decimal,
    pub dominant_share: Decimal,
    pub reason_min_chars: usize,
    pub goal_similarity: f64,
    pub goal_min_chars: usize,
    pub copy_min_chars: usize,
    pub copy_similarity: f64,
    pub outlier_mad: Decimal,
    pub undone_score_share: Decimal,
    pub year_on_year: Decimal,
    /// 元; a year's overall budget outside these makes the unit doubtful (BUD-10).
    pub smallest_budget: Decimal,
    pub largest_budget: Decimal,
}

/// What counts as equal.
#[derive(Clone, Copy, Debug)]
pub struct Tolerances {
    /// Percentage points, at least.
    pub rate_points: Decimal,
    /// 元, at least.
    pub money: Decimal,
    /// Points.
    pub score: Decimal,
}
