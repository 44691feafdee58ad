//! Two folders that change places in one step, where the system knows how.

use std::io;
use std::path::Path;

/// Both are on one disk and the system knows the step; a folder that is a mount has no other beside it.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub fn is_possible(out: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let disk = |path: &Path| std::fs::metadata(path).ok().map(|metadata| metadata.dev());
    !out.is_symlink() && disk(out).is_some() && disk(out) == disk(super::parent(out))
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub fn is_possible(_: &Path) -> bool {
    false
}

/// False where the disk can't do it; then nothing was changed.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP | Errno::XDEV | Errno::BUSY) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Everything in the folder is on the disk, and stays there when the power goes.
pub fn settle(folder: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if rustix::fs::syncfs(std::fs::File::open(folder)?).is_ok() {
        return Ok(());
    }
    for file in super::kept::files(folder, Path::new(""))? {
        // Windows syncs what was opened for writing only.
        std::fs::OpenOptions::new().append(true).open(folder.join(file))?.sync_all()?;
    }
    Ok(())
}
