//! A TOML text put together from sections, each line with the cell it comes from; what is only a guess is written as a
//! comment.

use std::fmt::Write as _;

use crate::model::address::CellRef;

/// How far a line can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// The form says so.
    Sure,
    /// Put to the test: it stays where the form is read at least as well with it.
    Tried,
    /// A question to whoever reads the draft.
    Guess,
}

/// A table of the TOML; without a name the keys above all tables.
pub struct Section {
    name: String,
    lines: Vec<Line>,
}

struct Line {
    text: String,
    /// Behind the text, as a comment.
    remark: String,
    trust: Trust,
}

impl Section {
    /// `[name]`, `[[name]]` or nothing, as it is written.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), lines: Vec::new() }
    }

    pub fn line(&mut self, trust: Trust, text: String, remark: impl Into<String>) {
        self.lines.push(Line { text, remark: remark.into(), trust });
    }

    /// A line that the form states in a cell.
    pub fn stated(&mut self, text: String, cell: CellRef) {
        self.line(Trust::Sure, text, cell.to_string());
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Lines beyond the trust are comments; a section of nothing else is one as a whole.
    pub fn write(&self, out: &mut String, trust: Trust) {
        let is_on = self.lines.iter().any(|line| line.trust <= trust);
        if !self.name.is_empty() {
            let mark = if is_on { "" } else { "# " };
            push(out, format_args!("\n{mark}{}\n", self.name));
        }
        for line in &self.lines {
            let mark = if line.trust <= trust { "" } else { "# " };
            let remark = if line.remark.is_empty() { String::new() } else { format!("  # {}", line.remark) };
            push(out, format_args!("{mark}{}{remark}\n", line.text));
        }
    }
}

pub fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}

/// A text as TOML quotes it.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A list of texts in one line.
pub fn list<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let texts: Vec<String> = texts.into_iter().map(quoted).collect();
    format!("[{}]", texts.join(", "))
}

/// A key of the author's own: bare where TOML allows it.
pub fn key(name: &str) -> String {
    let name: String = name.chars().filter(|c| c.is_alphanumeric() || *c == '_').collect();
    if name.is_ascii() && !name.is_empty() { name } else { quoted(&name) }
}
