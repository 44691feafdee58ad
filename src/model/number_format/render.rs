//! A number laid out in the digits of a section.

use rust_decimal::Decimal;

use super::section::{Numerals, Section, Token};
use crate::model::number::{plain, round};

/// What stands on the screen: `scaled` without its sign, rounded to the digits there are.
pub fn digits(section: &Section, scaled: Decimal) -> String {
    let point = section.tokens.iter().position(|token| *token == Token::Point).unwrap_or(section.tokens.len());
    let after = section.tokens[point..].iter().filter(|token| matches!(token, Token::Digit(_))).count();
    let rounded = format!("{:.*}", after, round(scaled, after as u32));
    let (whole, fraction) = rounded.split_once('.').unwrap_or((&rounded, ""));
    let front = whole_part(section, &section.tokens[..point], whole, scaled);
    spelled(format!("{front}{}", fraction_part(&section.tokens[point..], fraction)), section)
}

/// From the right: each digit takes one, the leftmost takes all that are left, texts stay where they are.
fn whole_part(section: &Section, tokens: &[Token], whole: &str, scaled: Decimal) -> String {
    let mut left: Vec<char> = whole.chars().filter(|_| whole != "0").collect();
    let first = tokens.iter().position(|token| matches!(token, Token::Digit(_)));
    let (mut out, mut placed) = (Vec::new(), 0);
    let mut put = |out: &mut Vec<char>, digit: char| {
        if section.is_grouped() && placed > 0 && placed % 3 == 0 {
            out.push(',');
        }
        placed += 1;
        out.push(digit);
    };
    for (i, token) in tokens.iter().enumerate().rev() {
        match token {
            Token::Literal(text) => out.extend(text.chars().rev()),
            Token::Percent => out.push('%'),
            Token::General => out.extend(plain(scaled).chars().rev()),
            Token::Digit(kind) => {
                match left.pop() {
                    Some(digit) => put(&mut out, digit),
                    None if *kind == '0' => put(&mut out, '0'),
                    None => {}
                }
                while first == Some(i) && !left.is_empty() {
                    left.pop().into_iter().for_each(|digit| put(&mut out, digit));
                }
            }
            _ => {}
        }
    }
    out.into_iter().rev().collect()
}

fn fraction_part(tokens: &[Token], fraction: &str) -> String {
    let mut digits = fraction.chars();
    let mut out = String::new();
    for token in tokens {
        match token {
            Token::Point => out.push('.'),
            Token::Percent => out.push('%'),
            Token::Literal(text) => out.push_str(text),
            Token::Digit(kind) => match digits.next() {
                // A # shows no zero that says nothing.
                Some('0') if *kind != '0' && digits.as_str().trim_start_matches('0').is_empty() => {}
                Some(digit) => out.push(digit),
                None => {}
            },
            _ => {}
        }
    }
    out
}

const CHINESE: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const FORMAL: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];

fn spelled(text: String, section: &Section) -> String {
    let (numerals, steps) = match section.numerals {
        Numerals::Arabic => return text,
        Numerals::Chinese => (CHINESE, ["十", "百", "千"]),
        Numerals::Formal => (FORMAL, ["拾", "佰", "仟"]),
    };
    let one = |c: char| c.to_digit(10).map_or(c, |digit| numerals[digit as usize]);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_counted = !section.has_digits() && !text.contains('.') && matches!(digits.len(), 1..=4);
    match is_counted.then(|| text.replacen(&digits, &counted(&digits, numerals, steps), 1)) {
        Some(text) => text,
        None => text.chars().map(|c| if c == '.' { '点' } else { one(c) }).collect(),
    }
}

/// 十二, 一百〇五: up to four digits as they are spoken.
fn counted(digits: &str, numerals: [char; 10], steps: [&str; 3]) -> String {
    let mut out = String::new();
    let mut gap = false;
    for (i, digit) in digits.chars().filter_map(|c| c.to_digit(10)).enumerate() {
        let place = digits.len() - 1 - i;
        if digit == 0 {
            gap = true;
            continue;
        }
        if gap && !out.is_empty() {
            out.push(numerals[0]);
        }
        gap = false;
        // 十二, but 壹拾贰 and 一百一十二.
        if !(digit == 1 && place == 1 && i == 0 && steps[0] == "十") {
            out.push(numerals[digit as usize]);
        }
        out.push_str(place.checked_sub(1).and_then(|place| steps.get(place)).copied().unwrap_or(""));
    }
    if out.is_empty() { numerals[0].to_string() } else { out }
}
