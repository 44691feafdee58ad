//! A file that arrived: who it is, and why it could not be read when it could not.

use std::path::PathBuf;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

/// One input file, before anything in it was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub path: PathBuf,
    /// Relative to the folder given, with `/`; the file's name when it was given directly.
    pub name: String,
    pub size: u64,
    pub modified: Option<SystemTime>,
    /// Given by name on the command line, so not being a spreadsheet is a fault.
    pub named: bool,
    /// Where it lies in the .zip at `path`; `None` for a file of its own.
    pub within: Option<Within>,
}

/// A place in a .zip, or why the .zip stays shut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Within {
    /// Number of the entry; of an entry of a .zip in a .zip the outer one first.
    Entry(Vec<usize>),
    Refused(Fault),
}

impl Source {
    /// In a .zip within a .zip.
    pub fn is_nested(&self) -> bool {
        matches!(&self.within, Some(Within::Entry(place)) if place.len() > 1)
    }

    /// File name without folders: `初稿/区教育局.xlsx` is `区教育局.xlsx`, and so is `报送.zip!区教育局.xlsx`.
    pub fn file_name(&self) -> &str {
        let name = self.name.rsplit('/').next().unwrap_or(&self.name);
        match self.within {
            Some(Within::Entry(_)) => name.rsplit(".zip!").next().unwrap_or(name),
            _ => name,
        }
    }
}

/// Why one file could not be read: a value that rule STR-01 turns into words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    Encrypted,
    /// Not readable as what its first bytes say it is; the reader's own words.
    Corrupt(String),
    Empty,
    /// A web page saved under a spreadsheet's name.
    Html,
    /// Text (CSV and the like) under a spreadsheet's name.
    PlainText,
    /// Packed by a program whose archives cannot be looked into (RAR, 7z).
    Archive(String),
    /// Another known kind of file under a spreadsheet's name (Word, PDF, picture, archive).
    OtherKind(String),
    /// A cap was passed; in words, with the number.
    OverLimit(String),
    /// The reader died or hung on it.
    Crashed,
    /// The operating system would not give it.
    Unavailable(String),
}
