//! What is put into a cell: a text, a number, a formula with its result, a link.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::WriteError;
use super::sheet::{Cell, Page, Stored, Target};
use super::styles::Look;
use crate::model::address::CellRef;

/// Something to put into a cell.
pub enum Value<'a> {
    Blank,
    Text(Cow<'a, str>),
    Number(Decimal),
    /// A formula and what it gives now; `None` is an empty text.
    Live(String, Option<Decimal>),
    Link(Cow<'a, str>, Target),
    /// A number (by formula, when there is one) that leads to the rows behind it.
    Jump(Option<String>, Decimal, Target),
}

impl<'a> Value<'a> {
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// Blank for no text and for an empty one.
    pub fn maybe(text: Option<&'a str>) -> Self {
        text.filter(|text| !text.is_empty()).map_or(Self::Blank, Self::text)
    }

    /// What a person wrote: a number where it is one.
    pub fn of_reviewer(text: &'a str) -> Self {
        text.parse().map_or_else(|_| Self::text(text), Self::Number)
    }

    pub fn number(value: Option<Decimal>) -> Self {
        value.map_or(Self::Blank, Self::Number)
    }

    /// The text, where it is one that may need several lines.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number it shows now.
    pub fn figure(&self) -> Option<Decimal> {
        match self {
            Self::Number(value) | Self::Live(_, Some(value)) | Self::Jump(_, value, _) => Some(*value),
            _ => None,
        }
    }

    pub fn count(count: usize) -> Self {
        Self::Number(Decimal::from(count))
    }
}

pub fn put(page: &mut Page, at: CellRef, value: Value<'_>, look: impl Into<Look>) -> Result<(), WriteError> {
    match value {
        Value::Blank => page.blank(at, look),
        Value::Text(text) => page.text(at, &text, look),
        Value::Number(value) => page.number(at, value, look),
        Value::Live(formula, stored) => {
            let stored = stored.map_or(Stored::Text(String::new()), Stored::Number);
            page.formula(at, &formula, stored, look)
        }
        Value::Link(text, target) => page.link(at, &text, &target, look),
        Value::Jump(formula, value, target) => {
            let look = look.into();
            page.jump(at, "点击查看明细", &target, Cell { formula: formula.as_deref(), value, look })
        }
    }
}
