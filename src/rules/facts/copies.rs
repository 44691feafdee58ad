//! Near-identical texts among very many, without comparing every pair.
//!
//! Each text becomes a sketch: the smallest hashes of its three-character pieces. Of these the ones that the fewest
//! other texts have say most about it; phrases that everybody copies from the template say least. All texts are put
//! in the order of these rare pieces, as in a dictionary, once from each of the first few of them on: copies stand
//! side by side somewhere in it, so that each text is compared with its neighbours and with nothing else.

use std::collections::{BTreeMap, VecDeque};

use crate::model::sketch::Sketch;

/// The smallest of them, among which the rare ones are looked for.
const LOOKED_AT: usize = 128;
/// Places a text has in the dictionary: from its rarest shared piece on, from the second, and so on.
const PLACES: usize = 8;
/// Pieces a place is decided by.
const DEPTH: usize = 16;
/// Unlike texts before it that a text is compared with at each of its places.
const NEIGHBOURS: usize = 4;

/// What was found, and what finding it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Groups of two or more texts that are alike, each a sorted list of indexes, by first index.
    pub clusters: Vec<Vec<usize>>,
    /// Never more than places times neighbours for each text.
    pub comparisons: usize,
}

/// The same input in the same order always gives the same clusters.
pub fn clusters(sketches: &[&Sketch], threshold: f64) -> Found {
    let mut groups = Groups::new(sketches.len());
    let mut comparisons = 0;
    let mut before: VecDeque<usize> = VecDeque::with_capacity(NEIGHBOURS + 1);
    for text in dictionary(sketches) {
        if !before.iter().any(|other| groups.same(text, *other)) {
            for other in &before {
                comparisons += 1;
                if sketches[*other].is_like(sketches[text], threshold) {
                    groups.join(text, *other);
                }
            }
        }
        before.retain(|other| !groups.same(text, *other));
        before.push_back(text);
        if before.len() > NEIGHBOURS {
            before.pop_front();
        }
    }
    Found { clusters: groups.several(), comparisons }
}

/// Texts in the order of their rare pieces, each as often as it has places.
fn dictionary(sketches: &[&Sketch]) -> Vec<usize> {
    let counts = shared(sketches);
    let rare: Vec<Vec<u32>> = sketches.iter().map(|sketch| rarest(sketch, &counts)).collect();
    let places = |(text, rare): (u32, &Vec<u32>)| (0..rare.len().min(PLACES) as u8).map(move |from| (text, from));
    let mut entries: Vec<(u32, u8)> = (0..).zip(&rare).flat_map(places).collect();
    let key = |(text, from): &(u32, u8)| {
        let (rare, from) = (&rare[*text as usize], usize::from(*from));
        &rare[from..rare.len().min(from + DEPTH)]
    };
    entries.sort_unstable_by(|a, b| key(a).cmp(key(b)).then(a.cmp(b)));
    entries.iter().map(|(text, _)| *text as usize).collect()
}

/// Pieces that more than one text has with the number of those texts, by piece.
fn shared(sketches: &[&Sketch]) -> Vec<(u32, u32)> {
    let mut all: Vec<u32> = sketches.iter().flat_map(|sketch| sketch.smallest(LOOKED_AT)).copied().collect();
    all.sort_unstable();
    let runs = all.chunk_by(|a, b| a == b).filter(|run| run.len() > 1);
    runs.map(|run| (run[0], run.len() as u32)).collect()
}

/// A text's shared pieces, rarest first, as many as its places need.
fn rarest(sketch: &Sketch, counts: &[(u32, u32)]) -> Vec<u32> {
    let count = |piece: &u32| counts.binary_search_by_key(piece, |(known, _)| *known).ok().map(|at| counts[at].1);
    let mut pieces: Vec<(u32, u32)> =
        sketch.smallest(LOOKED_AT).iter().filter_map(|piece| Some((count(piece)?, *piece))).collect();
    pieces.sort_unstable();
    // Into a list of its own: one that grew out of this would keep all of its room.
    pieces.iter().map(|(_, piece)| *piece).take(PLACES + DEPTH).collect()
}

/// Disjoint sets; the smallest index stands for its set.
struct Groups(Vec<usize>);

impl Groups {
    fn new(len: usize) -> Self {
        Self((0..len).collect())
    }

    fn first_of(&mut self, index: usize) -> usize {
        let mut root = index;
        while self.0[root] != root {
            self.0[root] = self.0[self.0[root]];
            root = self.0[root];
        }
        root
    }

    fn same(&mut self, a: usize, b: usize) -> bool {
        self.first_of(a) == self.first_of(b)
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first_of(a), self.first_of(b));
        self.0[a.max(b)] = a.min(b);
    }

    fn several(mut self) -> Vec<Vec<usize>> {
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for index in 0..self.0.len() {
            members.entry(self.first_of(index)).or_default().push(index);
        }
        members.into_values().filter(|group| group.len() > 1).collect()
    }
}
