//! One value of a form: what is written in a cell, and what it was read as.

use rust_decimal::Decimal;

use super::address::{Area, CellRef};
pub use super::money_unit::MoneyUnit;
use super::quantity::Measure;

/// A value read from one cell (or merge): where it stands, what is written, what it was read as.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<T> {
    /// Top-left cell of the merge; where a blank value would have to be filled in.
    pub cell: CellRef,
    /// The merge, when there is one.
    pub area: Area,
    /// The label or header this value was found by.
    pub label: Option<CellRef>,
    /// As the cell shows it, tidied; empty when blank.
    pub written: String,
    pub state: State<T>,
    /// What reading changed or assumed, in words for `inspect` ("全角转半角", "按1=100%读取").
    pub notes: Vec<&'static str>,
    /// Stored as text although it is a number (STR-11).
    pub as_text: bool,
}

/// The note of a figure whose cell has a date format.
pub const SHOWN_AS_DATE: &str = "单元格是日期格式";

/// What became of a cell. Only `Read` can be computed with; every other state is *unusable*.
#[derive(Clone, Debug, PartialEq)]
pub enum State<T> {
    Blank,
    /// A mark for "nothing" (— / 无), as the profile lists them.
    Void,
    /// A template instruction nobody replaced.
    Hint,
    /// `#REF!` and the like, as written.
    Error,
    Uncalculated,
    /// A formula that stands there as text (=SUM(H14:H28)).
    FormulaText,
    /// A picture, and no text.
    Picture,
    /// Filled in, but not what the cell is for (words in an amount).
    Unreadable,
    Read(T),
}

impl<T> State<T> {
    /// The same state of what its value is made into.
    pub fn map<'a, U>(&'a self, make: impl FnOnce(&'a T) -> U) -> State<U> {
        match self {
            Self::Blank => State::Blank,
            Self::Void => State::Void,
            Self::Hint => State::Hint,
            Self::Error => State::Error,
            Self::Uncalculated => State::Uncalculated,
            Self::FormulaText => State::FormulaText,
            Self::Picture => State::Picture,
            Self::Unreadable => State::Unreadable,
            Self::Read(value) => State::Read(make(value)),
        }
    }
}

impl<T> Entry<T> {
    pub fn value(&self) -> Option<&T> {
        match &self.state {
            State::Read(value) => Some(value),
            _ => None,
        }
    }

    /// Blank or a void mark: nothing was stated.
    pub fn is_absent(&self) -> bool {
        matches!(self.state, State::Blank | State::Void | State::Hint)
    }

    pub fn is_hint(&self) -> bool {
        matches!(self.state, State::Hint)
    }

    /// Nothing can be read there, and a rule of its own says so (STR-10, STR-13, STR-16, STR-17): no other has to.
    pub fn is_spoilt(&self) -> bool {
        matches!(self.state, State::Error | State::Uncalculated | State::FormulaText | State::Picture)
    }

    /// A figure could not be read because its cell shows it as a day.
    pub fn is_shown_as_date(&self) -> bool {
        self.notes.contains(&SHOWN_AS_DATE)
    }

    /// The text for output: `None` for blank and for a template hint.
    pub fn text(&self) -> Option<&str> {
        (!self.written.is_empty() && !self.is_hint()).then_some(self.written.as_str())
    }
}

/// Running text: what it says is what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text;

impl Entry<Text> {
    /// What the cell says, where that is more than nothing.
    pub fn read(&self) -> Option<&str> {
        self.value().map(|Text| self.written.as_str())
    }
}

/// How the money unit of the form was decided; later ones are weaker evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitSource {
    Header,
    Note,
    Profile,
}

/// An amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// In 元, whatever was written.
    pub yuan: Decimal,
    /// The unit it was taken in.
    pub unit: MoneyUnit,
    /// True when the cell itself names the unit (1286.98万元).
    pub unit_in_cell: bool,
    /// Decimals shown, in its own unit.
    pub decimals: u32,
}

/// A rate as the form states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// 1 is 100 %.
    pub ratio: Decimal,
    /// Decimals of the percentage shown (97.12% has 2).
    pub decimals: u32,
    /// True when neither sign nor format said whether 1 means 1 % or 100 %.
    pub inferred: bool,
}

/// Points or a score, with the decimals written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Points {
    pub value: Decimal,
    pub decimals: u32,
}

/// A target or an actual: its text is the entry's, this is what it means.
pub type MeasureEntry = Entry<Measure>;
