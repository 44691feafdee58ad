//! What an indicator's name says about the way it is measured.

use crate::model::text::compact;
use crate::profile::spec::Words;

/// The name without brackets, figures and marks at its end: `群众满意度（%）` and `群众满意度≥95%` are `群众满意度`.
pub fn bare_name(name: &str) -> String {
    let name = compact(name);
    let mut bare = &*name;
    while let Some(at) = bare.strip_suffix(')').and_then(|body| body.rfind('(')).filter(|at| *at > 0) {
        bare = &bare[..at];
    }
    bare.trim_end_matches(|c: char| !c.is_alphabetic()).to_owned()
}

/// 成本, 投诉, 控制率 are better when smaller; 投诉办结率, 成本节约率, 降低成本 are not: what stands
/// behind the word, or right before it, turns it round.
pub fn is_named_smaller_better(name: &str, words: &Words) -> bool {
    let name = compact(name);
    // Names are short: looking at each place costs less than preparing a search.
    let last = |word: &str| name.char_indices().rev().map(|(at, _)| at).find(|at| name[*at..].starts_with(word));
    let places = words.smaller_is_better.iter().filter_map(|word| Some((last(word)?, word.len())));
    let Some((start, len)) = places.max_by_key(|(start, len)| (start + len, *len)) else { return false };
    let behind = &name[start + len..];
    let turned_behind = words.turns_larger.iter().any(|word| behind.contains(word.as_str()));
    let turned_before = words.open_rates.iter().any(|word| name[..start].ends_with(word.as_str()));
    !turned_behind && !turned_before
}

/// The name is of a rate that cannot exceed 100 % (满意度, 合格率), not of its growth.
pub fn is_capped_rate(name: &str, words: &Words) -> bool {
    let name = bare_name(name);
    words.capped_rates.iter().any(|word| name.ends_with(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Words {
            smaller_is_better: list(&["控制率", "结转", "结余", "变动率", "投诉", "成本", "违规"]),
            turns_larger: list(&["办结", "节约", "使用", "查处"]),
            open_rates: list(&["降低", "节约"]),
            capped_rates: list(&["满意度", "合格率"]),
            ..Words::default()
        }
    }

    #[test]
    fn the_end_of_a_name_decides() {
        for name in ["公用经费控制率", "结转结余率", "三公经费变动率（%）", "投诉件数", "项目成本控制率", "人均成本"]
        {
            assert!(is_named_smaller_better(name, &words()), "{name}");
        }
        for name in ["投诉办结率", "成本节约率", "降低成本", "结转资金使用率", "违规案件查处率", "培训人次"]
        {
            assert!(!is_named_smaller_better(name, &words()), "{name}");
        }
    }

    #[test]
    fn a_capped_rate_ends_in_its_word() {
        for name in ["群众满意度", "群众满意度（%）", "群众满意度≥95%", "工程合格率 100%"] {
            assert!(is_capped_rate(name, &words()), "{name}");
        }
        for name in ["满意度提升率", "满意度调查次数", "完成率", ""] {
            assert!(!is_capped_rate(name, &words()), "{name}");
        }
    }
}
