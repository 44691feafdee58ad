//! What a file name says about which version it is: 第二稿, 终稿, v2, (2), 20240315.

use crate::model::text;

/// Parts of a name that tell versions of one form apart; larger is newer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    pub round: Round,
    /// Year (0 when not written), month, day.
    pub date: Option<(u32, u32, u32)>,
    /// The number a mail program or Windows puts behind a second copy.
    pub copy: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Round {
    /// 0 draft, 1 ordinary, 2 final.
    stage: u32,
    number: u32,
    minor: u32,
}

/// A name without any mark is the first version.
impl Default for Round {
    fn default() -> Self {
        Self { stage: 1, number: 1, minor: 0 }
    }
}

const DRAFT: [&str; 2] = ["草稿", "草案"];
const FINAL: [&str; 5] = ["终稿", "定稿", "最终", "终版", "final"];
const REVISED: [&str; 7] = ["修改", "修订", "修正", "更正", "补正", "重报", "整改"];
/// What a number in front of makes it a round: 第二次, 二稿, 第2版, 第三轮.
const COUNTED: [char; 4] = ['次', '稿', '版', '轮'];
const NUMERALS: &str = "一二三四五六七八九十";

impl Version {
    /// Reads a file name with or without its folder and extension.
    pub fn of(file_name: &str) -> Self {
        let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
        let name = text::compact(stem).to_lowercase();
        let chars: Vec<char> = name.chars().collect();
        Self { round: round(&name, &chars), date: date(&chars), copy: copy(&name) }
    }
}

fn round(name: &str, chars: &[char]) -> Round {
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let stage = if says(&FINAL) {
        2
    } else if says(&DRAFT) {
        0
    } else {
        1
    };
    let unnumbered = if says(&REVISED) { (2, 0) } else { (1, 0) };
    let (number, minor) = numbered(chars).unwrap_or(unnumbered);
    Round { stage, number, minor }
}

/// The largest number that counts versions, with its minor part (v2.1).
fn numbered(chars: &[char]) -> Option<(u32, u32)> {
    let counted = (0..chars.len()).filter(|i| COUNTED.contains(&chars[*i])).filter_map(|i| number_before(&chars[..i]));
    let lettered = (0..chars.len()).filter_map(|i| version_at(chars, i));
    counted.map(|number| (number, 0)).chain(lettered).max()
}

fn number_before(chars: &[char]) -> Option<u32> {
    let digits = chars.iter().rev().take_while(|c| c.is_ascii_digit()).count();
    match digits {
        0 => chars.last().and_then(|c| NUMERALS.chars().position(|n| n == *c)).map(|i| i as u32 + 1),
        1..=2 => number(&chars[chars.len() - digits..]),
        _ => None,
    }
}

/// `v2`, `v2.1` that is no part of a word.
fn version_at(chars: &[char], at: usize) -> Option<(u32, u32)> {
    let in_word = at > 0 && chars[at - 1].is_ascii_alphabetic();
    if chars[at] != 'v' || in_word {
        return None;
    }
    let rest = &chars[at + 1..];
    let major = digits_at(rest);
    let minor = rest.get(major).filter(|c| **c == '.').map_or(&[][..], |_| &rest[major + 1..]);
    Some((number(&rest[..major])?, number(&minor[..digits_at(minor)]).unwrap_or(0)))
}

fn digits_at(chars: &[char]) -> usize {
    chars.iter().take_while(|c| c.is_ascii_digit()).count()
}

fn number(digits: &[char]) -> Option<u32> {
    digits.iter().collect::<String>().parse().ok()
}

/// The last date of the name: 20240315, 2024-3-15, 2024年3月15日, 3月15日.
fn date(chars: &[char]) -> Option<(u32, u32, u32)> {
    let starts = (0..chars.len()).rev().filter(|i| *i == 0 || !chars[*i - 1].is_ascii_digit());
    starts.filter(|i| chars[*i].is_ascii_digit()).find_map(|i| date_at(&chars[i..]))
}

fn date_at(chars: &[char]) -> Option<(u32, u32, u32)> {
    let run = digits_at(chars);
    if run >= 8 {
        return valid((number(&chars[..4])?, number(&chars[4..6])?, number(&chars[6..8])?));
    }
    let (first, rest) = (number(&chars[..run])?, &chars[run..]);
    let (mark, rest) = rest.split_first()?;
    let (second, rest) = (number(&rest[..digits_at(rest)])?, &rest[digits_at(rest)..]);
    if *mark == '月' {
        return valid((0, first, second)).filter(|_| rest.first() == Some(&'日'));
    }
    let (next, rest) = rest.split_first()?;
    let third = number(&rest[..digits_at(rest)])?;
    let separated = "-._年".contains(*mark) && "-._月".contains(*next);
    valid((first, second, third)).filter(|date| separated && date.0 > 0)
}

fn valid(date: (u32, u32, u32)) -> Option<(u32, u32, u32)> {
    let (year, month, day) = date;
    let known = (year == 0 || (2000..2100).contains(&year)) && (1..=12).contains(&month) && (1..=31).contains(&day);
    known.then_some(date)
}

/// `表(2)` is copy 2, `表 - 副本` copy 1.
fn copy(name: &str) -> u32 {
    let in_brackets = name.strip_suffix(')').and_then(|body| body.rsplit_once('('));
    let counted = in_brackets.and_then(|(_, digits)| digits.parse().ok()).filter(|copy| *copy < 100);
    counted.unwrap_or_else(|| u32::from(name.contains("副本")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_versions_of_a_name_are_larger() {
        let older_then_newer = [
            ("区教育局.xlsx", "区教育局(修改稿).xlsx"),
            ("区教育局第一稿.xlsx", "区教育局第二稿.xlsx"),
            ("区教育局初稿.xlsx", "区教育局二稿.xlsx"),
            ("区教育局第九次.xlsx", "区教育局第10次.xlsx"),
            ("区教育局第三稿.xlsx", "区教育局终稿.xlsx"),
            ("区教育局草稿.xlsx", "区教育局.xlsx"),
            ("区教育局终稿v1.xlsx", "区教育局终稿V2.xlsx"),
            ("区教育局v2.xlsx", "区教育局v2.1.xlsx"),
            ("区教育局.xlsx", "区教育局（2）.xlsx"),
            ("区教育局(1).xlsx", "区教育局(2).xlsx"),
            ("区教育局.xlsx", "区教育局 - 副本.xlsx"),
            ("区教育局20240315.xlsx", "区教育局20240402.xlsx"),
            ("区教育局2024-3-9.xlsx", "区教育局2024.3.15.xlsx"),
            ("区教育局3月9日.xlsx", "区教育局3月15日.xlsx"),
            ("2023年度区教育局.xlsx", "2023年度区教育局第2版.xlsx"),
        ];
        for (older, newer) in older_then_newer {
            assert!(Version::of(older) < Version::of(newer), "{older} {newer}");
        }
    }

    #[test]
    fn a_year_or_an_ordinary_word_is_no_version() {
        for name in
            ["2023年区教育局.xlsx", "一次性补助.xlsx", "区教育局2023版.xlsx", "江西省v.xlsx", "13979901234.xlsx"]
        {
            assert_eq!(Version::of(name), Version::default(), "{name}");
        }
    }
}
