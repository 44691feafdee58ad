//! The folders of parts: their names, and the files in their `data/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::{Part, PartError, Run};
use crate::model::digest::{sha256, sha256_of};
use crate::model::line::{DEPARTMENTS, FINDINGS, SUBMISSIONS};

/// As people named it.
pub fn shown(folder: &Path) -> String {
    folder.display().to_string()
}

/// A name for each: the folder's, with as many of the folders above it as tell it from the others.
pub fn names(folders: &[PathBuf]) -> Result<Vec<String>, PartError> {
    let real = |folder: &PathBuf| {
        let io = |cause| PartError::Io { folder: shown(folder), cause };
        if !folder.is_dir() {
            return Err(PartError::NotAnOutput(shown(folder), "run.json"));
        }
        folder.canonicalize().map_err(io)
    };
    let real: Vec<PathBuf> = folders.iter().map(real).collect::<Result<_, _>>()?;
    let mut met: BTreeMap<&Path, &PathBuf> = BTreeMap::new();
    for (path, folder) in real.iter().zip(folders) {
        if let Some(before) = met.insert(path, folder) {
            return Err(PartError::Twice(shown(before), shown(folder)));
        }
    }
    let parts: Vec<Vec<String>> = real.iter().map(|path| components(path)).collect();
    Ok(parts.iter().map(|own| name(own, &parts)).collect())
}

/// The names on the way to a folder, the last first.
fn components(path: &Path) -> Vec<String> {
    let names = path.components().filter_map(|part| match part {
        std::path::Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    let mut names: Vec<String> = names.collect();
    names.reverse();
    names
}

fn name(own: &[String], all: &[Vec<String>]) -> String {
    let is_alone = |length: usize| all.iter().filter(|other| other.starts_with(&own[..length])).count() < 2;
    let length = (1..=own.len()).find(|length| is_alone(*length)).unwrap_or(own.len());
    let mut names = own[..length].to_vec();
    names.reverse();
    names.join("/")
}

/// Copies of one part are one part, and a part may not be in two merged ones.
pub fn apart(parts: &[Part]) -> Result<(), PartError> {
    let mut met: BTreeMap<String, &Part> = BTreeMap::new();
    for part in parts {
        let ids = part.ids().into_iter().map(|id| id.run).chain([part.id.clone()]);
        for id in ids.collect::<BTreeSet<_>>() {
            if let Some(before) = met.insert(id, part) {
                return Err(PartError::Twice(shown(&before.folder), shown(&part.folder)));
            }
        }
    }
    Ok(())
}

/// Names that more than one part brings.
pub fn shared_names(parts: &[Part]) -> BTreeSet<String> {
    let names = parts.iter().flat_map(|part| part.ids().into_iter().map(|id| id.name).collect::<BTreeSet<_>>());
    let mut met = BTreeSet::new();
    names.filter(|name| !met.insert(name.clone())).collect()
}

/// A part's run.json, with its sha256.
pub fn run(folder: &Path) -> Result<(Run, String), PartError> {
    let io = |cause| PartError::Io { folder: shown(folder), cause };
    let text = fs::read(path(folder, "run.json")?).map_err(io)?;
    let run = serde_json::from_slice(&text).map_err(|_| damaged(folder, "run.json", None))?;
    Ok((run, sha256([text])))
}

/// Every file of `data/` is the one that was written: what a whole is made from.
pub fn is_whole(folder: &Path, run: &Run) -> Result<(), PartError> {
    for file in [SUBMISSIONS, FINDINGS, DEPARTMENTS] {
        let io = |cause| PartError::Io { folder: shown(folder), cause };
        let name = format!("data/{file}");
        let hash = sha256_of(&path(folder, file)?).map_err(io)?;
        if !run.outputs.iter().any(|output| output.file == name && output.sha256 == hash) {
            return Err(PartError::Changed { folder: shown(folder), file: name });
        }
    }
    Ok(())
}

fn path(folder: &Path, file: &'static str) -> Result<PathBuf, PartError> {
    let path = folder.join("data").join(file);
    if path.is_file() { Ok(path) } else { Err(PartError::NotAnOutput(shown(folder), file)) }
}

pub fn damaged(folder: &Path, file: &'static str, line: Option<usize>) -> PartError {
    let place = line.map_or(String::new(), |line| format!("第 {line} 行"));
    PartError::Damaged { folder: shown(folder), file, place }
}

/// Gives each line with its number, from 1; a last one without its end is half a line.
pub fn each_line(
    folder: &Path,
    file: &'static str,
    take: &mut dyn FnMut(&str, usize) -> Result<(), serde_json::Error>,
) -> Result<(), PartError> {
    let io = |cause| PartError::Io { folder: shown(folder), cause };
    let mut reader = BufReader::with_capacity(1 << 16, File::open(path(folder, file)?).map_err(io)?);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if reader.read_until(b'\n', &mut line).map_err(io)? == 0 {
            break;
        }
        let whole = line.strip_suffix(b"\n").and_then(|text| std::str::from_utf8(text).ok());
        let text = whole.ok_or_else(|| damaged(folder, file, Some(number)))?;
        take(text, number).map_err(|_| damaged(folder, file, Some(number)))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_named_by_its_folder_and_by_the_one_above_where_that_is_needed() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = |name: &str| {
            let path = home.path().join(name);
            fs::create_dir_all(&path).expect("a folder");
            path
        };
        let of = |names: &[&str]| super::names(&names.iter().map(|name| folder(name)).collect::<Vec<_>>());
        assert_eq!(of(&["甲县", "乙县"]).expect("names"), ["甲县", "乙县"]);
        assert_eq!(of(&["甲县/out", "乙县/out", "丙县"]).expect("names"), ["甲县/out", "乙县/out", "丙县"]);
        assert!(matches!(of(&["甲县", "甲县/../甲县"]), Err(PartError::Twice(..))));
        assert!(matches!(super::names(&[home.path().join("没有")]), Err(PartError::NotAnOutput(..))));
    }
}
