//! Whether less is better: the target's operator says so, else the profile's words in the indicator's name.

use crate::lang::direction::is_named_smaller_better;
use crate::lang::placeholder::is_placeholder;
use crate::model::quantity::Operator;
use crate::model::submission::{Entry, Indicator};
use crate::profile::spec::Words;

pub fn smaller_is_better(indicator: &Indicator, words: &Words) -> bool {
    match operator(indicator) {
        Some(Operator::AtMost | Operator::LessThan) => true,
        Some(Operator::AtLeast | Operator::MoreThan) => false,
        Some(Operator::Equal) | None => named_so(indicator, words),
    }
}

fn operator(indicator: &Indicator) -> Option<Operator> {
    let target = indicator.target.as_ref().and_then(Entry::value)?;
    target.quantity().or_else(|| target.per_unit())?.operator
}

/// Where level 3 is blank, the name stands in the target.
fn named_so(indicator: &Indicator, words: &Words) -> bool {
    let own = indicator.level3.text().filter(|name| !is_placeholder(name, words));
    let name = own.or_else(|| indicator.target.as_ref().and_then(Entry::text)).unwrap_or("");
    is_named_smaller_better(name, words)
}
