//! Which column of a table each label of its header names.

use std::collections::BTreeMap;

use super::label::{Roles, Text};
use crate::model::address::{Area, CellRef};
use crate::profile::spec::{IndicatorColumn, Profile, Role};

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub header: CellRef,
    /// Columns the header spans.
    pub area: Area,
    /// The unit that stood behind the label (万元).
    pub remark: Option<String>,
}

pub type Columns<C> = BTreeMap<C, Column>;

/// A text of a header row with what it can mean.
pub type Label<'a> = (&'a Text, Roles<'a>);

/// The columns of one table a text can name, each with its place in the profile's list.
pub fn named<'a, C>(roles: Roles<'a>, column: impl Fn(Role) -> Option<C> + 'a) -> impl Iterator<Item = (C, u16)> + 'a {
    roles.all().filter_map(move |label| Some((column(label.role)?, label.rank)))
}

/// The column below a text.
pub fn headed(text: &Text) -> Column {
    Column { header: text.cell, area: text.area, remark: text.remark().map(str::to_owned) }
}

/// The label that comes first in the profile's list takes a column, of equals the first in the row; each label takes
/// one column only.
pub fn assign<'a, C: Copy + Ord>(labels: &[Label<'a>], column: impl Fn(Role) -> Option<C> + Copy) -> Columns<C> {
    let mut meanings: Vec<(u16, &'a Text, C)> = Vec::new();
    for (text, roles) in labels {
        meanings.extend(named(*roles, column).map(|(column, rank)| (rank, *text, column)));
    }
    meanings.sort_by_key(|(rank, text, column)| (*rank, text.cell, *column));
    let mut columns: Columns<C> = BTreeMap::new();
    for (_, text, column) in meanings {
        let is_free = !columns.contains_key(&column) && !columns.values().any(|taken| taken.header == text.cell);
        if is_free {
            columns.insert(column, headed(text));
        }
    }
    columns
}

pub fn indicator(role: Role) -> Option<IndicatorColumn> {
    match role {
        Role::IndicatorColumn(column) => Some(column),
        _ => None,
    }
}

/// The columns of an indicator table. What the bureau fills in is not the department's, and of several columns
/// of points each belongs to the level it stands behind.
pub fn of_indicators<'a>(labels: &[Label<'a>], profile: &Profile) -> Columns<IndicatorColumn> {
    let own: Vec<Label<'a>> = labels.iter().copied().filter(|label| !is_bureaus(label, labels, profile)).collect();
    let by_level = points_by_level(&own);
    let rest: Vec<Label<'a>> = own.into_iter().filter(|(text, _)| !by_level.contains_key(&text.cell)).collect();
    let mut columns = assign(&rest, indicator);
    for (cell, column) in &by_level {
        if let Some((text, _)) = labels.iter().find(|(text, _)| text.cell == *cell) {
            columns.insert(*column, headed(text));
        }
    }
    weight_as_points(&mut columns, labels);
    columns
}

/// 得分（财政复核） beside 得分; alone it is all there is.
fn is_bureaus((text, roles): &Label<'_>, labels: &[Label<'_>], profile: &Profile) -> bool {
    let is_score = |roles: &Roles<'_>| roles.has(Role::IndicatorColumn(IndicatorColumn::Score));
    let named = profile.words.bureau.iter().any(|word| text.key.key.contains(word.as_str()));
    named && is_score(roles) && labels.iter().filter(|(_, roles)| is_score(roles)).count() > 1
}

/// 分值 behind 一级指标, behind 二级指标 and behind 三级指标: whose points each column holds.
fn points_by_level(labels: &[Label<'_>]) -> BTreeMap<CellRef, IndicatorColumn> {
    use IndicatorColumn::{Level1, Level2, Level2Points, Level3, Points, Weight};
    let of = |column| labels.iter().filter(move |(_, roles)| roles.has(Role::IndicatorColumn(column)));
    let means_points = |(_, roles): &&Label<'_>| {
        named(*roles, indicator).min_by_key(|(_, rank)| *rank).is_some_and(|(column, _)| column == Points)
    };
    let points: Vec<&Label<'_>> = of(Points).filter(means_points).collect();
    if points.len() < 2 {
        return BTreeMap::new();
    }
    let levels: Vec<(u32, IndicatorColumn)> =
        [Level1, Level2, Level3].iter().flat_map(|l| of(*l).map(|(text, _)| (text.cell.col, *l))).collect();
    let behind = |col: u32| levels.iter().filter(|(at, _)| *at < col).max_by_key(|(at, _)| *at).map(|(_, l)| *l);
    let mut found: BTreeMap<CellRef, IndicatorColumn> = BTreeMap::new();
    for (text, _) in points {
        let column = match behind(text.cell.col) {
            Some(Level1) => Weight,
            Some(Level2) => Level2Points,
            _ => Points,
        };
        if !found.values().any(|taken| *taken == column) {
            found.insert(text.cell, column);
        }
    }
    found
}

/// A label that names the weight and, as an alias, the points means the points when it stands
/// behind the indicator's name and nothing else names them (权重 without 分值).
fn weight_as_points(columns: &mut Columns<IndicatorColumn>, labels: &[Label<'_>]) {
    let (weight, points) = (IndicatorColumn::Weight, IndicatorColumn::Points);
    let Some(column) = columns.get(&weight).filter(|_| !columns.contains_key(&points)) else { return };
    let is_alias = |(text, roles): &Label<'_>| text.cell == column.header && roles.has(Role::IndicatorColumn(points));
    let name = columns.get(&IndicatorColumn::Level3).or(columns.get(&IndicatorColumn::Level2));
    let behind_name = name.is_some_and(|name| name.header.col < column.header.col);
    if behind_name
        && labels.iter().any(is_alias)
        && let Some(column) = columns.remove(&weight)
    {
        columns.insert(points, column);
    }
}
