//! A report beside a form, as the two were submitted before.

use super::{Batch, Department, FileState};
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

impl Batch {
    /// The form of a department that its newest report tells of, and that report.
    pub fn reported(&self, department: &Department) -> Option<(usize, usize)> {
        let reports = department.attached.iter().copied().filter(|file| self.states[*file] == FileState::Report);
        let newest = reports.max_by_key(|file| (self.arrivals[*file].saved(), *file))?;
        let own = department.slots.iter().find(|slot| slot.project.is_none()).or(department.slots.first())?;
        Some((own.counting(), newest))
    }

    /// That form with that report.
    pub fn pair(&self, department: &Department) -> Option<Pair> {
        let (form, report) = self.reported(department)?;
        Some(Pair::of(self.arrivals[form].form()?, self.arrivals[report].sha256.clone()))
    }

    /// What was found of the form and the report before that pair, of a department, the last last.
    pub fn reported_before<'a>(&'a self, department: &'a Department) -> impl DoubleEndedIterator<Item = &'a Reported> {
        let now = self.pair(department);
        let is_its = move |one: &&Reported| {
            one.is_of_part(department.origin.as_deref()) && now.as_ref().is_some_and(|now| *now != one.pair)
        };
        self.reported.get(&department.name).into_iter().flatten().filter(is_its)
    }

    /// The report alone is another since the submission before.
    pub fn has_only_another_report(&self, department: &Department) -> bool {
        let before = self.reported_before(department).next_back();
        before.zip(self.pair(department)).is_some_and(|(before, now)| before.pair.form == now.form)
    }
}
