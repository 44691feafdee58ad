//! How a form is scored and graded.

use rust_decimal::Decimal;

#[derive(Clone, Debug)]
pub struct Scoring {
    /// False for a form without points and scores: it has no total and no grade.
    pub scored: bool,
    /// Σ points of a right form.
    pub total: Decimal,
    /// The template's total row carries `total` already.
    pub total_preprinted: bool,
    pub overachievement: Overachievement,
    /// Best first; shares of the points.
    pub tiers: Vec<Tier>,
    /// Best first.
    pub grades: Vec<Grade>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overachievement {
    /// The reason is owed, no points are taken.
    Explain,
    /// Points × target / actual × the threshold.
    Reduce,
    None,
}

#[derive(Clone, Debug)]
pub struct Tier {
    /// Upper and lower share of the points, ratio 0–1.
    pub from: Decimal,
    pub to: Decimal,
    pub words: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Grade {
    pub name: String,
    /// Lowest total of the grade, points.
    pub from: Decimal,
}

impl Scoring {
    /// The grade of an unrounded total; a boundary belongs to the better grade.
    pub fn grade(&self, total: Decimal) -> &str {
        let found = self.grades.iter().find(|grade| total >= grade.from).or(self.grades.last());
        found.map_or("", |grade| grade.name.as_str())
    }
}
