//! The TOML as written: every key optional, so that `check` can say what is missing.
//! Long because every key of a profile has its line here.

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use toml::Spanned;

use crate::model::number;

pub type Text = Spanned<String>;
pub type Texts = Vec<Text>;

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawProfile {
    /// Read before the rest (`document`); here only so that the key is known.
    #[serde(rename = "extends")]
    pub _extends: Option<Text>,
    pub name: Option<Text>,
    pub title: Option<Text>,
    pub kind: Option<Text>,
    pub year: Option<Spanned<Number>>,
    pub money_unit: Option<Text>,
    pub place_prefixes: Texts,
    pub name_endings: Texts,
    pub fallback: bool,
    pub per_project: bool,
    pub regions: RawRegions,
    pub labels: RawLabels,
    pub fields: BTreeMap<Text, RawField>,
    pub budget: RawBudget,
    pub goals: RawGoals,
    pub indicators: RawIndicators,
    pub scoring: RawScoring,
    pub words: RawWords,
    pub narrative: RawNarrative,
    pub thresholds: RawThresholds,
    pub tolerances: RawTolerances,
    pub severities: BTreeMap<Text, Text>,
    pub off: BTreeMap<Text, Text>,
    #[serde(rename = "rule")]
    pub rules: Vec<Spanned<RawRule>>,
    pub template: RawTemplate,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawTemplate {
    pub year_line: Option<Text>,
    pub head: Vec<Texts>,
    pub budget_title: Option<Text>,
    pub budget: Texts,
    pub lines: Texts,
    pub execution_points: Option<Spanned<Number>>,
    pub goals_title: Option<Text>,
    pub goals: Texts,
    pub indicators_title: Option<Text>,
    pub groups: Texts,
    pub indicators: Texts,
    pub levels: Texts,
    pub rows: Option<Spanned<Number>>,
    pub total_title: Option<Text>,
    pub foot: Texts,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawRule {
    pub code: Option<Text>,
    pub severity: Option<Text>,
    pub when: Option<Text>,
    pub cell: Option<Text>,
    pub message: Option<Text>,
    pub title: Option<Text>,
    pub why: Option<Text>,
    pub fix: Option<Text>,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawRegions {
    pub required: Texts,
    pub absent: Texts,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawLabels {
    pub titles: Texts,
    pub template: Texts,
    pub group_words: Texts,
    pub section: Texts,
    pub total: Texts,
    pub subtotal: Texts,
    pub notes: Texts,
    pub unit_note: Texts,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawField {
    pub labels: Texts,
    pub required: bool,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawBudget {
    pub columns: BTreeMap<Text, Texts>,
    pub lines: Vec<Spanned<RawLine>>,
    /// Keys of lines that must be there although they are inherited as optional.
    pub required: Texts,
    pub rules: RawBudgetRules,
    pub execution: Option<Spanned<RawExecution>>,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawLine {
    pub key: Option<Text>,
    pub label: Option<Text>,
    pub aliases: Texts,
    pub optional: bool,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawBudgetRules {
    pub sources: Texts,
    pub structure: Texts,
    pub total_line: Option<Text>,
    pub total_parts: Texts,
    pub void_is_zero: bool,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawExecution {
    pub line: Option<Text>,
    pub points: Option<Spanned<Number>>,
    pub name: Option<Text>,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawGoals {
    pub planned: Texts,
    pub adjusted: Texts,
    pub achieved: Texts,
    pub groups: Texts,
    pub grouped: bool,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawIndicators {
    pub columns: BTreeMap<Text, Texts>,
    pub texts: BTreeMap<Text, Texts>,
    pub required: Texts,
    pub levels: Option<Text>,
    pub level1: Vec<Spanned<RawLevel1>>,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawLevel1 {
    pub name: Option<Text>,
    pub aliases: Texts,
    pub weight: Option<Spanned<Number>>,
    pub any_level2: bool,
    pub target: Option<bool>,
    pub level2: Vec<Spanned<RawLevel2>>,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawLevel2 {
    pub name: Option<Text>,
    pub aliases: Texts,
    pub points: Option<Spanned<Number>>,
    pub optional: bool,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawScoring {
    pub scored: Option<bool>,
    pub total: Option<Spanned<Number>>,
    pub total_preprinted: bool,
    pub overachievement: Option<Text>,
    pub tiers: Vec<Spanned<RawTier>>,
    pub grades: Vec<Spanned<RawGrade>>,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawTier {
    pub from: Option<Spanned<Number>>,
    pub to: Option<Spanned<Number>>,
    pub words: Texts,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawGrade {
    pub name: Option<Text>,
    pub from: Option<Spanned<Number>>,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawWords {
    pub continued: Texts,
    pub bureau: Texts,
    pub project_titles: Texts,
    pub whole_titles: Texts,
    pub other_forms: Texts,
    pub void_marks: Texts,
    pub hints: Texts,
    pub placeholders: Texts,
    pub smaller_is_better: Texts,
    pub undone: Texts,
    pub scale_words: Texts,
    pub empty_reasons: Texts,
    pub capped_rates: Texts,
    pub execution_names: Texts,
    pub execution_level2: Texts,
    pub qualitative_targets_ok: Texts,
    pub template_text_level1: Texts,
    pub turns_larger: Texts,
    pub open_rates: Texts,
    pub execution_parts: Texts,
    pub rises: Texts,
    pub falls: Texts,
    pub measured_in: Texts,
    pub points_nowhere: Texts,
    pub time_limits: Texts,
    pub money_names: Texts,
    pub comparisons: Texts,
    pub denials: Texts,
    pub forward_marks: Texts,
    pub backward_marks: Texts,
    pub qualitative_marks: Texts,
    pub periods: Vec<Spanned<RawPeriod>>,
    pub unit_synonyms: Vec<Texts>,
    pub belongs: Vec<Spanned<RawBelongs>>,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawPeriod {
    pub word: Option<Text>,
    pub times: Option<Spanned<Number>>,
    pub about: bool,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawBelongs {
    pub word: Option<Text>,
    pub level2: Texts,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawNarrative {
    pub own_words: Texts,
    pub whole_words: Texts,
    pub topics: Texts,
    pub joiners: Texts,
    pub approximate: Texts,
    pub foreign: Texts,
    pub other_years: Texts,
    pub totals: Texts,
    pub grades: Texts,
    pub rates: Texts,
    pub completions: Texts,
    pub satisfaction: Texts,
    pub people: Texts,
    pub budget_words: Texts,
    pub executed_words: Texts,
    pub problem_words: Texts,
    pub no_problems: Texts,
    pub money: Vec<Spanned<RawMoneyPhrase>>,
    pub wholes: Vec<Spanned<RawWhole>>,
    pub sections: Vec<Spanned<RawSection>>,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawMoneyPhrase {
    pub name: Option<Text>,
    pub words: Texts,
    pub line: Option<Text>,
    pub column: Option<Text>,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawWhole {
    pub name: Option<Text>,
    pub words: Texts,
    pub unit: Option<Text>,
    pub parts: Texts,
    pub perhaps: Texts,
    pub needed: Texts,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawSection {
    pub name: Option<Text>,
    pub words: Texts,
    pub required: bool,
    pub names_problems: bool,
    pub within: Option<Text>,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawThresholds {
    pub low_execution: Option<Spanned<Number>>,
    pub overachieved: Option<Spanned<Number>>,
    pub target_too_low: Option<Spanned<Number>>,
    pub year_change: Option<Spanned<Number>>,
    pub dominant_share: Option<Spanned<Number>>,
    pub reason_min_chars: Option<Spanned<Number>>,
    pub goal_similarity: Option<Spanned<Number>>,
    pub goal_min_chars: Option<Spanned<Number>>,
    pub copy_min_chars: Option<Spanned<Number>>,
    pub copy_similarity: Option<Spanned<Number>>,
    pub outlier_mad: Option<Spanned<Number>>,
    pub undone_score_share: Option<Spanned<Number>>,
    pub smallest_budget: Option<Spanned<Number>>,
    pub largest_budget: Option<Spanned<Number>>,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawTolerances {
    pub rate_points: Option<Spanned<Number>>,
    pub money: Option<Spanned<Number>>,
    pub score: Option<Spanned<Number>>,
}

/// An integer or a float of the TOML, as the decimal that was meant (0.8 is exactly 0.8).
#[derive(Clone, Copy, Debug)]
pub struct Number(pub Decimal);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Number, E> {
        Ok(Number(Decimal::from(value)))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Number, E> {
        let value = number::from_float(value).filter(|value| value.abs() < Decimal::from(1_000_000_000_000_i64));
        value.map(Number).ok_or_else(|| E::custom("数字太大，或者不是数字"))
    }
}
