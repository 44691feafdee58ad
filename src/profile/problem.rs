//! What is wrong with a profile: every problem with its line, all of them at once.

use std::fmt;
use std::ops::Range;

use super::document::Origin;
use super::raw::Text;

/// One problem of a profile.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProfileProblem {
    /// 1-based line in the profile's own text; `None` for what no line of it is to blame for.
    pub line: Option<usize>,
    /// 1-based character in that line, where the place within a text matters.
    pub column: Option<usize>,
    pub message: String,
}

impl fmt::Display for ProfileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, "第{line}行第{column}列：{}", self.message),
            (Some(line), None) => write!(f, "第{line}行：{}", self.message),
            (None, _) => f.write_str(&self.message),
        }
    }
}

/// Everything that is wrong with one profile, in order of line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileProblems(pub Vec<ProfileProblem>);

impl fmt::Display for ProfileProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ProfileProblems {}

/// Collects problems while a profile is checked, by place in its text.
pub struct Problems<'a> {
    origin: &'a Origin<'a>,
    found: Vec<ProfileProblem>,
    /// Keys that could not be read and were dropped: they are not missing.
    dropped: Vec<String>,
}

impl<'a> Problems<'a> {
    pub fn new(origin: &'a Origin<'a>) -> Self {
        Self { origin, found: Vec::new(), dropped: Vec::new() }
    }

    /// A problem at a place of the text.
    pub fn at(&mut self, span: Range<usize>, message: impl Into<String>) {
        let (line, note) = self.origin.line(span.start);
        self.found.push(ProfileProblem { line, column: None, message: message.into() + note.as_str() });
    }

    /// A problem at a byte within a quoted text, with its column.
    pub fn within(&mut self, text: &Text, at: usize, message: String) {
        let place = self.origin.within(text.span(), text.get_ref(), at);
        let (line, note) = self.origin.line(place);
        let column = line.map(|_| self.origin.column(place));
        self.found.push(ProfileProblem { line, column, message: message + note.as_str() });
    }

    /// Something that should stand in a section (`scoring`) under a key, and does not.
    pub fn missing(&mut self, section: &str, key: &str, what: &str) {
        let path = format!("{section}.{key}");
        if self.dropped.iter().any(|dropped| path.starts_with(dropped.as_str())) {
            return;
        }
        let line = self.origin.section_line(section);
        let place = if section.is_empty() { String::new() } else { format!("[{section}] ") };
        self.found
            .push(ProfileProblem { line, column: None, message: format!("{place}缺少 {key}，请补上：{what}") });
    }

    /// A key that was taken out because it could not be read.
    pub fn dropped(&mut self, path: String) {
        self.dropped.push(path);
    }

    pub fn into_result<T>(self, value: T) -> Result<T, ProfileProblems> {
        let mut found = self.found;
        found.sort();
        found.dedup();
        if found.is_empty() { Ok(value) } else { Err(ProfileProblems(found)) }
    }
}
