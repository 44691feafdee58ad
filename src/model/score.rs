//! What recomputing a form gives. Decimals only; no opinion on whether the department is right.

use rust_decimal::Decimal;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Agree,
    Differ,
    Unverifiable,
}

impl Verdict {
    /// The name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Differ => "differ",
            Self::Unverifiable => "unverifiable",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Agree => "一致",
            Self::Differ => "不一致",
            Self::Unverifiable => "无法核验",
        }
    }
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
    Qualitative,
    ExecutionUnknown,
}

/// One scored row: an indicator, or the execution line of forms that score it.
#[derive(Clone, Debug, PartialEq)]
pub struct RowScore {
    /// Ratio 0–1, when verifiable.
    pub attainment: Option<Decimal>,
    /// Points × attainment, unrounded, when verifiable; for a qualitative row `None`.
    pub expected: Option<Decimal>,
    /// Expected, rounded to the decimals the department wrote where its score agrees with that, else to two;
    /// of an unverifiable row its own score, clipped.
    pub recomputed: Decimal,
    pub verdict: Verdict,
    pub reason: Option<Unverifiable>,
    /// The computation, or why there is none, in words for people.
    pub words: String,
    /// Actual / target, also above 1, when both are one number and larger is better.
    pub achieved: Option<Decimal>,
    /// Qualitative rows: the range of scores their wording allows, in points (low, high).
    pub tier: Option<(Decimal, Decimal)>,
    /// Points × a percentage actual below 100 %: the score of someone who forgets to divide by the target.
    pub undivided: Option<Decimal>,
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
