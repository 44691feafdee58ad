//! What recomputing a form gives. Decimals only; no opinion on whether the department is right.

use rust_decimal::Decimal;

/// What recomputing a row came to, with what it was computed from or why there is nothing to compute.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Agree(Computed),
    Differ(Computed),
    Unverifiable(Unverifiable),
}

impl Verdict {
    pub const AGREE: &str = "一致";
    pub const DIFFER: &str = "不一致";
    pub const UNVERIFIABLE: &str = "无法核验";

    /// The name in JSON.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Agree(_) => "agree",
            Self::Differ(_) => "differ",
            Self::Unverifiable(_) => "unverifiable",
        }
    }

    pub const fn name(&self) -> &'static str {
        match self {
            Self::Agree(_) => Self::AGREE,
            Self::Differ(_) => Self::DIFFER,
            Self::Unverifiable(_) => Self::UNVERIFIABLE,
        }
    }

    /// What people read for a name in JSON.
    pub fn name_of(key: &str) -> &'static str {
        match key {
            "agree" => Self::AGREE,
            "differ" => Self::DIFFER,
            _ => Self::UNVERIFIABLE,
        }
    }

    pub const fn is_verified(&self) -> bool {
        !matches!(self, Self::Unverifiable(_))
    }
}

/// A row that can be recomputed.
#[derive(Clone, Debug, PartialEq)]
pub struct Computed {
    /// Ratio 0–1.
    pub attainment: Decimal,
    /// Points × attainment, unrounded.
    pub expected: Decimal,
    /// What is known only where more is known to be better.
    pub more: Option<More>,
}

/// A row of which more is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct More {
    /// Actual / target, also above 1; `None` for a target that is not above 0.
    pub achieved: Option<Decimal>,
    /// Points × a percentage actual below 100 %: the score of someone who forgets to divide by the target.
    pub undivided: Option<Decimal>,
}

/// Why a row cannot be recomputed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unverifiable {
    NoPoints,
    NoTarget,
    NoActual,
    NoQuantity,
    SeveralQuantities,
    UnitsDiffer,
    /// 每月1次 beside 3次: of the month or of the year; 450元/人 beside 430元.
    CountedDifferently,
    /// 约300人 beside 290人.
    Approximate,
    /// Nobody says whether more or less is better.
    DirectionUnknown,
    /// Words; with the scores their tier allows, in points (low, high), where they name one.
    Qualitative(Option<(Decimal, Decimal)>),
    ExecutionUnknown,
    /// Points or score stand in one cell for several rows.
    Shared,
}

/// One scored row: an indicator, or the execution line of forms that score it.
#[derive(Clone, Debug, PartialEq)]
pub struct RowScore {
    /// Expected, rounded to the decimals the department wrote where its score agrees with that, else to two;
    /// of an unverifiable row its own score, clipped.
    pub recomputed: Decimal,
    pub verdict: Verdict,
    /// The computation, or why there is none, in words for people.
    pub words: String,
}

impl RowScore {
    pub const fn computed(&self) -> Option<&Computed> {
        match &self.verdict {
            Verdict::Agree(computed) | Verdict::Differ(computed) => Some(computed),
            Verdict::Unverifiable(_) => None,
        }
    }

    pub const fn unverifiable(&self) -> Option<Unverifiable> {
        match &self.verdict {
            Verdict::Unverifiable(reason) => Some(*reason),
            _ => None,
        }
    }

    pub fn attainment(&self) -> Option<Decimal> {
        Some(self.computed()?.attainment)
    }

    pub fn expected(&self) -> Option<Decimal> {
        Some(self.computed()?.expected)
    }

    /// Actual / target where more is better.
    pub fn achieved(&self) -> Option<Decimal> {
        self.computed()?.more?.achieved
    }

    /// The range of scores a wording allows.
    pub fn tier(&self) -> Option<(Decimal, Decimal)> {
        match self.unverifiable()? {
            Unverifiable::Qualitative(tier) => tier,
            _ => None,
        }
    }
}

/// Everything recomputed for one form.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreBook {
    /// In the order of `Submission::indicators`.
    pub rows: Vec<RowScore>,
    /// The execution line of forms that score it, with its line key.
    pub execution: Option<(String, RowScore)>,
    /// Own scores per level-1 name in form order (name as the profile writes it, else as the form does).
    pub by_level1: Vec<(String, Decimal)>,
    pub recomputed_by_level1: Vec<(String, Decimal)>,
    /// Σ of own scores.
    pub own: Decimal,
    pub recomputed: Decimal,
    pub verified_points: Decimal,
    pub unverified_points: Decimal,
    /// Grade of the stated total, else of `own`.
    pub grade_own: String,
    pub grade_recomputed: String,
    /// Σ executed / Σ budget over the lines that make up the form's overall figure.
    pub overall_rate: Option<Decimal>,
}
