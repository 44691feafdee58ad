//! Which of many names a text begins with, found without trying each of them.

use std::collections::{BTreeSet, HashMap};

/// Names by their whole text.
#[derive(Clone, Debug, Default)]
pub struct Beginnings {
    /// Indexes of the roster's entries, in its order.
    entries: HashMap<String, Vec<usize>>,
    /// Bytes of the names there are.
    lengths: BTreeSet<usize>,
}

impl Beginnings {
    /// A compact name; a blank one begins nothing.
    pub fn add(&mut self, entry: usize, name: &str) {
        if !name.is_empty() {
            self.lengths.insert(name.len());
            self.entries.entry(name.to_owned()).or_default().push(entry);
        }
    }

    /// Entries whose name stands at the beginning of a compact text, with its length in characters; shorter names
    /// first.
    pub fn of<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
        let heads = self.lengths.iter().map_while(|length| (*length <= text.len()).then(|| text.get(..*length)));
        let known = heads.flatten().filter_map(|head| Some((head.chars().count(), self.entries.get(head)?)));
        known.flat_map(|(length, entries)| entries.iter().map(move |entry| (*entry, length)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_at_the_beginning_is_found_and_no_other() {
        let mut names = Beginnings::default();
        for (entry, name) in ["区教育局招生办", "", "区教育局", "区民政局", "区教育局"].into_iter().enumerate()
        {
            names.add(entry, name);
        }
        let found = |text: &str| names.of(text).collect::<Vec<_>>();
        assert_eq!(found("区教育局招生办完成招生"), [(2, 4), (4, 4), (0, 7)]);
        assert_eq!(found("区教育局"), [(2, 4), (4, 4)]);
        assert_eq!(found("与区教育局共同完成"), []);
        assert_eq!(found("区教"), []);
        assert_eq!(found(""), []);
        assert_eq!(found("a区教育局"), []);
    }
}
