//! What an earlier output knows that its files may no longer tell.

use std::path::Path;

use crate::consolidate::rounds::Kept;
use crate::model::batch::Batch;
use crate::model::moment;
use crate::record::{Collection, DepartmentStatus};
use crate::write::staging::DATA;

/// Departments of the output that is about to be replaced, and of an earlier one; of two the former. An output that
/// can't be read, or that another version wrote, says as much as it says.
pub struct Earlier(Vec<DepartmentStatus>);

impl Earlier {
    pub fn of(out: &Path, previous: Option<&Path>) -> Self {
        let folders = [Some(out), previous].into_iter().flatten();
        let known = folders.filter_map(|folder| Collection::open(folder, DATA).ok());
        Self(known.flat_map(|collection| collection.departments).collect())
    }

    /// What departments answered, by name.
    pub fn answers(&self) -> Kept {
        let mut kept = Kept::new();
        for line in self.0.iter().filter(|line| !line.replies.is_empty()) {
            kept.entry(line.department.clone()).or_insert_with(|| line.replies.clone());
        }
        kept
    }

    /// Since when each department is in its state: a state that lasts keeps its day.
    pub fn date(&self, batch: &mut Batch, created: i64) {
        let known: std::collections::BTreeMap<_, _> =
            self.0.iter().rev().map(|line| ((&line.department, &line.source), line)).collect();
        for department in &mut batch.departments {
            let before = known.get(&(&department.name, &department.origin));
            let lasting = before.filter(|line| line.state == department.state.name());
            department.since = lasting.and_then(|line| line.since.clone()).or_else(|| Some(moment::day(created)));
        }
    }
}
