//! What comparing a form with the one before needs of its line.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::model::address::CellRef;

type Text<'a> = Option<Cow<'a, str>>;

/// A form's amounts and indicators, with their cells.
#[derive(Debug, Deserialize)]
pub struct ComparedForm<'a> {
    #[serde(borrow)]
    pub budget: Vec<ComparedLine<'a>>,
    #[serde(borrow)]
    pub indicators: Vec<ComparedIndicator<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct ComparedLine<'a> {
    #[serde(borrow)]
    pub line: Text<'a>,
    #[serde(borrow)]
    pub label: Text<'a>,
    pub budget: Option<Decimal>,
    pub executed: Option<Decimal>,
    #[serde(borrow)]
    pub cells: BTreeMap<Cow<'a, str>, CellRef>,
}

#[derive(Debug, Deserialize)]
pub struct ComparedIndicator<'a> {
    #[serde(borrow)]
    pub level2: Text<'a>,
    #[serde(borrow)]
    pub level3: Text<'a>,
    #[serde(borrow)]
    pub target: Text<'a>,
    #[serde(borrow)]
    pub actual: Text<'a>,
    pub points: Option<Decimal>,
    pub score: Option<Decimal>,
    #[serde(borrow)]
    pub cells: BTreeMap<Cow<'a, str>, CellRef>,
}

impl ComparedIndicator<'_> {
    /// `二级指标/三级指标`; rows that moved are the same.
    pub fn name(&self) -> String {
        let part = |text: &Text<'_>| text.as_deref().unwrap_or_default().to_owned();
        format!("{}/{}", part(&self.level2), part(&self.level3))
    }
}
