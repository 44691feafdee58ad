//! A report beside a form, as the two were submitted before.

use crate::model::finding::Finding;
use crate::model::standing::FormStanding;

/// A form and the report beside it: another report is another submission, though its form be the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// Digest of what the form says, hex.
    pub form: String,
    /// sha256 of the report.
    pub report: String,
}

/// What was found of two that another form or report took the place of.
#[derive(Clone, Debug)]
pub struct Reported {
    /// Of a merged batch, the part it comes from.
    pub origin: Option<String>,
    pub department: String,
    pub pair: Pair,
    /// Of what the two say against each other.
    pub findings: Vec<Finding>,
}

impl Reported {
    /// Whether it may be a department's that comes from that part; one that comes from none is the whole's.
    pub fn is_of_part(&self, origin: Option<&str>) -> bool {
        origin.is_none() || self.origin.as_deref() == origin
    }
}

impl Pair {
    /// A form with the report of that sha256.
    pub fn of(form: &FormStanding, report: String) -> Self {
        Self { form: form.digest.iter().map(|byte| format!("{byte:02x}")).collect(), report }
    }
}
