//! Which key of a profile a label that no key knows is most like.

use serde::Serialize;

use crate::model::text::{label_key, without_brackets};
use crate::profile::Profile;
use crate::profile::spec::Role;

/// As near as this, of 1, is worth saying.
const NEAR: f64 = 0.55;

/// A key a label may belong to, and why.
#[derive(Clone, Debug, Serialize)]
pub struct Guess {
    /// Its path in a profile (`indicators.columns.score`); of a budget line, the line's key behind it.
    pub key: String,
    pub because: String,
}

/// A list of labels in a profile.
pub struct Candidate {
    pub key: String,
    pub role: Role,
}

/// The candidate with the label that is likest.
pub fn nearest(label: &str, candidates: &[Candidate], profile: &Profile) -> Option<Guess> {
    let key = bare(label);
    let labels = candidates
        .iter()
        .flat_map(|candidate| profile.labels.of(candidate.role).iter().map(move |label| (candidate, label)));
    let measured = labels.map(|(candidate, known)| (likeness(&key, &bare(known)), candidate, known));
    let near = measured.filter(|(likeness, _, _)| *likeness >= NEAR);
    let (_, candidate, known) = near.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.2.cmp(a.2)))?;
    Some(Guess { key: candidate.key.clone(), because: format!("像“{known}”") })
}

fn bare(label: &str) -> String {
    let key = label_key(label).key;
    without_brackets(&key).unwrap_or(key)
}

/// Of 1. A label inside another says more than letters in common: 部门自评情况 and 自评.
fn likeness(one: &str, other: &str) -> f64 {
    const WITHIN: f64 = 0.5;
    let chars = |text: &str| text.chars().count() as f64;
    let (short, long) = if chars(one) <= chars(other) { (one, other) } else { (other, one) };
    let inside = chars(short) >= 2.0 && long.contains(short);
    let within = if inside { WITHIN + (1.0 - WITHIN) * chars(short) / chars(long) } else { 0.0 };
    within.max(strsim::normalized_damerau_levenshtein(one, other))
}

#[cfg(test)]
mod tests {
    use super::likeness;

    #[test]
    fn a_label_is_like_what_it_holds_and_like_a_slip_of_it() {
        assert!(likeness("部门自评得分情况", "自评得分") > likeness("部门自评得分情况", "得分"));
        assert!(likeness("全年执形数", "全年执行数") > 0.7);
        assert!(likeness("填表说明", "得分") < 0.3);
    }
}
