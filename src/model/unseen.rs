//! What a sheet holds that is no cell to be read: hidden rows and columns, pictures.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::address::CellRef;

/// What a file says of a sheet beside its cells.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Unseen {
    /// First and last of each run of hidden rows; without height counts as hidden.
    pub rows: Vec<(u32, u32)>,
    pub cols: Vec<(u32, u32)>,
    pub pictures: BTreeSet<CellRef>,
}

impl Unseen {
    pub fn has_row(&self, row: u32) -> bool {
        is_within(&self.rows, row)
    }

    pub fn has_col(&self, col: u32) -> bool {
        is_within(&self.cols, col)
    }
}

fn is_within(spans: &[(u32, u32)], at: u32) -> bool {
    spans.iter().any(|(first, last)| (*first..=*last).contains(&at))
}
