//! Which files there are to read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::unzip::{self, Listing};
use crate::model::cause;
use crate::model::source::{Source, Within};

/// The files of a run, sorted by name, and what was passed over on the way.
#[derive(Clone, Debug, Default)]
pub struct Discovery {
    pub sources: Vec<Source>,
    /// Number of files and folders by the reason, in words.
    pub skipped: BTreeMap<&'static str, usize>,
}

#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    #[error("找不到 {}：请检查路径是否写对，文件是否已移走", .0.display())]
    Missing(PathBuf),
    #[error("文件夹 {} 打不开（{}）：请检查读取权限后重试", .0.display(), cause::in_words(.1))]
    Folder(PathBuf, std::io::Error),
}

pub const HIDDEN: &str = "隐藏文件";
pub const LOCK: &str = "临时锁文件(~$)";
const OUTPUT: &str = "输出文件夹";
const PARAMETER: &str = "参数文件";
const NO_FILE: &str = "不是普通文件";

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
            return self.folder(path, "", &name_of(&real));
        }
        if self.excluded.contains(&real) {
            self.skip(PARAMETER);
            return Ok(());
        }
        let folder = real.parent().map(name_of).unwrap_or_default();
        self.file(path, name_of(path), &folder, true);
        Ok(())
    }

    fn folder(&mut self, path: &Path, prefix: &str, root: &str) -> Result<(), DiscoverError> {
        let failed = |error| DiscoverError::Folder(path.to_owned(), error);
        let real = path.canonicalize().map_err(failed)?;
        if self.excluded.contains(&real) || is_output(&real) {
            self.skip(OUTPUT);
            return Ok(());
        }
        // A link back to a folder that was walked already ends here.
        if !self.seen_folders.insert(real) {
            return Ok(());
        }
        let mut entries = fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(failed)?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            self.entry(&entry.path(), prefix, root)?;
        }
        Ok(())
    }

    fn entry(&mut self, path: &Path, prefix: &str, root: &str) -> Result<(), DiscoverError> {
        let name = name_of(path);
        let full = format!("{prefix}{name}");
        if name.starts_with("~$") {
            self.skip(LOCK);
        } else if name.starts_with('.') {
            self.skip(HIDDEN);
        } else if path.is_dir() {
            return self.folder(path, &format!("{full}/"), root);
        } else if path.canonicalize().is_ok_and(|real| self.excluded.contains(&real)) {
            self.skip(PARAMETER);
        } else if path.exists() && !path.is_file() {
            self.skip(NO_FILE);
        } else {
            self.file(path, full, root, false);
        }
        Ok(())
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
    fn finish(self) -> Discovery {
        let mut found: Vec<Found> = self.found.into_values().collect();
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
        Discovery { sources, skipped: self.skipped }
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
mod tests {
    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().expect("temp folder");
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().expect("has parent")).expect("folder");
            fs::write(path, file).expect("file");
        }
        root
    }

    fn names(discovery: &Discovery) -> Vec<&str> {
        discovery.sources.iter().map(|source| source.name.as_str()).collect()
    }

    #[test]
    fn folders_are_walked_and_what_is_not_input_is_counted() {
        let root = tree(&[
            "乙.xlsx",
            "甲/一.xls",
            ".git/x",
            "~$乙.xlsx",
            "名册.csv",
            "out/data/run.json",
            "out/汇总表.xlsx",
            "next/a.xlsx",
        ]);
        let exclude = [root.path().join("名册.csv"), root.path().join("next")];
        let found = discover(&[root.path().to_owned()], &exclude).expect("found");
        assert_eq!(names(&found), ["乙.xlsx", "甲/一.xls"]);
        assert!(found.sources.iter().all(|source| !source.named && source.size > 0));
        let skipped: Vec<_> = found.skipped.into_iter().collect();
        assert_eq!(skipped, [(LOCK, 1), (PARAMETER, 1), (OUTPUT, 2), (HIDDEN, 1)]);
    }

    #[test]
    fn same_names_get_their_folder_in_front_and_a_file_is_found_once() {
        let root = tree(&["a/教育局.xlsx", "b/教育局.xlsx", "b/卫健委.xlsx"]);
        let path = |name: &str| root.path().join(name);
        let found = discover(&[path("a"), path("b"), path("b/卫健委.xlsx")], &[]).expect("found");
        assert_eq!(names(&found), ["a/教育局.xlsx", "b/教育局.xlsx", "卫健委.xlsx"]);
        assert_eq!(found.sources.iter().map(|source| source.named).collect::<Vec<_>>(), [false, false, true]);
    }

    #[test]
    fn a_missing_path_says_what_to_do() {
        let error = discover(&[PathBuf::from("没有这个")], &[]).expect_err("missing");
        assert_eq!(error.to_string(), "找不到 没有这个：请检查路径是否写对，文件是否已移走");
    }

    #[cfg(unix)]
    #[test]
    fn a_name_cannot_break_a_line_or_the_terminal() {
        let root = tree(&["换\n行\u{1b}[31m.xlsx"]);
        let found = discover(&[root.path().to_owned()], &[]).expect("found");
        assert_eq!(names(&found), ["换\u{fffd}行\u{fffd}[31m.xlsx"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_its_own_folder_ends() {
        let root = tree(&["甲.xlsx"]);
        std::os::unix::fs::symlink(root.path(), root.path().join("again")).expect("link");
        std::os::unix::fs::symlink(root.path().join("nothing"), root.path().join("gone.xlsx")).expect("link");
        let found = discover(&[root.path().to_owned()], &[]).expect("found");
        assert_eq!(names(&found), ["gone.xlsx", "甲.xlsx"]);
    }
}
