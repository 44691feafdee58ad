//! What comparing a form with the one before needs of its line.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::model::address::CellRef;

type Text<'a> = Option<Cow<'a, str>>;
type Cells<'a> = BTreeMap<Cow<'a, str>, Option<CellRef>>;

/// A form's amounts and indicators, with their cells.
#[derive(Debug, Deserialize)]
pub struct ComparedForm<'a> {
    #[serde(borrow)]
    pub budget: Vec<ComparedLine<'a>>,
    #[serde(borrow)]
    pub indicators: Vec<ComparedIndicator<'a>>,
    pub scores: ComparedScores,
}

#[derive(Debug, Deserialize)]
pub struct ComparedScores {
    /// Ratio.
    #[serde(default)]
    pub overall_rate: Option<Decimal>,
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
    cells: Cells<'a>,
}

#[derive(Debug, Deserialize)]
pub struct ComparedIndicator<'a> {
    #[serde(borrow)]
    pub level1: Text<'a>,
    #[serde(borrow)]
    pub level2: Text<'a>,
    #[serde(borrow)]
    pub level3: Text<'a>,
    #[serde(borrow)]
    target: Text<'a>,
    /// Where operator and unit have columns of their own: all of it.
    #[serde(borrow, default)]
    target_read: Text<'a>,
    #[serde(borrow)]
    pub actual: Text<'a>,
    pub points: Option<Decimal>,
    pub score: Option<Decimal>,
    #[serde(borrow)]
    cells: Cells<'a>,
}

impl ComparedLine<'_> {
    pub fn cell(&self, column: &str) -> Option<CellRef> {
        self.cells.get(column).copied().flatten()
    }

    pub fn cells(&self) -> impl Iterator<Item = CellRef> {
        self.cells.values().filter_map(|cell| *cell)
    }
}

impl ComparedIndicator<'_> {
    /// `二级指标/三级指标`; rows that moved are the same.
    pub fn name(&self) -> String {
        format!("{}/{}", self.level2.as_deref().unwrap_or_default(), self.level3.as_deref().unwrap_or_default())
    }

    pub fn target(&self) -> Option<&str> {
        self.target_read.as_deref().or(self.target.as_deref())
    }

    pub fn cell(&self, column: &str) -> Option<CellRef> {
        self.cells.get(column).copied().flatten()
    }

    /// The cells of the row itself: names and weights of the levels above stand for other rows too.
    pub fn own_cells(&self) -> impl Iterator<Item = CellRef> {
        const ABOVE: [&str; 3] = ["level1", "weight", "level2"];
        self.cells.iter().filter(|(key, _)| !ABOVE.contains(&key.as_ref())).filter_map(|(_, cell)| *cell)
    }
}
