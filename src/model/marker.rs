//! What outputs are known by when they come back among the inputs: a property of the document, which Excel, WPS,
//! LibreOffice and openpyxl keep when they save it.

use std::fmt;

/// The property's name.
pub const MARKER: &str = "jixiao-output";
pub const SUMMARY: &str = "汇总表";
pub const FEEDBACK: &str = "问题反馈";
/// What templates are marked as, before the rest of their mark.
const TEMPLATE: &str = "空表";
/// A name of the workbook that says the same as the property, for programs that lose one of them.
pub const TEMPLATE_NAME: &str = "jixiao_template";

/// Of a template: what it is a template of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateMark {
    /// The profile's name, and the version of its layout.
    pub profile: String,
    pub version: String,
    pub year: i32,
}

impl fmt::Display for TemplateMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{TEMPLATE}|{}|{}|{}", self.profile.replace('|', ""), self.version, self.year)
    }
}

impl TemplateMark {
    /// `None` for every other mark.
    pub fn read(mark: &str) -> Option<Self> {
        let mut parts = mark.split('|');
        parts.next().filter(|kind| *kind == TEMPLATE)?;
        let (profile, version) = (parts.next()?.to_owned(), parts.next()?.to_owned());
        Some(Self { profile, version, year: parts.next()?.parse().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written_and_nothing_else_is_one() {
        let mark = TemplateMark { profile: "xiangdong-2023".to_owned(), version: "0a1b".to_owned(), year: 2023 };
        assert_eq!(TemplateMark::read(&mark.to_string()), Some(mark));
        for other in ["汇总表", "空表", "空表|a|b", "空表|a|b|今年", ""] {
            assert_eq!(TemplateMark::read(other), None, "{other}");
        }
    }
}
