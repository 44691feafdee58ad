//! What is kept of a text so that near-identical ones are found among very many: the smallest hashes of its
//! three-character pieces.

/// Hashes kept per text. Exact for texts with fewer pieces; else the estimate is off by about 0.015.
const SKETCH: usize = 512;
/// Hashes a first look takes, and how far below the threshold it has to find two texts so that no second is needed:
/// four times what such a look is off by.
const GLANCE: usize = 128;
const CLEARLY: f64 = 0.08;
const PIECE_CHARS: usize = 3;

/// What is kept of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch(Box<[u32]>);

impl Sketch {
    pub fn of(text: &[char]) -> Self {
        let mut hashes: Vec<u32> = text.windows(PIECE_CHARS).map(hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes.truncate(SKETCH);
        Self(hashes.into_boxed_slice())
    }

    /// So many of its smallest hashes.
    pub fn smallest(&self, count: usize) -> &[u32] {
        &self.0[..self.0.len().min(count)]
    }

    /// Share of pieces in common (Dice), 0–1, estimated from the smallest hashes of both together.
    pub fn likeness(&self, other: &Self) -> f64 {
        self.likeness_of(other, SKETCH)
    }

    pub fn is_like(&self, other: &Self, threshold: f64) -> bool {
        self.likeness_of(other, GLANCE) >= threshold - CLEARLY && self.likeness(other) >= threshold
    }

    fn likeness_of(&self, other: &Self, hashes: usize) -> f64 {
        let (mut a, mut b) = (&self.0[..], &other.0[..]);
        let (mut seen, mut common) = (0usize, 0usize);
        while seen < hashes && (!a.is_empty() || !b.is_empty()) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_with_a_few_changed_words_is_alike_and_another_text_is_not() {
        let [one, other] =
            ['一', '怀'].map(|first| (0..80).filter_map(|n| char::from_u32(first as u32 + n)).collect::<Vec<_>>());
        let mut copy = one.clone();
        copy[40] = '改';
        copy.extend("补充一句".chars());
        assert!(Sketch::of(&one).likeness(&Sketch::of(&copy)) > 0.85);
        assert!(Sketch::of(&one).likeness(&Sketch::of(&other)) < 0.1);
        assert_eq!(Sketch::of(&[]).likeness(&Sketch::of(&[])), 0.0);
        assert_eq!(Sketch::of(&one).likeness(&Sketch::of(&one)), 1.0);
    }
}
