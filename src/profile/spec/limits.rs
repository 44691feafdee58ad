//! Thresholds and tolerances.

use rust_decimal::Decimal;

/// Limits of the rules; shares and rates are ratios.
#[derive(Clone, Copy, Debug)]
pub struct Thresholds {
    pub low_execution: Decimal,
    pub overachieved: Decimal,
    pub target_too_low: Decimal,
    pub dominant_share: Decimal,
    pub reason_min_chars: usize,
    pub goal_similarity: f64,
    pub goal_min_chars: usize,
    pub copy_min_chars: usize,
    pub copy_similarity: f64,
    /// Change against last year worth a look (RND-03).
    pub year_change: Decimal,
    pub outlier_mad: Decimal,
    pub undone_score_share: Decimal,
    /// 元; a year's overall budget outside these makes the unit doubtful (BUD-10).
    pub smallest_budget: Decimal,
    pub largest_budget: Decimal,
}

/// What counts as equal.
#[derive(Clone, Copy, Debug)]
pub struct Tolerances {
    /// Percentage points, at least.
    pub rate_points: Decimal,
    /// 元, at least.
    pub money: Decimal,
    /// Points.
    pub score: Decimal,
}
