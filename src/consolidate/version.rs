//! What a name says about which version a file is: 第二稿, 终稿, v2, 20240315, a dated folder. `(1)` and 副本 say
//! nothing: they come from whoever copied the file.

use std::cmp::Ordering;

use crate::model::text;

/// What a name says of its version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// 第2次, 二稿, v2.1: the number and its minor part.
    number: Option<(u32, u32)>,
    /// Year (0 when not written), month, day.
    date: Option<(u32, u32, u32)>,
    word: Word,
}

/// Words people put behind a name, oldest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Word {
    Draft,
    #[default]
    None,
    Final,
    Revised,
}

const DRAFT: [&str; 3] = ["初稿", "草稿", "草案"];
const FINAL: [&str; 6] = ["终稿", "定稿", "最终", "终版", "正式", "final"];
const REVISED: [&str; 12] =
    ["修改", "修订", "修正", "更正", "补正", "重报", "重新", "再次", "补报", "整改", "最新", "改"];
/// Of names: 区发展和改革委员会 is no revision.
const NAMED: [&str; 7] = ["改革", "改造", "改制", "改良", "改善", "改建", "改扩建"];
/// What a number in front of makes it a round: 第二次, 二稿, 第2版, 第三轮.
const COUNTED: [char; 4] = ['次', '稿', '版', '轮'];
const NUMERALS: &str = "一二三四五六七八九十";

impl Version {
    /// Reads a path: the file's name, and where that says nothing the nearest folder that does.
    pub fn of(path: &str) -> Self {
        let mut parts = path.rsplit(['/', '!']).map(Self::of_part);
        let own = parts.next().unwrap_or_default();
        let folder = parts.find(|folder| *folder != Self::default()).unwrap_or_default();
        let word = if own.word == Word::None { folder.word } else { own.word };
        Self { number: own.number.or(folder.number), date: own.date.or(folder.date), word }
    }

    fn of_part(part: &str) -> Self {
        // A folder may be called 3.15, which has no extension.
        let is_extension = |(_, rest): &(&str, &str)| rest.starts_with(|c: char| c.is_ascii_alphabetic());
        let stem = part.rsplit_once('.').filter(is_extension).map_or(part, |(stem, _)| stem);
        let name = text::compact(stem).to_lowercase();
        let chars: Vec<char> = name.chars().collect();
        Self { number: numbered(&chars), date: date(&chars), word: word(&name) }
    }

    /// Which of two is the newer by its name; equal where neither says.
    pub fn against(&self, other: &Self) -> Ordering {
        // A name without any mark is the first version; so is 修改稿 beside 第二次修改稿.
        let is_first = |own: &Self| own.word == Word::None || self.word == other.word;
        let number = |own: &Self| own.number.or(is_first(own).then_some((1, 0)));
        let by_number = number(self).zip(number(other)).map_or(Ordering::Equal, |(a, b)| a.cmp(&b));
        let without_year = |date: (u32, u32, u32)| (0, date.1, date.2);
        let by_date = self.date.zip(other.date).map_or(Ordering::Equal, |(a, b)| match a.0 > 0 && b.0 > 0 {
            true => a.cmp(&b),
            false => without_year(a).cmp(&without_year(b)),
        });
        by_number.then(by_date).then(self.word.cmp(&other.word))
    }
}

fn word(name: &str) -> Word {
    let name = NAMED.iter().fold(name.to_owned(), |name, named| name.replace(named, ""));
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if says(&REVISED) {
        Word::Revised
    } else if says(&FINAL) {
        Word::Final
    } else if says(&DRAFT) {
        Word::Draft
    } else {
        Word::None
    }
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
        0 => spelled(&chars[chars.len() - chars.iter().rev().take_while(|c| NUMERALS.contains(**c)).count()..]),
        1..=2 => number(&chars[chars.len() - digits..]),
        _ => None,
    }
}

/// 二, 十, 十二, 二十.
fn spelled(numerals: &[char]) -> Option<u32> {
    let value = |numeral: &char| NUMERALS.chars().position(|known| known == *numeral).map(|at| at as u32 + 1);
    match numerals {
        [one] => value(one),
        ['十', ones] => Some(10 + value(ones)?),
        [tens, '十'] => Some(10 * value(tens)?),
        [tens, '十', ones] => Some(10 * value(tens)? + value(ones)?),
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

/// The last date of the name: 20240315, 2024-3-15, 2024年3月15日, 3月15日, 3.15, 0315. 附件5-1 and v1.2 are none.
fn date(chars: &[char]) -> Option<(u32, u32, u32)> {
    let begins = |at: &usize| match chars[..*at] {
        [.., before] if before.is_ascii_digit() => false,
        // The rest of a longer date.
        [.., before, '.' | '-'] if before.is_ascii_digit() => digits_at(&chars[*at..]) > 2,
        [.., 'v' | '件' | '表'] => false,
        _ => true,
    };
    let starts = (0..chars.len()).rev().filter(begins);
    starts.filter(|i| chars[*i].is_ascii_digit()).find_map(|i| date_at(&chars[i..]))
}

fn date_at(chars: &[char]) -> Option<(u32, u32, u32)> {
    let run = digits_at(chars);
    if run >= 8 {
        return valid((number(&chars[..4])?, number(&chars[4..6])?, number(&chars[6..8])?));
    }
    let (first, rest) = (number(&chars[..run])?, &chars[run..]);
    if run == 4 && !rest.first().is_some_and(|mark| "-._年".contains(*mark)) {
        return valid((0, first / 100, first % 100));
    }
    let (mark, rest) = rest.split_first()?;
    let (second, rest) = (number(&rest[..digits_at(rest)])?, &rest[digits_at(rest)..]);
    if *mark == '月' {
        return valid((0, first, second)).filter(|_| rest.first() == Some(&'日'));
    }
    if run <= 2 && ".-".contains(*mark) && !rest.first().is_some_and(|next| ".-".contains(*next)) {
        return valid((0, first, second));
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
            ("区教育局初稿.xlsx", "区教育局.xlsx"),
            ("区教育局.xlsx", "区教育局正式.xlsx"),
            ("区教育局最终稿.xlsx", "区教育局最终稿改.xlsx"),
            ("区教育局终稿.xlsx", "区教育局最新.xlsx"),
            ("区教育局终稿v1.xlsx", "区教育局终稿V2.xlsx"),
            ("区教育局v2.xlsx", "区教育局v2.1.xlsx"),
            ("区教育局20240315.xlsx", "区教育局20240402.xlsx"),
            ("区教育局2024-3-9.xlsx", "区教育局2024.3.15.xlsx"),
            ("区教育局3月9日.xlsx", "区教育局3月15日.xlsx"),
            ("2023年度区教育局.xlsx", "2023年度区教育局第2版.xlsx"),
            ("3月9日收/区教育局.xlsx", "3月15日收/区教育局.xlsx"),
            ("第一次/区教育局.xlsx", "第二次/区教育局.xlsx"),
            ("区教育局.xlsx", "第二次/区教育局.xlsx"),
            ("初稿/区教育局.xlsx", "定稿/区教育局.xlsx"),
            ("区教育局.zip!自评表.xlsx", "区教育局更正.zip!自评表.xlsx"),
            ("区教育局修改稿.xlsx", "区教育局第二次修改稿.xlsx"),
            ("区教育局第九稿.xlsx", "区教育局第十一稿.xlsx"),
            ("区教育局第十稿.xlsx", "区教育局第十二稿.xlsx"),
            ("区教育局（3.9）.xlsx", "区教育局（3.15）.xlsx"),
            ("区教育局-3.9.xlsx", "区教育局-3.15.xlsx"),
            ("3.9/区教育局.xlsx", "3.15/区教育局.xlsx"),
            ("3-9/区教育局.xlsx", "3-15/区教育局.xlsx"),
            ("0309收/区教育局.xlsx", "0315收/区教育局.xlsx"),
            ("区教育局20240309.xlsx", "区教育局0315.xlsx"),
            ("区发展和改革委员会.xlsx", "区发展和改革委员会终稿.xlsx"),
        ];
        for (older, newer) in older_then_newer {
            let order = Version::of(older).against(&Version::of(newer));
            assert_eq!(order, Ordering::Less, "{older} {newer}");
            assert_eq!(Version::of(newer).against(&Version::of(older)), Ordering::Greater, "{older} {newer}");
        }
    }

    #[test]
    fn what_a_copy_adds_to_a_name_says_nothing() {
        for name in
            ["区教育局（2）.xlsx", "区教育局(1).xlsx", "区教育局 - 副本.xlsx", "新建 Microsoft Excel 工作表.xlsx"]
        {
            assert_eq!(Version::of("区教育局.xlsx").against(&Version::of(name)), Ordering::Equal, "{name}");
        }
        // A date in one name only says nothing about the other.
        assert_eq!(Version::of("a20240402.xlsx").against(&Version::of("b.xlsx")), Ordering::Equal);
    }

    #[test]
    fn a_year_or_an_ordinary_word_is_no_version() {
        for name in [
            "2023年区教育局.xlsx",
            "区教育局2023版.xlsx",
            "江西省v.xlsx",
            "13979901234.xlsx",
            "附件5-1区教育局.xlsx",
            "区教育局2023.xlsx",
            "区教育局1399.xlsx",
            "区发展和改革委员会.xlsx",
            "老旧小区改造.xlsx",
        ] {
            assert_eq!(Version::of(name), Version::default(), "{name}");
        }
    }
}
