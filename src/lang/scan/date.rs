//! Dates in the usual writings, and spans that name one (12月底, 四季度, 年底, 全年).

use rust_decimal::prelude::ToPrimitive;

use super::numeral;
use super::{ends_with, starts_with, unit};
use crate::model::quantity::FormDate;
use crate::profile::spec::Words;

/// Where a date stands; two dates for a year named as a whole.
pub struct Found {
    pub start: usize,
    pub end: usize,
    pub dates: Vec<FormDate>,
}

/// `None` when no date begins here.
pub fn read(chars: &[char], at: usize, words: &Words) -> Option<Found> {
    let before = chars[..at].last().copied().unwrap_or(' ');
    // 三年内 is a span of time, 往年底 no date of this form.
    let span = chars[at] == '年' && "一二三四五六七八九十两几半多往每".contains(before);
    if !may_begin(&chars[at..]) || before.is_ascii_digit() || span {
        return None;
    }
    let (dates, end) = whole_year(chars, at).or_else(|| one(chars, at, words)).or_else(|| months(chars, at, words))?;
    Some(Found { start: at, end: end + tail(&chars[end..]), dates })
}

/// What a date begins with other than a digit.
const BEGINNINGS: [char; 16] =
    ['年', '第', '上', '下', '全', '〇', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/// Cheap refusal of most places: a number is a date only with one of these behind it.
fn may_begin(rest: &[char]) -> bool {
    let run = rest.iter().take_while(|c| c.is_ascii_digit()).count();
    match run {
        0 => BEGINNINGS.contains(&rest[0]),
        8 => true,
        _ => matches!(rest.get(run), Some('年' | '月' | '季' | '-' | '/' | '.' | '~' | '至' | '到')),
    }
}

fn one(chars: &[char], at: usize, words: &Words) -> Option<(Vec<FormDate>, usize)> {
    let dated = written(chars, at, words).or_else(|| separated(chars, at)).or_else(|| eight_digits(chars, at));
    dated.or_else(|| named(chars, at, None)).map(|(date, end)| (vec![date], end))
}

/// 前, 以前, 底: they belong to the date, and mean nothing more here.
fn tail(rest: &[char]) -> usize {
    const TAILS: [&str; 8] = ["以前", "之前", "底前", "前", "底", "末", "份", "内"];
    TAILS.iter().find(|word| starts_with(rest, word)).map_or(0, |word| word.chars().count())
}

fn integer(chars: &[char], at: usize) -> Option<(u32, usize)> {
    let number = numeral::read(chars.get(at..)?)?;
    let plain = number.decimals == 0 && number.scale == rust_decimal::Decimal::ONE;
    plain.then(|| number.value.to_u32()).flatten().map(|value| (value, at + number.len))
}

fn year(chars: &[char], at: usize) -> Option<(i32, usize)> {
    let (value, end) = integer(chars, at)?;
    (1900..=2100).contains(&value).then_some((value as i32, end))
}

fn is_day(month: u32, day: u32) -> bool {
    let longest = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=longest).contains(&day)
}

/// 2023年12月31日, 12月31日, 2023年12月底, 12月31 (incomplete), 2023年四季度.
fn written(chars: &[char], at: usize, words: &Words) -> Option<(FormDate, usize)> {
    let dated = year(chars, at).filter(|(_, end)| chars.get(*end) == Some(&'年'));
    let (year, from) = match dated {
        Some((year, end)) => (Some(year), end + 1 + usize::from(chars.get(end + 1) == Some(&'度'))),
        None => (None, at),
    };
    if let Some(found) = year.and_then(|_| named(chars, from - 1, year).or_else(|| named(chars, from, year))) {
        return Some(found);
    }
    let (month, end) = integer(chars, from).filter(|(_, end)| chars.get(*end) == Some(&'月'))?;
    let end = end + 1;
    let (day, complete, end) = day(chars, month, end, words);
    let date = FormDate { year, month, day, complete };
    (1..=12).contains(&month).then_some((date, end))
}

/// The day behind a month: with 日 or 号, or plainly without; nothing for a whole month.
fn day(chars: &[char], month: u32, end: usize, words: &Words) -> (Option<u32>, bool, usize) {
    let read =
        numeral::read(&chars[end..]).filter(|number| !number.chinese || chars.get(end + number.len) == Some(&'日'));
    let Some((day, after)) = read.and_then(|_| integer(chars, end)).filter(|(day, _)| is_day(month, *day)) else {
        return (None, true, end);
    };
    match chars.get(after) {
        Some('日' | '号') => (Some(day), true, after + 1),
        _ if unit::read(&chars[after..], words).is_some() => (None, true, end),
        _ => (Some(day), false, after),
    }
}

/// 2023-12-31, 2023/12/31, 2023.12.31; 2023-12 and 2023.12 where nothing makes it a number.
fn separated(chars: &[char], at: usize) -> Option<(FormDate, usize)> {
    let part = |from: usize, longest: usize| -> Option<(u32, usize)> {
        let run = chars.get(from..)?.iter().take_while(|c| c.is_ascii_digit()).count();
        let text: String = chars.get(from..from + run)?.iter().collect();
        (1..=longest).contains(&run).then(|| Some((text.parse().ok()?, from + run))).flatten()
    };
    let (year, end) = part(at, 4).filter(|(year, _)| (1900..=2100).contains(year))?;
    let mark = chars.get(end).copied().filter(|c| matches!(c, '-' | '/' | '.'))?;
    let (month, end) = part(end + 1, 2).filter(|(month, _)| (1..=12).contains(month))?;
    let date = |day, end| (FormDate { year: i32::try_from(year).ok(), month, day, complete: true }, end);
    let day = (chars.get(end) == Some(&mark)).then(|| part(end + 1, 2)).flatten();
    if let Some((day, end)) = day.filter(|(day, _)| is_day(month, *day)) {
        return Some(date(Some(day), end));
    }
    let closed = chars.get(end).is_none_or(|c| "前底至到~-、,;。)".contains(*c));
    let two_digits = mark != '.' || chars[end - 2].is_ascii_digit();
    (closed && two_digits).then(|| date(None, end))
}

/// 20231231.
fn eight_digits(chars: &[char], at: usize) -> Option<(FormDate, usize)> {
    let run = chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
    let text: String = chars.get(at..at + 8)?.iter().collect();
    let whole = text.is_ascii() && run == 8 && chars.get(at + 8) != Some(&'.');
    let (year, month, day) =
        whole.then(|| Some((number(&text, 0, 4)?, number(&text, 4, 6)?, number(&text, 6, 8)?)))??;
    let date = FormDate { year: i32::try_from(year).ok(), month, day: Some(day), complete: true };
    ((2000..=2100).contains(&year) && is_day(month, day)).then_some((date, at + 8))
}

fn number(text: &str, from: usize, to: usize) -> Option<u32> {
    text.get(from..to)?.parse().ok()
}

/// Parts of a year that end in a month: 年底, 上半年, 第四季度.
fn named(chars: &[char], at: usize, year: Option<i32>) -> Option<(FormDate, usize)> {
    const NAMES: [(&str, u32); 6] =
        [("年底", 12), ("年末", 12), ("年终", 12), ("年内", 12), ("上半年", 6), ("下半年", 12)];
    let rest = chars.get(at..)?;
    let date = |month, len| (FormDate { year, month, day: None, complete: true }, at + len);
    if let Some((word, month)) = NAMES.iter().find(|(word, _)| starts_with(rest, word)) {
        return Some(date(*month, word.chars().count()));
    }
    let ordinal = usize::from(rest.first() == Some(&'第'));
    let (quarter, end) = integer(rest, ordinal).filter(|(quarter, _)| (1..=4).contains(quarter))?;
    starts_with(&rest[end..], "季度").then(|| date(quarter * 3, end + 2))
}

/// A text that is nothing but a year: 全年, 2023年, 2023年度, 2023年全年.
fn whole_year(chars: &[char], at: usize) -> Option<(Vec<FormDate>, usize)> {
    if at > 0 {
        return None;
    }
    let dated = year(chars, 0).filter(|(_, end)| chars.get(*end) == Some(&'年'));
    let (year, from) = dated.map_or((None, 0), |(year, end)| (Some(year), end + 1));
    let rest: String = chars[from..].iter().take(4).collect();
    let is_year = match year {
        Some(_) => matches!(rest.as_str(), "" | "度" | "全年" | "全年度"),
        None => matches!(rest.as_str(), "全年" | "全年度"),
    };
    let month = |month| FormDate { year, month, day: None, complete: true };
    is_year.then(|| (vec![month(1), month(12)], chars.len()))
}

/// 1-12月, 1至12月, 2023年1-6月: two months that share one 月.
fn months(chars: &[char], at: usize, words: &Words) -> Option<(Vec<FormDate>, usize)> {
    let dated = year(chars, at).filter(|(_, end)| chars.get(*end) == Some(&'年'));
    let (year, from) = dated.map_or((None, at), |(year, end)| (Some(year), end + 1));
    let (first, end) = integer(chars, from).filter(|(month, _)| (1..=12).contains(month))?;
    let joined = matches!(chars.get(end), Some('-' | '~' | '至' | '到'));
    let (second, end) = joined.then(|| written(chars, end + 1, words)).flatten()?;
    let second = FormDate { year: second.year.or(year), ..second };
    let range = second.day.is_none() && !ends_with(&chars[..end], "季度");
    let first = FormDate { year, month: first, day: None, complete: true };
    range.then(|| (vec![first, second], end))
}
