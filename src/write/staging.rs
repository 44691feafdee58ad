//! Outputs appear together or not at all: built in a hidden folder on the same disk, which then changes places with the
//! output folder in one step. Where the system can't do that, each output is moved, and the next run ends what one died in.
//! Long because the steps of one change of the disk are read in their order.

mod exchange;
mod kept;

pub use kept::replaced;

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{WriteError, interrupt};
use crate::model::cause;
use crate::model::digest::sha256_of;
use crate::model::line::{FINDINGS, SUBMISSIONS};

/// Names inside an output folder that are jixiao's own; everything else there is left alone.
pub const SUMMARY: &str = "汇总表.xlsx";
pub const DEPARTMENTS: &str = "问题反馈";
pub const DATA: &str = "data";
const OWN: [&str; 3] = [SUMMARY, DEPARTMENTS, DATA];
/// Present in every finished output folder.
const RUN: &str = "run.json";
/// Begins the name of the folder outputs are built in.
pub const TEMPORARY: &str = ".jixiao-";
/// In a temporary folder: locked as long as its run is alive; holds the name of the output folder.
const LOCK: &str = "lock";
/// What a run lays aside.
const ASIDE: &str = "aside";
/// Where outputs are built; after the exchange, the previous ones.
const NEW: &str = "new";
/// Holds the previous outputs while each is moved.
const OLD: &str = "old";
/// The hash of the new run.json: whether the exchange took place is told by where that one is.
const PLAN: &str = "plan";

/// Outputs on their way. Dropped before `commit`, it leaves no trace.
#[derive(Debug)]
pub struct Staging {
    out: PathBuf,
    /// What an exchange that an earlier run died in left to say.
    said: Vec<String>,
    /// Let go before the folder it lies in.
    lock: Option<File>,
    temporary: PathBuf,
}

impl Staging {
    /// Refuses a folder that holds somebody else's files, and proves that it can be written to.
    pub fn begin(out: &Path) -> Result<Self, WriteError> {
        // What a link leads to is exchanged, never the link. Behind a `/` at the end it would not be seen.
        let plain: PathBuf = out.components().collect();
        let out = &match plain.is_symlink() {
            true => plain.canonicalize().map_err(WriteError::io(out))?,
            false => plain,
        };
        if out.exists() {
            check_ours(out)?;
            // Known before any work, and not after it.
            if let Some(error) = cause::is_held(&out.join(SUMMARY)) {
                return Err(WriteError::io(&out.join(SUMMARY))(error));
            }
        }
        fs::create_dir_all(parent(out)).map_err(WriteError::io(out))?;
        if out.exists() {
            // What can't be written to can't be exchanged either.
            tempfile::Builder::new().prefix(TEMPORARY).tempdir_in(out).map_err(WriteError::io(out))?;
        }
        let mut said = Vec::new();
        for beside in [parent(out), out] {
            if clear_away(beside, out, &mut said) && out.exists() {
                return Err(WriteError::Busy(out.to_owned()));
            }
        }
        let beside = if !out.exists() || exchange::is_possible(out) { parent(out) } else { out };
        let (temporary, lock) = temporary(beside, out)
            .or_else(|error| if out.exists() { temporary(out, out) } else { Err(error) })
            .map_err(WriteError::io(out))?;
        let staging = Self { out: out.to_owned(), said, lock: Some(lock), temporary };
        // A folder of our own inside, because temporary folders are closed to other users.
        fs::create_dir_all(staging.folder().join(DATA)).map_err(WriteError::io(out))?;
        Ok(staging)
    }

    /// Where outputs are built; `data` is there already.
    pub fn folder(&self) -> PathBuf {
        self.temporary.join(NEW)
    }

    /// Where bodies are laid aside while files are read; gone with the rest when the run ends.
    pub fn aside(&self) -> PathBuf {
        self.temporary.join(ASIDE)
    }

    /// Where one output is built, its folder made.
    pub fn place(&self, name: &str) -> Result<PathBuf, WriteError> {
        let path = self.folder().join(name);
        fs::create_dir_all(parent(&path)).map_err(WriteError::io(&path))?;
        Ok(path)
    }

    /// Every file built so far, in order.
    pub fn files(&self) -> Result<Vec<PathBuf>, WriteError> {
        kept::files(&self.folder(), Path::new("")).map_err(WriteError::io(&self.out))
    }

    /// Puts everything in place; whatever fails, the previous outputs stand as before. Says what of others was moved.
    pub fn commit(mut self) -> Result<Vec<String>, WriteError> {
        let _held = interrupt::hold();
        let new = self.folder();
        exchange::settle(&new).map_err(WriteError::io(&self.out))?;
        act();
        if !self.out.exists() && fs::rename(&new, &self.out).is_ok() {
            return Ok(std::mem::take(&mut self.said));
        }
        // Another run may have made the folder in the meantime.
        check_ours(&self.out)?;
        let mut said = std::mem::take(&mut self.said);
        said.extend(match self.exchanged().map_err(WriteError::io(&self.out))? {
            Some(said) => said,
            None => self.moved()?,
        });
        Ok(said)
    }

    /// `None` where the system can't exchange two folders.
    fn exchanged(&self) -> io::Result<Option<Vec<String>>> {
        let new = self.folder();
        if self.temporary.starts_with(&self.out) {
            return Ok(None);
        }
        let mut said = kept::bring(&self.out, &new, kept::link)?;
        let plan = sha256_of(&new.join(DATA).join(RUN))?;
        fs::write(self.temporary.join(PLAN), plan)?;
        fs::set_permissions(&new, fs::metadata(&self.out)?.permissions())?;
        act();
        if !exchange::exchange(&new, &self.out)? {
            return Ok(None);
        }
        act();
        said.extend(kept::bring(&new, &self.out, |from, to| fs::rename(from, to))?);
        Ok(Some(said))
    }

    fn moved(&self) -> Result<Vec<String>, WriteError> {
        let old = self.temporary.join(OLD);
        fs::create_dir(&old).map_err(WriteError::io(&self.out))?;
        let mut moves = Moves::default();
        if let Err(error) = swap(&self.out, &self.folder(), &old, &mut moves) {
            moves.undo();
            return Err(error);
        }
        kept::bring(&old, &self.out, |from, to| fs::rename(from, to)).map_err(WriteError::io(&self.out))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        #[cfg(test)]
        if tests::is_dead() {
            return;
        }
        // Where it stays, the next run clears it away.
        let _ = fs::remove_dir_all(&self.temporary);
        self.lock = None;
    }
}

/// In tests a run may die here: every change of the disk that counts is announced.
fn act() {
    #[cfg(test)]
    tests::act();
}

fn parent(out: &Path) -> &Path {
    out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn name(out: &Path) -> String {
    out.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A folder to build in, and its lock. Somebody who tidies up may take the folder for one left behind before it is locked.
fn temporary(beside: &Path, out: &Path) -> io::Result<(PathBuf, File)> {
    let mut attempts = 0;
    loop {
        let folder = interrupt::begin(|| Ok(tempfile::Builder::new().prefix(TEMPORARY).tempdir_in(beside)?.keep()))?;
        match File::create_new(folder.join(LOCK)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && attempts < 10 => attempts += 1,
            Err(error) => {
                let _ = fs::remove_dir(&folder);
                return Err(error);
            }
            Ok(mut lock) => {
                // Where a disk knows no locks, nothing is lost but the sight of a second run.
                let _ = lock.try_lock();
                lock.write_all(name(out).as_bytes())?;
                return Ok((folder, lock));
            }
        }
    }
}

/// Removes what runs that died left behind, and ends an exchange that one died in; true when one is alive that writes to
/// the same folder.
fn clear_away(beside: &Path, out: &Path, said: &mut Vec<String>) -> bool {
    let entries = fs::read_dir(beside).into_iter().flatten().filter_map(Result::ok);
    let temporary = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(TEMPORARY));
    let mut is_one_alive = false;
    for folder in temporary.map(|entry| entry.path()) {
        let Ok(lock) = File::open(folder.join(LOCK)) else {
            // One that died while it tidied up, or while it began; not one that begins right now, which is empty.
            let is_empty = fs::remove_dir(&folder).is_ok();
            let _ = is_empty || fs::remove_dir_all(&folder).is_ok();
            continue;
        };
        let of = fs::read_to_string(folder.join(LOCK)).unwrap_or_default();
        let whose = if beside == out { out.to_owned() } else { beside.join(&of) };
        match lock.try_lock() {
            Ok(()) if end(&whose, &folder, said) => drop(fs::remove_dir_all(folder)),
            Err(TryLockError::WouldBlock) => is_one_alive |= beside == out || of == name(out),
            _ => {}
        }
    }
    is_one_alive
}

/// Ends what a run died in, whose output folder this is; false where it can't be ended now.
fn end(out: &Path, temporary: &Path, said: &mut Vec<String>) -> bool {
    let before = said.len();
    let planned = fs::read_to_string(temporary.join(PLAN)).ok();
    let is_exchanged = planned.is_some() && planned == sha256_of(&out.join(DATA).join(RUN)).ok();
    if is_exchanged {
        match kept::bring(&temporary.join(NEW), out, |from, to| fs::rename(from, to)) {
            Ok(moved) => said.extend(moved),
            Err(_) => return false,
        }
    }
    if temporary.join(OLD).exists() {
        if !end_moving(out, temporary, said) {
            return false;
        }
        said.insert(before, format!("上次运行在替换 {} 时中断，现已恢复完整", out.display()));
    }
    true
}

/// The old outputs go out before the first new one comes in. Once one is in, the rest follow; until then the old ones
/// go back. A rename that fails leaves everything where it is for the next run.
fn end_moving(out: &Path, temporary: &Path, said: &mut Vec<String>) -> bool {
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
    match kept::bring(&old, out, |from, to| fs::rename(from, to)) {
        Ok(moved) => said.extend(moved),
        Err(_) => return false,
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
    // A summary may have been taken away.
    let data = out.join(DATA);
    let has_records = || data.join(SUBMISSIONS).is_file() && data.join(FINDINGS).is_file();
    let finished = data.join(RUN).is_file() && (out.join(SUMMARY).is_file() || has_records());
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
        act();
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

#[cfg(test)]
mod tests;
