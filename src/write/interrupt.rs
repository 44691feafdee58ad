//! Ctrl-C while outputs are under way: what was begun goes, what is being put into place is put there first.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::thread::sleep;
use std::time::Duration;

/// What a shell says of a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;
/// Other threads go on writing until the very end: a second look finds what they added.
const LOOKS: usize = 5;
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

static UNDER_WAY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// From now on whoever ends the run (Ctrl-C, SIGTERM) is told so by its exit code.
pub fn listen() {
    static HANDLER: Once = Once::new();
    // Without a handler folders stay behind, and the next run clears them away.
    HANDLER.call_once(|| drop(ctrlc::set_handler(leave)));
}

/// Makes a folder that an interrupt removes from its first moment on: one that comes meanwhile waits.
pub fn begin(make: impl FnOnce() -> io::Result<PathBuf>) -> io::Result<PathBuf> {
    listen();
    let mut under_way = hold();
    let folder = make()?;
    under_way.push(folder.clone());
    Ok(folder)
}

/// While this is held, an interrupt waits.
pub fn hold() -> MutexGuard<'static, Vec<PathBuf>> {
    UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner)
}

fn leave() {
    let folders = hold();
    for _ in 0..LOOKS {
        folders.iter().for_each(|folder| drop(fs::remove_dir_all(folder)));
        sleep(BETWEEN_LOOKS);
    }
    std::process::exit(INTERRUPTED);
}
