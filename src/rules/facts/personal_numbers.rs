//! Numbers that identify a person, found in running text: identity cards, bank cards, mobile phones.

use crate::model::text::half_width;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    IdentityCard,
    BankCard,
    Mobile,
}

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::IdentityCard => "身份证号",
            Self::BankCard => "银行卡号",
            Self::Mobile => "手机号码",
        }
    }
}

/// A number that was found; only its masked form ever leaves this file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personal {
    pub kind: Kind,
    /// First three and last two characters, the rest starred.
    pub masked: String,
}

/// Words in front of a long number that make it a document's or an account book's, not a person's.
const DOCUMENT_WORDS: [&str; 12] =
    ["编号", "编码", "代码", "文号", "发票", "凭证", "合同", "单号", "流水", "批号", "序列号", "No."];
/// How many characters in front of a number such a word is looked for.
const DOCUMENT_WORD_REACH: usize = 6;
/// What follows a figure that counts or names something.
const FIGURE_ENDINGS: [char; 10] = ['元', '万', '亿', '号', '人', '个', '户', '件', '次', '%'];

/// Digits of a mobile phone, the shortest of these numbers.
const SHORTEST: usize = 11;

/// Personal numbers of a text in order. Digits may be grouped by single blanks or hyphens.
pub fn personal_numbers(text: &str) -> Vec<Personal> {
    // No digit of any width is an ideograph, so hardly a text has to be taken apart.
    if text.chars().filter(|c| !('\u{4e00}'..='\u{9fff}').contains(c)).count() < SHORTEST {
        return Vec::new();
    }
    let text: Vec<char> = half_width(text).chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if !text[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let run = Run::at(&text, at);
        found.extend(run.personal(&text));
        at = run.end;
    }
    found
}

/// A run of digits, its groups joined.
struct Run {
    start: usize,
    /// One past the last character.
    end: usize,
    digits: String,
}

impl Run {
    fn at(text: &[char], start: usize) -> Self {
        let (mut end, mut digits) = (start, String::new());
        while let Some(&c) = text.get(end) {
            let grouped = matches!(c, ' ' | '-') && text.get(end + 1).is_some_and(char::is_ascii_digit);
            match c {
                '0'..='9' => digits.push(c),
                'x' | 'X' if digits.len() == 17 => digits.push('X'),
                _ if grouped => {}
                _ => break,
            }
            end += 1;
        }
        Self { start, end, digits }
    }

    fn personal(&self, text: &[char]) -> Option<Personal> {
        let kind = kind(&self.digits)?;
        (!self.is_part_of_more(text) && !self.is_figure(text)).then(|| Personal { kind, masked: mask(&self.digits) })
    }

    /// Glued to letters or to a decimal point: a code or an amount.
    fn is_part_of_more(&self, text: &[char]) -> bool {
        let before = self.start.checked_sub(1).map(|i| text[i]);
        let after = text.get(self.end).copied();
        let glued = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let point = |c: Option<char>, next: Option<&char>| {
            matches!(c, Some('.' | ',')) && next.is_some_and(char::is_ascii_digit)
        };
        let second_before = self.start.checked_sub(2).and_then(|i| text.get(i));
        glued(before) || glued(after) || point(before, second_before) || point(after, text.get(self.end + 1))
    }

    /// A unit behind it, or a document's word in front of it.
    fn is_figure(&self, text: &[char]) -> bool {
        let window: String = text[self.start.saturating_sub(DOCUMENT_WORD_REACH)..self.start].iter().collect();
        let after = text[self.end..].iter().find(|c| **c != ' ');
        after.is_some_and(|c| FIGURE_ENDINGS.contains(c)) || DOCUMENT_WORDS.iter().any(|word| window.contains(word))
    }
}

fn kind(digits: &str) -> Option<Kind> {
    match digits.len() {
        SHORTEST if is_mobile(digits) => Some(Kind::Mobile),
        18 if is_identity_card(digits) => Some(Kind::IdentityCard),
        16 | 19 if is_bank_card(digits) => Some(Kind::BankCard),
        _ => None,
    }
}

fn is_mobile(digits: &str) -> bool {
    let mut bytes = digits.bytes();
    bytes.next() == Some(b'1') && matches!(bytes.next(), Some(b'3'..=b'9'))
}

/// GB 11643: eight digits of birth date from the seventh, ISO 7064 MOD 11-2 check character.
fn is_identity_card(digits: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let bytes = digits.as_bytes();
    let sum: u32 = bytes.iter().zip(WEIGHTS).map(|(byte, weight)| u32::from(byte.wrapping_sub(b'0')) * weight).sum();
    let part = |range: std::ops::Range<usize>| digits.get(range).and_then(|part| part.parse::<u32>().ok());
    let born = |year, month, day| (1900..=2099).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    matches!((part(6..10), part(10..12), part(12..14)), (Some(y), Some(m), Some(d)) if born(y, m, d))
        && bytes.get(17) == Some(&CHECKS[sum as usize % 11])
}

/// ISO/IEC 7812: payment cards begin with 3–6 (some old domestic ones with 9), last digit by Luhn.
fn is_bank_card(digits: &str) -> bool {
    let doubled = |n: u32| if n > 4 { 2 * n - 9 } else { 2 * n };
    let numbers = digits.chars().rev().filter_map(|c| c.to_digit(10)).enumerate();
    let sum: u32 = numbers.map(|(i, n)| if i % 2 == 1 { doubled(n) } else { n }).sum();
    matches!(digits.as_bytes().first(), Some(b'3'..=b'6' | b'9')) && sum.is_multiple_of(10)
}

fn mask(digits: &str) -> String {
    let (hidden, last) = digits.split_at(digits.len().saturating_sub(2));
    let (first, hidden) = hidden.split_at(hidden.len().min(3));
    format!("{first}{}{last}", "*".repeat(hidden.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        personal_numbers(text).into_iter().map(|found| found.kind).collect()
    }

    #[test]
    fn identity_cards_need_their_check_character_and_a_birth_date() {
        assert_eq!(kinds("经办人身份证11010519491231002X。"), [Kind::IdentityCard]);
        assert_eq!(kinds("110105 19491231 002x"), [Kind::IdentityCard]);
        assert_eq!(kinds("110105194912310021"), []);
        assert_eq!(kinds("11010519491331002X"), []);
    }

    #[test]
    fn bank_cards_need_luhn() {
        assert_eq!(kinds("账号4111 1111 1111 1111"), [Kind::BankCard]);
        assert_eq!(kinds("6222021234567890128"), [Kind::BankCard]);
        assert_eq!(kinds("4111111111111112"), []);
        assert_eq!(kinds("2023010120231231"), []);
    }

    #[test]
    fn mobiles_are_found_and_masked() {
        let found = personal_numbers("请联系张三（１３８-1234-5678）");
        assert_eq!(found, [Personal { kind: Kind::Mobile, masked: "138******78".to_owned() }]);
        assert_eq!(kinds("电话0799-3441234"), []);
    }

    #[test]
    fn amounts_documents_and_codes_are_nobody_s() {
        for text in [
            "支出13812345678元",
            "支出13812345678.50",
            "1,13812345678",
            "合同编号4111111111111111",
            "文件编号：13812345678",
            "统一社会信用代码 110105194912310021",
            "12360313MB4111111111111111",
            "13812345678号文件",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }
}
