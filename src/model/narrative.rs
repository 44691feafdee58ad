//! The text of a report beside its tables: its paragraphs in order, each with its number.

use serde::{Deserialize, Serialize};

/// One paragraph of the body that is not blank; tables and what is in them are none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    pub text: String,
    /// Numbered or marked by the program, whose marks are no part of the text.
    pub is_listed: bool,
}

/// Running text, no mere heading or note of a table: a report says something in sentences.
pub fn is_report(paragraphs: &[Paragraph]) -> bool {
    const SENTENCES: usize = 3;
    const LENGTH: usize = 15;
    let is_sentence = |paragraph: &&Paragraph| {
        let text = paragraph.text.trim();
        text.contains(['。', '；', ';']) && text.chars().count() >= LENGTH && !text.starts_with(['注', '说'])
    };
    paragraphs.iter().filter(is_sentence).count() >= SENTENCES
}

/// What heads a document.
pub fn title(paragraphs: &[Paragraph]) -> String {
    const LINES: usize = 3;
    const LONGEST: usize = 60;
    let lines = paragraphs.iter().take(LINES).map(|paragraph| paragraph.text.trim());
    lines.take_while(|line| line.chars().count() <= LONGEST).collect::<Vec<_>>().join("\n")
}
