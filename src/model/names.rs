//! When two department names are the same, and which names are near one that is on no list.

mod plain;

use std::collections::{BTreeMap, HashMap};

use plain::plain;

use super::roster::{Match, Roster, RosterEntry};
use super::text;

/// Most names to suggest: more are no help to the person who has to choose.
const SUGGESTED: usize = 3;
/// Similarity from which a name is worth suggesting (1 is equal). One wrong character is always worth it,
/// except as the first of a short name: there it mostly makes another department (教育局, 体育局).
const SIMILAR: f64 = 0.7;
const SHORT: usize = 3;
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
        own(self.exact.entry(compact).or_default(), i);
        own(self.normal.entry(normal.clone()).or_default(), i);
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

    /// Entries with a similar name, best first, ties in roster order.
    fn nearest(&self, normal: &str) -> Vec<usize> {
        let written = self.name(normal);
        let mut best: BTreeMap<usize, f64> = BTreeMap::new();
        for (i, name) in &self.names {
            if let Some(likeness) = likeness(&written, name) {
                let so_far = best.entry(*i).or_default();
                *so_far = so_far.max(likeness);
            }
        }
        let mut best: Vec<(usize, f64)> = best.into_iter().collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        best.into_iter().take(SUGGESTED).map(|(i, _)| i).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &str) -> Vec<String> {
        words.split_whitespace().map(str::to_owned).collect()
    }

    fn prefixes() -> Vec<String> {
        words("江西省 萍乡市湘东区 萍乡市 湘东区 中共 区")
    }

    /// Names separated by blanks, aliases behind `=`.
    fn roster(list: &str) -> Roster {
        let entries = words(list).into_iter().map(|item| {
            let mut names = item.split('=').map(str::to_owned);
            RosterEntry { name: names.next().unwrap(), aliases: names.collect(), ..RosterEntry::default() }
        });
        Roster { entries: entries.collect(), hash: String::new() }
    }

    fn find(written: &str, list: &str) -> Match {
        NameIndex::new(&roster(list), &prefixes(), &words("办公室 委员会 人民政府 局 中心 办")).find(written)
    }

    fn suggested(written: &str, list: &str) -> Vec<String> {
        let roster = roster(list);
        match find(written, list) {
            Match::Unknown(near) => near.into_iter().map(|i| roster.entries[i].name.clone()).collect(),
            known => panic!("{written}: {known:?}"),
        }
    }

    const BUREAUS: &str = "区教育局 区体育局 区人大常委会=区人大 区文化广电旅游局 区市场监督管理局 区住房和城乡建设局 \
        区发展和改革委员会 区人力资源和社会保障局 区民政局 区民族宗教事务局 下埠镇人民政府 区政务服务中心 区档案馆 区委统战部";

    #[test]
    fn place_prefixes_go_on_both_sides() {
        for written in [
            "区教育局",
            "区教育局（盖章）",
            "湘东区教育局",
            "萍乡市湘东区教育局",
            "教育局",
            "江西省萍乡市湘东区 教育\n局",
            "区教育局　",
        ] {
            assert_eq!(find(written, BUREAUS), Match::Known(0), "{written}");
        }
        assert_eq!(find("区教育局", "萍乡市湘东区教育局"), Match::Known(0));
        assert_eq!(find("中共湘东区委组织部", "区委组织部"), Match::Known(0));
    }

    #[test]
    fn a_whole_name_is_never_dropped() {
        assert_eq!(normalised("湘东区", &prefixes()), "湘东区");
        assert_eq!(normalised("萍乡市湘东区", &prefixes()), "湘东区");
        assert_eq!(normalised("", &prefixes()), "");
        assert_eq!(find("湘东区", BUREAUS), Match::Unknown(vec![]));
        assert_eq!(find(" \u{3000}", BUREAUS), Match::Unknown(vec![]));
    }

    #[test]
    fn brackets_and_width_are_no_difference() {
        assert_eq!(find("区教育局【本级】", "区教育局（本级） 区民政局"), Match::Known(0));
        assert_eq!(find("第1中学", "第１中学"), Match::Known(0));
    }

    #[test]
    fn aliases_are_names() {
        let written = "萍乡市湘东区人民代表大会常务委员 会";
        assert_eq!(find(written, "区人大常委会=湘东区人民代表大会常务委员会"), Match::Known(0));
        assert_eq!(suggested(written, BUREAUS), ["区人大常委会"]);
    }

    #[test]
    fn a_name_that_fits_two_entries_is_nobodys() {
        let list = "萍乡市教育局 湘东区教育局 区民政局";
        assert_eq!(find("教育局", list), Match::Unknown(vec![0, 1]));
        assert_eq!(find("湘东区教育局", list), Match::Known(1));
    }

    #[test]
    fn short_names_are_suggested_never_taken() {
        for (written, wanted) in [
            ("文旅局", "区文化广电旅游局"),
            ("区市场监管局", "区市场监督管理局"),
            ("湘东区住建局", "区住房和城乡建设局"),
            ("区发改委", "区发展和改革委员会"),
            ("人社局", "区人力资源和社会保障局"),
            ("人大常委会办公室", "区人大常委会"),
            ("人大办", "区人大常委会"),
            ("下埠镇", "下埠镇人民政府"),
            ("区政务服务管理中心", "区政务服务中心"),
            ("区教肓局", "区教育局"),
            ("区市场监督管理局局", "区市场监督管理局"),
        ] {
            assert_eq!(suggested(written, BUREAUS).first().map(String::as_str), Some(wanted), "{written}");
        }
    }

    #[test]
    fn unlike_names_are_not_suggested() {
        for written in
            ["区委宣传部", "区税务局", "湘东镇人民政府", "区审计局", "某某有限公司", "局", "区卫生健康委员会"]
        {
            assert_eq!(suggested(written, BUREAUS), Vec::<String>::new(), "{written}");
        }
        assert!(!suggested("区育教局", "区体育局 区民政局").contains(&"区民政局".to_owned()));
    }

    proptest::proptest! {
        #[test]
        fn normalising_twice_changes_nothing(written in "[区湘东市教育局（）\u{3000} a]{0,12}") {
            let once = normalised(&written, &prefixes());
            proptest::prop_assert_eq!(normalised(&once, &prefixes()), once.clone());
            proptest::prop_assert_eq!(once.is_empty(), text::is_blank(&written));
            find(&written, BUREAUS);
        }
    }

    #[test]
    fn suggestions_are_few_and_best_first() {
        let list = "区农业局 区农业农村局 区农业农机局 区农业农资局 区财政局";
        assert_eq!(suggested("区农业农林局", list), ["区农业农村局", "区农业农机局", "区农业农资局"]);
    }
}
