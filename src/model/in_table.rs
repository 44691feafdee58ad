//! Places of a document, whose tables have rows and columns and no letters: 行15 列9.

use std::fmt;

use super::address::{Area, CellRef};

/// A place as people find it in a document: `行15 列9`, `行14–20 列4–5`; a paragraph as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InTable(pub Area);

impl fmt::Display for InTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Area { first, last } = self.0;
        if first.is_paragraph() {
            return write!(f, "{}", self.0);
        }
        let (from, to) = (first.on_sheet(), last.on_sheet());
        let span = |from: u32, to: u32| match from == to {
            true => (from + 1).to_string(),
            false => format!("{}–{}", from + 1, to + 1),
        };
        write!(f, "行{} 列{}", span(from.row, to.row), span(from.col, to.col))
    }
}

/// The text with addresses put as `named` puts them. What stands in quotation marks is somebody else's words, and what
/// has letters or digits around it is no address.
pub fn put(text: &str, named: impl Fn(Area) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut quotes) = (text, 0usize);
    while let Some(c) = rest.chars().next() {
        let word = rest.find(|c: char| !is_of_address(c)).unwrap_or(rest.len());
        let end = if word == 0 { c.len_utf8() } else { word };
        let (piece, behind) = rest.split_at(end);
        match c {
            '“' | '《' | '‘' => quotes += 1,
            '”' | '》' | '’' => quotes = quotes.saturating_sub(1),
            _ => {}
        }
        let name = area(piece).filter(|_| quotes == 0).and_then(&named);
        out.push_str(name.as_deref().unwrap_or(piece));
        rest = behind;
    }
    out
}

/// The text without its places, for readers who do not have the form before them: `偏差栏（I15）为空` becomes
/// `偏差栏为空`, `B21 的权重` and `行21 列2 的权重` become `权重`.
pub fn without_places(text: &str) -> String {
    const MARK: &str = "\u{1}";
    let mut out = String::new();
    let marked = put(text, |_| Some(MARK.to_owned()));
    let mut rest = marked.as_str();
    while let Some(at) = rest.find('行') {
        let (before, here) = rest.split_at(at);
        let behind = in_table(here);
        out += before;
        out += if behind.is_some() { MARK } else { "行" };
        rest = behind.unwrap_or(&here['行'.len_utf8()..]);
    }
    out += rest;
    for piece in ["（\u{1}）", "\u{1} 的", "\u{1}的", "\u{1}、", "\u{1} ", MARK] {
        out = out.replace(piece, "");
    }
    out
}

/// What follows `行14–20 列4` at the beginning of a text.
fn in_table(text: &str) -> Option<&str> {
    let number = |text: &'_ str| text.find(|c: char| !c.is_ascii_digit() && c != '–').unwrap_or(text.len());
    let row = text.strip_prefix('行')?;
    let (digits, rest) = row.split_at(number(row));
    let column = rest.strip_prefix(" 列")?;
    let (more, rest) = column.split_at(number(column));
    (!digits.is_empty() && !more.is_empty()).then_some(rest)
}

fn is_of_address(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, ':' | '.' | '_' | '%' | '-')
}

fn area(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let cell = |text: &str| text.parse::<CellRef>().ok().filter(|cell| cell.to_string() == text);
    Some(Area::new(cell(first)?, cell(last)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_a_sentence_are_rows_and_columns_and_quotations_stay() {
        let put = |text| put(text, |area| (area.last.row < 30).then(|| InTable(area).to_string()));
        assert_eq!(put("偏差栏（I15）为空"), "偏差栏（行15 列9）为空");
        assert_eq!(put("D14:E20 还是“A4纸”"), "行14–20 列4–5 还是“A4纸”");
        for text in ["A4-5", "PM2.5", "H31", "KA4B", "a4", "2024", "《B5》“C3”", "A04"] {
            assert_eq!(put(text), text);
        }
    }

    #[test]
    fn a_sentence_can_do_without_its_places() {
        for (text, told) in [
            ("偏差栏（I15）为空：该项分值5分", "偏差栏为空：该项分值5分"),
            ("H22 得分填满分，全年完成值94%（F22）", "得分填满分，全年完成值94%"),
            ("A2的年度是2022年，B21 的权重是25", "年度是2022年，权重是25"),
            ("偏差栏（行15 列9）为空，行21 列2 的权重是25", "偏差栏为空，权重是25"),
            ("行14–20 列4–5 还是模板的“A4纸”", "还是模板的“A4纸”"),
            ("第3行 列4，进行 列席", "第3行 列4，进行 列席"),
        ] {
            assert_eq!(without_places(text), told);
        }
    }

    #[test]
    fn a_paragraph_stays_a_paragraph() {
        assert_eq!(InTable(Area::of(CellRef::paragraph(26))).to_string(), "第26段");
    }
}
