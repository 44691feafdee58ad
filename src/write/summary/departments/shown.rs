//! A row as its columns see it.

use rust_decimal::Decimal;

use super::Sheet;
use super::list::Field;
use crate::model::batch::{Department, LastYear};
use crate::model::review::Review;
use crate::write::summary::plan::{Form, Row};
use crate::write::summary::table::Value;

/// One cell's row, and the column it stands in.
pub struct Shown<'s, 'a> {
    pub sheet: &'s Sheet<'a>,
    pub index: usize,
    pub row: Row<'a>,
    pub review: Option<&'a Review>,
    pub field: &'s Field,
}

impl<'a> Shown<'_, 'a> {
    /// A cell of this row as formulas of this sheet name it.
    pub fn here(&self, field: &Field) -> String {
        self.sheet.here(self.sheet.row(self.index), field)
    }

    /// Once for each department, in its first row.
    pub fn of_department(&self, value: impl FnOnce(&'a Department) -> Value<'a>) -> Value<'a> {
        let is_further = self.sheet.kind.main && self.row.is_further;
        if is_further { Value::Blank } else { value(self.row.department) }
    }

    pub fn of_form(&self, value: impl FnOnce(&Form<'a>) -> Value<'a>) -> Value<'a> {
        self.row.form.as_ref().map_or(Value::Blank, value)
    }

    /// Blank for a form without points and scores.
    pub fn of_scored(&self, value: impl FnOnce(&Form<'a>) -> Value<'a>) -> Value<'a> {
        self.row.form.as_ref().filter(|form| form.is_scored()).map_or(Value::Blank, value)
    }

    pub fn of_last_year(&self, value: impl FnOnce(&'a LastYear) -> Option<Decimal>) -> Value<'a> {
        Value::number(self.row.department.last_year.as_ref().and_then(value))
    }

    pub fn of_reviewer(&self, text: impl FnOnce(&'a Review) -> Option<&'a str>) -> Value<'a> {
        self.review.and_then(text).map_or(Value::Blank, Value::of_reviewer)
    }

    /// 元 in the unit of the summary.
    pub fn in_unit(&self, yuan: Option<Decimal>) -> Option<Decimal> {
        yuan.map(|yuan| self.sheet.plan.money(yuan))
    }
}
