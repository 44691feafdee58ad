//! What goes to the terminal. Whoever reads may stop early (`| head`), and a disk may be full: no reason to panic.

use std::borrow::Cow;
use std::io::{self, ErrorKind, Write};

use serde::Serialize;

use crate::cli::Format;
use crate::ground::RunError;
use crate::model::cause;
use crate::model::characters::is_unprintable;

/// A result, as one JSON document or in words.
pub fn show<T: Serialize>(format: Format, result: &T, words: impl FnOnce(&T) -> String) -> Result<(), RunError> {
    match format {
        Format::Json => show_json(result),
        Format::Human => say(&words(result)),
    }
}

pub fn show_json(result: &impl Serialize) -> Result<(), RunError> {
    let text = serde_json::to_string_pretty(result);
    let text = text.map_err(|cause| RunError::Usage(format!("结果无法写成 JSON（{cause}）")))? + "\n";
    // Such a character stands in a text only, where its number means the same.
    let numbered = |c: char| if is_unprintable(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    say(&match text.contains(is_unprintable) {
        true => text.chars().map(numbered).collect(),
        false => text,
    })
}

/// To standard output. What would change a terminal is shown as �.
pub fn say(text: &str) -> Result<(), RunError> {
    let mut out = io::stdout().lock();
    match out.write_all(printable(text).as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(RunError::Usage(format!("结果无法输出（{}）：请检查重定向的位置", cause::in_words(&error))))
        }
        _ => Ok(()),
    }
}

/// To standard error; there is nobody to tell when that fails.
pub fn complain(line: &str) {
    let _ = writeln!(io::stderr(), "{}", printable(line));
}

fn printable(text: &str) -> Cow<'_, str> {
    match text.contains(is_unprintable) {
        true => Cow::Owned(text.replace(is_unprintable, "\u{fffd}")),
        false => Cow::Borrowed(text),
    }
}
