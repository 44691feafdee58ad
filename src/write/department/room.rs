//! Column widths and row heights that show every text of the form, and never #####.

use std::collections::BTreeMap;

use crate::model::address::{Area, CellRef};
use crate::write::measure;

/// Digits; a column narrower than the first hides its number, one wider than the second wastes paper.
const NARROWEST: f64 = 8.0;
const WIDEST: f64 = 26.0;
/// A form narrower than this looks lost on its page.
const PAGE: f64 = 96.0;
/// Each step gives long texts a wider form when a row would be higher than Excel allows.
const STEP: f64 = 1.3;
const STEPS: usize = 5;

/// Something shown: where, over which cells, its text as displayed, and whether it must fit in one line.
pub struct Shown {
    pub area: Area,
    pub text: String,
    pub is_number: bool,
}

/// Widths from column A in digits, and heights by row in points.
pub struct Room {
    pub widths: Vec<f64>,
    pub heights: BTreeMap<u32, f64>,
}

pub fn room(shown: &[Shown], columns: u32) -> Room {
    let mut widths = widths(shown, columns as usize);
    let mut heights = heights(shown, &widths);
    for _ in 0..STEPS {
        if heights.values().all(|height| *height <= measure::TALLEST) {
            break;
        }
        widths.iter_mut().for_each(|width| *width *= STEP);
        heights = self::heights(shown, &widths);
    }
    Room { widths, heights }
}

fn widths(shown: &[Shown], columns: usize) -> Vec<f64> {
    let mut widths = vec![NARROWEST; columns];
    for item in shown.iter().filter(|item| item.area.first.col == item.area.last.col) {
        let needed = match item.is_number {
            true => digits(&item.text),
            false => (measure::width(&item.text) as f64 + 2.0).min(WIDEST),
        };
        if let Some(width) = widths.get_mut(item.area.first.col as usize) {
            *width = width.max(needed);
        }
    }
    for item in shown.iter().filter(|item| item.is_number) {
        let lacking = digits(&item.text) - span(&widths, item.area);
        if let Some(width) = widths.get_mut(item.area.last.col as usize).filter(|_| lacking > 0.0) {
            *width += lacking;
        }
    }
    let total: f64 = widths.iter().sum();
    if total < PAGE {
        widths.iter_mut().for_each(|width| *width *= PAGE / total);
    }
    widths
}

/// The room of a number; fonts that stand in for ours have wider digits.
fn digits(text: &str) -> f64 {
    measure::width(text) as f64 * 1.15 + 2.0
}

/// Width of all columns of an area.
pub fn span(widths: &[f64], area: Area) -> f64 {
    let columns = area.columns().filter_map(|col| widths.get(col as usize));
    columns.sum()
}

fn heights(shown: &[Shown], widths: &[f64]) -> BTreeMap<u32, f64> {
    let mut heights: BTreeMap<u32, f64> = BTreeMap::new();
    let needed = |item: &Shown| measure::lines(&item.text, span(widths, item.area)) as f64 * measure::LINE + 6.0;
    let (single, tall): (Vec<&Shown>, Vec<&Shown>) = shown.iter().partition(|i| i.area.first.row == i.area.last.row);
    for item in single {
        let height = heights.entry(item.area.first.row).or_insert(0.0);
        *height = height.max(needed(item));
    }
    for item in tall {
        let rows = f64::from(item.area.last.row - item.area.first.row + 1);
        let default = measure::LINE + 6.0;
        let has: f64 = item.area.rows().map(|row| heights.get(&row).copied().unwrap_or(default)).sum();
        let share = (needed(item) - has).max(0.0) / rows;
        if share > 0.0 {
            item.area.rows().for_each(|row| *heights.entry(row).or_insert(default) += share);
        }
    }
    heights
}

/// The smallest area that holds every cell.
pub fn hull(cells: impl Iterator<Item = CellRef>) -> Option<Area> {
    cells.fold(None, |hull: Option<Area>, cell| {
        let area = hull.unwrap_or(Area::of(cell));
        let first = CellRef::new(area.first.row.min(cell.row), area.first.col.min(cell.col));
        let last = CellRef::new(area.last.row.max(cell.row), area.last.col.max(cell.col));
        Some(Area::new(first, last))
    })
}
