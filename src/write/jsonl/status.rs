//! What the batch makes of every file.

use std::collections::BTreeMap;

use crate::model::batch::{Batch, Tally};
use crate::model::finding::Finding;
use crate::model::standing::Standing;

/// The status of every arrival, by what was found in the file and what the batch rules say about it.
pub fn statuses(batch: &Batch) -> Vec<&'static str> {
    let mut of_batch: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in batch.departments.iter().flat_map(|department| &department.findings) {
        if let Some(file) = &finding.file {
            of_batch.entry(file).or_default().push(finding);
        }
    }
    let status = |arrival: &Standing| {
        let more = of_batch.get(arrival.source.name.as_str()).into_iter().flatten().map(|finding| finding.weight());
        match Tally::of(arrival.weights().chain(more)) {
            Tally { errors: 0, warnings: 0, .. } => "accepted",
            Tally { errors: 0, .. } => "accepted_with_warnings",
            _ => "returned",
        }
    };
    batch.arrivals.iter().map(status).collect()
}
