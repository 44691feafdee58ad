//! The rows of an indicator table as conditions over its columns.

use super::Form;
use crate::model::address::{Area, CellRef};
use crate::profile::spec::IndicatorColumn as C;
use crate::write::template::layout::Table;
use crate::write::template::place::{among, area, cell, without};
use crate::write::template::sums::range;

/// The rows of one table as areas, from its header to the row that closes it.
pub struct Rows<'f, 'a> {
    pub(super) form: &'f Form<'a>,
    pub(super) table: &'a Table,
}

impl Rows<'_, '_> {
    pub(super) fn area(&self, what: C) -> Option<String> {
        range(self.form.layout, self.table, what).map(area)
    }

    /// 1 in the rows of the table, wherever its ends have moved to.
    pub(super) fn inside(&self) -> String {
        let own = self.own();
        let [header, end] = [self.table.header, self.table.end].map(|row| cell(CellRef::new(row, 0)));
        format!("(ROW({own})>ROW({header}))*(ROW({own})<ROW({end}))")
    }

    /// 1 in these rows and in those put in between them.
    pub(super) fn within(&self, rows: std::ops::Range<u32>) -> String {
        let own = self.own();
        let [first, last] = [rows.start, rows.end - 1].map(|row| cell(CellRef::new(row, 0)));
        format!("(ROW({own})>=ROW({first}))*(ROW({own})<=ROW({last}))")
    }

    pub(super) fn own(&self) -> String {
        area(Area::new(CellRef::new(self.table.header, 0), CellRef::new(self.table.end, 0)))
    }

    pub(super) fn blank(&self, what: C) -> Option<String> {
        Some(self.form.void(&self.area(what)?))
    }

    /// Nothing, or a word of the template with a number behind it.
    pub(super) fn unnamed(&self) -> String {
        let Some(names) = self.area(C::Level3) else { return "1".to_owned() };
        let words = &self.form.layout.profile.words;
        let bare = without(&names, &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "：", ":", "、", ".", " "]);
        let blank: Vec<String> = words.void_marks.iter().chain(&words.placeholders).cloned().collect();
        among(&bare, &blank).to_string()
    }

    /// 0 in rows nobody has begun.
    pub(super) fn begun(&self, columns: &[C]) -> String {
        let blank: String =
            columns.iter().filter_map(|column| self.blank(*column)).map(|blank| format!("*{blank}")).collect();
        format!("(1-{}{blank})", self.unnamed())
    }

    pub(super) fn used(&self) -> String {
        self.begun(&[C::Target, C::Actual, C::Score, C::Reason])
    }

    pub(super) fn points_missing(&self) -> Option<String> {
        let points = self.area(C::Points)?;
        Some(format!("{}*(1-ISNUMBER({points})*({points}>0))", self.filled()))
    }

    pub(super) fn filled(&self) -> String {
        self.begun(&[C::Target, C::Actual, C::Score])
    }

    /// 1 where the form has a row at all: one that is begun, or has points.
    pub(super) fn there(&self) -> Option<String> {
        let points = self.area(C::Points)?;
        Some(format!("(({}+ISNUMBER({points})*({points}>0))>0)", self.filled()))
    }

    pub(super) fn no_reason(&self) -> Option<String> {
        let marks = self.form.layout.profile.words.void_marks.iter().cloned().chain(["0".to_owned()]);
        Some(among(&self.area(C::Reason)?, &marks.collect::<Vec<_>>()))
    }
}
