//! The text of a report beside its tables: its paragraphs in order, each with its number.

use serde::{Deserialize, Serialize};

/// One paragraph of the body that is not blank; tables and what is in them are none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    pub text: String,
    /// Numbered or marked by the program, whose marks are no part of the text.
    pub is_listed: bool,
}
