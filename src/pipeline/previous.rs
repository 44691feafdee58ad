//! What an earlier output knows that its files may no longer tell.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::Deserialize;

use crate::consolidate::rounds::Kept;
use crate::model::line;
use crate::model::reply::Answer;
use crate::write::staging::DATA;

/// Of a line of departments.jsonl, what later runs need.
#[derive(Deserialize)]
struct Line {
    department: String,
    #[serde(default)]
    replies: Vec<Answer>,
}

/// What departments answered, of the output that is about to be replaced and of an earlier one. Lines that another
/// version wrote otherwise say nothing.
pub fn answers(out: &Path, previous: Option<&Path>) -> Kept {
    let mut kept = Kept::new();
    for folder in previous.into_iter().chain([out]) {
        let Ok(file) = File::open(folder.join(DATA).join(line::DEPARTMENTS)) else { continue };
        let lines = BufReader::new(file).lines().map_while(Result::ok);
        for Line { department, replies } in lines.filter_map(|line| serde_json::from_str(&line).ok()) {
            if !replies.is_empty() {
                kept.insert(department, replies);
            }
        }
    }
    kept
}
