//! Outputs appear together or not at all: built in a hidden folder on the same disk, then renamed into place.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{WriteError, interrupt};

/// Names inside an output folder that are jixiao's own; everything else there is left alone.
pub const SUMMARY: &str = "汇总表.xlsx";
pub const DEPARTMENTS: &str = "问题反馈";
pub const DATA: &str = "data";
const OWN: [&str; 3] = [SUMMARY, DEPARTMENTS, DATA];
/// Present in every finished output folder.
const RUN: &str = "run.json";
/// Begins the name of the folder outputs are built in.
pub const TEMPORARY: &str = ".jixiao-";
/// In a temporary folder; locked as long as its run is alive.
const LOCK: &str = "lock";
/// In a temporary folder; what a run lays aside.
const ASIDE: &str = "aside";
/// In a temporary folder; where outputs are built.
const NEW: &str = "new";
/// In a temporary folder; holds the previous outputs while they are exchanged.
const OLD: &str = "old";

/// Outputs on their way. Dropped before `commit`, it leaves no trace.
#[derive(Debug)]
pub struct Staging {
    out: PathBuf,
    fresh: bool,
    /// Let go before the folder it lies in.
    _lock: File,
    temporary: TempDir,
}

impl Staging {
    /// Refuses a folder that holds somebody else's files, and proves that it can be written to.
    pub fn begin(out: &Path) -> Result<Self, WriteError> {
        let fresh = !out.exists();
        if !fresh {
            check_ours(out)?;
        }
        let beside = if fresh { parent(out) } else { out };
        fs::create_dir_all(beside).map_err(WriteError::io(out))?;
        if clear_away(beside) && !fresh {
            return Err(WriteError::Busy(out.to_owned()));
        }
        let temporary = tempfile::Builder::new().prefix(TEMPORARY).tempdir_in(beside).map_err(WriteError::io(out))?;
        interrupt::begin(temporary.path());
        let lock = File::create(temporary.path().join(LOCK)).map_err(WriteError::io(out))?;
        // Where a disk knows no locks, nothing is lost but the sight of a second run.
        let _ = lock.try_lock();
        let staging = Self { out: out.to_owned(), fresh, _lock: lock, temporary };
        // A folder of our own inside, because temporary folders are closed to other users.
        fs::create_dir_all(staging.folder().join(DATA)).map_err(WriteError::io(out))?;
        Ok(staging)
    }

    /// Where outputs are built; `data` is there already.
    pub fn folder(&self) -> PathBuf {
        self.temporary.path().join(NEW)
    }

    /// Where bodies are laid aside while files are read; gone with the rest when the run ends.
    pub fn aside(&self) -> PathBuf {
        self.temporary.path().join(ASIDE)
    }

    /// Where one output is built, its folder made.
    pub fn place(&self, name: &str) -> Result<PathBuf, WriteError> {
        let path = self.folder().join(name);
        fs::create_dir_all(parent(&path)).map_err(WriteError::io(&path))?;
        Ok(path)
    }

    /// Puts everything in place; whatever fails, the previous outputs stand as before.
    pub fn commit(self) -> Result<(), WriteError> {
        let _held = interrupt::hold();
        let new = self.folder();
        if self.fresh && !self.out.exists() {
            return fs::rename(&new, &self.out).map_err(WriteError::io(&self.out));
        }
        // Another run may have made the folder in the meantime.
        check_ours(&self.out)?;
        let old = self.temporary.path().join(OLD);
        fs::create_dir(&old).map_err(WriteError::io(&self.out))?;
        let mut moves = Moves::default();
        let swapped = swap(&self.out, &new, &old, &mut moves);
        if swapped.is_err() {
            moves.undo();
        } else {
            keep_foreign(&old, &self.out);
        }
        swapped
    }
}

fn parent(out: &Path) -> &Path {
    out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Removes what runs that died left behind, and ends an exchange that one died in; true when one is alive.
fn clear_away(beside: &Path) -> bool {
    let entries = fs::read_dir(beside).into_iter().flatten().filter_map(Result::ok);
    let temporary = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(TEMPORARY));
    let mut is_one_alive = false;
    for folder in temporary.map(|entry| entry.path()) {
        let Ok(lock) = File::open(folder.join(LOCK)) else { continue };
        match lock.try_lock() {
            Ok(()) if !folder.join(OLD).exists() || end_exchange(beside, &folder) => drop(fs::remove_dir_all(folder)),
            Err(TryLockError::WouldBlock) => is_one_alive = true,
            _ => {}
        }
    }
    is_one_alive
}

/// The old outputs go out before the first new one comes in. Once one is in, the rest follow; until then the old ones
/// go back. A rename that fails leaves everything where it is for the next run.
fn end_exchange(out: &Path, temporary: &Path) -> bool {
    let (new, old) = (temporary.join(NEW), temporary.join(OLD));
    let is_in = OWN.iter().any(|name| old.join(name).exists() && out.join(name).exists());
    let from = if is_in { &new } else { &old };
    let mut moves = Moves::default();
    let missing = OWN.into_iter().filter(|name| from.join(name).exists() && !out.join(name).exists());
    for name in missing.collect::<Vec<_>>() {
        if moves.rename(from.join(name), out.join(name)).is_err() {
            return false;
        }
    }
    if is_in {
        keep_foreign(&old, out);
    }
    true
}

/// Empty, or made by jixiao, or left behind by a run that died.
fn check_ours(out: &Path) -> Result<(), WriteError> {
    if !out.is_dir() {
        return Err(WriteError::NotAFolder(out.to_owned()));
    }
    let entries = fs::read_dir(out).map_err(WriteError::io(out))?;
    let names: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.file_name()).collect();
    let died = names.iter().any(|name| name.to_string_lossy().starts_with(TEMPORARY));
    let finished = out.join(SUMMARY).is_file() && out.join(DATA).join(RUN).is_file();
    match names.is_empty() || died || finished {
        true => Ok(()),
        false => Err(WriteError::Foreign(out.to_owned())),
    }
}

/// Renames done so far.
#[derive(Default)]
struct Moves(Vec<(PathBuf, PathBuf)>);

impl Moves {
    fn rename(&mut self, from: PathBuf, to: PathBuf) -> Result<(), WriteError> {
        fs::rename(&from, &to).map_err(WriteError::io(&to))?;
        self.0.push((from, to));
        Ok(())
    }

    /// As far as the disk allows; there is nobody left to tell when it does not.
    fn undo(self) {
        for (from, to) in self.0.into_iter().rev() {
            let _ = fs::rename(to, from);
        }
    }
}

fn swap(out: &Path, new: &Path, old: &Path, moves: &mut Moves) -> Result<(), WriteError> {
    for name in OWN.into_iter().filter(|name| out.join(name).exists()) {
        moves.rename(out.join(name), old.join(name))?;
    }
    for name in OWN.into_iter().filter(|name| new.join(name).exists()) {
        moves.rename(new.join(name), out.join(name))?;
    }
    Ok(())
}

/// Somebody may have put files of their own into our folders: those go back to where they were.
fn keep_foreign(old: &Path, out: &Path) {
    let Ok(entries) = fs::read_dir(old) else { return };
    for entry in entries.filter_map(Result::ok) {
        let (from, to) = (entry.path(), out.join(entry.file_name()));
        if from.is_dir() {
            keep_foreign(&from, &to);
        } else if !is_output(&entry.file_name().to_string_lossy()) && !to.exists() {
            let _ = fs::create_dir_all(out).and_then(|()| fs::rename(from, to));
        }
    }
}

/// Named like something jixiao writes: `001_区教育局.xlsx`, or a file of the data folder.
fn is_output(name: &str) -> bool {
    let digits = name.chars().take_while(char::is_ascii_digit).count();
    let workbook = digits >= 3 && name[digits..].starts_with('_');
    workbook
        || [SUMMARY, RUN, "submissions.jsonl", "findings.jsonl", "departments.jsonl", "earlier.jsonl", "待确认名称.csv"]
            .contains(&name)
}

#[cfg(test)]
mod tests;
