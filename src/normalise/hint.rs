//! Template instructions that nobody replaced, by the profile's patterns.

use crate::model::submission::{Entry, Indicator, MeasureEntry, State, Text};
use crate::model::text::{compact, is_blank_char};

/// A pattern of the profile: literal parts, any text where a `*` stood.
pub struct Pattern {
    parts: Vec<String>,
}

impl Pattern {
    pub fn new(pattern: &str) -> Self {
        Self { parts: compact(pattern).split('*').map(str::to_ascii_uppercase).collect() }
    }

    fn begins_with(&self, first: char) -> bool {
        self.parts[0].chars().next().is_none_or(|c| c == first)
    }

    /// The whole text, already compact, is this instruction.
    fn covers(&self, text: &str) -> bool {
        let [first, middle @ .., last] = self.parts.as_slice() else { return self.parts[0] == text };
        let Some(mut rest) = text.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str())) else {
            return false;
        };
        for part in middle {
            let Some(at) = rest.find(part.as_str()) else { return false };
            rest = &rest[at + part.len()..];
        }
        true
    }
}

/// The template's instruction lies over the names and targets of several rows. Where its merge was undone it
/// stands in the first of them only, and still covers the blank ones below it in the same group.
pub fn cover_rows(rows: &mut [Indicator]) {
    let mut hint: Option<(Entry<Text>, String)> = None;
    for row in rows {
        let is_open = row.target.as_ref().is_none_or(Entry::is_absent);
        if row.level3.is_hint() {
            hint = Some((row.level3.clone(), row.level1.written.clone()));
        }
        let covers =
            |(_, group): &(Entry<Text>, String)| is_open && row.level3.is_absent() && *group == row.level1.written;
        hint = hint.filter(covers);
        if let Some((entry, _)) = &hint {
            row.level3 = entry.clone();
            row.target = row.target.take().map(|target| under(entry, target));
        }
    }
}

fn under(hint: &Entry<Text>, target: MeasureEntry) -> MeasureEntry {
    let (cell, area, written) = (hint.cell, hint.area, hint.written.clone());
    MeasureEntry { cell, area, written, state: State::Hint, ..target }
}

/// True when the text as a whole is one of the instructions.
pub fn is_hint(text: &str, patterns: &[Pattern]) -> bool {
    // ≥××个: the sign is the template's as well.
    let text = text.trim_start_matches(|c: char| is_blank_char(c) || "≥≤＞＜>=<".contains(c));
    let end = text.chars().next().map_or(0, char::len_utf8);
    let Some(first) = compact(&text[..end]).chars().next() else { return false };
    let first = first.to_ascii_uppercase();
    let mut possible = patterns.iter().filter(|pattern| pattern.begins_with(first)).peekable();
    if possible.peek().is_none() {
        return false;
    }
    let text = compact(text).to_ascii_uppercase();
    possible.any(|pattern| pattern.covers(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_is_the_whole_text() {
        let patterns: Vec<_> =
            ["根据《*》*设置*", "（*字以内）", "××*", "XX*", "____*", "……"].map(Pattern::new).into_iter().collect();
        for text in [
            "根据《部门整体支出绩效评价指标体系框架》（参考）设置三级指标和指标值",
            "（100字以内）",
            "( 100 字以内 )",
            "××项目",
            "xx",
            "______",
            "……",
        ] {
            assert!(is_hint(text, &patterns), "{text}");
        }
        for text in ["", " ", "根据《预算法》完成", "完成任务（100字以内）", "建设PXX道路", "100%", "…"]
        {
            assert!(!is_hint(text, &patterns), "{text}");
        }
    }
}
