//! Comparison signs and the words for them, before and behind a number.

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
    ("控制在", Operator::AtMost),
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
    (">", Operator::MoreThan),
    ("<", Operator::LessThan),
    ("=", Operator::Equal),
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

/// Spans of time take a bare 内 (30日内).
const TIMES: [&str; 8] = ["天", "日", "小时", "工作日", "个工作日", "个月", "年", "分钟"];

/// The operator a text ends with, and its length.
pub fn before(chars: &[char]) -> Option<(Operator, usize)> {
    let found = BEFORE.iter().find(|(word, _)| ends_with(chars, word));
    found.map(|(word, operator)| (*operator, word.chars().count()))
}

/// The operator behind a number and its unit, and its length.
pub fn behind(chars: &[char], unit: Option<&str>) -> Option<(Operator, usize)> {
    let found = BEHIND.iter().find(|(word, _)| starts_with(chars, word));
    let inside = || {
        let timed = unit.is_some_and(|unit| TIMES.contains(&unit)) && chars.first() == Some(&'内');
        timed.then_some((Operator::AtMost, 1))
    };
    found.map(|(word, operator)| (*operator, word.chars().count())).or_else(inside)
}
