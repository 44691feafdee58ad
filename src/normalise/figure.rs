//! A cell's text that should be one number: what surrounds the number is taken off and handed back.

use rust_decimal::Decimal;

use super::reader::Notes;
use crate::lang::scan::fold;
use crate::lang::scan::numeral::{self, Numeral};

/// A number and what stood behind it (`分`, `万元` without its 万, `%`).
pub struct Figure {
    pub numeral: Numeral,
    pub negative: bool,
    /// In brackets and nothing else: how accountants write a loss.
    pub bracketed: bool,
    /// Without a remark behind it: 万元（含追加） is 万元.
    pub behind: String,
}

impl Figure {
    /// With sign, before multiplying by 万 or 亿.
    pub fn value(&self) -> Decimal {
        if self.negative { -self.numeral.value } else { self.numeral.value }
    }
}

/// Anything but one number with a short unit and a remark behind it is `None`.
pub fn figure(text: &str, notes: &mut Notes) -> Option<Figure> {
    if text.chars().any(|c| ('\u{ff01}'..='\u{ff5e}').contains(&c)) {
        notes.push("全角转半角");
    }
    let mut chars: Vec<char> = fold(text).into_iter().map(|c| if c == '。' { '.' } else { c }).collect();
    while matches!(chars.last(), Some('.' | ';' | ',' | '\'' | '"')) {
        chars.pop();
    }
    let body = crate::lang::weight::SUMS.into_iter().fold(chars.as_slice(), without);
    // An apostrophe that can be seen is what is left of one that made the number a text.
    let start = body.iter().take_while(|c| matches!(c, '\'' | '"' | '¥' | '$' | '`' | '‘' | '’' | '´' | '′')).count();
    let (body, bracketed) = match &body[start..] {
        ['(', inner @ .., ')'] if !inner.contains(&'(') => (inner, true),
        inner => (inner, false),
    };
    let (body, signed) = match body {
        ['-', '¥', rest @ ..] | ['-' | '负', rest @ ..] => (rest, true),
        ['+' | '¥', rest @ ..] => (rest, false),
        _ => (body, false),
    };
    let numeral = numeral::read(body).filter(|numeral| numeral.multiplied().is_some())?;
    let written: String = body[numeral.len..].iter().collect();
    let behind = without_remark(&written);
    if behind.len() < written.len() && !written.ends_with(&format!("({behind})")) {
        notes.push("数字后面的说明不读");
    }
    if body[..numeral.len].contains(&',') {
        notes.push("去掉千分位分隔符");
    }
    let is_alone = behind.is_empty() && written.is_empty();
    Some(Figure { negative: signed, bracketed: bracketed && is_alone, numeral, behind: behind.to_owned() })
}

fn without<'a>(chars: &'a [char], word: &str) -> &'a [char] {
    let length = word.chars().count();
    let begins = chars.len() > length && word.chars().eq(chars[..length].iter().copied());
    if begins { &chars[length..] } else { chars }
}

/// 元（含上年结转5万元） is 元; （万元） is 万元: a unit alone in brackets is the unit.
fn without_remark(behind: &str) -> &str {
    const UNITS: [&str; 14] =
        ["元", "千元", "万元", "百万元", "亿元", "万", "亿", "分", "%", "‰", "个", "家", "人", "次"];
    if let Some(inner) = behind.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).filter(|i| UNITS.contains(i))
    {
        return inner;
    }
    let (unit, remark) = behind.split_at(behind.find(['(', ',', ';']).unwrap_or(behind.len()));
    let is_remark = match remark.strip_prefix([',', ';']) {
        Some(clause) => ["含", "其中", "包括", "不含"].iter().any(|word| clause.starts_with(word)),
        None => is_one_bracket(remark),
    };
    if is_remark { unit } else { behind }
}

/// In brackets from beginning to end.
fn is_one_bracket(text: &str) -> bool {
    let mut depth = 0_u32;
    let closes = text.char_indices().find(|(_, c)| {
        depth = match c {
            '(' => depth + 1,
            ')' => depth.saturating_sub(1),
            _ => depth,
        };
        depth == 0
    });
    text.starts_with('(') && closes.is_some_and(|(at, _)| at + 1 == text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_is_no_part_of_a_number() {
        let read = |text: &str| figure(text, &mut Vec::new()).map(|f| (f.value().to_string(), f.behind));
        for (text, value, behind) in [
            ("1286.98（万元）", "1286.98", "万元"),
            ("1359.07万元（含追加）", "1359.07", "元"),
            ("10,766,141.16元（含上年结转5万元（两笔））", "10766141.16", "元"),
            ("1359.07元，其中追加5万元", "1359.07", "元"),
            ("共2家", "2", "家"),
            ("5个（含本级）", "5", "个"),
            ("5（满分5）", "5", ""),
            ("人民币5000元整", "5000", "元整"),
            ("`4.5", "4.5", ""),
            ("(1,234.50)", "1234.50", ""),
        ] {
            assert_eq!(read(text), Some((value.to_owned(), behind.to_owned())), "{text}");
        }
        // What isn't in brackets, or not only there, is part of what is said.
        assert_eq!(read("5元（含追加）/人").map(|f| f.1).as_deref(), Some("元(含追加)/人"));
        assert_eq!(read("5个，已完成").map(|f| f.1).as_deref(), Some("个,已完成"));
        assert_eq!(read("详见附件"), None);
    }
}
