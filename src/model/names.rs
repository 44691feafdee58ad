//! When two department names are the same, and which names are near one that is on no list.

mod beginnings;
mod plain;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use beginnings::Beginnings;
use plain::plain;

use super::roster::{Match, Roster, RosterEntry};
use super::text;

/// Most names to suggest: more are no help to the person who has to choose.
const SUGGESTED: usize = 3;
/// Names that one is compared with at most: so many have a rare character in common in no roster met so far.
const COMPARED: usize = 4_096;
/// Similarity from which a name is worth suggesting (1 is equal). One wrong character is always worth it,
/// except as the first of a short name: there it mostly makes another department (教育局, 体育局).
const SIMILAR: f64 = 0.7;
const SHORT: usize = 3;
/// Characters of a name that tell a department inside a longer text.
const LEAST_INSIDE: usize = 3;
/// What keeping some characters in their order counts for at least; below one wrong character in four.
const ABBREVIATED: f64 = 0.4;

/// A name made comparable: NFKC, no blanks, one kind of brackets, place prefixes dropped, but never the whole name.
pub fn normalised(written: &str, place_prefixes: &[String]) -> String {
    strip(plain(written), &sorted(place_prefixes))
}

/// A roster prepared for looking names up.
#[derive(Clone, Debug, Default)]
pub struct NameIndex {
    prefixes: Vec<String>,
    endings: Vec<String>,
    /// Names and aliases as written (compact).
    exact: HashMap<String, Owner>,
    normal: HashMap<String, Owner>,
    /// Every name and alias, with the roster index it belongs to.
    names: Vec<(usize, Name)>,
    /// Those a character is in, by their place in `names`.
    by_character: HashMap<char, Vec<usize>>,
    /// Names without aliases: those are often everyday words.
    beginnings: Beginnings,
    /// Names and aliases without the place in front.
    short: Beginnings,
}

/// Entries that go by one name; more than one cannot be told apart.
type Owner = Vec<usize>;

/// A name for comparing by likeness.
#[derive(Clone, Debug)]
struct Name {
    normal: Vec<char>,
    /// Without its ending (局, 办公室).
    core: Vec<char>,
}

impl NameIndex {
    pub fn new(roster: &Roster, place_prefixes: &[String], name_endings: &[String]) -> Self {
        let (prefixes, endings) = (sorted(place_prefixes), sorted(name_endings));
        let mut index = Self { prefixes, endings, ..Self::default() };
        for (i, entry) in roster.entries.iter().enumerate() {
            index.beginnings.add(i, &text::compact(&entry.name));
            for written in names(entry) {
                index.add(i, written);
            }
        }
        index
    }

    fn add(&mut self, i: usize, written: &str) {
        let compact = plain(written);
        if compact.is_empty() {
            return;
        }
        let normal = strip(compact.clone(), &self.prefixes);
        self.short.add(i, without_place(&text::compact(written), &self.prefixes));
        own(self.exact.entry(compact).or_default(), i);
        own(self.normal.entry(normal.clone()).or_default(), i);
        for character in normal.chars().collect::<BTreeSet<_>>() {
            self.by_character.entry(character).or_default().push(self.names.len());
        }
        self.names.push((i, self.name(&normal)));
    }

    /// Whose name it is. A name as it stands in the roster wins over one that is only the same after
    /// normalising; one that fits several entries is nobody's, and all of them are suggested.
    pub fn find(&self, written: &str) -> Match {
        let compact = plain(written);
        if compact.is_empty() {
            return Match::Unknown(Vec::new());
        }
        let normal = strip(compact.clone(), &self.prefixes);
        match self.exact.get(&compact).or_else(|| self.normal.get(&normal)).map(Vec::as_slice) {
            Some([only]) => Match::Known(*only),
            Some(several) => Match::Unknown(several.iter().copied().take(SUGGESTED).collect()),
            None => Match::Unknown(self.nearest(&normal)),
        }
    }

    /// Entries whose name a compact text begins with.
    pub fn beginning<'a>(&'a self, text: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.beginnings.of(text).map(|(entry, _)| entry)
    }

    /// Entries a compact text names anywhere, by name or alias with or without the place, and how long that name is
    /// (characters without the place). Shorter ones occur by chance.
    pub fn inside<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
        let rests = text.char_indices().map(|(at, _)| &text[at..]);
        rests.flat_map(|rest| self.short.of(rest)).filter(|(_, length)| *length >= LEAST_INSIDE)
    }

    /// Entries with a similar name, best first, ties in roster order.
    fn nearest(&self, normal: &str) -> Vec<usize> {
        let written = self.name(normal);
        let mut best: BTreeMap<usize, f64> = BTreeMap::new();
        for (i, name) in self.alike(normal).into_iter().map(|at| &self.names[at]) {
            if let Some(likeness) = likeness(&written, name) {
                let so_far = best.entry(*i).or_default();
                *so_far = so_far.max(likeness);
            }
        }
        let mut best: Vec<(usize, f64)> = best.into_iter().collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        best.into_iter().take(SUGGESTED).map(|(i, _)| i).collect()
    }

    /// Names with a character of this one in common, of a long roster those with its rarest: two names that only have
    /// 区, 县 or 局 in common are not alike.
    fn alike(&self, normal: &str) -> BTreeSet<usize> {
        let characters: BTreeSet<char> = normal.chars().collect();
        let mut lists: Vec<&Vec<usize>> = characters.iter().filter_map(|c| self.by_character.get(c)).collect();
        lists.sort_by_key(|list| list.len());
        let all = lists.into_iter().flatten().take(COMPARED);
        all.copied().collect()
    }

    fn name(&self, normal: &str) -> Name {
        let endings = self.endings.iter();
        let core = endings.filter_map(|ending| normal.strip_suffix(ending.as_str())).find(|core| !core.is_empty());
        Name { normal: normal.chars().collect(), core: core.unwrap_or(normal).chars().collect() }
    }
}

/// Its name, then its aliases.
fn names(entry: &RosterEntry) -> impl Iterator<Item = &str> {
    std::iter::once(entry.name.as_str()).chain(entry.aliases.iter().map(String::as_str))
}

fn own(owner: &mut Owner, i: usize) {
    if !owner.contains(&i) {
        owner.push(i);
    }
}

/// Longest first, so that 萍乡市湘东区 goes before 萍乡市 and nothing depends on the order of the profile.
fn sorted(words: &[String]) -> Vec<String> {
    let words = words.iter().map(|word| text::compact(word).into_owned());
    let mut words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    words
}

fn strip(mut name: String, prefixes: &[String]) -> String {
    let shorter = |name: &str| {
        let rest = |prefix: &String| name.strip_prefix(prefix.as_str()).filter(|rest| !rest.is_empty());
        prefixes.iter().find_map(rest).map(str::to_owned)
    };
    while let Some(rest) = shorter(&name) {
        name = rest;
    }
    name
}

/// Without the longest place in front, where enough of the name stays to tell it.
fn without_place<'a>(name: &'a str, prefixes: &[String]) -> &'a str {
    let rest = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix.as_str()));
    rest.filter(|rest| rest.chars().count() >= LEAST_INSIDE).unwrap_or(name)
}

/// How much two different names look like one department, when they do at all (ratio 0–1).
fn likeness(a: &Name, b: &Name) -> Option<f64> {
    let begins_alike = a.core.first() == b.core.first();
    let short = abbreviation(a, b).or_else(|| abbreviation(b, a)).filter(|_| begins_alike);
    let longest = a.core.len().max(b.core.len()).max(1);
    let edits = strsim::generic_levenshtein(&a.core, &b.core);
    let similar = 1.0 - edits as f64 / longest as f64;
    let is_slip = edits <= 1 && (begins_alike || longest >= SHORT);
    let similar = (is_slip || similar >= SIMILAR).then_some(similar);
    short.into_iter().chain(similar).reduce(f64::max)
}

/// Chinese short names keep some characters of the long one in their order (文旅局, 文化广电旅游局):
/// the more of them, the surer.
fn abbreviation(short: &Name, long: &Name) -> Option<f64> {
    if short.core.len() < 2 || short.core.len() > long.normal.len() {
        return None;
    }
    let mut rest = long.normal.iter();
    let inside = short.core.iter().all(|c| rest.any(|other| other == c));
    let whole = short.core.len() as f64 / long.core.len().max(short.core.len()) as f64;
    inside.then_some(ABBREVIATED + (1.0 - ABBREVIATED) * whole)
}
