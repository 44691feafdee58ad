//! A file after its own journey, with everything that is known of it.

use std::sync::Arc;

use crate::model::finding::Finding;
use crate::model::grid::Sheet;
use crate::model::reply::Answer;
use crate::model::score::ScoreBook;
use crate::model::source::{Fault, Source};
use crate::model::submission::Submission;

/// One input file after its own journey, with everything that is known of it. A batch keeps its [`Standing`].
#[derive(Clone, Debug)]
pub struct Arrival {
    pub source: Source,
    /// Hex; empty when the file could not be opened at all.
    pub sha256: String,
    /// `xlsx`, `xls` … by content; empty when unknown.
    pub format: String,
    pub content: Content,
    /// Findings of this file alone, in order of cell.
    pub findings: Vec<Finding>,
    /// `docProps` modified, seconds since the epoch.
    pub modified_inside: Option<i64>,
}

#[derive(Clone, Debug)]
pub enum Content {
    Form(Box<Record>),
    /// Readable, but no visible sheet holds a form: sheets, and labels that were found.
    NoForm {
        sheets: Vec<String>,
        labels: Vec<String>,
    },
    /// A document in which no form is.
    Document(Document),
    Fault(Fault),
    /// Met in a folder; neither by content nor by name a spreadsheet.
    NotSpreadsheet(Option<String>),
    /// A department's answers to its findings.
    Feedback(Box<Feedback>),
    /// A summary of ours.
    Summary,
}

/// A document beside the forms, or instead of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// What heads it: a department may be named there.
    pub title: String,
    /// It says something in sentences, beside tables.
    pub is_report: bool,
}

/// A feedback workbook that came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feedback {
    /// Roster index of the department it was made for.
    pub roster: Option<usize>,
    /// Its name without its place: what departments on no roster are known by.
    pub key: String,
    pub answers: Vec<Answer>,
}

/// A form that was read and scored.
#[derive(Clone, Debug)]
pub struct Record {
    pub submission: Submission,
    pub book: ScoreBook,
    /// Its sheet, with those it goes on on, where somebody may want to see it again.
    pub sheet: Option<Arc<Sheet>>,
    /// Roster index, or `None` (no roster, or BAS-02 / BAS-01).
    pub roster: Option<usize>,
    /// Roster name; without a roster the written name normalised; `None` when missing or unknown.
    pub department: Option<String>,
    /// Roster indexes of similar names, best first (BAS-02).
    pub suggestions: Vec<usize>,
    /// What files without a roster are grouped by: the name without its place, so that
    /// 区教育局 and 萍乡市湘东区教育局 are one. Empty when the name is blank.
    pub key: String,
    /// Digest of the running text around it, where it stands in a report.
    pub narrative: Option<String>,
}

impl Arrival {
    pub fn record(&self) -> Option<&Record> {
        match &self.content {
            Content::Form(record) => Some(record),
            _ => None,
        }
    }
}
