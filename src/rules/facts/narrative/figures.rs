//! A number behind a phrase: what it says, and how exactly.

use rust_decimal::Decimal;

use crate::lang::scan::numeral;
use crate::profile::spec::Narrative;

/// Digits of something that is no figure; below it figures can be added up and put into 元.
const TOO_LARGE: u64 = 1_000_000_000_000_000_000;
/// Characters of a number in words.
const LONGEST: usize = 24;

/// A number as a text states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    pub value: Decimal,
    pub decimals: u32,
    /// What follows the number up to the end of the clause.
    pub behind: String,
}

impl Figure {
    /// Half of the last digit written; nothing is exact.
    pub fn half_unit(&self) -> Decimal {
        if self.value.is_zero() {
            return Decimal::ZERO;
        }
        Decimal::try_new(5, self.decimals + 1).unwrap_or(Decimal::ZERO)
    }

    pub fn unit(&self) -> Decimal {
        Decimal::try_new(1, self.decimals).unwrap_or(Decimal::ONE)
    }

    /// In 元 with its half unit; `None` where no unit of money follows.
    pub fn yuan(&self) -> Option<(Decimal, Decimal)> {
        let factor = [("亿元", 100_000_000), ("万元", 10_000), ("千元", 1_000), ("元", 1)];
        let (_, factor) = factor.into_iter().find(|(unit, _)| self.behind.starts_with(unit))?;
        let factor = Decimal::from(factor);
        Some((self.value.checked_mul(factor)?, self.half_unit().checked_mul(factor)?))
    }

    pub fn is_percent(&self) -> bool {
        self.behind.starts_with('%') && !self.behind.starts_with("%个")
    }

    /// 95%以上
    pub fn or_more(&self) -> bool {
        self.behind.starts_with("%以上") || self.behind.starts_with("%及以上")
    }

    /// The number with its unit, for people.
    pub fn shown(&self) -> String {
        let unit = ["亿元", "万元", "千元", "元", "%以上", "%", "分", "个", "人"];
        let unit = unit.into_iter().find(|unit| self.behind.starts_with(unit)).unwrap_or("");
        format!("{}{unit}", self.value)
    }
}

/// The number right behind the phrase that ends there; none where other words stand between, or it is only about so
/// much.
pub fn behind(text: &str, words: &Narrative) -> Option<Figure> {
    let start = after_joiners(text, words);
    // 数十万元, not 预算数10万元.
    if text[..text.len() - start.len()].ends_with('数') && !start.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let is_rough = |text: &str| words.approximate.iter().any(|word| text.starts_with(word.as_str()));
    let figure = number(start).filter(|_| !is_rough(start))?;
    let rest = figure.behind.trim_start_matches(['万', '亿', '元', '%', '分']);
    let is_exact =
        !is_rough(&figure.behind) && !is_rough(rest) && !["以下", "以内"].iter().any(|word| rest.starts_with(word));
    is_exact.then_some(figure)
}

pub fn after_joiners<'t>(text: &'t str, words: &Narrative) -> &'t str {
    let mut rest = text;
    loop {
        let shorter = words.joiners.iter().filter_map(|word| rest.strip_prefix(word.as_str()));
        match shorter.min_by_key(|rest| rest.len()) {
            Some(shorter) => rest = shorter,
            None => return rest,
        }
    }
}

/// A number at the start, in digits or in words (百分之九十五, 九十八分).
pub fn number(text: &str) -> Option<Figure> {
    in_digits(text).or_else(|| in_words(text)).filter(|figure| figure.value < Decimal::from(TOO_LARGE))
}

fn in_words(text: &str) -> Option<Figure> {
    const UNITS: [&str; 5] = ["分", "%", "万元", "亿元", "元"];
    let percent = text.strip_prefix("百分之");
    let chars: Vec<char> = percent.unwrap_or(text).chars().take(LONGEST).collect();
    let numeral = numeral::read(&chars).filter(|numeral| numeral.chinese || percent.is_some())?;
    let rest: String = percent.unwrap_or(text).chars().skip(numeral.len).collect();
    let is_figure = percent.is_some() || UNITS.iter().any(|unit| rest.starts_with(unit)) && numeral.len > 1;
    let (value, unit) = match percent {
        Some(_) => (numeral.multiplied()?, "%"),
        None => in_steps(numeral.multiplied()?, chars[..numeral.len].last()),
    };
    is_figure.then_some(Figure { value, decimals: numeral.decimals, behind: format!("{unit}{rest}") })
}

/// 一百二十万元 is no more exact than 120万元.
fn in_steps(value: Decimal, last: Option<&char>) -> (Decimal, &'static str) {
    match last {
        Some('万') => (value / Decimal::from(10_000), "万"),
        Some('亿') => (value / Decimal::from(100_000_000), "亿"),
        _ => (value, ""),
    }
}

fn in_digits(text: &str) -> Option<Figure> {
    let length = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let digits = text[..length].trim_end_matches('.');
    let value: Decimal = digits.parse().ok()?;
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Some(Figure { value, decimals: value.scale(), behind: text[digits.len()..].to_owned() })
}

/// Where in a text a phrase stands: what is before it and what is behind; the longest phrase first.
pub fn around<'t>(text: &'t str, phrases: &[String]) -> Option<(&'t str, &'t str)> {
    let found = phrases.iter().filter_map(|phrase| Some((text.find(phrase.as_str())?, phrase.len())));
    let (at, length) = found.min_by_key(|(at, length)| (*at, std::cmp::Reverse(*length)))?;
    Some((&text[..at], &text[at + length..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Narrative {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Narrative {
            joiners: list(&["为", "达", "达到"]), approximate: list(&["约", "余"]), ..Narrative::default()
        }
    }

    #[test]
    fn a_number_counts_only_right_behind_its_phrase_and_when_it_is_exact() {
        let value = |text: &str| behind(text, &words()).map(|figure| figure.value.to_string());
        assert_eq!(value("达到95.50%").as_deref(), Some("95.50"));
        assert_eq!(value("为1286.98万元").as_deref(), Some("1286.98"));
        assert_eq!(value("999999999999999999.5分").as_deref(), Some("999999999999999999.5"));
        assert_eq!(value("1000000000000000000分"), None);
        for rough in ["约95%", "为1286余万元", "为1286万余元", "指标20分", ""] {
            assert_eq!(value(rough), None, "{rough}");
        }
        assert_eq!(value("十二万元").as_deref(), Some("12"));
        for rough in ["数十万元", "数为几十万元"] {
            assert_eq!(
                behind(rough, &Narrative { joiners: vec!["数".to_owned(), "数为".to_owned()], ..words() }),
                None
            );
        }
        let words_of = |text: &str| behind(text, &words()).expect("a number").yuan();
        assert_eq!(words_of("一百二十万元"), Some((Decimal::from(1_200_000), Decimal::from(5_000))));
        assert_eq!(words_of("两亿元"), Some((Decimal::from(200_000_000), Decimal::from(50_000_000))));
        assert_eq!(words_of("三百元"), Some((Decimal::from(300), Decimal::new(5, 1))));
        let figure = behind("1286.98万元", &words()).expect("a number");
        assert_eq!(figure.yuan(), Some((Decimal::new(128_698, 2) * Decimal::from(10_000), Decimal::from(50))));
    }
}
