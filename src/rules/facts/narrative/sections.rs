//! The sections of a report, by the words of their headings; their numbers may come from the program's own lists.

use crate::model::narrative::Paragraph;
use crate::model::text::compact;
use crate::profile::spec::{Narrative, Section};

/// A heading that was found.
#[derive(Debug)]
pub struct Heading {
    /// Index into the profile's sections.
    pub section: usize,
    /// Index of its paragraph.
    pub paragraph: usize,
    /// What stands behind it in its own paragraph.
    pub rest: String,
}

/// Headings in the order of the text, of each section the first.
pub fn headings(paragraphs: &[Paragraph], words: &Narrative) -> Vec<Heading> {
    let mut found: Vec<Heading> = Vec::new();
    for (paragraph, text) in paragraphs.iter().enumerate() {
        let text = compact(&text.text);
        if let Some((section, rest)) = heading(without_number(&text), &words.sections)
            && found.iter().all(|known| known.section != section)
        {
            found.push(Heading { section, paragraph, rest: rest.to_owned() });
        }
    }
    found
}

/// The section whose heading the text begins with; the longest words win.
fn heading<'t>(text: &'t str, sections: &[Section]) -> Option<(usize, &'t str)> {
    let all = sections.iter().enumerate().flat_map(|(i, section)| section.words.iter().map(move |word| (i, word)));
    let found = all.filter_map(|(i, word)| Some((i, text.strip_prefix(word.as_str())?)));
    let (section, rest) = found.min_by_key(|(_, rest)| rest.len())?;
    // The heading goes on to its first mark: 履职完成情况:从数量、质量……。
    let end =
        rest.find(['。', ':', ';']).map_or(rest.len(), |at| at + rest[at..].chars().next().map_or(0, char::len_utf8));
    let (own, behind) = rest.split_at(end);
    // A sentence that begins like a heading says something itself.
    const LONGEST: usize = 36;
    let is_sentence = own.chars().count() > LONGEST || own.starts_with(['是', '有', '为', '在', '主', '达', '率']);
    Some((section, if is_sentence { rest } else { behind }))
}

/// Without 一、 (一) 1. 第一部分.
pub fn without_number(text: &str) -> &str {
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let marks = [')', '、', '.', ',', ':'];
    let part = text.strip_prefix('第').map(|rest| rest.trim_start_matches(is_number));
    if let Some(rest) = part.and_then(|rest| rest.strip_prefix("部分")) {
        return rest.trim_start_matches(marks);
    }
    let open = text.trim_start_matches('(');
    let behind = open.trim_start_matches(is_number);
    let marked = behind.trim_start_matches(marks);
    if behind.len() < open.len() && marked.len() < behind.len() { marked } else { text }
}

/// What a section says: behind its heading and in the paragraphs up to the next heading that is none of its parts.
pub fn content<'a>(paragraphs: &'a [Paragraph], found: &[Heading], at: usize, words: &Narrative) -> Vec<&'a str> {
    let heading = &found[at];
    let section = &words.sections[heading.section];
    let is_part = |other: &&Heading| words.sections[other.section].within.as_ref() == Some(&section.name);
    let next = found[at + 1..].iter().find(|other| !is_part(other));
    let end = next.map_or(paragraphs.len(), |next| next.paragraph);
    let is_heading = |i: usize| found.iter().any(|other| other.paragraph == i && other.rest.is_empty());
    let inside = (heading.paragraph + 1..end).filter(|i| !is_heading(*i)).map(|i| paragraphs[i].text.as_str());
    let own = (!heading.rest.is_empty()).then(|| paragraphs[heading.paragraph].text.as_str());
    own.into_iter().chain(inside).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_front_of_a_heading_are_no_part_of_it() {
        for text in ["一、部门概况", "(一)部门概况", "1.部门概况", "部门概况", "第一部分部门概况"]
        {
            assert_eq!(without_number(text), "部门概况", "{text}");
        }
    }

    /// What stands behind the words of a heading, and is said in the section.
    #[test]
    fn a_sentence_that_begins_like_a_heading_says_something() {
        let section = Section {
            name: "主要问题".to_owned(),
            words: vec!["主要问题".to_owned(), "主要问题及原因".to_owned()],
            required: true,
            names_problems: true,
            within: None,
        };
        let rest = |text: &str| heading(text, std::slice::from_ref(&section)).map(|(_, rest)| rest.to_owned());
        assert_eq!(rest("主要问题:资金到位晚。").as_deref(), Some("资金到位晚。"));
        assert_eq!(rest("主要问题及原因。").as_deref(), Some(""));
        assert_eq!(rest("主要问题是资金到位晚。").as_deref(), Some("是资金到位晚。"));
        assert_eq!(rest("存在的主要问题"), None);
        // A heading has 36 characters behind its first words at most.
        let long = |characters: usize| format!("主要问题{}", "和".repeat(characters));
        assert_eq!(rest(&long(36)).as_deref(), Some(""));
        assert_eq!(rest(&long(37)), Some("和".repeat(37)));
    }
}
