//! Goals that the form scores: one more row beside the indicators.

use crate::model::score::{RowScore, Unverifiable, Verdict};
use crate::model::submission::{Entry, Points, Submission};

/// Of forms that score their goals, the cell and the row: a score of words, taken as it is.
pub fn scored(form: &Submission) -> Option<(&Entry<Points>, RowScore)> {
    let entry = form.goals.score.as_ref()?;
    let verdict = Verdict::Unverifiable(Unverifiable::Qualitative(None));
    let words = "年度目标完成情况的得分，无法核算".to_owned();
    Some((entry, RowScore { recomputed: entry.value()?.value, verdict, words }))
}
