//! How alike two texts are, once everything is taken away that a copyist changes without thinking.

use crate::model::text::compact;

/// Longer texts are compared by their first characters only: nobody writes a goal of this length,
/// and edit distance costs the product of both lengths.
const COMPARED_CHARS: usize = 4_000;

/// NFKC without years (`2023年`, `2023年度`), blanks and punctuation.
pub fn essence(text: &str) -> Vec<char> {
    let all: Vec<char> = compact(text).chars().collect();
    let mut out = Vec::with_capacity(all.len());
    let mut rest = all.as_slice();
    while let Some((first, tail)) = rest.split_first() {
        match year_length(rest) {
            Some(length) => rest = &rest[length..],
            None => {
                out.extend(first.is_alphanumeric().then_some(*first));
                rest = tail;
            }
        }
    }
    out
}

/// Characters of a leading `20xx年` or `20xx年度`.
fn year_length(text: &[char]) -> Option<usize> {
    let [a, b, c, d, year, after @ ..] = text else { return None };
    let is_year = *a == '2' && *b == '0' && c.is_ascii_digit() && d.is_ascii_digit() && *year == '年';
    is_year.then(|| 5 + usize::from(after.first() == Some(&'度')))
}

/// 1 − edit distance / longer length, when that is at least `threshold`.
pub fn likeness(a: &[char], b: &[char], threshold: f64) -> Option<f64> {
    let (a, b) = (&a[..a.len().min(COMPARED_CHARS)], &b[..b.len().min(COMPARED_CHARS)]);
    let longer = a.len().max(b.len());
    if longer == 0 || share(fewest_edits(a, b), longer) < threshold {
        return None;
    }
    let (a, b) = without_common_ends(a, b);
    let likeness = share(strsim::generic_levenshtein(&Chars(a), &Chars(b)), longer);
    (likeness >= threshold).then_some(likeness)
}

fn share(edits: usize, longer: usize) -> f64 {
    1.0 - edits as f64 / longer as f64
}

/// A floor under the edit distance from counting characters: cheap, and enough for most pairs.
fn fewest_edits(a: &[char], b: &[char]) -> usize {
    let [a, b] = [a, b].map(|text| {
        let mut sorted = text.to_vec();
        sorted.sort_unstable();
        sorted
    });
    let mut rest = b.as_slice();
    let common = a.iter().filter(|c| {
        rest = &rest[rest.iter().take_while(|other| other < c).count()..];
        let found = rest.first() == Some(*c);
        rest = &rest[usize::from(found)..];
        found
    });
    a.len().max(b.len()) - common.count()
}

fn without_common_ends<'a>(a: &'a [char], b: &'a [char]) -> (&'a [char], &'a [char]) {
    let front = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[front..], &b[front..]);
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    (&a[..a.len() - back], &b[..b.len() - back])
}

/// `strsim` wants something whose reference iterates.
struct Chars<'a>(&'a [char]);

impl<'a> IntoIterator for &'a Chars<'_> {
    type Item = &'a char;
    type IntoIter = std::slice::Iter<'a, char>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(a: &str, b: &str) -> Option<f64> {
        likeness(&essence(a), &essence(b), 0.9)
    }

    #[test]
    fn years_blanks_and_punctuation_do_not_make_a_difference() {
        assert_eq!(of("2023年度，完成 选举工作；", "2022年完成选举工作"), Some(1.0));
        assert_eq!(of("完成１２次检查", "完成12次检查。"), Some(1.0));
        assert_eq!(essence("2099年"), Vec::<char>::new());
        assert_eq!(essence("12023年x").len(), "1x".len());
    }

    #[test]
    fn one_changed_word_in_twenty_is_a_copy_and_another_text_is_not() {
        let planned = "保障单位工作正常运转工作顺利开展完成换届选举工作加强代表培训";
        assert!(of(planned, "保障单位工作正常运转工作顺利开展完成换届选举工作加强代表学习").is_some());
        assert!(of(planned, "全年组织培训十二场，培训代表四百人次，办结建议九十六件").is_none());
        // Same characters, other order: the count of characters alone would call it a copy.
        assert!(of("甲乙丙丁戊己庚辛壬癸", "癸壬辛庚己戊丁丙乙甲").is_none());
        assert_eq!(of("", ""), None);
    }

    #[test]
    fn the_longest_cells_are_still_compared() {
        let long = "完成年度任务".repeat(6_000);
        assert_eq!(of(&long, &long), Some(1.0));
    }
}
