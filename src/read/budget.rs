//! How much memory the files that are read at one time may take together. One that would go beyond it waits until
//! others are done; none is refused for it.

use std::sync::{Condvar, Mutex, PoisonError};

/// What a single file may take at most, its limits taken together.
pub const OF_A_FILE: u64 = 512 << 20;
/// The default: a quarter of the machine, at most this.
const MOST: u64 = 2 << 30;
/// Where the system does not say how much it has.
const UNKNOWN: u64 = 1 << 30;

#[derive(Debug)]
pub struct Budget {
    total: u64,
    taken: Mutex<u64>,
    returned: Condvar,
}

/// A part of the budget; it returns when this is dropped.
#[derive(Debug)]
pub struct Lease<'b> {
    budget: &'b Budget,
    bytes: u64,
}

impl Budget {
    pub fn new(total: u64) -> Self {
        Self { total, taken: Mutex::default(), returned: Condvar::new() }
    }

    /// A quarter of what the machine has.
    pub fn of_machine() -> Self {
        Self::new(machine().map_or(UNKNOWN, |bytes| (bytes / 4).min(MOST)))
    }

    /// Waits until so much is free. Who wants more than there is gets all of it, alone. Nobody asks for more while
    /// holding some, so nobody waits for ever.
    pub fn lease(&self, bytes: u64) -> Lease<'_> {
        let bytes = bytes.min(self.total);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        while *taken + bytes > self.total {
            taken = self.returned.wait(taken).unwrap_or_else(PoisonError::into_inner);
        }
        *taken += bytes;
        Lease { budget: self, bytes }
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        *self.budget.taken.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.budget.returned.notify_all();
    }
}

/// Linux alone tells it in a file; a container may have less than the machine.
fn machine() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let machine = line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? << 10;
    let container = std::fs::read_to_string("/sys/fs/cgroup/memory.max").ok();
    let container = container.and_then(|text| text.trim().parse().ok()).unwrap_or(u64::MAX);
    Some(machine.min(container))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    /// Sixteen that want half of it or more at eight at a time: never more than the whole is out, and all get theirs.
    #[test]
    fn files_take_turns_and_none_is_refused() {
        let budget = Budget::new(100);
        let (out, most, done) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for worker in 0..8u64 {
                let (budget, out, most, done) = (&budget, &out, &most, &done);
                scope.spawn(move || {
                    for bytes in [50, 10 * worker, 1_000] {
                        let lease = budget.lease(bytes);
                        most.fetch_max(out.fetch_add(lease.bytes, Ordering::SeqCst) + lease.bytes, Ordering::SeqCst);
                        std::thread::yield_now();
                        out.fetch_sub(lease.bytes, Ordering::SeqCst);
                        done.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!((most.into_inner(), done.into_inner()), (100, 24));
    }
}
