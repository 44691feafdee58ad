//! Records as JSON lines: what is laid aside of a form and of a finding, what `data/*.jsonl` holds, and what is read
//! of it again.

/// The files of an output's `data/` that hold them.
pub const SUBMISSIONS: &str = "submissions.jsonl";
pub const FINDINGS: &str = "findings.jsonl";
pub const DEPARTMENTS: &str = "departments.jsonl";
/// Submissions whose files are gone, each with its findings.
pub const EARLIER: &str = "earlier.jsonl";

mod compared;
mod earlier;
mod finding;
mod form;
mod kept;
mod printed;
mod rows;

pub use compared::{ComparedForm, ComparedIndicator};
pub use earlier::{Beside, EarlierForm, EarlierPair, KeptEarlier, KeptPair, is_pair};
pub use finding::FindingLine;
pub use form::{FormLine, Outlook, with_outlook, without_outlook};
pub use kept::{KeptForm, KeptIndicator, KeptLine};
pub use printed::{PrintedForm, PrintedRow};
