//! One quantity at a place in a text: what it is counted by, operator, about, sign, number or range, unit, and behind
//! it again.

use rust_decimal::Decimal;

use super::numeral::{self, Numeral};
use super::{about, ends_with, operator, per, starts_with, unit};
use crate::model::number::within;
use crate::model::quantity::{Per, Quantity};
use crate::profile::spec::Words;

/// What was read: characters that are dealt with, and the quantity when they are one.
pub struct Step {
    pub start: usize,
    pub end: usize,
    pub quantity: Option<Quantity>,
}

/// `None` when no number begins here.
pub fn read(chars: &[char], at: usize, words: &Words) -> Option<Step> {
    if let Some(step) = percent_words(chars, at) {
        return Some(step);
    }
    let number = numeral::read(&chars[at..])?;
    let end = at + number.len;
    let skip = |end| Some(Step { start: at, end, quantity: None });
    if is_name(chars, at, &number) {
        return skip(end);
    }
    if let Some(len) = ratio(&chars[end..]) {
        return skip(end + len);
    }
    let Some(first) = Part::new(chars, at, &number, words) else { return skip(end) };
    if number.chinese && !is_counted(chars, at, end, &first) {
        return skip(end);
    }
    Some(finish(chars, at, first, words))
}

/// A number with its unit.
#[derive(Clone)]
struct Part {
    value: Decimal,
    scale: Decimal,
    unit: Option<String>,
    /// 300余人.
    about: bool,
    end: usize,
}

impl Part {
    fn new(chars: &[char], at: usize, number: &Numeral, words: &Words) -> Option<Self> {
        let odd = about::between(&chars[at + number.len..]);
        let end = at + number.len + usize::from(odd);
        // 100余万元: the 万 stands behind what makes it about.
        let (more, taken) = if odd { numeral::multiplier(&chars[end..]) } else { (Decimal::ONE, 0) };
        let end = end + taken;
        let scale = number.scale.checked_mul(more)?;
        let value = number.multiplied()?.checked_mul(more).and_then(within)?;
        let behind = &chars[end..];
        let unlisted = || unit::unlisted(behind).filter(|_| !number.chinese);
        let Some(unit) = unit::read(behind, words).or_else(unlisted) else {
            let code = chars.get(end).is_some_and(char::is_ascii_alphabetic);
            return (!code).then_some(Self { value, scale, unit: None, about: odd, end });
        };
        let value = value.checked_div(Decimal::from(unit.divisor))?;
        Some(Self { value, scale, unit: Some(unit.name), about: odd, end: end + unit.len })
    }

    /// The other end of a range: 90%-95%, 3至5次, 90~95%, -5%~3%.
    fn upper(&self, chars: &[char], words: &Words) -> Option<(Self, Self)> {
        let joint = chars.get(self.end).filter(|c| matches!(c, '-' | '~' | '至' | '到'))?;
        let minus = *joint != '-' && chars.get(self.end + 1) == Some(&'-');
        let from = self.end + 1 + usize::from(minus);
        let number = numeral::read(chars.get(from..)?)?;
        let mut upper = Self::new(chars, from, &number, words)?;
        upper.value.set_sign_negative(minus);
        let mut lower = self.clone();
        if lower.unit.is_none() && upper.unit.is_some() {
            lower.unit.clone_from(&upper.unit);
            let percent = upper.unit.as_deref() == Some("%");
            lower.value = if percent { lower.value.checked_div(Decimal::ONE_HUNDRED)? } else { lower.value };
        }
        let same = lower.unit == upper.unit && lower.value <= upper.value;
        same.then_some((lower, upper))
    }
}

/// Adds sign, other end and operator to a number.
fn finish(chars: &[char], at: usize, mut first: Part, words: &Words) -> Step {
    let (sign, sign_len) = sign(&chars[..at]);
    first.value = if sign == Sign::Plus { first.value } else { -first.value };
    let (first, upper, end) = match first.upper(chars, words) {
        Some((first, upper)) => (first, Some(upper.value), upper.end),
        None if sign == Sign::Both => (first.clone(), Some(-first.value), first.end),
        None => (first.clone(), None, first.end),
    };
    let front = Front::of(&chars[..at - sign_len], words);
    let counted = if front.per.is_none() { per::behind(&chars[end..], words) } else { None };
    let end = end + counted.as_ref().map_or(0, |(_, len)| *len);
    let about_behind = about::behind(&chars[end..]);
    let end = end + about_behind.unwrap_or(0);
    let behind = operator::behind(&chars[end..], first.unit.as_deref());
    Step {
        start: front.start,
        end: end + behind.map_or(0, |(_, len)| len),
        quantity: Some(Quantity {
            operator: operator::both(front.operator, behind.map(|(operator, _)| operator)),
            value: first.value,
            upper,
            scale: first.scale,
            unit: first.unit,
            per: front.per.or(counted).and_then(|(per, _)| per),
            about: front.about || first.about || about_behind.is_some(),
        }),
    }
}

/// What stands in front of a number and belongs to it.
struct Front {
    start: usize,
    operator: Option<operator::Before>,
    about: bool,
    per: Option<(Option<Per>, usize)>,
}

impl Front {
    fn of(before: &[char], words: &Words) -> Self {
        let about = about::before(before);
        let start = before.len() - about.unwrap_or(0);
        let operator = operator::before(&before[..start]);
        let start = start - operator.map_or(0, |found| found.len);
        let per = per::before(&before[..start], words);
        let start = start - per.as_ref().map_or(0, |(_, len)| *len);
        Self { start, operator, about: about.is_some(), per }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Plus,
    Minus,
    /// ±5%: from -5% to 5%.
    Both,
}

/// A minus in front, unless it joins two words or numbers.
fn sign(before: &[char]) -> (Sign, usize) {
    let joined = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '%' | ')');
    match before {
        [rest @ .., '-'] => match rest.last().is_some_and(joined) {
            true => (Sign::Plus, 0),
            false => (Sign::Minus, 1),
        },
        [.., '负'] => (Sign::Minus, 1),
        [.., '±'] => (Sign::Both, 1),
        [.., '+'] => (Sign::Plus, 1),
        _ => (Sign::Plus, 0),
    }
}

/// 百分之九十五, 百分百.
fn percent_words(chars: &[char], at: usize) -> Option<Step> {
    let rest = &chars[at..];
    let (value, len) = if starts_with(rest, "百分之") {
        if rest.get(3) == Some(&'百') {
            (Decimal::ONE, 4)
        } else {
            let number = numeral::read(&rest[3..])?;
            (number.multiplied()?.checked_div(Decimal::ONE_HUNDRED)?, 3 + number.len)
        }
    } else if starts_with(rest, "百分百") {
        (Decimal::ONE, 3)
    } else {
        return None;
    };
    let part = Part { value, scale: Decimal::ONE, unit: Some("%".to_owned()), about: false, end: at + len };
    Some(finish(chars, at, part, &Words::default()))
}

/// Numbers that name something: the third, year 2023, document 12, list item 1, PM2.5.
fn is_name(chars: &[char], at: usize, number: &Numeral) -> bool {
    let (before, behind) = (&chars[..at], &chars[at + number.len..]);
    let next = behind.first().copied().unwrap_or(' ');
    let year = next == '年' && (Decimal::from(1900)..=Decimal::from(2100)).contains(&number.value);
    let listed = match next {
        '、' | ')' => operator::before(before).is_none() && number.decimals == 0,
        '.' => at == 0 && behind.len() > 1,
        _ => false,
    };
    let code = before.last().is_some_and(char::is_ascii_alphabetic) && !number.chinese;
    ends_with(before, "第") || ends_with(before, "每") || year || listed || code || matches!(next, '号' | ']' | '〕')
}

/// 1:15, 8:30, 3/5: two numbers that are one thing, but no quantity. Its length behind the first.
fn ratio(behind: &[char]) -> Option<usize> {
    let joined = matches!(behind.first(), Some(':' | '/'));
    joined.then(|| numeral::read(&behind[1..])).flatten().map(|second| 1 + second.len)
}

/// A Chinese number counts with a plain measure word, as a percentage, or alone; not in quotation marks
/// (“四个意识”) and not in set phrases (一户一档).
fn is_counted(chars: &[char], at: usize, end: usize, part: &Part) -> bool {
    let rest = &chars[end..];
    let alone = at == 0 && rest.is_empty();
    let len = part.end.saturating_sub(end);
    let phrase = chars[at] == '一' && rest.get(len) == Some(&'一');
    let quoted = chars[..at].iter().filter(|c| **c == '“').count() > chars[..at].iter().filter(|c| **c == '”').count();
    alone || (part.unit.is_some() && len > 0 && unit::counts(rest, len.min(rest.len())) && !phrase && !quoted)
}
