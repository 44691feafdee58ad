//! Words several rules use.

use crate::model::address::CellRef;
use crate::model::submission::{Entry, State};

/// Nothing a rule can use stands there, and no other rule speaks of it: blank, a void mark, or words
/// where a number belongs. Errors (STR-10), formulas without result (STR-13) and template hints (TXT-01)
/// have their own rules.
pub fn is_missing<T>(entry: &Entry<T>) -> bool {
    matches!(entry.state, State::Blank | State::Void | State::Unreadable)
}

/// `C3、D14、E20`, at most six of them.
pub fn cells(cells: impl IntoIterator<Item = CellRef>) -> String {
    let all: Vec<String> = cells.into_iter().map(|cell| cell.to_string()).collect();
    shortened(&all)
}

/// Names in a row, the rest counted: `甲、乙、丙等 9 个`.
pub fn shortened(all: &[String]) -> String {
    const SHOWN: usize = 6;
    match all.len() > SHOWN {
        false => all.join("、"),
        true => format!("{}等 {} 个", all[..SHOWN].join("、"), all.len()),
    }
}
