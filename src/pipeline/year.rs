//! The year a batch is about where nobody said it: the one that most of its forms state.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use crate::form::{Found, forms};
use crate::ground::Ground;
use crate::model::source::Source;
use crate::read::{self, ReadContent};

/// Files asked before the journey begins. Where all files together turn out to say something else, they are judged
/// once more.
const ASKED: usize = 48;

/// What some of the files, spread over all of them, state most often.
pub fn supposed(sources: &[Source], ground: &Ground) -> Option<i32> {
    let step = sources.len().div_ceil(ASKED).max(1);
    let stated: Vec<Vec<i32>> = sources.par_iter().step_by(step).map(|source| stated(source, ground)).collect();
    most(stated.into_iter().flatten())
}

/// Of years met as often the later one.
pub fn most(years: impl Iterator<Item = i32>) -> Option<i32> {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    years.for_each(|year| *counts.entry(year).or_default() += 1);
    counts.into_iter().max_by_key(|(year, count)| (*count, *year)).map(|(year, _)| year)
}

/// A panic costs the answer only: on its journey the file is told of.
fn stated(source: &Source, ground: &Ground) -> Vec<i32> {
    let read = || {
        let ReadContent::Workbook(workbook) = read::open(source, &ground.reader).content else { return vec![] };
        let Found::Forms(found) = forms(&workbook, &ground.profiles, None) else { return vec![] };
        found.into_iter().filter_map(|form| form.raw.year?.1).collect()
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_most_forms_state_and_of_equals_the_later() {
        assert_eq!(most([2023, 2024, 2024].into_iter()), Some(2024));
        assert_eq!(most([2024, 2023, 2023].into_iter()), Some(2023));
        assert_eq!(most([2023, 2024].into_iter()), Some(2024));
        assert_eq!(most(std::iter::empty()), None);
    }
}
