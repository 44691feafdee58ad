//! What blank means, and when two labels are the same: the only definitions of both.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

pub use super::characters::is_blank_char;
use super::characters::{character, is_invisible};

/// True when nothing in the text can be seen.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_blank_char)
}

/// The text as it is reported: trimmed, inner runs of blanks and line breaks made one space, nothing invisible, and
/// the shapes PDF programs write in place of characters made the characters they are.
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_parted = false;
    for c in text.chars() {
        if !is_blank_char(c) {
            if is_parted && !out.is_empty() {
                out.push(' ');
            }
            is_parted = false;
            out.push(character(c));
        } else if !is_invisible(c) {
            is_parted = true;
        }
    }
    out
}

/// NFKC without any blanks: what two names are compared by (full-width and half-width are one).
pub fn compact(text: &str) -> Cow<'_, str> {
    let stays = |c| matches!(c, '!'..='~' | '\u{4e00}'..='\u{9fff}') || !is_blank_char(c) && simple(c) == Some(c);
    let Some(at) = text.find(|c| !stays(c)) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..at]);
    for c in text[at..].chars().filter(|c| !is_blank_char(*c)) {
        match simple(c) {
            Some(c) => out.push(c),
            None => return text.chars().map(character).nfkc().filter(|c| !is_blank_char(*c)).collect(),
        }
    }
    Cow::Owned(out)
}

/// Full-width forms made half-width (NFKC), blanks kept as they are.
pub fn half_width(text: &str) -> String {
    match text.chars().map(simple).collect() {
        Some(text) => text,
        None => text.chars().map(character).nfkc().collect(),
    }
}

/// NFKC of a character that never joins with its neighbours; `None` for one that has to be looked up.
/// The forms are nearly all such characters, and looking them up costs more than reading the file.
fn simple(c: char) -> Option<char> {
    match c {
        '\0'..='\u{7f}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => Some(c),
        '、' | '。' | '《' | '》' | '〔' | '〕' | '【' | '】' | '“' | '”' | '‘' | '’' | '—' | '·' | '×' | '≥' | '≤' => {
            Some(c)
        }
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0),
        '\u{3000}' => Some(' '),
        _ => None,
    }
}

/// The text of a file as offices save them: by its byte order mark, else UTF-8, else GBK (what Excel writes on a
/// Chinese Windows); `None` when it is none of these.
pub fn decoded(bytes: &[u8]) -> Option<String> {
    let marked = encoding_rs::Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let guessed = if std::str::from_utf8(bytes).is_ok() { encoding_rs::UTF_8 } else { encoding_rs::GB18030 };
    // `decode` takes the byte order mark off.
    let (text, _, has_errors) = marked.unwrap_or(guessed).decode(bytes);
    (!has_errors).then(|| text.into_owned())
}

/// A label made comparable, and the remark in brackets that was dropped from its end (often a unit).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelKey {
    pub key: String,
    pub remark: Option<String>,
}

/// Remarks that belong to no label: units, and the letters of formulas printed beside them.
const REMARKS: [&str; 11] = ["万元", "元", "分", "%", "A", "B", "C", "B/A", "A/B", "单位:万元", "单位:元"];

/// Same label = same key: NFKC, blanks dropped, trailing colons dropped, trailing unit remark dropped.
pub fn label_key(text: &str) -> LabelKey {
    let mut key = compact(text.trim_start_matches(|c| is_blank_char(c) || is_list_number(c))).into_owned();
    let mut remark = None;
    loop {
        trim_colons(&mut key);
        let Some((at, inner)) = trailing_brackets(&key) else { break };
        if at == 0 || !REMARKS.contains(&inner) {
            break;
        }
        // A unit says more than the letter of a formula beside it: 全年预算数(万元)(A).
        if remark.is_none() || inner.ends_with('元') {
            remark = Some(inner.to_owned());
        }
        key.truncate(at);
    }
    LabelKey { key, remark }
}

/// ①, ⑴, ⒈: one character that only numbers what follows.
pub const fn is_list_number(c: char) -> bool {
    matches!(c, '\u{2460}'..='\u{249b}' | '\u{2776}'..='\u{2793}')
}

fn trim_colons(key: &mut String) {
    while key.ends_with([':', '：']) {
        key.pop();
    }
}

fn trailing_brackets(key: &str) -> Option<(usize, &str)> {
    let body = key.strip_suffix(')')?;
    let at = body.rfind('(')?;
    Some((at, &body[at + 1..]))
}

/// A label without what it says in brackets (填报单位(盖章), 评价部门(单位)名称); `None` when there is nothing to
/// leave out, or nothing left.
pub fn without_brackets(key: &str) -> Option<String> {
    // Nearly every text of a form has none.
    if !key.contains('(') {
        return None;
    }
    let mut out = String::with_capacity(key.len());
    let mut depth = 0_u32;
    for c in key.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    (out.len() < key.len() && !out.is_empty()).then_some(out)
}

/// Leading numbering and group words of a line label: `资金来源：（1）财政拨款` is `财政拨款`.
/// `groups` are the group words of the profile, already compact.
pub fn strip_numbering<'a>(key: &'a str, groups: &[String]) -> &'a str {
    let mut rest = key;
    loop {
        let before = rest;
        for group in groups {
            rest = match rest.strip_prefix(group.as_str()) {
                Some(tail) if tail.starts_with([':', '(', '1', '一', '①']) => tail,
                _ => rest,
            };
        }
        rest = strip_ordinal(rest.trim_start_matches([':', '、', '.', '-', '·']));
        if rest == before {
            return rest;
        }
    }
}

fn strip_ordinal(text: &str) -> &str {
    let open = text.strip_prefix('(');
    let body = open.unwrap_or(text);
    let is_digit = |c: char| {
        c.is_ascii_digit() || matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
    };
    let digits = body.find(|c| !is_digit(c)).unwrap_or(body.len());
    let tail = &body[digits..];
    match (digits, open) {
        (0, _) => text,
        (_, Some(_)) => tail.strip_prefix(')').unwrap_or(text),
        (_, None) => tail.strip_prefix(['.', '、', ')']).unwrap_or(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_is_what_cannot_be_seen() {
        for text in ["", " ", "\u{3000}\t\n", "\u{200b}\u{feff}", "\u{a0}"] {
            assert!(is_blank(text), "{text:?}");
        }
        assert!(!is_blank("0") && !is_blank("—"));
    }

    #[test]
    fn labels_that_people_take_for_the_same_are_the_same() {
        for text in ["分值", "①分值", "分 值", "分\n值", "分值：", "分值（分）", "分值(分):", " 分　值 "]
        {
            assert_eq!(label_key(text).key, "分值", "{text:?}");
        }
        let key = label_key("全年预算数（万元）");
        assert_eq!((key.key.as_str(), key.remark.as_deref()), ("全年预算数", Some("万元")));
        let both = ["全年预算数（万元）（A）", "全年预算数（A）（万元）"].map(|text| label_key(text).remark);
        assert_eq!(both, [Some("万元".to_owned()), Some("万元".to_owned())]);
        assert_eq!(label_key("部门(单位)名称").key, "部门(单位)名称");
    }

    #[test]
    fn brackets_can_be_left_out() {
        let bare = |key| without_brackets(key).unwrap_or_default();
        assert_eq!(bare("填报单位(盖章)"), "填报单位");
        assert_eq!(bare("评价部门(单位)名称(公章)"), "评价部门名称");
        assert_eq!((bare("分值"), bare("(盖章)")), (String::new(), String::new()));
    }

    #[test]
    fn numbering_and_group_words_are_no_part_of_a_line() {
        let groups = ["资金来源".to_owned(), "其中".to_owned()];
        for text in
            ["资金来源：（1）财政拨款", "（1）财政拨款", "其中：财政拨款", "一、财政拨款", "1.财政拨款", "财政拨款"]
        {
            assert_eq!(strip_numbering(&label_key(text).key, &groups), "财政拨款", "{text:?}");
        }
    }

    #[test]
    fn the_quick_way_is_nfkc() {
        for c in ('\0'..='\u{ffff}').filter(|c| simple(*c).is_some()) {
            let alone: String = c.to_string().nfkc().collect();
            assert_eq!(simple(c).map(String::from), Some(alone), "{c:?}");
            assert_eq!(unicode_normalization::char::canonical_combining_class(c), 0);
        }
        for c in '\0'..='\u{ffff}' {
            let is_looked_up = c.is_whitespace() || c.is_control();
            assert_eq!(is_blank_char(c), is_looked_up || is_invisible(c), "{c:?}");
        }
        assert_eq!(compact("Ａ１ ㎡①ｶﾞ"), "A1m21ガ");
    }

    #[test]
    fn what_cannot_be_seen_is_not_there() {
        for mark in [
            "\u{200b}",
            "\u{202d}",
            "\u{202c}",
            "\u{2066}",
            "\u{2069}",
            "\u{200e}",
            "\u{ffff}",
            "\u{fe0f}",
            "\u{1ffff}",
        ] {
            let marked = format!("{mark}区{mark}财政局{mark}");
            assert_eq!((tidy(&marked).as_str(), &*compact(&marked)), ("区财政局", "区财政局"), "{mark:?}");
        }
        assert_eq!(tidy("区\u{fffd}局"), "区\u{fffd}局");
    }

    #[test]
    fn tidy_keeps_one_space_between_words() {
        assert_eq!(tidy(" 常务委员 \r\n 会\t"), "常务委员 会");
    }
}
