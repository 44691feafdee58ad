//! What a number format code makes of a number: the one definition of what a cell shows.
//! Codes are read as Excel writes them (ECMA-376 18.8.31); the readers of other formats translate into them.
//! What a code says about scale, unit and words holds; of the digits all that are stored hold.

mod condition;
mod date;
mod render;
mod section;
#[cfg(test)]
mod tests;

use rust_decimal::Decimal;

use crate::model::number::{plain, within};
use condition::Condition;
use section::{Section, Token};

/// A code, read.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberFormat {
    sections: Vec<Section>,
}

/// A number as a cell shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Display {
    /// What is on the screen, rounded as it is there.
    pub text: String,
    /// The number on the screen with every stored digit; `None` where there is none: words (是), a code (0000-0000000).
    pub number: Option<Decimal>,
    /// Decimals on the screen; `None` where the code leaves them open (General).
    pub decimals: Option<u32>,
    /// What the number on the screen is of the stored one: 1/10000 where 元 are shown in 万.
    pub scale: Decimal,
    /// What stands around the number.
    pub before: String,
    pub behind: String,
}

impl Display {
    /// As on the screen, but with every stored digit: `3675.035045万元` where `3675.0万元` is seen.
    pub fn exact(&self) -> String {
        match self.number {
            Some(number) => format!("{}{}{}", self.before, plain(number), self.behind),
            None => self.text.clone(),
        }
    }

    /// The percent sign behind the number, printed by the code or written into it.
    pub fn is_percent(&self) -> bool {
        self.behind.starts_with(['%', '％'])
    }
}

impl NumberFormat {
    pub fn parse(code: &str) -> Self {
        Self { sections: section::sections(code) }
    }

    /// True when the code shows a day or a time; of the kinds of sections the first decides.
    pub fn is_date(&self) -> bool {
        self.sections.first().is_some_and(Section::is_date)
    }

    /// The code multiplies by a hundred; a percent sign that is mere text does not.
    pub fn is_percentage(&self) -> bool {
        self.sections.first().is_some_and(|section| section.percents() > 0)
    }

    /// Decimals of the first section; `None` where the code shows no digits of its own.
    pub fn decimals(&self) -> Option<u32> {
        let section = self.sections.first()?;
        section.has_digits().then(|| section.decimals())
    }

    /// `None` where the code says nothing about numbers, or what cannot be said in decimals (fractions, exponents).
    pub fn display(&self, value: Decimal) -> Option<Display> {
        let (section, drops_sign) = self.section(value)?;
        if section.tokens.is_empty() && self.sections.len() == 1 {
            return None;
        }
        if section.is_date() || section.has(|token| matches!(token, Token::Exponent | Token::Fraction | Token::Text)) {
            return None;
        }
        let shown = section.scaled(value.abs())?;
        let is_below_zero = value.is_sign_negative() && !value.is_zero();
        let negative = match (is_below_zero, drops_sign) {
            (true, true) => section.marks_negative(),
            (true, false) => true,
            (false, _) => section.is_negative_as_seen(),
        };
        let sign = if is_below_zero && !drops_sign { "-" } else { "" };
        let text = format!("{sign}{}", render::digits(section, shown));
        let (before, behind) = section.around_unsigned();
        let number = section.point_shift().and_then(|by| shown.checked_div(by)).and_then(within);
        let number = number.map(|number| if negative && !number.is_zero() { -number } else { number });
        let decimals = section.has_digits().then(|| section.decimals());
        let scale = section.scaled(Decimal::ONE).and_then(|one| one.checked_div(section.point_shift()?));
        Some(Display { text, number, decimals, scale: scale.unwrap_or(Decimal::ONE), before, behind })
    }

    /// The section for a number, and whether it shows the number without its sign.
    fn section(&self, value: Decimal) -> Option<(&Section, bool)> {
        let numbers = self.sections.iter().filter(|section| !section.is_text()).take(3).collect::<Vec<_>>();
        let (zero, last) = (Decimal::ZERO, numbers.len().checked_sub(1)?);
        if last == 0 && numbers[0].condition.is_none() {
            return Some((numbers[0], false));
        }
        numbers.iter().enumerate().find_map(|(i, section)| {
            let is_it = match (&section.condition, i) {
                (Some(condition), _) => condition.holds(value),
                (None, 0) if last == 1 => value >= zero,
                (None, 0) => value > zero,
                (None, 1) if last == 2 => value < zero,
                (None, _) => i == last,
            };
            let negatives_only = match &section.condition {
                Some(condition) => condition.is_negative(),
                None if i == 1 && (last == 2 || numbers[0].condition.is_none()) => true,
                None => {
                    numbers[..i].iter().any(|before| before.condition.as_ref().is_some_and(Condition::covers_positive))
                }
            };
            is_it.then_some((*section, negatives_only))
        })
    }

    /// A text in a cell with this code (`@"镇"`); `None` where the code says nothing about texts.
    pub fn text(&self, text: &str) -> Option<String> {
        let section = self.sections.iter().find(|section| section.is_text())?;
        Some(section.with_text(text)).filter(|shown| !shown.is_empty())
    }

    /// A serial day of the 1900 system.
    pub fn date(&self, serial: f64) -> Option<String> {
        self.sections
            .first()
            .filter(|section| section.is_date())
            .and_then(|section| date::shown(&section.tokens, serial))
    }
}

/// A day as nothing but itself: 2023-12-31; `None` for what no calendar of a form has.
pub fn iso_date(serial: f64) -> Option<String> {
    date::civil(serial).map(|(year, month, day)| format!("{year}-{month:02}-{day:02}"))
}
