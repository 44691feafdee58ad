//! The total row: its label and its numbers by column.

use super::cells::{beneath, raw};
use crate::model::address::CellRef;
use crate::model::grid::{Cell, CellValue, Sheet};
use crate::model::layout::Layout;
use crate::model::raw::{RawTotal, RawValue};
use crate::profile::spec::IndicatorColumn;

/// Numbers under 分值 and 得分 are those; any other number of the row stands "elsewhere".
pub fn total(sheet: &Sheet, layout: &Layout) -> Option<RawTotal> {
    let place = layout.total.as_ref()?;
    let columns = &layout.indicators.as_ref()?.columns;
    let in_column = |column| -> Option<RawValue> {
        let column: &crate::model::layout::Column = columns.get(&column)?;
        let mut numbers = place.numbers.iter().filter(|at| column.area.columns().contains(&at.col));
        numbers.next().map(|at| raw(sheet, *at, Some(place.label)))
    };
    let (points, score) = (in_column(IndicatorColumn::Points), in_column(IndicatorColumn::Score));
    let taken: Vec<CellRef> = [&points, &score].into_iter().flatten().map(|value| value.cell).collect();
    let free = place.numbers.iter().filter(|at| !taken.contains(&sheet.area_of(**at).first));
    let elsewhere = free.map(|at| raw(sheet, *at, Some(place.label))).collect();
    let no_number = || {
        let column = columns.get(&IndicatorColumn::Score)?;
        let value = beneath(sheet, column, place.row);
        let words = column.area.columns().contains(&value.cell.col) && is_remark(&value.content);
        (value.content.is_blank() || words).then_some(value)
    };
    let inline = place.inline.as_ref().map(|text| placed(sheet, place.label, text));
    let beside = || place.numbers.is_empty().then(|| beside(sheet, place.label))?;
    let score = inline.or(score).or_else(no_number).or_else(beside);
    Some(RawTotal { label: raw(sheet, place.label, None), points, score, elsewhere })
}

/// The blank cell a row without any number has beside its label.
fn beside(sheet: &Sheet, label: CellRef) -> Option<RawValue> {
    let next = CellRef::new(label.row, sheet.area_of(label).last.col + 1);
    Some(raw(sheet, next, Some(label))).filter(|value| value.content.is_blank())
}

/// The number behind the label in the label's own cell.
fn placed(sheet: &Sheet, label: CellRef, text: &str) -> RawValue {
    let content = Cell { value: CellValue::Text(text.to_owned()), ..Cell::default() };
    RawValue { content, ..raw(sheet, label, Some(label)) }
}

/// A few words where a number belongs (见上); a label with its value (绩效等级：优) is none.
fn is_remark(cell: &Cell) -> bool {
    const MOST_CHARS: usize = 8;
    cell.text().is_some_and(|text| text.chars().count() <= MOST_CHARS && !text.contains([':', '：']))
}
