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
    pub behind: String,
}

impl Figure {
    /// With sign, before multiplying by 万 or 亿.
    pub fn value(&self) -> Decimal {
        if self.negative { -self.numeral.value } else { self.numeral.value }
    }
}

/// Anything but one number with a short unit behind it is `None`.
pub fn figure(text: &str, notes: &mut Notes) -> Option<Figure> {
    if text.chars().any(|c| ('\u{ff01}'..='\u{ff5e}').contains(&c)) {
        notes.push("全角转半角");
    }
    let mut chars: Vec<char> = fold(text).into_iter().map(|c| if c == '。' { '.' } else { c }).collect();
    while matches!(chars.last(), Some('.' | ';' | ',' | '\'' | '"')) {
        chars.pop();
    }
    let body = chars.as_slice();
    let body = body.strip_prefix(&['人', '民', '币']).unwrap_or(body);
    let start = body.iter().take_while(|c| matches!(c, '\'' | '"' | '¥' | '$' | '`')).count();
    let (body, bracketed) = match &body[start..] {
        ['(', inner @ .., ')'] => (inner, true),
        inner => (inner, false),
    };
    let (body, signed) = match body {
        ['-', '¥', rest @ ..] | ['-' | '负', rest @ ..] => (rest, true),
        ['+' | '¥', rest @ ..] => (rest, false),
        _ => (body, false),
    };
    let numeral = numeral::read(body).filter(|numeral| numeral.multiplied().is_some())?;
    let behind: String = body[numeral.len..].iter().collect();
    if body.contains(&',') {
        notes.push("去掉千分位分隔符");
    }
    Some(Figure { negative: signed, bracketed: bracketed && behind.is_empty(), numeral, behind })
}
