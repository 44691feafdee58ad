//! A department's name without what forms ask to be written beside it: a code, a stamp.

use crate::model::text::{compact, is_blank_char};

/// Digits of a budget code; a shorter number is part of a name.
const FEWEST_DIGITS: usize = 3;

/// Compact, with one kind of brackets, without a code (103-区教育局) and the remark where to put the stamp (盖章).
pub fn plain(written: &str) -> String {
    let bracket = |c| match c {
        '【' | '〔' | '[' | '「' | '《' => '(',
        '】' | '〕' | ']' | '」' | '》' => ')',
        c => c,
    };
    let name: String = compact(uncoded(written)).chars().map(bracket).collect();
    let stamp = name.rfind('(').filter(|at| *at > 0 && name.ends_with("章)"));
    name[..stamp.unwrap_or(name.len())].to_owned()
}

/// 主管部门及代码 asks for both: the name behind or in front of a number that something parts from it.
fn uncoded(written: &str) -> &str {
    let name = written.trim_matches(is_blank_char);
    let parts = |c: char| is_blank_char(c) || "-—_:：、()（）[]【】〔〕".contains(c);
    let is_digit = |c: char| c.is_ascii_digit();
    let (from, to) = (name.trim_start_matches(parts), name.trim_end_matches(parts));
    let (behind, before) = (from.trim_start_matches(is_digit), to.trim_end_matches(is_digit));
    let bare = if from.len() - behind.len() >= FEWEST_DIGITS && behind.starts_with(parts) {
        behind.trim_start_matches(parts)
    } else if to.len() - before.len() >= FEWEST_DIGITS && before.ends_with(parts) {
        before.trim_end_matches(parts)
    } else {
        name
    };
    if bare.is_empty() { name } else { bare }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_code_and_a_stamp_are_no_part_of_a_name() {
        for written in [
            "区教育局",
            "103-区教育局",
            "103001 区教育局",
            "（103）区教育局",
            "[103] 区教育局",
            "区教育局-103",
            "区教育局【103】",
            "区教育局 103001",
            "区教育局（盖章）",
        ] {
            assert_eq!(plain(written), "区教育局", "{written}");
        }
        assert_eq!(plain("103 区教育局（公章）"), "区教育局");
        for name in ["101中学", "区第21中学", "区教育局(本级)", "103", "2-1", "(103)", "-"] {
            assert_eq!(plain(name), name);
        }
    }
}
