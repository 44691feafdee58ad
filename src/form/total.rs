//! The total: a row below (or above) the table, a field of the head, or a sentence.

use super::columns::Columns;
use super::label::{Text, View};
use super::value::{beneath, blank, part, raw};
use crate::model::address::CellRef;
use crate::model::grid::{Cell, CellValue};
use crate::model::raw::{RawTotal, RawValue};
use crate::model::text;
use crate::profile::spec::{IndicatorColumn, Role};

/// The total row and where its numbers are.
pub struct Total<'a> {
    pub label: &'a Text,
    pub row: u32,
    /// Numbers in the row, left to right.
    numbers: Vec<CellRef>,
    /// A cell with label and number in it (总分：99.5), the label's or one beside it: the text of the number.
    inline: Option<(CellRef, String)>,
}

pub fn of_row<'a>(view: &View<'a>, label: &'a Text, columns: &Columns<IndicatorColumn>) -> Total<'a> {
    let row = label.cell.row;
    let edge = columns.values().map(|column| column.area.last.col).max();
    let inside = |at: CellRef| edge.is_none_or(|edge| at.col <= edge) && at > label.cell && !label.area.contains(at);
    let is_own = |at: CellRef| columns.values().any(|column| column.area.columns().contains(&at.col));
    let seen = |at: CellRef| !view.sheet.is_col_hidden(at.col) || is_own(at);
    let cells = view.sheet.row(row).filter(|(at, cell)| inside(*at) && seen(*at) && is_numeric(cell));
    let numbers = cells.map(|(at, _)| at).collect();
    let texts = view.row(row).map(|(text, _)| text).filter(|text| text.cell >= label.cell);
    let inline = texts.filter_map(|text| Some((text.cell, inline(view, text)?))).next();
    Total { label, row, numbers, inline }
}

/// 总分：99.5分, 自评得分100分，绩效等级为优: the number behind the label in the label's own cell.
pub fn inline(view: &View<'_>, text: &Text) -> Option<String> {
    let key = text.bare();
    let (label, rest) = key.split_at(key.find(|c: char| c.is_ascii_digit())?);
    // 总分（满分100分） says what can be had, not what is.
    if label.contains('(') && !label.contains(')') {
        return None;
    }
    let label = label.trim_end_matches(':');
    let short = label.trim_end_matches(['为', '是', '共', '计']);
    let is_total = |label: &str| view.profile.labels.roles(label).iter().any(|r| r.role == Role::Total);
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    (is_total(label) || is_total(short)).then(|| rest[..end].trim_end_matches('.').to_owned())
}

/// A total in the head of the form: its label with the number beside it, or both in one cell.
pub fn in_head(view: &View<'_>, end: u32, free: impl Fn(u32) -> bool) -> Option<RawTotal> {
    let head = view.texts().filter(|(text, _)| text.cell.row < end && free(text.cell.row));
    let mut found = head.filter_map(|(text, roles)| {
        let label = raw(view, text.cell, None);
        if let Some(number) = inline(view, text) {
            let score = Some(part(view, text.cell, text.cell, &number));
            return Some(RawTotal {
                label,
                points: None,
                score,
                elsewhere: vec![],
                sentence: sentence(view, text.cell),
            });
        }
        let beside = roles.has(Role::Total).then(|| super::beside::value(view, text))??;
        let score = is_numeric(&beside.content).then_some(beside)?;
        Some(RawTotal { label, points: None, score: Some(score), elsewhere: vec![], sentence: None })
    });
    found.next()
}

fn sentence(view: &View<'_>, at: CellRef) -> Option<String> {
    Some(view.sheet.get(at)?.text()?.to_owned())
}

impl Total<'_> {
    /// Numbers under 分值 and 得分 are those; any other number of the row stands "elsewhere".
    pub fn raw(&self, view: &View<'_>, columns: &Columns<IndicatorColumn>) -> RawTotal {
        let in_column = |column| -> Option<RawValue> {
            let column = columns.get(&column)?;
            let mut numbers = self.numbers.iter().filter(|at| column.area.columns().contains(&at.col));
            numbers.next().map(|at| raw(view, *at, Some(self.label.cell)))
        };
        let (points, score) = (in_column(IndicatorColumn::Points), in_column(IndicatorColumn::Score));
        let taken: Vec<CellRef> = [&points, &score].into_iter().flatten().map(|value| value.cell).collect();
        let free = self.numbers.iter().filter(|at| !taken.contains(&view.sheet.area_of(**at).first));
        let elsewhere: Vec<RawValue> = free.map(|at| raw(view, *at, Some(self.label.cell))).collect();
        let sentence = self.inline.as_ref().and_then(|(at, _)| sentence(view, *at));
        let inline = self.inline.as_ref().map(|(at, text)| part(view, *at, self.label.cell, text));
        let score = inline.or(score).or_else(|| self.without_number(view, columns)).or_else(|| self.beside(view));
        RawTotal { label: raw(view, self.label.cell, None), points, score, elsewhere, sentence }
    }

    /// The cell under 得分, blank or with a few words in it.
    fn without_number(&self, view: &View<'_>, columns: &Columns<IndicatorColumn>) -> Option<RawValue> {
        let column = columns.get(&IndicatorColumn::Score)?;
        let value = beneath(view, column, self.row);
        let words = column.area.columns().contains(&value.cell.col) && is_remark(&value.content);
        (value.content.is_blank() || words).then_some(value)
    }

    /// The blank cell a row without any number has beside its label.
    fn beside(&self, view: &View<'_>) -> Option<RawValue> {
        let next = CellRef::new(self.row, self.label.area.last.col + 1);
        let value = self.numbers.is_empty().then(|| raw(view, next, Some(self.label.cell)))?;
        Some(if value.content.is_blank() { value } else { blank(self.label.cell, Some(self.label.cell)) })
    }
}

/// A number, a formula, an error, or a text that begins as a number: what a total can be.
fn is_numeric(cell: &Cell) -> bool {
    match &cell.value {
        // A formula whose result was never stored is an empty text in some formats.
        _ if cell.is_uncalculated() => true,
        CellValue::Number(_) | CellValue::Error(_) => true,
        CellValue::Text(text) => text::compact(text).starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '='),
        _ => false,
    }
}

/// A few words where a number belongs (见上); a label with its value (绩效等级：优) is none.
fn is_remark(cell: &Cell) -> bool {
    const MOST_CHARS: usize = 8;
    cell.text().is_some_and(|text| text.chars().count() <= MOST_CHARS && !text.contains([':', '：']))
}
