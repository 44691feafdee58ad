//! Which files there are to read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::unzip::{self, Listing};
use crate::model::source::{Source, Within};
use crate::model::{cause, system};

/// The files of a run, sorted by name, and what was passed over on the way.
#[derive(Clone, Debug, Default)]
pub struct Discovery {
    pub sources: Vec<Source>,
    /// Number of files and folders by the reason, in words.
    pub skipped: BTreeMap<&'static str, usize>,
    /// What could not be looked into, and what was given and is no input, each a line.
    pub notices: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    #[error("找不到 {}：请检查路径是否写对，文件是否已移走", .0.display())]
    Missing(PathBuf),
    #[error("文件夹 {} 打不开（{}）：请检查读取权限后重试", .0.display(), cause::in_words(.1))]
    Folder(PathBuf, std::io::Error),
    #[error("{} 是管道或设备，不是文件：请给出文件或文件夹", .0.display())]
    NoFile(PathBuf),
}

pub const HIDDEN: &str = "隐藏文件";
pub const LOCK: &str = "临时锁文件(~$)";
const OUTPUT: &str = "输出文件夹";
const PARAMETER: &str = "参数文件";
const NO_FILE: &str = "不是普通文件";
const SHUT: &str = "打不开的文件夹";

/// Finds the files of the paths given; folders are walked recursively. What `exclude` names is never input.
pub fn discover(paths: &[PathBuf], exclude: &[PathBuf]) -> Result<Discovery, DiscoverError> {
    let mut walk = Walk::default();
    // What lies in a .zip is named by the path of the .zip and its own, which is no path of the system.
    walk.excluded.extend(exclude.iter().map(|path| path.canonicalize().unwrap_or_else(|_| path.clone())));
    for path in paths {
        walk.path(path)?;
    }
    Ok(walk.finish())
}

#[derive(Default)]
struct Walk {
    excluded: BTreeSet<PathBuf>,
    seen_folders: BTreeSet<PathBuf>,
    /// By canonical path, so a file reached twice is one source.
    found: BTreeMap<PathBuf, Found>,
    skipped: BTreeMap<&'static str, usize>,
    notices: Vec<String>,
    /// Folders still to be looked into, each with the name of the way to it and that of its root.
    folders: Vec<(PathBuf, String, String)>,
}

struct Found {
    source: Source,
    /// Name of the folder it was looked for in.
    folder: String,
}

impl Walk {
    fn path(&mut self, path: &Path) -> Result<(), DiscoverError> {
        let real = path.canonicalize().map_err(|_| DiscoverError::Missing(path.to_owned()))?;
        if real.is_dir() {
            return self.tree(path, &real);
        }
        if self.excluded.contains(&real) {
            self.skip(PARAMETER);
            return Ok(());
        }
        if !real.is_file() {
            return Err(DiscoverError::NoFile(path.to_owned()));
        }
        let folder = real.parent().map(name_of).unwrap_or_default();
        self.file(path, name_of(path), &folder, true);
        Ok(())
    }

    /// A folder that was given. One after the other, however deep they lie in each other.
    fn tree(&mut self, path: &Path, real: &Path) -> Result<(), DiscoverError> {
        if is_output(real) {
            self.notices.push(format!("{} 是 jixiao 的输出文件夹，其中的文件没有作为报送读取", path.display()));
        }
        self.folder(path, "", &name_of(real)).map_err(|error| DiscoverError::Folder(path.to_owned(), error))?;
        while let Some((path, prefix, root)) = self.folders.pop() {
            if let Err(error) = self.folder(&path, &prefix, &root) {
                self.skip(SHUT);
                // A path too long for the system is too long for a line.
                let named = prefix.trim_end_matches('/');
                let named = named.char_indices().nth(120).map_or(named, |(at, _)| &named[..at]);
                self.notices.push(format!("文件夹 {named} 打不开（{}），其中的文件没有读取", cause::in_words(&error)));
            }
        }
        Ok(())
    }

    fn folder(&mut self, path: &Path, prefix: &str, root: &str) -> std::io::Result<()> {
        let real = path.canonicalize()?;
        if self.excluded.contains(&real) || is_output(&real) {
            self.skip(OUTPUT);
            return Ok(());
        }
        // A link back to a folder that was walked already ends here.
        if !self.seen_folders.insert(real) {
            return Ok(());
        }
        let mut entries = fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>)?;
        entries.sort_by_key(fs::DirEntry::file_name);
        entries.iter().for_each(|entry| self.entry(&entry.path(), prefix, root));
        Ok(())
    }

    fn entry(&mut self, path: &Path, prefix: &str, root: &str) {
        let name = name_of(path);
        let full = format!("{prefix}{name}");
        if name.starts_with("~$") {
            self.skip(LOCK);
        } else if name.starts_with('.') || unzip::is_of_system(&name) || system::is_hidden(path) {
            self.skip(HIDDEN);
        } else if path.is_dir() {
            self.folders.push((path.to_owned(), format!("{full}/"), root.to_owned()));
        } else if path.canonicalize().is_ok_and(|real| self.excluded.contains(&real)) {
            self.skip(PARAMETER);
        } else if path.exists() && !path.is_file() {
            self.skip(NO_FILE);
        } else {
            self.file(path, full, root, false);
        }
    }

    fn skip(&mut self, reason: &'static str) {
        *self.skipped.entry(reason).or_default() += 1;
    }

    fn file(&mut self, path: &Path, name: String, folder: &str, named: bool) {
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if let Some(known) = self.found.get_mut(&real) {
            known.source.named |= named;
            return;
        }
        let metadata = fs::metadata(path).ok();
        let source = Source {
            path: path.to_owned(),
            name,
            size: metadata.as_ref().map_or(0, fs::Metadata::len),
            modified: metadata.and_then(|metadata| metadata.modified().ok()),
            named,
            within: None,
        };
        match unzip::contents(path) {
            None => drop(self.found.insert(real, Found { source, folder: folder.to_owned() })),
            Some(Ok(listing)) => self.packed(&real, &source, folder, listing),
            // One finding for the whole: the .zip is the file that can't be read.
            Some(Err(fault)) => {
                let source = Source { within: Some(Within::Refused(fault)), ..source };
                self.found.insert(real, Found { source, folder: folder.to_owned() });
            }
        }
    }

    /// What lies in a .zip, each under the name of the .zip and its own.
    fn packed(&mut self, real: &Path, zip: &Source, folder: &str, listing: Listing) {
        for (reason, count) in listing.skipped {
            *self.skipped.entry(reason).or_default() += count;
        }
        for file in listing.files {
            if self.excluded.contains(&real.join(&file.name)) {
                self.skip(PARAMETER);
                continue;
            }
            let within = file.refused.map_or(Within::Entry(file.place), Within::Refused);
            let source = Source {
                path: zip.path.clone(),
                name: format!("{}!{}", zip.name, file.name),
                size: file.size,
                modified: file.modified.or(zip.modified),
                named: false,
                within: Some(within),
            };
            self.found.insert(real.join(&file.name), Found { source, folder: folder.to_owned() });
        }
    }

    /// Gives files of the same name the name of their folder in front, or their whole path where even that is the same.
    fn finish(mut self) -> Discovery {
        let mut found: Vec<Found> = std::mem::take(&mut self.found).into_values().collect();
        for whole in [false, true] {
            let mut count: BTreeMap<String, usize> = BTreeMap::new();
            found.iter().for_each(|file| *count.entry(file.source.name.clone()).or_default() += 1);
            for file in found.iter_mut().filter(|file| count[&file.source.name] > 1) {
                file.source.name = match whole {
                    false => format!("{}/{}", file.folder, file.source.name),
                    true => whole_path(&file.source),
                };
            }
        }
        let mut sources: Vec<Source> = found.into_iter().map(|file| file.source).collect();
        sources.sort_by(|a, b| a.name.cmp(&b.name));
        number(&mut sources);
        self.notices.sort();
        Discovery { sources, skipped: self.skipped, notices: self.notices }
    }
}

/// Names that differ in bytes nobody can show are numbered.
fn number(sources: &mut [Source]) {
    let (mut before, mut count) = (String::new(), 1);
    for source in sources {
        let is_again = source.name == before;
        count = if is_again { count + 1 } else { 1 };
        before.clone_from(&source.name);
        if is_again {
            let (stem, end) = before.rsplit_once('.').map_or((&*before, String::new()), |(s, e)| (s, format!(".{e}")));
            source.name = format!("{stem}（{count}）{end}");
        }
    }
}

/// Of a file in a .zip with what stands behind the name of the .zip.
fn whole_path(source: &Source) -> String {
    let path = source.path.to_string_lossy().replace('\\', "/");
    match &source.within {
        Some(Within::Entry(_)) => {
            source.name.split_once('!').map_or(path.clone(), |(_, inner)| format!("{path}!{inner}"))
        }
        _ => path,
    }
}

/// What cannot be shown in a name (bytes that are no text, line breaks, escape codes) is shown as �.
fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    name.replace(char::is_control, "\u{fffd}")
}

/// An earlier result of this tool.
fn is_output(folder: &Path) -> bool {
    folder.join("data/run.json").is_file() && folder.join("汇总表.xlsx").is_file()
}

#[cfg(test)]
mod tests;
