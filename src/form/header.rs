//! Headers of indicator tables: one row, or two where they are split; one for each table of the form.

use super::columns::{self, Columns, Label, indicator};
use super::label::{Roles, Text, View};
use crate::model::text::without_brackets;
use crate::profile::spec::{IndicatorColumn, Role};

/// Fewer columns than this are a coincidence of words, not a header.
const FEWEST_COLUMNS: usize = 4;
/// A header met again, or that of a further table, may be shorter.
const FEWEST_AGAIN: usize = 3;

#[derive(Clone)]
pub struct Header {
    pub rows: (u32, u32),
    pub columns: Columns<IndicatorColumn>,
    /// The same columns as a header above it: the table goes on, on another page or for another goal.
    pub again: bool,
}

/// Every header of the region in its order; none where no row is one.
pub fn find(view: &View<'_>) -> Vec<Header> {
    let read: Vec<Header> = candidate_rows(view).into_iter().map(|row| read(view, row)).collect();
    let fewest = |header: &&Header| header.columns.len() >= FEWEST_COLUMNS && has_names(header);
    let Some(main) = read.iter().filter(fewest).max_by_key(|h| (h.columns.len(), std::cmp::Reverse(h.rows))) else {
        return Vec::new();
    };
    let main = main.clone();
    let (first, last) = main.rows;
    let apart = |header: &&Header| header.rows.1 < first || header.rows.0 > last;
    let further =
        read.iter().filter(apart).filter(|h| h.columns.len() >= FEWEST_AGAIN && has_names(h) && has_results(h));
    let mut found: Vec<Header> = further.cloned().chain([main]).collect();
    found.sort_by_key(|header| header.rows);
    found.dedup_by(|below, above| below.rows.0 <= above.rows.1);
    for i in 0..found.len() {
        complete(&mut found[i], view);
        found[i].again = (0..i).any(|above| same_places(&found[above], &found[i]));
    }
    found
}

fn has_names(header: &Header) -> bool {
    use IndicatorColumn::{Level2, Level3};
    [Level2, Level3].iter().any(|column| header.columns.contains_key(column))
}

fn has_results(header: &Header) -> bool {
    use IndicatorColumn::{Actual, Points, Score};
    [Actual, Points, Score].iter().any(|column| header.columns.contains_key(column))
}

fn same_places(a: &Header, b: &Header) -> bool {
    let same = a
        .columns
        .iter()
        .filter(|(key, column)| b.columns.get(key).is_some_and(|other| other.area.first.col == column.area.first.col));
    same.count() * 2 > a.columns.len().min(b.columns.len())
}

/// A column that nothing names exactly is the free header cell that comes nearest to one of its labels.
fn complete(header: &mut Header, view: &View<'_>) {
    let labels = &view.profile.labels;
    // 指标值 is the end of what was reached as well (完成指标值): the target takes what no other column is near.
    let (target, others) = (IndicatorColumn::Target, IndicatorColumn::VALUES);
    for column in others.into_iter().filter(|column| *column != target).chain([target]) {
        if header.columns.contains_key(&column) {
            continue;
        }
        let words = labels.of(Role::IndicatorColumn(column));
        let texts = (header.rows.0..=header.rows.1).flat_map(|row| view.row(row));
        let free = texts.filter(|(text, roles)| {
            let named = view.profile.words.bureau.iter().any(|word| text.key.key.contains(word.as_str()));
            !roles.is_label() && !named && !covers(header, text)
        });
        let near = free.filter_map(|(text, _)| Some((likeness(&text.key.key, column, words)?, text)));
        if let Some((_, text)) = near.max_by_key(|(likeness, text)| (*likeness, std::cmp::Reverse(text.cell))) {
            header.columns.insert(column, columns::headed(text));
        }
    }
}

fn covers(header: &Header, text: &Text) -> bool {
    header.columns.values().any(|column| text.area.columns().any(|col| column.area.columns().contains(&col)))
}

/// The longest label the text ends with (部门自评得分); a column of texts may also go on behind its label.
fn likeness(key: &str, column: IndicatorColumn, labels: &[String]) -> Option<usize> {
    let bare = without_brackets(key).unwrap_or_else(|| key.to_owned());
    let goes_on = column == IndicatorColumn::Reason;
    let long = |label: &&String| label.chars().count() >= 2;
    let fits = |label: &&String| bare.ends_with(label.as_str()) || (goes_on && bare.starts_with(label.as_str()));
    labels.iter().filter(long).filter(fits).map(|label| label.len()).max()
}

fn candidate_rows(view: &View<'_>) -> Vec<u32> {
    let columns = view.labels().filter(|(_, roles)| names_a_column(*roles));
    let mut rows: Vec<u32> = columns.map(|(text, _)| text.cell.row).collect();
    rows.dedup();
    rows
}

fn names_a_column(roles: Roles<'_>) -> bool {
    columns::named(roles, indicator).next().is_some()
}

/// Columns named in `row`, and in the row below where that still belongs to the header.
fn read(view: &View<'_>, row: u32) -> Header {
    let mut labels = labels_in(view, row);
    let below = labels_in(view, row + 1);
    // One word of a header above a whole one belongs to another part (实际完成情况 above 一级指标), unless it reaches
    // down into it.
    let ends_above = |(text, _): &Label<'_>| text.area.last.row == row;
    if labels.len() == 1 && ends_above(&labels[0]) && below.len() >= FEWEST_AGAIN {
        labels.clear();
    }
    // A single word of a header among other texts is a value (满分 under 得分).
    if below.len() >= 2 || view.row(row + 1).all(|(_, roles)| names_a_column(roles)) {
        labels.retain(|(above, _)| !heads_others(above, &below));
    }
    if labels.is_empty() {
        return Header { rows: (row, row), columns: Columns::new(), again: false };
    }
    let below = below.into_iter();
    let second: Vec<_> =
        below.filter(|(text, _)| labels.iter().all(|(above, _)| above.cell.col != text.cell.col)).collect();
    if second.len() >= 2 || (second.len() == 1 && labels.len() >= FEWEST_COLUMNS) {
        labels.extend(second);
    }
    labels.sort_by_key(|(text, _)| text.cell.col);
    let columns = columns::of_indicators(&labels, view.profile);
    // A heading beside the header that is none of its columns may reach into the rows.
    let last = columns.values().map(|column| column.area.last.row).max().unwrap_or(row).min(row + 1);
    Header { rows: (row, last), columns, again: false }
}

/// A heading over columns is none of them (完成情况 over 年度指标值 and 全年完成值).
fn heads_others(above: &Text, below: &[Label<'_>]) -> bool {
    below.iter().any(|(text, _)| above.area.columns().contains(&text.cell.col) && above.area.last.row < text.cell.row)
}

fn labels_in<'a>(view: &View<'a>, row: u32) -> Vec<Label<'a>> {
    let heads = view.heads(row, |role| indicator(role).is_some()).into_iter();
    let mut heads: Vec<Label<'a>> = heads.filter(|(_, roles)| names_a_column(*roles)).collect();
    let lasts: Vec<u32> = heads.iter().map(|(text, _)| text.area.last.row).collect();
    // What alone reaches further down than the rest stands beside the rows, not above them.
    let reaches_alone = |last: u32| last > row + 1 && lasts.iter().filter(|other| **other >= last).count() == 1;
    heads.retain(|(text, _)| lasts.len() < FEWEST_AGAIN || !reaches_alone(text.area.last.row));
    heads
}
