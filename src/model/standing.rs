//! What stays in memory of a file once it was read: a few kilobytes. What it says stands in its body, on disk.

mod note;

use std::fmt::Debug;
use std::io;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::batch::{Document, Feedback, Gone};
use super::finding::Finding;
use super::moment;
use super::sketch::Sketch;
use super::source::Source;

pub use note::{Note, Weight, weighed};

/// Where a body lies: a part of what was laid aside while files were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub start: u64,
    pub length: usize,
}

/// What was laid aside, to be read again in printing order.
pub trait Bodies: Send + Sync + Debug {
    /// The bytes of one body.
    ///
    /// # Errors
    /// The disk does not give them back.
    fn read(&self, span: Span) -> io::Result<Vec<u8>>;
}

/// What a batch is made from: the files' standings, and what was laid aside of them.
#[derive(Debug)]
pub struct Gathered {
    pub standings: Vec<Standing>,
    /// Of an earlier output, those whose files are gone.
    pub gone: Vec<Gone>,
    pub bodies: Arc<dyn Bodies>,
}

/// One file, or one form of a file with several.
#[derive(Clone, Debug)]
pub struct Standing {
    pub source: Source,
    /// Of a merged batch, the part it comes from.
    pub origin: Option<String>,
    pub claim: Claim,
    /// Of an earlier output: its department sent nothing since.
    pub is_carried: bool,
    /// Hex; empty when the file could not be opened at all.
    pub sha256: String,
    /// `xlsx`, `xls` … by content; empty when unknown.
    pub format: String,
    pub held: Held,
    /// Of its findings what counting needs, in the order of their bodies.
    pub notes: Vec<Note>,
    /// The findings' bodies, a JSON line each.
    pub found: Span,
    /// Findings of the batch about this file.
    pub late: Vec<Finding>,
    /// `docProps` modified, seconds since the epoch.
    pub modified_inside: Option<i64>,
}

/// Whose a file is in which no form was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Claim {
    /// Whomever its name names.
    #[default]
    ByFileName,
    /// A department of the roster, by index.
    Listed(usize),
    /// One that is on no roster, by its key.
    Named(String),
    Nobody,
}

/// What was read from it.
#[derive(Clone, Debug)]
pub enum Held {
    Form(Box<FormStanding>),
    /// Readable, but no visible sheet holds a form.
    NoForm,
    /// A document without a form, or one whose form a workbook beside it holds too.
    Document(Document),
    /// It could not be read.
    Fault,
    /// Neither by content nor by name; what it is, where a form may have been sent as such.
    NotSpreadsheet(Option<String>),
    /// A department's answers to its findings.
    Feedback(Box<Feedback>),
}

impl Held {
    /// Meant to be a form, and none could be read.
    pub fn is_unread(&self) -> bool {
        matches!(self, Self::NoForm | Self::Fault)
    }
}

/// A form that was read and scored.
#[derive(Clone, Debug)]
pub struct FormStanding {
    /// Its line for `submissions.jsonl`.
    pub body: Span,
    /// Of what the form says, whatever file it is in.
    pub digest: [u8; 16],
    pub profile: String,
    pub sheet: String,
    /// 1-based among the forms of its sheet; `None` where it is the only one.
    pub place: Option<usize>,
    pub is_unknown_form: bool,
    /// It stands in a report.
    pub has_narrative: bool,
    pub is_scored: bool,
    /// Roster index, or `None` (no roster, or BAS-02 / BAS-01).
    pub roster: Option<usize>,
    /// Roster name; without a roster the written name normalised; `None` when missing or unknown.
    pub department: Option<String>,
    pub department_written: Option<String>,
    /// Roster indexes of similar names, best first (BAS-02).
    pub suggestions: Vec<usize>,
    /// What files without a roster are grouped by: the name without its place. Empty when the name is blank.
    pub key: String,
    pub project: Option<String>,
    pub year: Option<i32>,
    /// Single fields by key, as written: those that a sheet of one row a form shows.
    pub fields: Vec<(String, String)>,
    pub subordinate_units: Option<Decimal>,
    pub lines: Vec<MoneyLine>,
    pub indicators: usize,
    /// Rows it has in a list of indicators: with the scored budget line and the scored goals.
    pub rows: usize,
    /// Columns that few forms have, of which this one has something.
    pub further: Vec<FurtherColumn>,
    /// Every indicator has all its points.
    pub is_full: bool,
    pub has_scored_goals: bool,
    pub scores: Scores,
    /// Of the department's own words, where there are enough of them (BAT-04).
    pub words: Option<Sketch>,
}

/// A budget line, in 元; unusable amounts are `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct MoneyLine {
    /// The profile's key; empty for a line it does not know.
    pub key: String,
    pub budget: Option<Decimal>,
    pub executed: Option<Decimal>,
}

/// The totals of a score book, points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// What the total row states.
    pub stated: Option<Decimal>,
    pub own: Decimal,
    pub recomputed: Decimal,
    pub verified_points: Decimal,
    pub unverified_points: Decimal,
    /// Own scores per level-1 name in form order.
    pub by_level1: Vec<(String, Decimal)>,
    pub grade_own: String,
    pub grade_recomputed: String,
    /// Ratio.
    pub overall_rate: Option<Decimal>,
}

/// A column of the indicators that few forms have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FurtherColumn {
    Goal,
    Operator,
    Unit,
    Adjusted,
    Core,
    Coefficient,
}

impl Standing {
    pub fn form(&self) -> Option<&FormStanding> {
        match &self.held {
            Held::Form(form) => Some(form),
            _ => None,
        }
    }

    pub fn form_mut(&mut self) -> Option<&mut FormStanding> {
        match &mut self.held {
            Held::Form(form) => Some(form),
            _ => None,
        }
    }

    /// A report whose form stands in a workbook beside it: what was found of its own table is that workbook's.
    pub fn becomes_report(&mut self) {
        let title = self.form().and_then(|form| form.department_written.clone()).unwrap_or_default();
        self.held = Held::Document(Document { title, is_report: true });
        (self.notes, self.found) = (Vec::new(), Span::default());
    }

    /// All its findings, those of the batch last.
    pub fn weights(&self) -> impl Iterator<Item = Weight<'_>> {
        weighed(&self.notes, &self.late)
    }

    /// When it was last saved, seconds since the epoch: as the file says itself, else as its folder does.
    pub fn saved(&self) -> Option<i64> {
        self.modified_inside.or_else(|| self.source.modified.map(moment::seconds))
    }

    pub fn finding_count(&self) -> usize {
        self.notes.len() + self.late.len()
    }

    /// The same file, of which this may be another form.
    pub fn is_same_file(&self, other: &Self) -> bool {
        self.source.name == other.source.name && self.source.path == other.source.path
    }
}

impl FormStanding {
    /// A single field as written; `None` when blank.
    pub fn field(&self, key: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == key).map(|(_, text)| text.as_str())
    }

    pub fn line(&self, key: &str) -> Option<&MoneyLine> {
        self.lines.iter().find(|line| line.key == key)
    }
}

impl MoneyLine {
    /// In 元, when usable.
    pub fn budget_yuan(&self) -> Option<Decimal> {
        self.budget
    }

    pub fn executed_yuan(&self) -> Option<Decimal> {
        self.executed
    }
}
