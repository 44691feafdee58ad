//! Comparison signs and the words for them, before and behind a number.

use super::unit::is_time;
use super::{ends_with, starts_with};
use crate::model::quantity::Operator;

/// Longer ones first: 不超过 holds 超过.
const BEFORE: &[(&str, Operator)] = &[
    ("大于或等于", Operator::AtLeast),
    ("小于或等于", Operator::AtMost),
    ("大于等于", Operator::AtLeast),
    ("小于等于", Operator::AtMost),
    ("不得低于", Operator::AtLeast),
    ("不得少于", Operator::AtLeast),
    ("不得小于", Operator::AtLeast),
    ("不得超过", Operator::AtMost),
    ("不得高于", Operator::AtMost),
    ("不得大于", Operator::AtMost),
    ("没有超过", Operator::AtMost),
    ("不得突破", Operator::AtMost),
    ("不得超出", Operator::AtMost),
    ("不得多于", Operator::AtMost),
    ("高于等于", Operator::AtLeast),
    ("低于等于", Operator::AtMost),
    ("高于或等于", Operator::AtLeast),
    ("低于或等于", Operator::AtMost),
    ("大于、等于", Operator::AtLeast),
    ("小于、等于", Operator::AtMost),
    ("不能低于", Operator::AtLeast),
    ("不能少于", Operator::AtLeast),
    ("不能超过", Operator::AtMost),
    ("不能高于", Operator::AtMost),
    ("不低于", Operator::AtLeast),
    ("不少于", Operator::AtLeast),
    ("不小于", Operator::AtLeast),
    ("不下于", Operator::AtLeast),
    ("未低于", Operator::AtLeast),
    ("不高于", Operator::AtMost),
    ("不超过", Operator::AtMost),
    ("不大于", Operator::AtMost),
    ("不多于", Operator::AtMost),
    ("未超过", Operator::AtMost),
    ("不突破", Operator::AtMost),
    ("未突破", Operator::AtMost),
    ("不超出", Operator::AtMost),
    ("未超出", Operator::AtMost),
    ("未高于", Operator::AtMost),
    ("未多于", Operator::AtMost),
    ("未少于", Operator::AtLeast),
    ("大等于", Operator::AtLeast),
    ("小等于", Operator::AtMost),
    ("控制到", Operator::AtMost),
    ("控制在", Operator::AtMost),
    ("限制在", Operator::AtMost),
    ("不超", Operator::AtMost),
    ("≥", Operator::AtLeast),
    ("≧", Operator::AtLeast),
    ("⩾", Operator::AtLeast),
    ("≮", Operator::AtLeast),
    (">=", Operator::AtLeast),
    ("=>", Operator::AtLeast),
    ("≤", Operator::AtMost),
    ("≦", Operator::AtMost),
    ("⩽", Operator::AtMost),
    ("≯", Operator::AtMost),
    ("<=", Operator::AtMost),
    ("=<", Operator::AtMost),
    ("═", Operator::Equal),
    (">", Operator::MoreThan),
    ("<", Operator::LessThan),
    ("=", Operator::Equal),
    ("起码", Operator::AtLeast),
    ("至少", Operator::AtLeast),
    ("最少", Operator::AtLeast),
    ("最低", Operator::AtLeast),
    ("至多", Operator::AtMost),
    ("最多", Operator::AtMost),
    ("最高", Operator::AtMost),
    ("大于", Operator::MoreThan),
    ("高于", Operator::MoreThan),
    ("多于", Operator::MoreThan),
    ("超过", Operator::MoreThan),
    ("小于", Operator::LessThan),
    ("低于", Operator::LessThan),
    ("少于", Operator::LessThan),
    ("等于", Operator::Equal),
];

const BEHIND: &[(&str, Operator)] = &[
    ("(含)以上", Operator::AtLeast),
    ("及以上", Operator::AtLeast),
    ("或以上", Operator::AtLeast),
    ("及其以上", Operator::AtLeast),
    ("或以下", Operator::AtMost),
    ("或以内", Operator::AtMost),
    ("及其以下", Operator::AtMost),
    ("以上", Operator::AtLeast),
    ("之上", Operator::AtLeast),
    ("(含)以下", Operator::AtMost),
    ("(含)以内", Operator::AtMost),
    ("及以下", Operator::AtMost),
    ("及以内", Operator::AtMost),
    ("以下", Operator::AtMost),
    ("以内", Operator::AtMost),
    ("之内", Operator::AtMost),
    ("之下", Operator::AtMost),
];

/// The operator in front of a number.
#[derive(Clone, Copy)]
pub struct Before {
    operator: Operator,
    /// 控制在 names no side where one stands behind the number: 控制在95%以上.
    yields: bool,
    pub len: usize,
}

/// The operator a text ends with.
pub fn before(chars: &[char]) -> Option<Before> {
    let (word, operator) = BEFORE.iter().find(|(word, _)| ends_with(chars, word))?;
    let yields = word.starts_with("控制") || word.starts_with("限制");
    Some(Before { operator: *operator, yields, len: word.chars().count() })
}

/// The operator behind a number and its unit, and its length. Spans of time take a bare 内 (30日内).
pub fn behind(chars: &[char], unit: Option<&str>) -> Option<(Operator, usize)> {
    let found = BEHIND.iter().find(|(word, _)| starts_with(chars, word));
    let inside = || {
        let timed = unit.is_some_and(is_time) && chars.first() == Some(&'内');
        timed.then_some((Operator::AtMost, 1))
    };
    found.map(|(word, operator)| (*operator, word.chars().count())).or_else(inside)
}

/// The one that counts where both sides of a number have one.
pub fn both(before: Option<Before>, behind: Option<Operator>) -> Option<Operator> {
    match (before, behind) {
        (Some(before), Some(behind)) if before.yields => Some(behind),
        (before, behind) => before.map(|before| before.operator).or(behind),
    }
}

/// A text that is nothing but an operator: `≥`, `═`, 大于等于.
pub fn alone(text: &str) -> Option<Operator> {
    let chars: Vec<char> = super::fold(text);
    let found = BEFORE.iter().find(|(word, _)| word.chars().eq(chars.iter().copied()));
    found.map(|(_, operator)| *operator)
}
