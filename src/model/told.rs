//! What an output folder tells of a batch, for who writes about it.

use rust_decimal::Decimal;

use super::finding::Severity;
use super::standing::Scores;

/// A batch as its output tells it.
#[derive(Debug, Default)]
pub struct Told {
    pub year: Option<i32>,
    /// A roster says who owes a form; without one the departments are those that sent something.
    pub has_roster: bool,
    pub departments: Vec<ToldDepartment>,
    /// Forms that count, in the order of the output: departments' own, unless only projects were sent.
    pub forms: Vec<ToldForm>,
    /// Open errors and warnings by rule, the most frequent first.
    pub rules: Vec<ToldRule>,
    /// When the newest input was saved, seconds since the epoch.
    pub newest: Option<i64>,
}

#[derive(Clone, Debug)]
pub struct ToldDepartment {
    pub number: usize,
    pub name: String,
    pub section: Option<String>,
    pub state: String,
    /// Of the roster, 元.
    pub budget: Option<Decimal>,
    pub errors: usize,
    pub warnings: usize,
}

/// A form that counts.
#[derive(Clone, Debug)]
pub struct ToldForm {
    pub department: String,
    pub project: Option<String>,
    /// Budget and executed of the whole form in 元; `None` where an amount is missing or can't be read.
    pub money: Option<(Decimal, Decimal)>,
    /// Label, budget and executed in 元.
    pub lines: Vec<(String, Option<Decimal>, Option<Decimal>)>,
    pub scores: Scores,
    pub is_scored: bool,
    pub is_full: bool,
    /// A finding says that it is like another's.
    pub is_copied: bool,
}

/// A rule with what it found.
#[derive(Clone, Debug)]
pub struct ToldRule {
    pub code: String,
    pub title: String,
    pub severity: Severity,
    pub departments: usize,
    pub findings: usize,
    /// What one finding says; whose it is stands in it no more.
    pub example: Option<String>,
}

impl ToldForm {
    /// Own total as stated, else summed.
    pub fn total(&self) -> Decimal {
        self.scores.stated.unwrap_or(self.scores.own)
    }

    pub fn difference(&self) -> Decimal {
        self.scores.own.saturating_sub(self.scores.recomputed)
    }

    /// Ratio; none of nothing.
    pub fn rate(&self) -> Option<Decimal> {
        let (budget, executed) = self.money?;
        executed.checked_div(budget)
    }

    /// Unverified points / all points, ratio.
    pub fn unverified_share(&self) -> Option<Decimal> {
        let all = self.scores.verified_points.checked_add(self.scores.unverified_points)?;
        self.scores.unverified_points.checked_div(all)
    }
}
