//! The header of the indicator table: one row, or two where it is split.

use std::collections::BTreeMap;

use super::columns;
use super::label::{Roles, Text, View};
use crate::model::layout::Column;
use crate::model::text::without_brackets;
use crate::profile::spec::{IndicatorColumn, Profile, Role};

/// Fewer columns than this are a coincidence of words, not a header.
const FEWEST_COLUMNS: usize = 4;

pub struct Header {
    pub rows: (u32, u32),
    pub columns: BTreeMap<IndicatorColumn, Column>,
}

/// The row (with the one below it) that names most columns of the table; the first of equals.
pub fn find(view: &View<'_>, profile: &Profile) -> Option<Header> {
    let mut best: Option<Header> = None;
    for row in candidate_rows(view) {
        let header = read(view, profile, row);
        if header.columns.len() > best.as_ref().map_or(FEWEST_COLUMNS - 1, |best| best.columns.len()) {
            best = Some(header);
        }
    }
    if let Some(header) = &mut best {
        complete(header, view, profile);
    }
    best
}

/// A column that nothing names exactly is the free header cell that comes nearest to one of its labels.
fn complete(header: &mut Header, view: &View<'_>, profile: &Profile) {
    let missing = IndicatorColumn::REQUIRED.into_iter().filter(|column| !header.columns.contains_key(column));
    let missing: Vec<_> = missing.collect();
    for column in missing {
        let labels = profile.labels.of(Role::IndicatorColumn(column));
        let texts = (header.rows.0..=header.rows.1).flat_map(|row| view.row(row));
        let free = texts.filter(|(text, roles)| {
            !roles.is_label() && !header.columns.values().any(|c| c.area.columns().contains(&text.cell.col))
        });
        let near = free.filter_map(|(text, _)| Some((likeness(&text.key.key, column, &labels)?, text)));
        if let Some((_, text)) = near.max_by_key(|(likeness, text)| (*likeness, std::cmp::Reverse(text.cell))) {
            header.columns.insert(column, columns::headed(text));
        }
    }
}

/// The longest label the text ends with (部门自评得分); a column of texts may also go on behind its label.
fn likeness(key: &str, column: IndicatorColumn, labels: &[&str]) -> Option<usize> {
    let bare = without_brackets(key).unwrap_or_else(|| key.to_owned());
    let goes_on = column == IndicatorColumn::Reason;
    let fits = |label: &&&str| bare.ends_with(**label) || (goes_on && bare.starts_with(**label));
    labels.iter().filter(fits).map(|label| label.len()).max()
}

fn candidate_rows(view: &View<'_>) -> Vec<u32> {
    let columns = view.labels().filter(|(_, roles)| names_a_column(*roles));
    let mut rows: Vec<u32> = columns.map(|(text, _)| text.cell.row).collect();
    rows.dedup();
    rows
}

fn column(role: Role) -> Option<IndicatorColumn> {
    match role {
        Role::IndicatorColumn(column) => Some(column),
        _ => None,
    }
}

fn names_a_column(roles: Roles<'_>) -> bool {
    columns::named(roles, column).next().is_some()
}

/// Columns named in `row`, and in the row below where that still belongs to the header.
fn read(view: &View<'_>, profile: &Profile, row: u32) -> Header {
    let mut labels = labels_in(view, row);
    let below = labels_in(view, row + 1);
    // A single word of a header among other texts is a value (满分 under 得分).
    if below.len() >= 2 || view.row(row + 1).all(|(_, roles)| names_a_column(roles)) {
        labels.retain(|(above, _)| !heads_others(above, &below));
    }
    let below = below.into_iter();
    let second: Vec<_> =
        below.filter(|(text, _)| labels.iter().all(|(above, _)| above.cell.col != text.cell.col)).collect();
    let mut last = labels.iter().map(|(text, _)| text.area.last.row).max().unwrap_or(row).min(row + 1);
    if second.len() >= 2 || (second.len() == 1 && labels.len() >= FEWEST_COLUMNS) {
        labels.extend(second);
        last = row + 1;
    }
    let mut columns = columns::assign(&labels, column);
    weight_as_points(&mut columns, &labels, profile);
    Header { rows: (row, last), columns }
}

/// A heading over columns is none of them (完成情况 over 年度指标值 and 全年完成值).
fn heads_others(above: &Text, below: &[(&Text, Roles<'_>)]) -> bool {
    below.iter().any(|(text, _)| above.area.columns().contains(&text.cell.col))
}

fn labels_in<'a>(view: &View<'a>, row: u32) -> Vec<(&'a Text, Roles<'a>)> {
    view.row(row).filter(|(_, roles)| names_a_column(*roles)).collect()
}

/// A label that names the weight and, as an alias, the points means the points when it stands
/// behind the indicator's name and nothing else names them (权重 without 分值).
fn weight_as_points(columns: &mut BTreeMap<IndicatorColumn, Column>, labels: &[(&Text, Roles<'_>)], profile: &Profile) {
    let (weight, points) = (IndicatorColumn::Weight, IndicatorColumn::Points);
    let Some(column) = columns.get(&weight).filter(|_| !columns.contains_key(&points)) else { return };
    let is_alias =
        |(text, roles): &(&Text, Roles<'_>)| text.cell == column.header && roles.has(Role::IndicatorColumn(points));
    let name = columns.get(&IndicatorColumn::Level3).or(columns.get(&IndicatorColumn::Level2));
    let behind_name = name.is_some_and(|name| name.header.col < column.header.col);
    let wanted = profile.indicators.columns.iter().any(|(c, _)| *c == points);
    if wanted
        && behind_name
        && labels.iter().any(is_alias)
        && let Some(column) = columns.remove(&weight)
    {
        columns.insert(points, column);
    }
}
