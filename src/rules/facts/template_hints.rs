//! Template instructions that stand inside a text somebody has begun to write.

use crate::model::text::compact;

/// An instruction in brackets is no longer than this.
const LONGEST_REMARK: usize = 12;

/// Only marks that never occur in ordinary writing count inside a text: （100字以内）, ××, XX, ____.
/// A pattern that begins with a word (根据《…》…) may be a department's own sentence.
pub fn keeps_hint(text: &str, marks: &[String]) -> bool {
    let text = compact(text);
    let may_hold = |mark: &&String| mark.chars().next().is_none_or(|first| text.contains(first));
    marks.iter().filter(may_hold).any(|mark| {
        let (first, last) = mark.split_once('*').unwrap_or((mark, ""));
        text.match_indices(first)
            .any(|(at, _)| stands_alone(&text, at, first) && closes(&text[at + first.len()..], last))
    })
}

/// The patterns of a profile that count inside a text.
pub fn marks(patterns: &[String]) -> Vec<String> {
    patterns.iter().map(|pattern| compact(pattern).into_owned()).filter(|pattern| is_mark(pattern)).collect()
}

/// Has a part that may vary, so it is no plain word, and begins with no Chinese word.
fn is_mark(pattern: &str) -> bool {
    let begins_so = pattern.starts_with(|c: char| c != '*' && (c.is_ascii() || !c.is_alphanumeric()));
    begins_so && pattern.contains('*')
}

/// XX inside PXX or XXL is part of a word.
fn stands_alone(text: &str, at: usize, mark: &str) -> bool {
    let letters = mark.chars().all(|c| c.is_ascii_alphabetic());
    let before = text[..at].chars().next_back();
    let after = text[at + mark.len()..].trim_start_matches(mark).chars().next();
    let glued = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() && !mark.contains(c));
    !letters || !(glued(before) || glued(after))
}

fn closes(rest: &str, last: &str) -> bool {
    let near: String = rest.chars().take(LONGEST_REMARK).collect();
    last.is_empty() || near.find(last).is_some_and(|at| !near[..at].contains([')', '。']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_inside_a_text_and_ordinary_writing_is_left_alone() {
        let patterns = ["根据《*》*设置*", "（*字以内）", "××*", "XX*", "____*", "……"].map(str::to_owned);
        let patterns = marks(&patterns);
        for text in ["完成培训（100字以内）", "建设××项目", "我单位XX年完成", "完成XXX工程", "预算____万元"]
        {
            assert!(keeps_hint(text, &patterns), "{text}");
        }
        for text in [
            "根据《机构编制条例》设置岗位12个",
            "培训、检查……均已完成",
            "采购PXX型设备",
            "会议室3×4米",
            "（含区级）完成情况说明在十个字以内）",
        ] {
            assert!(!keeps_hint(text, &patterns), "{text}");
        }
    }
}
