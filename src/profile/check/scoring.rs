//! Total, tiers, grades, and whether the weights make up the total.

use std::ops::Range;

use rust_decimal::Decimal;
use toml::Spanned;

use super::{required, texts, within};
use crate::model::number::plain;
use crate::profile::problem::Problems;
use crate::profile::raw::{RawGrade, RawScoring, RawTier, Text};
use crate::profile::spec::{ExecutionSpec, Grade, IndicatorSpec, Overachievement, Scoring, Tier};

pub fn check(raw: RawScoring, problems: &mut Problems<'_>) -> Scoring {
    let total = within(&raw.total, ("scoring", "total"), (Decimal::ONE, Decimal::from(1000)), problems);
    Scoring {
        scored: raw.scored.unwrap_or(true),
        total,
        total_preprinted: raw.total_preprinted,
        overachievement: overachievement(&raw.overachievement, problems),
        tiers: tiers(raw.tiers, problems),
        grades: grades(raw.grades, total, problems),
    }
}

fn overachievement(raw: &Option<Text>, problems: &mut Problems<'_>) -> Overachievement {
    match raw.as_ref().map(|word| word.get_ref().as_str()) {
        None | Some("explain") => Overachievement::Explain,
        Some("reduce") => Overachievement::Reduce,
        Some("none") => Overachievement::None,
        Some(other) => {
            let message =
                format!("overachievement 写的是“{other}”：应为 explain（只需说明）、reduce（扣分）或 none（不管）");
            problems.at(raw.as_ref().map_or(0..0, Spanned::span), message);
            Overachievement::Explain
        }
    }
}

fn tiers(raw: Vec<Spanned<RawTier>>, problems: &mut Problems<'_>) -> Vec<Tier> {
    if raw.is_empty() {
        problems.missing("scoring", "tiers", "定性指标的各档");
    }
    let mut tiers: Vec<Tier> = Vec::new();
    for tier in raw {
        let span = tier.span();
        let tier = self::tier(tier.into_inner(), problems);
        if tier.from < tier.to {
            problems.at(
                span.clone(),
                format!("这一档的 from（{}）小于 to（{}）：请对调", plain(tier.from), plain(tier.to)),
            );
        }
        if let Some(better) = tiers.last().filter(|better| tier.from > better.to) {
            let message =
                format!("各档应从高到低：这一档的 from（{}）高于上一档的 to（{}）", plain(tier.from), plain(better.to));
            problems.at(span.clone(), message);
        }
        if let Some(word) = tier.words.iter().find(|word| tiers.iter().any(|other| other.words.contains(word))) {
            problems.at(span, format!("“{word}”同时在两档里：请只保留一处"));
        }
        tiers.push(tier);
    }
    tiers
}

fn tier(raw: RawTier, problems: &mut Problems<'_>) -> Tier {
    let share = (Decimal::ZERO, Decimal::ONE);
    Tier {
        from: within(&raw.from, ("scoring.tiers", "from"), share, problems),
        to: within(&raw.to, ("scoring.tiers", "to"), share, problems),
        words: texts(raw.words, problems),
    }
}

fn grades(raw: Vec<Spanned<RawGrade>>, total: Decimal, problems: &mut Problems<'_>) -> Vec<Grade> {
    if raw.is_empty() {
        problems.missing("scoring", "grades", "绩效等级");
    }
    let mut grades: Vec<Grade> = Vec::new();
    let mut last = None;
    for grade in raw {
        let span = grade.span();
        let grade = self::grade(grade.into_inner(), total, problems);
        if grades.last().is_some_and(|better| better.from <= grade.from) {
            problems.at(span.clone(), format!("等级应从高到低：“{}”的起点不低于上一级", grade.name));
        }
        if grades.iter().any(|other| other.name == grade.name) {
            problems.at(span.clone(), format!("等级“{}”写了两次：请删去一个", grade.name));
        }
        last = Some(span);
        grades.push(grade);
    }
    if let (Some(span), Some(lowest)) = (last, grades.last().filter(|grade| !grade.from.is_zero())) {
        problems.at(span, format!("最低一级“{}”应从 0 分起，否则更低的总分没有等级", lowest.name));
    }
    grades
}

fn grade(raw: RawGrade, total: Decimal, problems: &mut Problems<'_>) -> Grade {
    Grade {
        name: required(&raw.name, ("scoring.grades", "name"), "等级的名称", problems),
        from: within(&raw.from, ("scoring.grades", "from"), (Decimal::ZERO, total), problems),
    }
}

/// Weights and the points of execution make up the total, where all weights are given; the places of all three.
pub fn weights(
    scoring: &Scoring,
    indicators: &IndicatorSpec,
    execution: Option<&ExecutionSpec>,
    (spans, problems): (Vec<Range<usize>>, &mut Problems<'_>),
) {
    let weights: Option<Vec<Decimal>> = indicators.level1.iter().map(|level1| level1.weight).collect();
    let Some(weights) = weights.filter(|weights| !weights.is_empty()) else { return };
    let execution = execution.and_then(|execution| execution.points).unwrap_or_default();
    let sum = weights.into_iter().sum::<Decimal>() + execution;
    if sum != scoring.total {
        let extra = if execution.is_zero() { "" } else { "（含预算执行率的分值）" };
        let message = format!("各一级指标的权重合计{extra}是 {}，应等于总分 {}", plain(sum), plain(scoring.total));
        problems.between(spans, message);
    }
}
