//! Which numbers a section is for.

use rust_decimal::Decimal;

/// `[>=10000]`
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    operator: String,
    operand: Decimal,
}

impl Condition {
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim_start_matches(['<', '>', '=']);
        let operator = text[..text.len() - digits.len()].to_owned();
        let operand = digits.trim().parse().ok()?;
        (!operator.is_empty()).then_some(Self { operator, operand })
    }

    pub fn holds(&self, value: Decimal) -> bool {
        match self.operator.as_str() {
            "<" => value < self.operand,
            "<=" => value <= self.operand,
            ">" => value > self.operand,
            ">=" => value >= self.operand,
            "<>" => value != self.operand,
            _ => value == self.operand,
        }
    }

    /// Whatever is not below zero is meant: what is left is negative.
    pub fn covers_positive(&self) -> bool {
        self.operator == ">=" && self.operand <= Decimal::ZERO
    }

    /// No number above zero is meant: the sign is the section's own to show.
    pub fn is_negative(&self) -> bool {
        self.operator.starts_with('<') && self.operator != "<>" && self.operand <= Decimal::ZERO
    }
}
