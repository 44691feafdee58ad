//! The sections of a code (`positive;negative;zero;text`), each cut into tokens.

use rust_decimal::Decimal;

use super::condition::Condition;

/// One piece of a section.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// `0`, `#` or `?`.
    Digit(char),
    Point,
    /// Between digits: thousands are parted. Behind the last one: divided by a thousand.
    Comma,
    Percent,
    Exponent,
    Fraction,
    General,
    /// `@`
    Text,
    Literal(String),
    /// A letter of a date or a time, in lower case, and how often it stands there.
    Date(char, usize),
    /// Morning or afternoon.
    Noon,
}

/// How digits are spelled: `[DBNum1]` 一二, `[DBNum2]` 壹贰.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numerals {
    #[default]
    Arabic,
    Chinese,
    Formal,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    pub tokens: Vec<Token>,
    pub condition: Option<Condition>,
    pub numerals: Numerals,
    has_digits: bool,
    is_coloured: bool,
}

/// The sections of a code.
pub fn sections(code: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let Some(section) = sections.last_mut() else { break };
        let taken = if c == ';' { 1 } else { section.take(c, rest) };
        if c == ';' {
            sections.push(Section::default());
        }
        rest = rest.get(taken..).unwrap_or("");
    }
    sections.iter_mut().for_each(Section::settle_commas);
    sections
}

/// What stands in front of a number below zero.
const SIGNS: [char; 9] = ['-', '−', '－', '(', '（', '▲', '△', '▼', '负'];
const GENERAL: [&str; 2] = ["general", "g/通用格式"];
const NOON: [&str; 3] = ["am/pm", "上午/下午", "a/p"];

impl Section {
    /// Takes what stands at the front of `rest`; how many bytes that were.
    fn take(&mut self, c: char, rest: &str) -> usize {
        let behind = |c: char| rest[c.len_utf8()..].chars().next();
        // Most characters begin neither.
        let begins = |word: &&&str| word.starts_with(c.to_ascii_lowercase()) && begins_with(rest, word);
        if let Some(word) = GENERAL.iter().find(begins) {
            self.tokens.push(Token::General);
            return word.len();
        }
        if let Some(word) = NOON.iter().find(begins) {
            self.tokens.push(Token::Noon);
            return word.len();
        }
        match c {
            '"' => {
                let inner = rest[1..].split('"').next().unwrap_or("");
                self.literal(inner);
                inner.len() + 2
            }
            '\\' | '!' => {
                let next = behind(c);
                self.literal(next.map(String::from).as_deref().unwrap_or(""));
                1 + next.map_or(0, char::len_utf8)
            }
            // As wide as the next character, or filled with it: nothing that is read.
            '_' | '*' => 1 + behind(c).map_or(0, char::len_utf8),
            '[' => self.bracket(rest),
            _ => self.plain(c, rest),
        }
    }

    fn plain(&mut self, c: char, rest: &str) -> usize {
        let token = match c {
            '0' | '#' | '?' => {
                self.has_digits = true;
                Token::Digit(c)
            }
            '.' => Token::Point,
            ',' => Token::Comma,
            '%' => Token::Percent,
            '@' => Token::Text,
            '/' if self.has_digits() => Token::Fraction,
            'E' | 'e' if self.has_digits() && rest[1..].starts_with(['+', '-']) => Token::Exponent,
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'a' | 'A' | 'e' | 'E' | 'b' | 'B' => {
                let run = rest.chars().take_while(|next| next.eq_ignore_ascii_case(&c)).count();
                self.tokens.push(Token::Date(c.to_ascii_lowercase(), run));
                return run;
            }
            _ => {
                self.literal(c.encode_utf8(&mut [0; 4]));
                return c.len_utf8();
            }
        };
        self.tokens.push(token);
        1
    }

    fn literal(&mut self, text: &str) {
        match self.tokens.last_mut() {
            Some(Token::Literal(before)) => before.push_str(text),
            _ if text.is_empty() => {}
            _ => self.tokens.push(Token::Literal(text.to_owned())),
        }
    }

    /// Colours, conditions, currencies, kinds of numerals, and times that run past a day.
    fn bracket(&mut self, rest: &str) -> usize {
        let inner = rest[1..].split(']').next().unwrap_or("");
        let lower = inner.to_ascii_lowercase();
        if let Some(condition) = Condition::parse(inner) {
            self.condition = Some(condition);
        } else if let Some(currency) = inner.strip_prefix('$') {
            self.literal(currency.split('-').next().unwrap_or(""));
        } else if let Some(kind) = lower.strip_prefix("dbnum") {
            self.numerals = match kind {
                "1" => Numerals::Chinese,
                "2" => Numerals::Formal,
                _ => Numerals::Arabic,
            };
        } else if matches!(lower.trim_matches(['h', 'm', 's']), "") && !lower.is_empty() {
            self.tokens.push(Token::Date(lower.chars().next().unwrap_or('h'), lower.len()));
        } else {
            self.is_coloured = true;
        }
        inner.len() + 2
    }

    /// Commas that neither part thousands nor divide stand for themselves.
    fn settle_commas(&mut self) {
        let digits: Vec<usize> =
            (0..self.tokens.len()).filter(|i| matches!(self.tokens[*i], Token::Digit(_))).collect();
        for i in 0..self.tokens.len() {
            if self.tokens[i] == Token::Comma && digits.first().is_none_or(|first| *first > i) {
                self.tokens[i] = Token::Literal(",".to_owned());
            }
        }
    }

    pub fn has(&self, wanted: impl Fn(&Token) -> bool) -> bool {
        self.tokens.iter().any(wanted)
    }

    pub fn has_digits(&self) -> bool {
        self.has_digits
    }

    fn shows_number(&self) -> bool {
        self.has(|token| matches!(token, Token::Digit(_) | Token::General))
    }

    /// What stands first decides: mm:ss.0 is a time, 0.00 is none.
    pub fn is_date(&self) -> bool {
        let mut tokens = self.tokens.iter();
        let first =
            tokens.find(|token| matches!(token, Token::Date(..) | Token::Noon | Token::Digit(_) | Token::General));
        matches!(first, Some(Token::Date(..) | Token::Noon))
    }

    pub fn is_text(&self) -> bool {
        self.has(|token| *token == Token::Text)
    }

    pub fn percents(&self) -> usize {
        self.tokens.iter().filter(|token| **token == Token::Percent).count()
    }

    /// Where the last digit stands.
    pub fn last_digit(&self) -> usize {
        let is_number = |token: &Token| matches!(token, Token::Digit(_) | Token::General);
        self.tokens.iter().rposition(is_number).unwrap_or(self.tokens.len())
    }

    fn first_digit(&self) -> usize {
        let is_number = |token: &Token| matches!(token, Token::Digit(_) | Token::General | Token::Point);
        self.tokens.iter().position(is_number).unwrap_or(self.tokens.len())
    }

    pub fn is_grouped(&self) -> bool {
        self.tokens[..self.last_digit().min(self.tokens.len())].contains(&Token::Comma)
    }

    /// The number the digits are taken from: times a hundred for a percent sign, by a thousand for a comma behind.
    pub fn scaled(&self, value: Decimal) -> Option<Decimal> {
        let behind = self.tokens.get(self.last_digit()..).unwrap_or_default();
        let commas = behind.iter().skip(1).take_while(|token| matches!(token, Token::Comma | Token::Point)).count();
        let value = (0..self.percents()).try_fold(value, |value, _| value.checked_mul(Decimal::ONE_HUNDRED))?;
        (0..commas).try_fold(value, |value, _| value.checked_div(Decimal::ONE_THOUSAND))
    }

    /// Decimals on the screen, behind a point that is mere text too.
    pub fn decimals(&self) -> u32 {
        let digits = |tokens: &[Token]| tokens.iter().filter(|token| matches!(token, Token::Digit(_))).count() as u32;
        let point = self.tokens.iter().position(|token| *token == Token::Point).or_else(|| self.drawn_point());
        point.map_or(0, |at| digits(&self.tokens[at..]))
    }

    /// A point written as text between two digits: `0"."0`.
    fn drawn_point(&self) -> Option<usize> {
        let inner = self.first_digit()..self.last_digit();
        let is_point = |i: &usize| matches!(&self.tokens[*i], Token::Literal(text) if text == ".");
        self.tokens.get(inner.clone()).and_then(|_| inner.rev().find(is_point))
    }

    /// What the digits have to be divided by to be the number that is seen; `None` when they are no number.
    pub fn point_shift(&self) -> Option<Decimal> {
        if !self.shows_number() {
            return None;
        }
        let inner = &self.tokens[self.first_digit()..self.last_digit()];
        let foreign = inner.iter().filter(|token| matches!(token, Token::Literal(text) if text != "." && text != ","));
        let points = inner.iter().filter(|token| matches!(token, Token::Literal(text) if text == ".")).count();
        if foreign.count() > 0 || points > 1 {
            return None;
        }
        match self.has(|token| *token == Token::Point) || points == 0 {
            true => Some(Decimal::ONE),
            false => (0..self.decimals()).try_fold(Decimal::ONE, |by, _| by.checked_mul(Decimal::TEN)),
        }
    }

    /// The texts in front of the digits and behind them.
    pub fn around(&self) -> (String, String) {
        let text = |tokens: &[Token]| {
            let pieces = tokens.iter().map(|token| match token {
                Token::Literal(text) => text.as_str(),
                Token::Percent => "%",
                _ => "",
            });
            pieces.collect::<String>()
        };
        if !self.shows_number() {
            return (text(&self.tokens), String::new());
        }
        (text(&self.tokens[..self.first_digit()]), text(&self.tokens[self.last_digit()..]))
    }

    /// In brackets and nothing else: how accountants write what is below zero.
    pub fn is_bracketed(&self) -> bool {
        let (before, behind) = self.around();
        self.shows_number() && before.trim() == "(" && behind.trim_start().starts_with(')')
    }

    /// A sign, brackets, a triangle or a colour says that the number is below zero.
    pub fn marks_negative(&self) -> bool {
        self.is_coloured || self.is_bracketed() || self.around().0.contains(SIGNS)
    }

    /// Without what only says that the number is below zero.
    pub fn around_unsigned(&self) -> (String, String) {
        let (before, behind) = self.around();
        let behind = if self.is_bracketed() { behind.trim_start()[1..].to_owned() } else { behind };
        (before.replace(SIGNS, ""), behind)
    }

    /// A sign in front of the digits, or brackets around them, whatever the number is.
    pub fn is_negative_as_seen(&self) -> bool {
        self.is_bracketed() || self.shows_number() && self.around().0.trim_end().ends_with(['-', '−', '－'])
    }

    pub fn with_text(&self, text: &str) -> String {
        let pieces = self.tokens.iter().map(|token| match token {
            Token::Text => text,
            Token::Literal(literal) => literal.as_str(),
            _ => "",
        });
        pieces.collect()
    }
}

fn begins_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.to_lowercase() == word)
}
