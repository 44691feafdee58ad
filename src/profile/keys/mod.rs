//! Every key a profile may hold, in words: the source of `profile keys`, of docs/profile.md and of the examples in
//! problems. To document a key: one line in `table`; a test holds the table to what serde reads.

mod table;

use serde::Serialize;

pub use table::{KEYS, MUST, SECTIONS};

/// What is written behind the equals sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Text,
    Texts,
    /// Lists of texts that belong together.
    Groups,
    Number,
    Flag,
}

impl Kind {
    /// For people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "文字",
            Self::Texts => "文字列表",
            Self::Groups => "分组的文字列表",
            Self::Number => "数字",
            Self::Flag => "true 或 false",
        }
    }
}

/// One key.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct KeyDoc {
    /// Its tables and itself, by dots; `*` is a key of the author's own, `[]` a table that may stand several times.
    pub path: &'static str,
    pub kind: Kind,
    /// What holds where neither the profile nor what it extends has it.
    pub default: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// A line as it stands in a profile, below its table's name.
    pub example: &'static str,
}

/// A part of the profile, to group its keys under.
pub struct Section {
    /// The first step of its keys' paths; none for those above all sections.
    pub name: &'static str,
    pub about: &'static str,
}

impl Section {
    /// Its keys, in the order of the table.
    pub fn keys(&self) -> impl Iterator<Item = &'static KeyDoc> {
        KEYS.iter().filter(|key| key.section() == self.name)
    }
}

impl KeyDoc {
    fn section(&self) -> &'static str {
        self.path.split_once(['.', '[']).map_or("", |(section, _)| section)
    }

    fn name(&self) -> &'static str {
        self.path.rsplit('.').next().unwrap_or_default()
    }

    /// A path as problems know it (`budget.lines.key`) is one of this key.
    fn is_at(&self, path: &str) -> bool {
        let documented = self.path.replace("[]", "");
        let mut steps = documented.split('.');
        let same = path.split('.').all(|step| steps.next().is_some_and(|known| known == step || known == "*"));
        same && steps.next().is_none()
    }
}

/// The key at a path (`scoring.total`, `budget.lines.key`).
pub fn find(path: &str) -> Option<&'static KeyDoc> {
    KEYS.iter().find(|key| key.is_at(path))
}

/// True for a key that stands above all sections.
pub fn is_top(name: &str) -> bool {
    KEYS.iter().any(|key| key.path == name)
}

/// Where a key of this name stands.
pub fn places(name: &str) -> Vec<&'static str> {
    KEYS.iter().filter(|key| key.name() == name).map(|key| key.path).collect()
}

#[cfg(test)]
mod tests;
