//! A number as people write it: 12,869,807.65, 1286.98万, 十二, 三点五. Without sign and unit.

use rust_decimal::Decimal;

use crate::model::number::within;

/// A number at the start of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numeral {
    /// Before multiplying by `scale`.
    pub value: Decimal,
    /// 10 000 for a 万 behind it, 100 000 000 for 亿; 1 without.
    pub scale: Decimal,
    /// Decimals written.
    pub decimals: u32,
    /// Written in Chinese characters.
    pub chinese: bool,
    /// Characters taken, the 万 included.
    pub len: usize,
}

impl Numeral {
    /// Multiplied out; `None` for what no form means.
    pub fn multiplied(&self) -> Option<Decimal> {
        self.value.checked_mul(self.scale).and_then(within)
    }
}

pub fn read(chars: &[char]) -> Option<Numeral> {
    match chars.first()? {
        c if c.is_ascii_digit() => arabic(chars),
        '.' if chars.get(1).is_some_and(char::is_ascii_digit) => arabic(chars),
        _ => chinese(chars),
    }
}

/// Digits with optional thousands separators and decimals, and a 万 or 亿 behind them.
fn arabic(chars: &[char]) -> Option<Numeral> {
    let mut text = String::new();
    let mut at = digits(chars, 0, &mut text);
    let grouped = (1..=3).contains(&at);
    while grouped && chars.get(at) == Some(&',') && is_group(&chars[at + 1..]) {
        at = digits(chars, at + 1, &mut text);
    }
    let mut decimals = 0;
    if chars.get(at) == Some(&'.') && chars.get(at + 1).is_some_and(char::is_ascii_digit) {
        text.push('.');
        let end = digits(chars, at + 1, &mut text);
        decimals = u32::try_from(end - at - 1).unwrap_or(u32::MAX);
        at = end;
    }
    let value: Decimal = text.parse().ok()?;
    let (scale, taken) = multiplier(&chars[at..]);
    Some(Numeral { value, scale, decimals, chinese: false, len: at + taken })
}

fn digits(chars: &[char], from: usize, text: &mut String) -> usize {
    let run = chars[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    text.extend(&chars[from..from + run]);
    from + run
}

/// Three digits and no fourth.
fn is_group(chars: &[char]) -> bool {
    chars.iter().take_while(|c| c.is_ascii_digit()).count() == 3
}

/// The 万 or 亿 a text begins with, and its length; 1 without.
pub fn multiplier(chars: &[char]) -> (Decimal, usize) {
    const STEPS: [(&str, u64); 5] =
        [("万亿", 1_000_000_000_000), ("千万", 10_000_000), ("百万", 1_000_000), ("万", 10_000), ("亿", 100_000_000)];
    let found = STEPS.iter().find(|(word, _)| super::starts_with(chars, word));
    found.map_or((Decimal::ONE, 0), |(word, by)| (Decimal::from(*by), word.chars().count()))
}

fn digit(c: char) -> Option<u64> {
    Some(match c {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn step(c: char) -> Option<u64> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1_000),
        '万' => Some(10_000),
        '亿' => Some(100_000_000),
        _ => None,
    }
}

/// 十二, 一百零五, 二〇二三, 三点五. 三四 (three or four) and a bare 百 are no numbers.
fn chinese(chars: &[char]) -> Option<Numeral> {
    let run = chars.iter().take(20).take_while(|c| digit(**c).is_some() || step(**c).is_some()).count();
    let whole = &chars[..run];
    let first = *whole.first()?;
    if digit(first).is_none() && first != '十' {
        return None;
    }
    let value = match whole.iter().any(|c| step(*c).is_some()) {
        true => stepped(whole)?,
        false => spelled(whole)?,
    };
    let (fraction, decimals) = fraction(&chars[run..]);
    let value = Decimal::from(value).checked_add(fraction)?;
    let taken = if decimals > 0 { 1 + decimals as usize } else { 0 };
    Some(Numeral { value, scale: Decimal::ONE, decimals, chinese: true, len: run + taken })
}

fn stepped(chars: &[char]) -> Option<u64> {
    let (mut total, mut section, mut pending) = (0u64, 0u64, None);
    for c in chars {
        match (digit(*c), step(*c)) {
            (Some(d), _) => pending = Some(d),
            (_, Some(by)) if by < 10_000 => {
                section = section.checked_add(pending.take().unwrap_or(1).checked_mul(by)?)?
            }
            (_, Some(by)) => {
                let below = section.checked_add(pending.take().unwrap_or(0))?;
                total = total.checked_add(below)?.checked_mul(by)?;
                section = 0;
            }
            _ => return None,
        }
    }
    total.checked_add(section)?.checked_add(pending.unwrap_or(0))
}

/// One digit, or a year spelled out (二〇二三).
fn spelled(chars: &[char]) -> Option<u64> {
    let is_number = chars.len() == 1 || chars.len() == 4;
    let value = chars.iter().try_fold(0u64, |sum, c| Some(sum * 10 + digit(*c)?));
    value.filter(|_| is_number)
}

/// `点五` behind a Chinese number.
fn fraction(chars: &[char]) -> (Decimal, u32) {
    if chars.first() != Some(&'点') {
        return (Decimal::ZERO, 0);
    }
    let read = chars[1..].iter().take(4).map_while(|c| digit(*c));
    let (value, scale) = read.fold((0u64, 0u32), |(sum, scale), d| (sum * 10 + d, scale + 1));
    (Decimal::new(value as i64, scale), scale)
}
