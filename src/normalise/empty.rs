//! A form in which nothing but the template's own texts stands.

use crate::lang::placeholder::is_placeholder;
use crate::model::submission::{Amount, Entry, State, Submission};
use crate::profile::spec::Words;

/// Names, years, points and weights may have been filled in by whoever sent the template out.
pub fn is_template(form: &Submission, words: &Words) -> bool {
    !has_money(form) && !has_goals(form) && !has_results(form, words)
}

fn has_money(form: &Submission) -> bool {
    let amounts = form.budget.iter().flat_map(|line| [&line.budget, &line.executed, &line.initial]);
    // A template's own sums show 0.
    let is_filled = |amount: &Entry<Amount>| match &amount.state {
        State::Read(amount) => !amount.yuan.is_zero(),
        State::Unreadable => true,
        _ => false,
    };
    amounts.flatten().any(is_filled)
}

fn has_goals(form: &Submission) -> bool {
    [&form.goals.planned, &form.goals.achieved].into_iter().flatten().any(|goal| goal.text().is_some())
}

fn has_results(form: &Submission, words: &Words) -> bool {
    form.indicators.iter().any(|row| {
        let texts = [row.level3.text(), row.reason.as_ref().and_then(Entry::text)];
        let measures = [&row.target, &row.actual].map(|entry| entry.as_ref().and_then(Entry::text));
        let score = row.score.as_ref().and_then(Entry::text);
        texts.into_iter().chain(measures).chain([score]).flatten().any(|text| !is_placeholder(text, words))
    })
}
