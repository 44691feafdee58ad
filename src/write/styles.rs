//! Looks by meaning: one palette, two typefaces, and what each kind of cell looks like.

use std::borrow::Cow;

use crate::model::finding::Severity;

/// The only colours of every workbook, `0xRRGGBB`.
pub mod palette {
    pub const BRAND: u32 = 0x1F_4E_79;
    pub const BRAND_MID: u32 = 0x2E_75_B6;
    pub const BRAND_SOFT: u32 = 0xDD_EB_F7;
    pub const BRAND_PALE: u32 = 0xF4_F8_FC;
    pub const INK: u32 = 0x26_26_26;
    pub const MUTED: u32 = 0x76_76_76;
    pub const GRID: u32 = 0xBF_C7_D1;
    pub const WHITE: u32 = 0xFF_FF_FF;
    pub const BAD: u32 = 0xC0_00_00;
    pub const BAD_FILL: u32 = 0xFC_E4_E4;
    pub const WARN: u32 = 0x8A_5A_00;
    pub const WARN_FILL: u32 = 0xFF_F2_CC;
    pub const INFO: u32 = 0x1F_4E_79;
    pub const INFO_FILL: u32 = 0xE6_EF_F9;
    pub const GOOD: u32 = 0x2E_6B_2E;
    pub const GOOD_FILL: u32 = 0xE5_F2_DC;
    pub const GREY: u32 = 0x7F_7F_7F;
    pub const GREY_FILL: u32 = 0xED_ED_ED;
    /// Cells people are asked to fill in.
    pub const INPUT_FILL: u32 = 0xFF_FD_E7;
}

/// Both come with every Chinese Windows and with WPS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Face {
    /// 微软雅黑
    Sans,
    /// 宋体, for forms as departments know them.
    Serif,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Border {
    None,
    Thin,
    /// Thin, with a stronger line above: totals.
    TopRule,
    /// Only a line below: places to sign, headings.
    BottomRule,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Across {
    Left,
    Centre,
    Right,
}

/// Everything a cell's format can say; plain data that `sheet` turns into the library's format.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Look {
    pub face: Face,
    /// Points.
    pub size: u8,
    pub bold: bool,
    pub underline: bool,
    pub ink: u32,
    pub fill: Option<u32>,
    pub border: Border,
    pub across: Across,
    /// Against the top of the cell instead of its middle.
    pub top: bool,
    pub wrap: bool,
    pub indent: u8,
    /// Number format code; empty is General.
    pub number: Cow<'static, str>,
    /// Can be filled in on a protected sheet.
    pub open: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            face: Face::Sans,
            size: 10,
            bold: false,
            underline: false,
            ink: palette::INK,
            fill: None,
            border: Border::None,
            across: Across::Left,
            top: false,
            wrap: false,
            indent: 0,
            number: Cow::Borrowed(""),
            open: false,
        }
    }
}

impl Look {
    pub fn fill(self, fill: u32) -> Self {
        Self { fill: Some(fill), ..self }
    }
    pub fn ink(self, ink: u32) -> Self {
        Self { ink, ..self }
    }
    pub fn size(self, size: u8) -> Self {
        Self { size, ..self }
    }
    pub fn bold(self) -> Self {
        Self { bold: true, ..self }
    }
    pub fn wrap(self) -> Self {
        Self { wrap: true, ..self }
    }
    pub fn top(self) -> Self {
        Self { top: true, ..self }
    }
    pub fn across(self, across: Across) -> Self {
        Self { across, ..self }
    }
    pub fn centre(self) -> Self {
        self.across(Across::Centre)
    }
    pub fn border(self, border: Border) -> Self {
        Self { border, ..self }
    }
    pub fn indent(self, indent: u8) -> Self {
        Self { indent, ..self }
    }
    pub fn face(self, face: Face) -> Self {
        Self { face, ..self }
    }
    /// Numbers stand right.
    pub fn number(self, code: impl Into<Cow<'static, str>>) -> Self {
        Self { number: code.into(), across: Across::Right, ..self }
    }
    /// A cell people fill in on a protected sheet.
    pub fn open(self) -> Self {
        Self { open: true, fill: Some(palette::INPUT_FILL), ..self }
    }
    /// A link must look like one.
    pub fn linked(self) -> Self {
        Self { underline: true, ink: palette::BRAND_MID, ..self }
    }
    /// The same cell in a totals row.
    pub fn total(self) -> Self {
        Self { bold: true, fill: Some(palette::BRAND_SOFT), border: Border::TopRule, ..self }
    }
    /// The same cell, coloured by a finding's level.
    pub fn marked(self, severity: Severity) -> Self {
        match severity {
            Severity::Error => self.fill(palette::BAD_FILL).ink(palette::BAD),
            Severity::Warning => self.fill(palette::WARN_FILL).ink(palette::WARN),
            Severity::Info => self.fill(palette::INFO_FILL).ink(palette::INFO),
        }
    }
}

/// Cells by what they mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    Title,
    Subtitle,
    /// A heading inside a page.
    Heading,
    Header,
    Text,
    /// Long text: wrapped, against the top.
    Prose,
    Centre,
    Count,
    /// 元 or 万元, two decimals; exact to the cent when clicked.
    Money,
    Rate,
    /// Points and scores, two decimals.
    Score,
    Difference,
    Link,
    Unverifiable,
    ErrorFill,
    WarningFill,
    InfoFill,
    GoodFill,
    /// Empty cells people are asked to fill in.
    Input,
    /// Small grey explanations.
    Hint,
}

impl Style {
    pub fn look(self) -> Look {
        let plain = Look::default();
        let cell = Look { border: Border::Thin, ..Look::default() };
        match self {
            Self::Title => plain.size(16).bold().ink(palette::BRAND),
            Self::Subtitle => plain.size(9).ink(palette::MUTED),
            Self::Heading => plain.size(11).bold().ink(palette::BRAND).border(Border::BottomRule),
            Self::Header => cell.bold().ink(palette::WHITE).fill(palette::BRAND).centre().wrap(),
            Self::Text => cell,
            Self::Prose => cell.wrap().top(),
            Self::Centre => cell.centre(),
            Self::Count => cell.number("#,##0"),
            Self::Money => cell.number("#,##0.00;[Red]-#,##0.00"),
            Self::Rate => cell.number("0.00%;[Red]-0.00%"),
            Self::Score => cell.number("0.00;[Red]-0.00"),
            Self::Difference => cell.number("+0.00;[Red]-0.00;0.00"),
            Self::Link => cell.linked(),
            Self::Unverifiable => cell.fill(palette::GREY_FILL).ink(palette::GREY),
            Self::ErrorFill => cell.marked(Severity::Error),
            Self::WarningFill => cell.marked(Severity::Warning),
            Self::InfoFill => cell.marked(Severity::Info),
            Self::GoodFill => cell.fill(palette::GOOD_FILL).ink(palette::GOOD),
            Self::Input => cell.fill(palette::INPUT_FILL).wrap().top(),
            Self::Hint => plain.size(9).ink(palette::MUTED).wrap().top(),
        }
    }
}

impl From<Style> for Look {
    fn from(style: Style) -> Self {
        style.look()
    }
}
