//! The rows of a sheet. What is merged over several rows holds for each of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::figure::shown;
use super::row::Row;
use super::table::MOST_COLUMNS;
use crate::model::address::CellRef;
use crate::model::grid::Sheet;

pub fn rows(sheet: &Sheet) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (at, cell) in sheet.cells() {
        let number = at.row as usize + 1;
        // A roster has few columns; a cell far to the right belongs to something else.
        if at.col >= MOST_COLUMNS {
            continue;
        }
        if rows.last().is_none_or(|row| row.place.number != number) {
            rows.push(Row::new(number, Vec::new()));
        }
        if let Some(row) = rows.last_mut() {
            row.cells.resize(at.col as usize, String::new());
            row.cells.push(shown(cell));
        }
    }
    let tall = sheet.merges.iter().filter(|area| area.last.row > area.first.row && area.first.col < MOST_COLUMNS);
    let columns: BTreeSet<u32> = tall.map(|area| area.first.col).collect();
    rows.iter_mut().for_each(|row| fill(row, sheet, &columns));
    rows
}

/// Puts what began in a row above into the row.
fn fill(row: &mut Row, sheet: &Sheet, columns: &BTreeSet<u32>) {
    for col in columns {
        let at = CellRef::new(row.place.number as u32 - 1, *col);
        let Some(first) = sheet.merge_at(at).map(|area| area.first) else { continue };
        let above = sheet.get(first).filter(|_| first.col == *col && first.row < at.row);
        let Some(text) = above.map(shown) else { continue };
        let col = *col as usize;
        row.cells.resize(row.cells.len().max(col + 1), String::new());
        row.cells[col] = text;
        row.continued.push(col);
    }
}

/// Rows say their sheet where there are several lists.
pub fn name(rows: &mut [Row], name: &str) {
    let name: Arc<str> = name.into();
    rows.iter_mut().for_each(|row| row.place.sheet = Some(Arc::clone(&name)));
}
