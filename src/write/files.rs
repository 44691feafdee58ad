//! Files, each once: a workbook with several forms is several arrivals.

use std::collections::BTreeMap;

use crate::model::batch::{Batch, FileState};

/// Arrivals by file, files in the order of the batch, forms in the order of the workbook.
pub fn files(batch: &Batch) -> Vec<Vec<usize>> {
    let mut met: BTreeMap<_, usize> = BTreeMap::new();
    let mut files: Vec<Vec<usize>> = Vec::new();
    for (index, arrival) in batch.arrivals.iter().enumerate() {
        let next = files.len();
        let at = *met.entry((&arrival.source.name, &arrival.source.path)).or_insert(next);
        match files.get_mut(at) {
            Some(forms) => forms.push(index),
            None => files.push(vec![index]),
        }
    }
    files
}

/// The arrival whose state is the file's: one that counts, else one that was read, else any.
pub fn speaker(batch: &Batch, forms: &[usize]) -> usize {
    let rank = |index: &usize| match batch.states[*index] {
        FileState::Counts | FileState::CarriedOver => 0,
        FileState::Superseded(_) => 1,
        FileState::Unplaced => 2,
        FileState::Unreadable => 3,
        FileState::Feedback => 4,
        FileState::Attached | FileState::Report => 4,
        FileState::NotSpreadsheet => 5,
    };
    // A file has at least one arrival.
    forms.iter().copied().min_by_key(rank).unwrap_or_default()
}

/// Where in its file a form stands, when it is not the only one: `第2张表`, else its sheet.
pub fn place(batch: &Batch, index: usize) -> Option<String> {
    let arrival = &batch.arrivals[index];
    let form = arrival.form()?;
    if let Some(place) = form.place {
        return Some(format!("第{place}张表"));
    }
    let beside = batch.arrivals[..index].last().into_iter().chain(batch.arrivals.get(index + 1));
    beside.filter(|other| other.is_same_file(arrival)).count().gt(&0).then(|| form.sheet.clone())
}
