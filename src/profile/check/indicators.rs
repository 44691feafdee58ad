//! The indicator table: columns, level-1 and level-2 names with their points.

use std::ops::Range;

use rust_decimal::Decimal;
use toml::Spanned;

use super::columns::Table;
use super::within;
use crate::model::number::plain;
use crate::profile::labels::Labels;
use crate::profile::problem::Problems;
use crate::profile::raw::{Number, RawIndicators, RawLevel1, RawLevel2};
use crate::profile::spec::{IndicatorColumn, IndicatorSpec, Level1Spec, Level2Spec, Role};

/// The places of the level-1 weights, for what is checked across sections.
pub type WeightSpans = Vec<Range<usize>>;

pub fn check(raw: RawIndicators, labels: &mut Labels, problems: &mut Problems<'_>) -> (IndicatorSpec, WeightSpans) {
    let columns = TABLE.columns(raw.columns, labels, problems);
    if raw.level1.is_empty() {
        problems.missing("indicators", "level1", "各一级指标");
    }
    let mut spans = Vec::new();
    let mut level1 = Vec::new();
    for (i, raw) in raw.level1.into_iter().enumerate() {
        let weight = raw.get_ref().weight.as_ref();
        spans.push(weight.map_or(raw.span(), Spanned::span));
        level1.push(self::level1(i, raw, labels, problems));
    }
    (IndicatorSpec { columns, level1 }, spans)
}

const TABLE: Table<IndicatorColumn> = Table {
    section: "indicators.columns",
    name: "指标表",
    context: "指标栏",
    known: &IndicatorColumn::ALL,
    key: IndicatorColumn::key,
    role: Role::IndicatorColumn,
    required: &[
        IndicatorColumn::Level3,
        IndicatorColumn::Target,
        IndicatorColumn::Actual,
        IndicatorColumn::Points,
        IndicatorColumn::Score,
        IndicatorColumn::Reason,
    ],
};

fn level1(i: usize, raw: Spanned<RawLevel1>, labels: &mut Labels, problems: &mut Problems<'_>) -> Level1Spec {
    let span = raw.span();
    let raw = raw.into_inner();
    if raw.name.is_none() {
        problems.at(span, "这个一级指标缺少 name：请补上名称");
    }
    let name = labels.add_named(("一级指标", Role::Level1(i)), &raw.name, raw.aliases, problems);
    let weight = points(&raw.weight, "weight", problems);
    let context = format!("“{name}”的二级指标");
    let rows = raw.level2.into_iter().enumerate();
    let level2: Vec<_> = rows.map(|(j, row)| self::level2((i, j), row, (&context, labels), problems)).collect();
    if let (Some(weight), Some(written)) = (weight, &raw.weight) {
        fixed_points(&name, weight, &level2, (written.span(), problems));
    }
    Level1Spec { name, weight, any_level2: raw.any_level2, level2 }
}

fn level2(
    (i, j): (usize, usize),
    raw: Spanned<RawLevel2>,
    (context, labels): (&str, &mut Labels),
    problems: &mut Problems<'_>,
) -> Level2Spec {
    let span = raw.span();
    let raw = raw.into_inner();
    if raw.name.is_none() {
        problems.at(span, "这个二级指标缺少 name：请补上名称");
    }
    let name = labels.add_named((context, Role::Level2(i, j)), &raw.name, raw.aliases, problems);
    Level2Spec { name, points: points(&raw.points, "points", problems), optional: raw.optional }
}

fn points(raw: &Option<Spanned<Number>>, key: &str, problems: &mut Problems<'_>) -> Option<Decimal> {
    raw.as_ref()?;
    Some(within(raw, ("", key), (Decimal::ZERO, Decimal::from(1000)), problems))
}

/// Where every level-2 row has fixed points, they are the weight.
fn fixed_points(
    name: &str,
    weight: Decimal,
    level2: &[Level2Spec],
    (span, problems): (Range<usize>, &mut Problems<'_>),
) {
    let points: Option<Vec<Decimal>> = level2.iter().map(|row| row.points).collect();
    let Some(points) = points.filter(|points| !points.is_empty()) else { return };
    let sum: Decimal = points.into_iter().sum();
    if sum != weight {
        let message = format!("“{name}”的权重是 {}，各二级指标的分值合计 {}：请改为一致", plain(weight), plain(sum));
        problems.at(span, message);
    }
}
