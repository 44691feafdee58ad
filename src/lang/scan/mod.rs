//! The quantities and dates a text names, with the characters each of them takes up.
//! Years, ordinals (第三), document numbers (〔2023〕12号), list numbers (1、) and codes (PM2.5) are none.

mod about;
mod date;
mod number;
pub mod numeral;
pub mod operator;
mod per;
pub mod unit;

use std::ops::Range;

use super::ticked;
use crate::model::quantity::{FormDate, Quantity};
use crate::model::text::{compact, is_list_number};
use crate::profile::spec::Words;

/// Longer texts are read up to here: a target is a line, not a report.
const LONGEST: usize = 500;

/// What a stretch of text means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    Quantity(Quantity),
    Date(FormDate),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    pub meaning: Meaning,
    /// Characters of `Scan::chars`, operator and unit included.
    pub span: Range<usize>,
}

/// A text made half-width without blanks, and what it names, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    pub chars: Vec<char>,
    pub mentions: Vec<Mention>,
}

impl Scan {
    pub fn quantities(&self) -> impl Iterator<Item = &Quantity> {
        self.mentions.iter().filter_map(|mention| match &mention.meaning {
            Meaning::Quantity(quantity) => Some(quantity),
            Meaning::Date(_) => None,
        })
    }

    pub fn dates(&self) -> impl Iterator<Item = FormDate> {
        self.mentions.iter().filter_map(|mention| match mention.meaning {
            Meaning::Date(date) => Some(date),
            Meaning::Quantity(_) => None,
        })
    }
}

/// Reads a text from left to right.
pub fn scan(text: &str, words: &Words) -> Scan {
    let mut scan = Scan { chars: fold(text), mentions: Vec::new() };
    let chars = scan.chars.as_slice();
    let mut at = 0;
    while at < chars.len() {
        if let Some(found) = date::read(chars, at, words) {
            at = at.max(found.end).max(at + 1);
            let span = found.start..found.end;
            let each = found.dates.into_iter().map(|date| Mention { meaning: Meaning::Date(date), span: span.clone() });
            scan.mentions.extend(each);
        } else if let Some(step) = number::read(chars, at, words) {
            let free = scan.mentions.last().map_or(0, |mention| mention.span.end);
            scan.mentions.extend(step.quantity.map(|quantity| Mention {
                meaning: Meaning::Quantity(quantity),
                span: step.start.max(free)..step.end,
            }));
            at = step.end.max(at + 1);
        } else {
            at += 1;
        }
    }
    scan
}

/// What a cell says: of check boxes only what is ticked, and no remark in brackets behind a quantity: 95.6%（出席152人/应到159人）.
pub fn said(text: &str, words: &Words) -> Scan {
    let mut scan = scan(&ticked::said(text), words);
    let is_inside = |mention: &Mention| is_bracketed(&scan.chars[..mention.span.start]);
    let inside: Vec<bool> = scan.mentions.iter().map(is_inside).collect();
    let is_quantity = |mention: &Mention| matches!(mention.meaning, Meaning::Quantity(_));
    if scan.mentions.iter().zip(&inside).any(|(mention, inside)| !inside && is_quantity(mention)) {
        let mut inside = inside.into_iter();
        scan.mentions.retain(|_| !inside.next().unwrap_or(false));
    }
    scan
}

/// A bracket is open where the text ends.
fn is_bracketed(before: &[char]) -> bool {
    let open = before.iter().rposition(|c| matches!(c, '(' | '[' | '【'));
    let closed = before.iter().rposition(|c| matches!(c, ')' | ']' | '】'));
    open > closed
}

/// Half-width, no blanks, every dash a hyphen, and ①② (list numbers) a pause instead of a number.
pub fn fold(text: &str) -> Vec<char> {
    match text.contains(is_list_number) {
        true => fold(&text.replace(is_list_number, "、")),
        false => compact(text).chars().map(plain_dash).take(LONGEST).collect(),
    }
}

fn plain_dash(c: char) -> char {
    match c {
        '−' | '–' | '—' | '‐' | '‑' | '‒' | '―' | '─' | '﹣' => '-',
        '〜' | '∼' | '～' => '~',
        _ => c,
    }
}

fn starts_with(chars: &[char], word: &str) -> bool {
    let mut rest = chars.iter();
    word.chars().all(|c| rest.next() == Some(&c))
}

fn ends_with(chars: &[char], word: &str) -> bool {
    let mut rest = chars.iter().rev();
    word.chars().rev().all(|c| rest.next() == Some(&c))
}

#[cfg(test)]
mod tests;
