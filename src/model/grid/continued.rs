//! A sheet with those it goes on on: one place for a form that was cut in two.

use std::borrow::Cow;

use super::{Sheet, Workbook, boxes};
use crate::model::address::{Area, CellRef};

impl Sheet {
    /// This sheet with the further ones below it, each cell so many sheets on.
    pub fn with_further(&self, further: &[&Sheet]) -> Self {
        let mut whole = self.clone();
        for (sheets, sheet) in (1..).zip(further) {
            let moved = |at: CellRef| at.sheets_on(sheets);
            let area = |area: &Area| Area::new(moved(area.first), moved(area.last));
            let row = |row: u32| moved(CellRef::new(row, 0)).row;
            whole.cells.extend(sheet.cells.iter().map(|(at, cell)| (moved(*at), cell.clone())));
            whole.merges.extend(sheet.merges.iter().map(area));
            whole.unseen.rows.extend(sheet.unseen.rows.iter().map(|(first, last)| (row(*first), row(*last))));
            whole.unseen.pictures.extend(sheet.unseen.pictures.iter().map(|at| moved(*at)));
            whole.keeps_merges &= sheet.keeps_merges;
            whole.keeps_formats &= sheet.keeps_formats;
        }
        whole.boxes = boxes::around(&whole.merges);
        whole
    }
}

impl Workbook {
    /// The sheet of that name with the sheets it goes on on.
    pub fn sheet(&self, name: &str, further: &[String]) -> Option<Cow<'_, Sheet>> {
        let named = |name: &str| self.sheets.iter().find(|sheet| sheet.name == name);
        let first = named(name)?;
        if further.is_empty() {
            return Some(Cow::Borrowed(first));
        }
        let further: Vec<&Sheet> = further.iter().filter_map(|name| named(name)).collect();
        Some(Cow::Owned(first.with_further(&further)))
    }
}
