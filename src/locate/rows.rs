//! From the header down: indicator rows, subtotals, the total row, the notes.

use super::header::Header;
use super::label::{Roles, Text, View};
use crate::model::address::{Area, CellRef};
use crate::model::grid::{Cell, CellValue, Sheet};
use crate::model::layout::{IndicatorPlace, SubtotalPlace, TotalPlace};
use crate::model::text;
use crate::model::weight::split_weight;
use crate::profile::spec::{IndicatorColumn, LabelRole, Profile, Role};

/// Characters; a longer text that happens to end in 小计 is a name.
const LONGEST_SUBTOTAL: usize = 12;

/// Labels of columns in a row that make it another header.
const FEWEST_REPEATED: usize = 3;

/// A form has a few dozen rows; a sheet that claims more is no form to its end.
const MOST_ROWS: usize = 10_000;

/// The first cell of the notes: a note word below the header, alone or in front of its text.
pub fn notes(sheet: &Sheet, profile: &Profile, header_end: Option<u32>) -> Option<CellRef> {
    let from = header_end.map_or(0, |row| row + 1);
    let below = sheet.cells().filter(|(at, _)| at.row >= from);
    let mut texts = below.filter_map(|(at, cell)| Some((at, cell.text()?)));
    texts.find(|(_, text)| opens_notes(text, profile)).map(|(at, _)| at)
}

fn opens_notes(text: &str, profile: &Profile) -> bool {
    let text = text.trim_start_matches(text::is_blank_char);
    let first = text::compact(&text[..text.chars().next().map_or(0, char::len_utf8)]);
    if !profile.labels.notes.iter().any(|word| word.chars().next() == first.chars().next()) {
        return false;
    }
    let end = text.char_indices().nth(LONGEST_SUBTOTAL).map_or(text.len(), |(end, _)| end);
    let head = text::compact(&text[..end]);
    let rest = profile.labels.notes.iter().filter_map(|word| head.strip_prefix(word.as_str()));
    rest.into_iter().any(|rest| rest.is_empty() || rest.starts_with([':', '1', '一', '(', '.', '、']))
}

/// Rows of the table and its total row. Everything named 合计 above the last of them is a subtotal.
pub fn find(
    sheet: &Sheet,
    view: &View<'_>,
    profile: &Profile,
    header: Header,
    notes: Option<CellRef>,
) -> (Option<IndicatorPlace>, Option<TotalPlace>) {
    let values = IndicatorColumn::REQUIRED.iter().filter_map(|column| header.columns.get(column));
    let values = values.map(|column| column.area).collect();
    let table = Table { sheet, view, profile, header: &header, values };
    let end = notes.map_or(sheet.row_end(), |cell| cell.row);
    let below = header.rows.1 + 1;
    let filled = sheet.filled_rows(below, end);
    let total = table.last_total(&filled);
    let last = total.map_or(end, |text| text.cell.row);
    let (mut rows, mut headings, mut subtotals) = (Vec::new(), Vec::new(), Vec::new());
    for row in filled.into_iter().take_while(|row| *row < last).take(MOST_ROWS) {
        match table.subtotal_label(row) {
            Some(label) => subtotals.push(SubtotalPlace { label, row }),
            None if table.is_filled(row) => rows.push(row),
            None => headings.extend(table.heading(row)),
        }
    }
    let total = total.map(|text| table.total(text));
    (Some(IndicatorPlace { header: header.rows, columns: header.columns, rows, headings, subtotals }), total)
}

struct Table<'a> {
    sheet: &'a Sheet,
    view: &'a View<'a>,
    profile: &'a Profile,
    header: &'a Header,
    values: Vec<Area>,
}

impl<'a> Table<'a> {
    /// The last total label that is the form's own word for it, else the last of any; none below 填表人 where
    /// there is one above.
    fn last_total(&self, filled: &[u32]) -> Option<&'a Text> {
        let end = filled.iter().position(|row| self.names_a_field(*row)).map_or(filled.len(), |at| at + 1);
        let last = |rows: &[u32]| {
            let labels = || rows.iter().rev().filter_map(|row| self.total_label(*row));
            labels().find(|(_, canonical)| *canonical).or_else(|| labels().next())
        };
        last(&filled[..end]).or_else(|| last(filled)).map(|(text, _)| text)
    }

    /// A total label stands where names stand: left of the values.
    fn total_label(&self, row: u32) -> Option<(&'a Text, bool)> {
        self.names(row).find_map(|(text, roles)| {
            let inline = || self.inline_total(text).is_some().then_some(true);
            Some((text, roles.rank(Role::Total).or_else(inline)?))
        })
    }

    /// 总分：99.5分 in one cell: what stands behind the label.
    fn inline_total(&self, text: &Text) -> Option<String> {
        let key = &text.key.key;
        let (label, number) = key.split_at(key.find(|c: char| c.is_ascii_digit())?);
        // 总分（满分100分） says what can be had, not what is.
        if label.contains('(') && !label.contains(')') {
            return None;
        }
        let roles = self.profile.labels.roles(label.trim_end_matches(':'));
        roles.iter().any(|r| r.role == Role::Total).then(|| number.to_owned())
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
        short && self.profile.labels.subtotals.iter().any(|word| key.ends_with(word.as_str()))
    }

    /// The texts of a row outside the value columns, as far as the table goes.
    fn names(&self, row: u32) -> impl Iterator<Item = (&'a Text, Roles<'a>)> + '_ {
        let named =
            |(text, _): &(&Text, Roles<'_>)| self.is_inside(text.cell.col) && !self.is_value_column(text.cell.col);
        self.view.row(row).filter(named)
    }

    /// Not right of the last column: what stands there is somebody's own sums.
    fn is_inside(&self, col: u32) -> bool {
        self.header.columns.values().any(|column| col <= column.area.last.col)
    }

    fn is_value_column(&self, col: u32) -> bool {
        self.values.iter().any(|area| area.columns().contains(&col))
    }

    /// Anything stated on the row itself: a name that is more than its groups, or a value.
    fn is_filled(&self, row: u32) -> bool {
        let names = self.header.columns.get(&IndicatorColumn::Level3).map(|column| column.area);
        let is_own = |col: u32| self.is_value_column(col) || names.is_some_and(|area| area.columns().contains(&col));
        let filled = self.sheet.row(row).any(|(at, cell)| !cell.is_blank() && is_own(at.col));
        filled && !self.names_a_field(row) && !self.repeats_header(row)
    }

    /// A row of nothing but a level 1 (一、产出指标（25分）), in a table without a column for it.
    fn heading(&self, row: u32) -> Option<CellRef> {
        if self.header.columns.contains_key(&IndicatorColumn::Level1) {
            return None;
        }
        let mut texts = self.view.row(row);
        let (text, _) = texts.next().filter(|_| texts.next().is_none())?;
        let name = text::strip_numbering(&text.key.key, &[]);
        let without_weight = split_weight(name).map(|(name, _)| name);
        let roles = self.profile.labels.roles(without_weight.as_deref().unwrap_or(name));
        roles.iter().any(|r| matches!(r.role, Role::Level1(_))).then_some(text.cell)
    }

    /// The header once more, where the table goes on on another page.
    fn repeats_header(&self, row: u32) -> bool {
        let is_column = |roles: Roles<'_>| roles.all().any(|r| matches!(r.role, Role::IndicatorColumn(_)));
        self.view.row(row).filter(|(_, roles)| is_column(*roles)).count() >= FEWEST_REPEATED
    }

    /// 填表人 and the like below a table that has no total row.
    fn names_a_field(&self, row: u32) -> bool {
        let is_field = |label: &LabelRole| matches!(label.role, Role::Field(_));
        self.view.row(row).any(|(text, roles)| match text.key.key.split_once(':') {
            Some((head, _)) => self.profile.labels.roles(head).iter().any(is_field),
            None => roles.all().any(|label| is_field(&label)),
        })
    }

    fn total(&self, label: &Text) -> TotalPlace {
        let behind = self.sheet.row(label.cell.row).filter(|(at, _)| !label.area.contains(*at));
        let numbers =
            behind.filter(|(at, cell)| self.is_inside(at.col) && is_numeric(cell)).map(|(at, _)| at).collect();
        TotalPlace { label: label.cell, row: label.cell.row, numbers, inline: self.inline_total(label) }
    }
}

/// A number, a formula, an error, or a text that begins as a number: what a total can be.
fn is_numeric(cell: &Cell) -> bool {
    match &cell.value {
        // A formula whose result was never stored is an empty text in some formats.
        _ if cell.is_uncalculated() => true,
        CellValue::Number(_) | CellValue::Error(_) => true,
        CellValue::Text(text) => text::compact(text).starts_with(|c: char| c.is_ascii_digit() || c == '-'),
        _ => false,
    }
}
