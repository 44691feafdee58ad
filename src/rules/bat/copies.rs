//! Near-identical texts among very many, without comparing every pair.
//!
//! Each text becomes a sketch: the smallest hashes of its three-character pieces. Texts that are
//! nearly the same share almost all of them, so only texts that share one of their very smallest
//! are compared at all, and each only with the first of every group already met there.

use std::collections::BTreeMap;

/// Hashes kept per text. Exact for texts with fewer pieces; else the estimate is off by about 0.03.
const SKETCH: usize = 128;
/// Hashes a text is looked up by. Texts of likeness 0.9 share the smallest one in four of five
/// cases, so missing all eight is a matter of one in a hundred thousand.
const KEYS: usize = 8;
/// Groups remembered per key; pieces that everybody writes would otherwise compare all with all.
const GROUPS_PER_KEY: usize = 24;
const PIECE_CHARS: usize = 3;

/// What is kept of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch(Vec<u32>);

impl Sketch {
    pub fn of(text: &[char]) -> Self {
        let mut hashes: Vec<u32> = text.windows(PIECE_CHARS).map(hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes.truncate(SKETCH);
        Self(hashes)
    }

    /// Share of pieces in common (Dice), 0–1, estimated from the smallest hashes of both together.
    pub fn likeness(&self, other: &Self) -> f64 {
        let (mut a, mut b) = (self.0.as_slice(), other.0.as_slice());
        let (mut seen, mut common) = (0usize, 0usize);
        while seen < SKETCH && (!a.is_empty() || !b.is_empty()) {
            let smallest = a.first().min(b.first()).or(a.first()).or(b.first()).copied();
            let in_a = a.first().copied() == smallest;
            let in_b = b.first().copied() == smallest;
            a = &a[usize::from(in_a)..];
            b = &b[usize::from(in_b)..];
            seen += 1;
            common += usize::from(in_a && in_b);
        }
        match seen + common {
            0 => 0.0,
            both => 2.0 * common as f64 / both as f64,
        }
    }
}

/// FNV-1a over the characters, stirred so that "the smallest" is as good as drawn by lot.
fn hash(piece: &[char]) -> u32 {
    let fnv = piece
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, c| (hash ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3));
    let stirred = (fnv ^ (fnv >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    ((stirred ^ (stirred >> 33)) >> 32) as u32
}

/// Groups of two or more texts that are alike, each a sorted list of indexes, by first index.
/// The same input in the same order always gives the same groups.
pub fn clusters(sketches: &[Sketch], threshold: f64) -> Vec<Vec<usize>> {
    let mut groups = Groups::new(sketches.len());
    let mut by_key: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (index, sketch) in sketches.iter().enumerate() {
        for key in sketch.0.iter().take(KEYS) {
            let first_ones = by_key.entry(*key).or_default();
            let known = first_ones.iter().any(|other| groups.same(index, *other));
            let alike = |other: &&usize| sketches[**other].likeness(sketch) >= threshold;
            match first_ones.iter().find(alike).filter(|_| !known) {
                Some(other) => groups.join(index, *other),
                None if !known && first_ones.len() < GROUPS_PER_KEY => first_ones.push(index),
                None => {}
            }
        }
    }
    groups.several()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Text number `n` of an endless supply, every one different.
    fn text(n: u64) -> Vec<char> {
        let mut state = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut next = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            char::from_u32(0x4e00 + (state % 3_000) as u32).unwrap_or('一')
        };
        (0..80).map(|_| next()).collect()
    }

    #[test]
    fn a_copy_with_a_few_changed_words_is_alike_and_another_text_is_not() {
        let (one, mut copy) = (text(1), text(1));
        copy[40] = '改';
        copy.extend("补充一句".chars());
        assert!(Sketch::of(&one).likeness(&Sketch::of(&copy)) > 0.85);
        assert!(Sketch::of(&one).likeness(&Sketch::of(&text(2))) < 0.1);
        assert_eq!(Sketch::of(&[]).likeness(&Sketch::of(&[])), 0.0);
        assert_eq!(Sketch::of(&one).likeness(&Sketch::of(&one)), 1.0);
    }

    #[test]
    fn clusters_are_found_among_twenty_thousand() {
        let mut texts: Vec<_> = (0..20_000).map(text).collect();
        let preamble: Vec<char> = "保障单位工作正常运转，工作顺利开展".chars().collect();
        texts.iter_mut().for_each(|text| text.extend(&preamble));
        texts[777] = texts[5].clone();
        texts[19_999] = texts[5].clone();
        texts[19_999][0] = '改';
        texts[12_000] = texts[11_000].clone();
        let sketches: Vec<_> = texts.iter().map(|text| Sketch::of(text)).collect();
        assert_eq!(clusters(&sketches, 0.9), [vec![5, 777, 19_999], vec![11_000, 12_000]]);
    }

    #[test]
    fn everybody_copying_from_everybody_is_one_cluster() {
        let sketches: Vec<_> = (0..20_000).map(|_| Sketch::of(&text(3))).collect();
        let found = clusters(&sketches, 0.9);
        assert_eq!((found.len(), found[0].len()), (1, 20_000));
    }
}
