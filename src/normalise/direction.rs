//! Which way an indicator is measured: what `lang` makes of its target, its name and its units.

use crate::lang::direction::{Evidence, direction};
use crate::lang::placeholder::is_placeholder;
use crate::lang::scan::said;
use crate::lang::shift::is_shifted;
use crate::model::quantity::{Direction, Measure};
use crate::model::submission::{Entry, Indicator, MeasureEntry};
use crate::profile::spec::Words;

pub fn of(indicator: &Indicator, words: &Words) -> Direction {
    // Where level 3 is blank, the name may stand in the target.
    let shifted = is_shifted(indicator, words);
    let written = indicator.target.as_ref().and_then(Entry::text).unwrap_or("");
    let own = indicator.level3.text().filter(|name| !is_placeholder(name, words));
    let name = if shifted { Some(written) } else { own };
    let target = said(if shifted { "" } else { written }, words);
    let quantity =
        |entry: &'_ Option<MeasureEntry>| entry.as_ref().and_then(Entry::value).and_then(Measure::quantity).cloned();
    let asked = quantity(&indicator.target).filter(|_| !shifted);
    let reached = quantity(&indicator.actual);
    let evidence =
        Evidence { name: name.unwrap_or(""), target: &target, asked: asked.as_ref(), reached: reached.as_ref() };
    direction(&evidence, words)
}
