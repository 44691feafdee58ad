//! When a reason is owed, and when what stands there is none.

use rust_decimal::Decimal;

use crate::model::submission::{Entry, Indicator, State, Text};
use crate::model::text::compact;
use crate::profile::spec::Overachievement;
use crate::rules::Form;

/// Actual / target where it is above the profile's threshold and the profile wants that explained.
pub fn overachieved(form: &Form, row: usize) -> Option<Decimal> {
    let achieved = form.score(row)?.achieved()?;
    let explained = form.profile.scoring.overachievement != Overachievement::None;
    (explained && achieved > form.profile.thresholds.overachieved).then_some(achieved)
}

/// The form has a place for the reason, and nothing stands there. What a formula failed to show is no silence;
/// a picture is, seals and signatures lie there too.
pub fn is_unexplained(row: &Indicator) -> bool {
    let shown = |reason: &Entry<Text>| !reason.is_spoilt() || matches!(reason.state, State::Picture);
    row.reason.as_ref().is_some_and(shown) && row.reason_given().is_none()
}

/// One of the profile's phrases that say nothing, alone.
pub fn is_empty_phrase(form: &Form, reason: &str) -> bool {
    let reason = compact(reason);
    let reason = reason.trim_matches(|c: char| !c.is_alphanumeric());
    form.profile.words.empty_reasons.iter().any(|phrase| compact(phrase) == reason)
}
