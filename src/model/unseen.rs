//! What a sheet holds that is no cell to be read: hidden rows and columns, pictures.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::address::CellRef;

/// What a file says of a sheet beside its cells.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Unseen {
    /// First and last of each run of hidden rows, in order; without height counts as hidden.
    pub rows: Vec<(u32, u32)>,
    pub cols: Vec<(u32, u32)>,
    pub pictures: BTreeSet<CellRef>,
}

impl Unseen {
    /// Runs one after the other, however a file lists them.
    pub fn in_order(mut self) -> Self {
        for runs in [&mut self.rows, &mut self.cols] {
            runs.sort_unstable();
            runs.dedup_by(|next, run| {
                let is_joined = next.0 <= run.1.saturating_add(1);
                run.1 = if is_joined { run.1.max(next.1) } else { run.1 };
                is_joined
            });
        }
        self
    }

    pub fn has_row(&self, row: u32) -> bool {
        is_within(&self.rows, row)
    }

    pub fn has_col(&self, col: u32) -> bool {
        is_within(&self.cols, col)
    }
}

fn is_within(spans: &[(u32, u32)], at: u32) -> bool {
    let after = spans.partition_point(|(first, _)| *first <= at);
    spans[..after].last().is_some_and(|(_, last)| at <= *last)
}
