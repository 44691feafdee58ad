//! What stands in an output folder and is not a run's own: somebody put it there, or changed it since it was written.
//! Nothing of that is ever lost.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{DATA, DEPARTMENTS, RUN, SUMMARY, act};
use crate::model::digest::sha256_of;
use crate::write::WriteError;

/// Where it goes when its place is taken, or looks like one of an output.
pub const KEPT: &str = "保留";

#[derive(Default, Deserialize)]
struct Written {
    #[serde(default)]
    outputs: Vec<Output>,
}

#[derive(Deserialize)]
struct Output {
    file: String,
    sha256: String,
}

/// Files a run wrote, as its run.json lists them.
struct Listed(BTreeMap<PathBuf, String>);

impl Listed {
    fn of(folder: &Path) -> Self {
        let text = fs::read(folder.join(DATA).join(RUN)).unwrap_or_default();
        let written: Written = serde_json::from_slice(&text).unwrap_or_default();
        Self(written.outputs.into_iter().map(|output| (PathBuf::from(output.file), output.sha256)).collect())
    }

    /// Still what was written; the summary's marks are carried over, so it is never kept.
    fn is_own(&self, folder: &Path, file: &Path) -> bool {
        let is_replaced = file == Path::new(SUMMARY) || file == Path::new(DATA).join(RUN);
        let is_same = |hash: &String| sha256_of(&folder.join(file)).is_ok_and(|now| now == *hash);
        is_replaced || self.0.get(file).is_some_and(is_same)
    }
}

/// How a file comes to its new place: by a second name while the old place still counts, else by moving.
pub type Bring = fn(&Path, &Path) -> io::Result<()>;

/// A second name for the file; a copy on disks that know no such thing.
pub fn link(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(drop))
}

/// Brings what is not a run's own from one folder into another; names what went to a place of its own.
pub fn bring(from: &Path, into: &Path, how: Bring) -> io::Result<Vec<String>> {
    let listed = Listed::of(from);
    let mut moved = Vec::new();
    for file in files(from, Path::new(""))? {
        if listed.is_own(from, &file) || is_same(&from.join(&file), &into.join(&file)) {
            continue;
        }
        let is_taken = looks_written(&file) || into.join(&file).exists();
        let wanted = if is_taken { Path::new(KEPT).join(&file) } else { file.clone() };
        let Some(place) = free(&from.join(&file), into, &wanted) else { continue };
        fs::create_dir_all(into.join(&place).parent().unwrap_or(into))?;
        act();
        how(&from.join(&file), &into.join(&place))?;
        if is_taken {
            moved.push(format!("{} 不是上次写出的内容（自己放入或改过），已移到 {}", shown(&file), shown(&place)));
        }
    }
    Ok(moved)
}

/// Writes a file in the place of what may stand there, which is kept beside it; says where.
///
/// # Errors
/// The disk does not take it; what stood there still does.
pub fn replaced(
    path: &Path,
    write: impl FnOnce(&Path) -> Result<(), WriteError>,
) -> Result<Option<String>, WriteError> {
    let (folder, name) = (super::parent(path), Path::new(path.file_name().unwrap_or_default()));
    let failed = || WriteError::io(path);
    let aside = tempfile::Builder::new().prefix(super::TEMPORARY).tempdir_in(folder).map_err(failed())?;
    let new = aside.path().join(name);
    write(&new)?;
    let is_other = path.symlink_metadata().is_ok() && !is_same(&new, path);
    let place = if is_other { free(path, folder, &Path::new(KEPT).join(name)) } else { None };
    if let Some(place) = &place {
        fs::create_dir_all(folder.join(KEPT)).map_err(failed())?;
        link(path, &folder.join(place)).map_err(failed())?;
    }
    fs::rename(&new, path).map_err(failed())?;
    Ok(place.map(|place| format!("{} 原有的内容已移到 {}", path.display(), folder.join(place).display())))
}

fn shown(file: &Path) -> String {
    file.iter().map(|step| step.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// In a folder of ours, of a kind we write: left there it would be taken for an output.
fn looks_written(file: &Path) -> bool {
    let extension = file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let kinds: &[&str] = match file.iter().next() {
        Some(first) if first == DEPARTMENTS => &["xlsx", "xlsm"],
        Some(first) if first == DATA => &["json", "jsonl", "csv"],
        _ => &[],
    };
    kinds.contains(&extension.as_str())
}

/// A place nobody has; none where the very file is there already.
fn free(from: &Path, into: &Path, wanted: &Path) -> Option<PathBuf> {
    let stem = wanted.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let end = wanted.extension().map(|end| format!(".{}", end.to_string_lossy())).unwrap_or_default();
    let numbered = (2..).map(|number| wanted.with_file_name(format!("{stem}（{number}）{end}")));
    for place in std::iter::once(wanted.to_owned()).chain(numbered) {
        if !into.join(&place).exists() {
            return Some(place);
        }
        if is_same(from, &into.join(&place)) {
            return None;
        }
    }
    None
}

fn is_same(one: &Path, other: &Path) -> bool {
    let length = |path: &Path| fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|metadata| metadata.len());
    let hash = |path: &Path| sha256_of(path).ok();
    length(one).is_some() && length(one) == length(other) && hash(one) == hash(other)
}

/// Everything that is a file or a link in a folder, in order, but for the folders runs build in.
pub fn files(root: &Path, within: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries = fs::read_dir(root.join(within))?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    let mut found = Vec::new();
    for entry in entries {
        let name = within.join(entry.file_name());
        if entry.file_name().to_string_lossy().starts_with(super::TEMPORARY) {
            continue;
        }
        match entry.file_type()?.is_dir() {
            true => found.extend(files(root, &name)?),
            false => found.push(name),
        }
    }
    Ok(found)
}
