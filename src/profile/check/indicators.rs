//! The indicator table: columns, level-1 and level-2 names with their points.

use std::collections::BTreeMap;
use std::ops::Range;

use rust_decimal::Decimal;
use toml::Spanned;

use super::columns::Table;
use super::{texts, within};
use crate::model::number::plain;
use crate::profile::labels::{Labels, Owner};
use crate::profile::problem::Problems;
use crate::profile::raw::{Number, RawIndicators, RawLevel1, RawLevel2, Text, Texts};
use crate::profile::spec::{IndicatorColumn, IndicatorSpec, Level1Spec, Level2Spec, Levels, Role, TextColumn};

/// The places of the level-1 weights, for what is checked across sections.
pub type WeightSpans = Vec<Range<usize>>;

pub fn check(raw: RawIndicators, labels: &mut Labels, problems: &mut Problems<'_>) -> (IndicatorSpec, WeightSpans) {
    let columns = TABLE.columns(raw.columns, labels, problems);
    let own = own_texts(raw.texts, labels, problems);
    let required = required(raw.required, problems);
    let levels = levels(&raw.levels, problems);
    let mut spans = Vec::new();
    let mut level1 = Vec::new();
    for (i, raw) in raw.level1.into_iter().enumerate() {
        let weight = raw.get_ref().weight.as_ref();
        spans.push(weight.map_or(raw.span(), Spanned::span));
        level1.push(self::level1(i, raw, labels, problems));
    }
    (IndicatorSpec { columns, texts: own, required, levels, level1 }, spans)
}

/// More columns of its own than this no form has.
const MOST_TEXTS: usize = 60;

/// Columns of texts under keys of the form's own, in the order they are written.
fn own_texts(raw: BTreeMap<Text, Texts>, labels: &mut Labels, problems: &mut Problems<'_>) -> Vec<TextColumn> {
    let mut raw: Vec<_> = raw.into_iter().collect();
    raw.sort_by_key(|(key, _)| key.span().start);
    let mut columns = Vec::new();
    for (i, (key, words)) in raw.into_iter().take(MOST_TEXTS).enumerate() {
        if IndicatorColumn::ALL.iter().any(|column| column.key() == key.get_ref()) {
            problems.at(key.span(), format!("“{}”是固定的栏：请写在 [indicators.columns] 里", key.get_ref()));
        }
        let owner = Owner { context: TABLE.context, key: key.get_ref() };
        let names = labels.add(owner, Role::IndicatorColumn(IndicatorColumn::Text(i as u8)), &words, problems);
        if names.is_empty() {
            problems.at(key.span(), format!("{} 没有名称：请写上这一栏在表上的名称", key.get_ref()));
        }
        let label = names.into_iter().next().unwrap_or_default();
        columns.push(TextColumn { key: key.into_inner(), label });
    }
    columns
}

fn required(raw: Texts, problems: &mut Problems<'_>) -> Vec<IndicatorColumn> {
    let known = |key: &str| IndicatorColumn::ALL.into_iter().find(|column| column.key() == key);
    for key in raw.iter().filter(|key| known(key.get_ref()).is_none()) {
        let all = IndicatorColumn::ALL.map(IndicatorColumn::key).join("、");
        problems.at(key.span(), format!("指标表没有“{}”这一栏：可以写 {all}", key.get_ref()));
    }
    texts(raw, problems).iter().filter_map(|key| known(key)).collect()
}

fn levels(raw: &Option<Text>, problems: &mut Problems<'_>) -> Levels {
    match raw.as_ref().map(|word| word.get_ref().as_str()) {
        None | Some("free") => Levels::Free,
        Some("fixed") => Levels::Fixed,
        Some("none") => Levels::None,
        Some(other) => {
            let message =
                format!("levels 写的是“{other}”：应为 fixed（只有所列的级别）、free（由表自定）或 none（不分级别）");
            problems.at(raw.as_ref().map_or(0..0, Spanned::span), message);
            Levels::Free
        }
    }
}

const TABLE: Table<IndicatorColumn> = Table {
    section: "indicators.columns",
    name: "指标表",
    context: "指标栏",
    known: &IndicatorColumn::ALL,
    key: IndicatorColumn::key,
    role: Role::IndicatorColumn,
    required: &[IndicatorColumn::Level3],
};

fn level1(i: usize, raw: Spanned<RawLevel1>, labels: &mut Labels, problems: &mut Problems<'_>) -> Level1Spec {
    let span = raw.span();
    let raw = raw.into_inner();
    if raw.name.is_none() {
        problems.at(span, "这个一级指标缺少 name：请补上名称");
    }
    let owner = Owner { context: "一级指标", key: "" };
    let name = labels.add_named((owner, Role::Level1(i)), &raw.name, raw.aliases, problems);
    let weight = points(&raw.weight, "weight", problems);
    let context = format!("“{name}”的二级指标");
    let rows = raw.level2.into_iter().enumerate();
    let mut spans: Vec<Range<usize>> = raw.weight.iter().map(Spanned::span).collect();
    let rows = rows.inspect(|(_, row)| spans.extend(row.get_ref().points.as_ref().map(Spanned::span)));
    let level2: Vec<_> = rows.map(|(j, row)| self::level2((i, j), row, (&context, labels), problems)).collect();
    if let Some(weight) = weight {
        fixed_points(&name, weight, &level2, (spans, problems));
    }
    Level1Spec { name, weight, any_level2: raw.any_level2, has_targets: raw.target.unwrap_or(true), level2 }
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
    let owner = Owner { context, key: "" };
    let name = labels.add_named((owner, Role::Level2(i, j)), &raw.name, raw.aliases, problems);
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
    (spans, problems): (Vec<Range<usize>>, &mut Problems<'_>),
) {
    let points: Option<Vec<Decimal>> = level2.iter().map(|row| row.points).collect();
    let Some(points) = points.filter(|points| !points.is_empty()) else { return };
    let sum: Decimal = points.into_iter().sum();
    if sum != weight {
        let message = format!("“{name}”的权重是 {}，各二级指标的分值合计 {}：请改为一致", plain(weight), plain(sum));
        problems.between(spans, message);
    }
}
