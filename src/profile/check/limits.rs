//! Thresholds, tolerances, severities and rules switched off.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use toml::Spanned;

use super::within;
use crate::model::finding::Severity;
use crate::model::text::{is_blank, tidy};
use crate::profile::problem::Problems;
use crate::profile::raw::{Number, RawThresholds, RawTolerances, Text};
use crate::profile::spec::{Thresholds, Tolerances};

const THRESHOLDS: &str = "thresholds";
const SHARE: (i64, i64) = (0, 1);
const MULTIPLE: (i64, i64) = (1, 100);
const MONEY: (i64, i64) = (0, 1_000_000_000_000_000);
const CHARS: (i64, i64) = (0, 10_000);

pub fn thresholds(raw: &RawThresholds, problems: &mut Problems<'_>) -> Thresholds {
    if let (Some(small), Some(large)) = (&raw.smallest_budget, &raw.largest_budget)
        && small.get_ref().0 >= large.get_ref().0
    {
        problems.between([small.span(), large.span()], "smallest_budget 不小于 largest_budget：请对调或改正");
    }
    let mut number = |value, key, range| limit(value, (THRESHOLDS, key), range, problems);
    let similarity = |value: Decimal| value.to_f64().unwrap_or(1.0);
    let chars = |value: Decimal| value.to_usize().unwrap_or_default();
    Thresholds {
        low_execution: number(&raw.low_execution, "low_execution", SHARE),
        overachieved: number(&raw.overachieved, "overachieved", MULTIPLE),
        target_too_low: number(&raw.target_too_low, "target_too_low", MULTIPLE),
        year_change: number(&raw.year_change, "year_change", SHARE),
        dominant_share: number(&raw.dominant_share, "dominant_share", SHARE),
        reason_min_chars: chars(number(&raw.reason_min_chars, "reason_min_chars", CHARS)),
        goal_similarity: similarity(number(&raw.goal_similarity, "goal_similarity", SHARE)),
        goal_min_chars: chars(number(&raw.goal_min_chars, "goal_min_chars", CHARS)),
        copy_min_chars: chars(number(&raw.copy_min_chars, "copy_min_chars", CHARS)),
        copy_similarity: similarity(number(&raw.copy_similarity, "copy_similarity", SHARE)),
        outlier_mad: number(&raw.outlier_mad, "outlier_mad", MULTIPLE),
        undone_score_share: number(&raw.undone_score_share, "undone_score_share", SHARE),
        smallest_budget: number(&raw.smallest_budget, "smallest_budget", MONEY),
        largest_budget: number(&raw.largest_budget, "largest_budget", MONEY),
    }
}

pub fn tolerances(raw: &RawTolerances, problems: &mut Problems<'_>) -> Tolerances {
    let mut number = |value, key| limit(value, ("tolerances", key), (0, 100), problems);
    Tolerances {
        rate_points: number(&raw.rate_points, "rate_points"),
        money: number(&raw.money, "money"),
        score: number(&raw.score, "score"),
    }
}

fn limit(
    value: &Option<Spanned<Number>>,
    place: (&str, &str),
    (low, high): (i64, i64),
    problems: &mut Problems<'_>,
) -> Decimal {
    within(value, place, (Decimal::from(low), Decimal::from(high)), problems)
}

pub fn severities(raw: BTreeMap<Text, Text>, problems: &mut Problems<'_>) -> BTreeMap<String, Severity> {
    let mut severities = BTreeMap::new();
    for (code, word) in raw {
        check_code(&code, problems);
        if let Some(severity) = severity(&word, problems) {
            severities.insert(code.into_inner(), severity);
        }
    }
    severities
}

/// The severity of a word; a word that is none is a problem.
pub fn severity(word: &Text, problems: &mut Problems<'_>) -> Option<Severity> {
    let all = [Severity::Error, Severity::Warning, Severity::Info];
    let found = all.into_iter().find(|severity| severity.key() == word.get_ref());
    if found.is_none() {
        let message = format!("级别写的是“{}”：应为 error（错误）、warning（警告）或 info（提示）", word.get_ref());
        problems.at(word.span(), message);
    }
    found
}

pub fn off(raw: BTreeMap<Text, Text>, problems: &mut Problems<'_>) -> BTreeMap<String, String> {
    let mut off = BTreeMap::new();
    for (code, reason) in raw {
        check_code(&code, problems);
        if is_blank(reason.get_ref()) {
            problems.at(reason.span(), format!("停用规则 {} 没有写原因：请写明为什么不适用", code.get_ref()));
        }
        off.insert(code.into_inner(), tidy(reason.get_ref()));
    }
    off
}

/// Only the shape (`SCR-02`): which rules there are is not a profile's business.
fn check_code(code: &Text, problems: &mut Problems<'_>) {
    if !is_code(code.get_ref()) {
        problems.at(code.span(), format!("“{}”不是规则编号：编号形如 SCR-02", code.get_ref()));
    }
}

/// Three capital letters and two digits.
pub fn is_code(text: &str) -> bool {
    let Some((family, number)) = text.split_once('-') else { return false };
    let letters = family.len() == 3 && family.bytes().all(|byte| byte.is_ascii_uppercase());
    let digits = number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit());
    letters && digits
}
