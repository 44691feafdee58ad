//! Check boxes in a cell: of `☑完成 □未完成` only 完成 was said.

use std::borrow::Cow;

use crate::model::text::{compact, is_blank_char};

const TICKED: &str = "☑☒✅✔✓√■▣◉●⊠\u{1f5f9}";
const OPEN: &str = "☐□○◯◻▢❏❑⬜";

/// One of the options a text is cut into at its boxes.
struct Choice<'a> {
    ticked: bool,
    text: &'a str,
}

/// What a text says: the ticked options where it has boxes, else all of it.
pub fn said(text: &str) -> Cow<'_, str> {
    if !text.contains(is_mark) && !text.contains(['(', '（', '[', '【']) {
        return Cow::Borrowed(text);
    }
    let plain = bare_marks(text);
    // A lone √ chooses nothing that is written.
    let said = choices(&plain).filter(|choices| choices.iter().any(|choice| !choice.text.is_empty())).map(chosen);
    said.map_or(Cow::Borrowed(text), Cow::Owned)
}

fn is_mark(c: char) -> bool {
    TICKED.contains(c) || OPEN.contains(c)
}

/// （√） and [x] are ticked boxes, （ ） beside them an open one.
fn bare_marks(text: &str) -> Cow<'_, str> {
    let text = compact(text);
    let ticks = ["(√)", "[√]", "【√】", "(✓)", "[✓]", "(✔)", "[✔]", "[x]", "[X]", "(x)", "(X)", "(■)", "(●)"];
    if !ticks.iter().any(|tick| text.contains(tick)) {
        return text;
    }
    let ticked = ticks.iter().fold(text.into_owned(), |text, tick| text.replace(tick, "√"));
    Cow::Owned(["()", "[]", "【】"].iter().fold(ticked, |text, open| text.replace(open, "□")))
}

/// `None` for a text without boxes. A mark stands before its option, or behind it where the text ends with one.
fn choices(text: &str) -> Option<Vec<Choice<'_>>> {
    let marks: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| is_mark(*c)).collect();
    let (first, last) = (marks.first()?, marks.last()?);
    let is_behind = first.0 > 0 && last.0 + last.1.len_utf8() == text.len();
    let choice = |(i, (at, mark)): (usize, &(usize, char))| {
        let (from, to) = match is_behind {
            true => (i.checked_sub(1).map_or(0, |i| marks[i].0 + marks[i].1.len_utf8()), *at),
            false => (at + mark.len_utf8(), marks.get(i + 1).map_or(text.len(), |next| next.0)),
        };
        Choice { ticked: TICKED.contains(*mark), text: tidy(&text[from..to]) }
    };
    Some(marks.iter().enumerate().map(choice).collect())
}

/// An option without the marks that separate it from the next.
fn tidy(text: &str) -> &str {
    text.trim_matches(|c: char| is_blank_char(c) || matches!(c, ';' | ',' | '、' | '/' | '|' | '。'))
}

fn chosen(choices: Vec<Choice<'_>>) -> String {
    let ticked = choices.iter().filter(|choice| choice.ticked && !choice.text.is_empty());
    ticked.map(|choice| choice.text).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_ticked_was_said() {
        for (text, meaning) in [
            ("☑完成 □未完成", "完成"),
            ("□优 ☑良 □中 □差", "良"),
            ("√完成", "完成"),
            ("■ 已完成  □ 未完成", "已完成"),
            ("（√）完成  （ ）未完成", "完成"),
            ("( )完成 (√)未完成", "未完成"),
            ("[x]是 [ ]否", "是"),
            ("完成☑ 未完成□", "完成"),
            ("完成□ 未完成√", "未完成"),
            ("是否按期：☑是；□否", "是"),
            ("☑12次 □其他", "12次"),
            ("●培训12次 ●检查5次", "培训12次、检查5次"),
            ("□完成 □未完成", ""),
            ("○优 ●良", "良"),
        ] {
            assert_eq!(said(text), meaning, "{text}");
        }
    }

    #[test]
    fn a_text_without_boxes_is_all_said() {
        for text in ["完成", "≥95%", "95%（12/13）", "", "满意（含）", "√", "（x）"] {
            assert_eq!(said(text), text, "{text}");
        }
    }
}
