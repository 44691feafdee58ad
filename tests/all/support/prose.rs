//! Many texts of departments among which some were copied, in the ways that make copies hard to find.

use jixiao::model::sketch::Sketch;

use super::Dice;

/// What texts that nobody copied have in common.
#[derive(Clone, Copy, Debug)]
pub enum Likeness {
    /// Nothing but a preamble.
    Preamble,
    /// Four fifths: the template's wording, kept as it was handed out.
    Template,
    /// Everything: ten sentences each out of the same two hundred.
    Phrases,
}

pub const LIKENESSES: [Likeness; 3] = [Likeness::Preamble, Likeness::Template, Likeness::Phrases];

const OWN: usize = 160;

/// Sketches of so many texts, and the clusters that were copied: one word for word or with a few changed
/// words in each thousand, and one of a hundredth of all texts.
pub fn texts(count: usize, likeness: Likeness) -> (Vec<Sketch>, Vec<Vec<usize>>) {
    let mut texts: Vec<Vec<char>> = (0..count).map(|n| text(n as u64, likeness)).collect();
    let mut clusters = vec![];
    for first in (0..count - 1000).step_by(1000) {
        let [near, exact] = [first + 500, first + 999];
        texts[exact] = texts[first].clone();
        texts[near] = texts[first].clone();
        texts[near][OWN / 2] = '改';
        texts[near].extend("补充一句".chars());
        clusters.push(vec![first, near, exact]);
    }
    let many: Vec<usize> = (7..count).step_by(100).collect();
    many.iter().for_each(|index| texts[*index] = text(7, likeness));
    clusters.push(many);
    clusters.sort();
    (texts.iter().map(|text| Sketch::of(text)).collect(), clusters)
}

fn text(n: u64, likeness: Likeness) -> Vec<char> {
    let dice = &mut Dice(n);
    match likeness {
        Likeness::Preamble => [prose(dice, OWN), prose(&mut Dice(u64::MAX), OWN / 8)].concat(),
        Likeness::Template => [prose(dice, OWN), prose(&mut Dice(u64::MAX), OWN * 4)].concat(),
        Likeness::Phrases => (0..10).flat_map(|_| prose(&mut Dice(u64::MAX - dice.roll(200)), 30)).collect(),
    }
}

fn prose(dice: &mut Dice, chars: usize) -> Vec<char> {
    (0..chars).filter_map(|_| char::from_u32(0x4e00 + dice.roll(3_000) as u32)).collect()
}
