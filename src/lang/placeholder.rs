//! A name the template left to be filled in: 任务1：, 指标2, 任务一：XX.

use crate::model::text::compact;
use crate::profile::spec::Words;

/// True when nothing was written behind the template's own word and number.
pub fn is_placeholder(text: &str, words: &Words) -> bool {
    if text.chars().count() > 16 {
        return false;
    }
    let text = compact(text);
    let mut behind = words.placeholders.iter().filter_map(|word| text.strip_prefix(word.as_str()));
    behind.any(|rest| rest.chars().all(is_filling))
}

fn is_filling(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十:、.,()_×Xx-/—…".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_bare_word_is_a_placeholder() {
        let words = Words { placeholders: ["任务", "指标"].map(str::to_owned).to_vec(), ..Words::default() };
        for text in ["任务1：", "指标2", "任务一：", "任务 3 :", "任务１：……", "指标1：××", "任务"]
        {
            assert!(is_placeholder(text, &words), "{text}");
        }
        for text in ["任务1：开展检查", "任务完成率", "", "1", "指标体系建设"] {
            assert!(!is_placeholder(text, &words), "{text}");
        }
    }
}
