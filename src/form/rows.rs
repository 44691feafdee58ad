//! From the headers down: indicator rows, rows that go on, subtotals, the total row; and where the table ends.

use super::columns::{Column, Columns, indicator, named};
use super::header::Header;
use super::label::{LONGEST_LABEL, Roles, Text, View};
use super::total::{self, Total};
use crate::lang::weight::split_weight;
use crate::model::address::CellRef;
use crate::model::text;
use crate::profile::spec::{IndicatorColumn, Role};

/// Characters; a longer text that happens to end in 小计 is a name.
const LONGEST_SUBTOTAL: usize = 12;

/// Labels of columns in a row that make it another header.
const FEWEST_REPEATED: usize = 3;

/// A form has a few dozen rows; of one with more it is said that it was not read.
pub const MOST_ROWS: usize = 10_000;

/// One row of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    Indicator,
    /// Only texts, which belong to the row above.
    Continued,
    /// A level 1 in a row of its own, where the table has no column for it.
    Heading(CellRef),
    Subtotal(CellRef),
}

/// A table's rows below its header.
pub struct Table {
    pub header: Header,
    /// The label of the goal the table is about (年度绩效目标1).
    pub goal: Option<CellRef>,
    pub lines: Vec<(u32, Line)>,
}

/// The tables of the form and what ends them.
pub struct Body<'a> {
    pub tables: Vec<Table>,
    pub total: Option<Total<'a>>,
    /// One past the last row of tables and total.
    pub end: u32,
    /// A table has more rows than are read.
    pub is_cut: bool,
}

/// The rows of every table, the total, and the end of both.
pub fn body<'a>(view: &View<'a>, headers: Vec<Header>, notes: Option<CellRef>) -> Body<'a> {
    let end = notes.map_or(view.end(), |cell| cell.row);
    let tops: Vec<u32> = headers.iter().map(|header| header.rows.0).collect();
    let total = headers.first().and_then(|first| Rows { view, header: first }.last_total(first.rows.1 + 1, end));
    let mut tables = Vec::new();
    for (i, header) in headers.into_iter().enumerate() {
        let below = tops.get(i + 1).copied().unwrap_or(end);
        let rows = Rows { view, header: &header };
        let (lines, goal) = (rows.lines(below, total.as_ref()), goal_label(view, &header, below));
        tables.push(Table { header, goal, lines });
    }
    let is_cut = tables
        .iter()
        .any(|table| view.rows(table.header.rows.1 + 1, end).len() > MOST_ROWS && table.lines.len() >= MOST_ROWS);
    let last = tables.iter().flat_map(|table| table.lines.iter().map(|(row, _)| *row)).max();
    let last = last.max(total.as_ref().map(|total| total.row)).max(tables.last().map(|table| table.header.rows.1));
    Body { tables, total, end: last.map_or(view.area.first.row, |row| row + 1), is_cut }
}

/// 年度绩效目标1（40分） left of a header, over its rows.
fn goal_label(view: &View<'_>, header: &Header, end: u32) -> Option<CellRef> {
    let first = header.columns.values().map(|column| column.area.first.col).min()?;
    let groups = &view.profile.labels.goal_groups;
    let mut left = view.row(header.rows.0).take_while(|(text, _)| text.area.last.col < first);
    let label = left.find(|(text, _)| groups.iter().any(|word| text.bare().starts_with(word.as_str())));
    label
        .map(|(text, _)| text)
        .filter(|text| text.area.last.row > header.rows.1 || end > header.rows.1)
        .map(|text| text.cell)
}

/// The rows below one header.
struct Rows<'v, 'a> {
    view: &'v View<'a>,
    header: &'v Header,
}

impl<'a> Rows<'_, 'a> {
    fn columns(&self) -> &Columns<IndicatorColumn> {
        &self.header.columns
    }

    /// Every row of the table. Behind the total nothing belongs to it, unless the total stands in front of all.
    fn lines(&self, end: u32, total: Option<&Total<'a>>) -> Vec<(u32, Line)> {
        let mut lines: Vec<(u32, Line)> = Vec::new();
        for row in self.view.rows(self.header.rows.1 + 1, end).into_iter().take(MOST_ROWS) {
            if total.is_some_and(|total| total.row == row) {
                if lines.is_empty() { continue } else { break }
            }
            let is_first = !lines.iter().any(|(_, line)| *line == Line::Indicator);
            let apart = lines.last().is_some_and(|(last, _)| row > last + 1);
            if !is_first && apart && self.is_caption(row) {
                break;
            }
            let may_end = total.is_none_or(|total| total.row < row);
            if may_end && !is_first && self.names_a_field(row) {
                break;
            }
            lines.extend(self.line(row, is_first).map(|line| (row, line)));
        }
        lines
    }

    fn line(&self, row: u32, is_first: bool) -> Option<Line> {
        if let Some(label) = self.subtotal_label(row) {
            return Some(Line::Subtotal(label));
        }
        if let Some(heading) = self.heading(row) {
            return Some(Line::Heading(heading));
        }
        if self.is_banner(row)
            || self.is_wide_text(row)
            || self.names_a_field(row)
            || self.repeats_header(row)
            || !self.is_filled(row)
        {
            return None;
        }
        Some(if !is_first && self.goes_on(row) { Line::Continued } else { Line::Indicator })
    }

    /// The last total label that is the form's own word for it, else the last of any; none below 填表人 where
    /// there is one above.
    fn last_total(&self, from: u32, end: u32) -> Option<Total<'a>> {
        let rows = self.view.rows(from, end);
        let foot = rows.iter().position(|row| self.names_a_field(*row)).map_or(rows.len(), |at| at + 1);
        let last = |rows: &[u32]| {
            let labels = || rows.iter().rev().filter_map(|row| self.total_label(*row));
            labels().find(|(_, rank)| *rank == 0).or_else(|| labels().next())
        };
        let (text, _) = last(&rows[..foot]).or_else(|| last(&rows))?;
        Some(total::of_row(self.view, text, self.columns()))
    }

    /// A total label stands where names stand: left of the values.
    fn total_label(&self, row: u32) -> Option<(&'a Text, u16)> {
        self.names(row).find_map(|(text, roles)| {
            let inline = || total::inline(self.view, text).is_some().then_some(0);
            Some((text, roles.rank(Role::Total).or_else(inline)?))
        })
    }

    /// 小计, 产出指标小计; or a total label above the total row.
    fn subtotal_label(&self, row: u32) -> Option<CellRef> {
        let marked = |(text, roles): &(&Text, Roles<'_>)| {
            roles.has(Role::Subtotal) || roles.has(Role::Total) || self.ends_as_subtotal(&text.key.key)
        };
        self.names(row).find(marked).map(|(text, _)| text.cell)
    }

    fn ends_as_subtotal(&self, key: &str) -> bool {
        let short = key.chars().count() <= LONGEST_SUBTOTAL;
        short && self.view.profile.labels.subtotals.iter().any(|word| key.ends_with(word.as_str()))
    }

    /// The texts of a row outside the value columns, as far as the table goes.
    fn names(&self, row: u32) -> impl Iterator<Item = (&'a Text, Roles<'a>)> + '_ {
        let edge = self.edge();
        self.view.row(row).filter(move |(text, _)| {
            edge.is_none_or(|edge| text.cell.col <= edge) && !self.is_value_column(text.cell.col)
        })
    }

    /// The table's last column: what stands right of it is somebody's own sums.
    fn edge(&self) -> Option<u32> {
        self.columns().values().map(|column| column.area.last.col).max()
    }

    fn is_value_column(&self, col: u32) -> bool {
        let values = IndicatorColumn::VALUES.iter().filter_map(|column| self.columns().get(column));
        values.into_iter().any(|column| column.area.columns().contains(&col))
    }

    /// Anything stated on the row itself: a name that is more than its groups, or a value.
    fn is_filled(&self, row: u32) -> bool {
        let own: Vec<&Column> =
            self.columns().iter().filter(|(key, _)| !key.is_group()).map(|(_, column)| column).collect();
        self.view.filled(row).any(|(at, _)| own.iter().any(|column| column.area.columns().contains(&at.col)))
    }

    /// What the row itself states in a column.
    fn states(&self, row: u32, column: IndicatorColumn) -> bool {
        let Some(place) = self.columns().get(&column) else { return false };
        self.view.filled(row).any(|(at, _)| place.area.columns().contains(&at.col))
    }

    /// No name, no points, no score, no group of its own: texts that run on from the row above. Where a table has
    /// neither points nor scores only a single text is taken for that.
    fn goes_on(&self, row: u32) -> bool {
        use IndicatorColumn::{Actual, Level1, Level2, Level3, Points, Reason, Score, Target};
        if [Level1, Level2, Level3, Points, Score].iter().any(|column| self.states(row, *column)) {
            return false;
        }
        let is_scored = [Points, Score].iter().any(|column| self.columns().contains_key(column));
        let texts = [Target, Actual, Reason].iter().filter(|column| self.states(row, **column)).count();
        let is_further = self.is_under_merge(row, Points) || self.is_under_merge(row, Score);
        // A row under merged points with a name of its own is an indicator that shares them.
        let is_own = is_further && !self.is_under_merge(row, Level3);
        self.columns().contains_key(&Level3) && texts > 0 && !is_own && (is_scored || texts == 1)
    }

    fn is_under_merge(&self, row: u32, column: IndicatorColumn) -> bool {
        let Some(place) = self.columns().get(&column) else { return false };
        self.view.sheet.area_of(CellRef::new(row, place.area.first.col)).first.row < row
    }

    /// A text over names, or points, and results alike (主要经验及做法 | …), or alone over points and score (a stamp):
    /// nothing is measured there.
    fn is_wide_text(&self, row: u32) -> bool {
        use IndicatorColumn::{Actual, Level3, Points, Score, Target};
        let first = |column| self.columns().get(&column).map(|place| place.area.first.col);
        let is_lone = self.view.filled(row).nth(1).is_none();
        self.view.filled(row).filter(|(_, cell)| cell.text().is_some()).any(|(at, _)| {
            let area = self.view.sheet.area_of(at);
            let covers = |column| first(column).is_some_and(|col| area.columns().contains(&col));
            let is_over_results = covers(Actual) || (first(Actual).is_none() && covers(Score));
            (is_over_results && (covers(Level3) || (covers(Target) && covers(Score))))
                || (is_lone && covers(Points) && covers(Score))
        })
    }

    /// A lone text behind a blank row that stands where no name does: what another table is called, or a stamp.
    fn is_caption(&self, row: u32) -> bool {
        use IndicatorColumn::{Level2, Level3};
        let mut filled = self.view.filled(row);
        let lone = filled.next().filter(|_| filled.next().is_none());
        let named = |at: CellRef| {
            let names = [Level2, Level3].iter().filter_map(|column| self.columns().get(column));
            let edge = self.columns().values().map(|column| column.area.first.col).min();
            edge.is_some_and(|edge| at.col > edge) && names.into_iter().any(|c| c.area.columns().contains(&at.col))
        };
        lone.is_some_and(|(at, cell)| !named(at) && cell.text().is_some()) && self.lone_level(row).is_none()
    }

    /// A row of nothing but a level 1 (一、产出指标（25分）), in a table without a column for it.
    fn heading(&self, row: u32) -> Option<CellRef> {
        if self.columns().contains_key(&IndicatorColumn::Level1) {
            return None;
        }
        self.lone_level(row)
    }

    /// The same in a table that has one: it only repeats what stands there.
    fn is_banner(&self, row: u32) -> bool {
        self.lone_level(row).is_some_and(|at| {
            let width = self.view.sheet.area_of(at);
            let name = self.columns().get(&IndicatorColumn::Level3);
            name.is_some_and(|name| width.columns().contains(&name.area.first.col)) || !self.is_filled(row)
        })
    }

    fn lone_level(&self, row: u32) -> Option<CellRef> {
        let mut filled = self.view.filled(row);
        filled.next().filter(|_| filled.next().is_none())?;
        let (text, _) = self.view.row(row).next()?;
        let name = text.bare();
        let without_weight = split_weight(name).map(|(name, _)| name);
        let roles = self.view.profile.labels.roles(without_weight.as_deref().unwrap_or(name));
        roles.iter().any(|r| matches!(r.role, Role::Level1(_))).then_some(text.cell)
    }

    /// The header once more, where the table goes on on another page.
    fn repeats_header(&self, row: u32) -> bool {
        let is_column = |roles: Roles<'_>| named(roles, indicator).next().is_some();
        self.view.row(row).filter(|(_, roles)| is_column(*roles)).count() >= FEWEST_REPEATED
    }

    /// 填表人 and the like: the row begins with a field's label and has nothing of an indicator.
    fn names_a_field(&self, row: u32) -> bool {
        begins_with_field(self.view, row)
    }
}

/// The first text of a row is a field's label, alone or in front of its value.
pub fn begins_with_field(view: &View<'_>, row: u32) -> bool {
    let Some((_, cell)) = view.filled(row).next() else { return false };
    let Some(text) = cell.text().filter(|text| text.len() <= LONGEST_LABEL * 3) else { return false };
    let head = text.split([':', '：']).next().unwrap_or_default();
    Roles::of_key(&text::label_key(head).key, view.profile).any(|role| matches!(role, Role::Field(_)))
}
