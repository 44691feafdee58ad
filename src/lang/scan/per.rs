//! What a quantity is counted by: 每月1次, 一季度两次, 2次/周, 450元/人.

use rust_decimal::Decimal;

use super::{numeral, starts_with, unit};
use crate::model::quantity::Per;
use crate::profile::spec::{Period, Words};

/// Between 每月 and its number stand a verb and perhaps a comparison: 每月至少组织开展1次.
const FARTHEST: usize = 12;

/// The phrase in front of a number, where `chars` end, and how many characters of the number's own it takes up: none
/// where a verb stands between (每月*召开*1次), for that is part of a name.
pub fn before(chars: &[char], words: &Words) -> Option<(Option<Per>, usize)> {
    let from = chars.len().saturating_sub(FARTHEST);
    let clause = chars[from..].iter().rposition(|c| !c.is_alphanumeric() && !is_comparison(*c));
    let from = clause.map_or(from, |at| from + at + 1);
    let at = from + chars[from..].iter().position(|c| *c == '每')?;
    let rest = &chars[at + 1..];
    let (every, taken) = match numeral::read(rest).filter(|number| number.decimals == 0) {
        Some(number) => (number.multiplied()?, number.len),
        None => (Decimal::ONE, 0),
    };
    let taken = taken + usize::from(rest.get(taken) == Some(&'个'));
    let (per, len) = counted_by(&rest[taken..], every, words)?;
    let touches = at + 1 + taken + len == chars.len();
    Some((per, if touches { chars.len() - at } else { 0 }))
}

/// The phrase behind a unit, and its length: /月, /每季度, /人·次, 每年.
pub fn behind(chars: &[char], words: &Words) -> Option<(Option<Per>, usize)> {
    let mut taken = usize::from(chars.first() == Some(&'/'));
    taken += usize::from(chars.get(taken) == Some(&'每'));
    if taken == 0 {
        return None;
    }
    taken += usize::from(chars.get(taken) == Some(&'个'));
    let (per, len) = counted_by(&chars[taken..], Decimal::ONE, words)?;
    taken += len;
    // 元/人·月, 元/人/次: counted by both, and comparable with its like alone.
    let further = matches!(chars.get(taken), Some('/' | '·' | '.'));
    match further.then(|| counted_by(&chars[taken + 1..], Decimal::ONE, words)).flatten() {
        Some((_, len)) => {
            taken += 1 + len;
            let both = chars[..taken].iter().filter(|c| **c != '每');
            let both: String = both.map(|c| if matches!(c, '·' | '.') { '/' } else { *c }).collect();
            Some((Some(Per::Thing(both.trim_start_matches('/').to_owned())), taken))
        }
        None => Some((per, taken)),
    }
}

/// A period of the profile, else a thing that is counted. By the year is what a form means anyway: `None`.
fn counted_by(chars: &[char], every: Decimal, words: &Words) -> Option<(Option<Per>, usize)> {
    if let Some(period) = period(chars, words) {
        let times = period.times.checked_div(every)?;
        let len = period.word.chars().count();
        let per = Per::Period { word: period.word.clone(), times, about: period.about };
        return Some(((times != Decimal::ONE).then_some(per), len));
    }
    let thing = unit::read(chars, words).filter(|unit| unit.divisor == 1)?;
    Some((Some(Per::Thing(thing.name)), thing.len))
}

/// The longest word counts: 季度 is no 季, 工作日 no 日.
fn period<'a>(chars: &[char], words: &'a Words) -> Option<&'a Period> {
    let fits = words.periods.iter().filter(|period| starts_with(chars, &period.word));
    fits.max_by_key(|period| period.word.chars().count())
}

fn is_comparison(c: char) -> bool {
    matches!(c, '≥' | '≤' | '>' | '<' | '=' | '≧' | '≦' | '⩾' | '⩽')
}
