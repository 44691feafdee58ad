//! A panic inside a library costs what it was to do, and says nothing on the terminal.

use std::cell::Cell;
use std::panic::{self, UnwindSafe};
use std::sync::Once;

thread_local! {
    static AT_WORK: Cell<bool> = const { Cell::new(false) };
}

/// Does some work; `None` where it panicked.
pub fn quietly<T>(work: impl FnOnce() -> T + UnwindSafe) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !AT_WORK.get() {
                usual(info);
            }
        }));
    });
    // Work within such work leaves the rest of it quiet.
    let before = AT_WORK.replace(true);
    let result = panic::catch_unwind(work);
    AT_WORK.set(before);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_nothing() {
        let empty: [u8; 0] = [];
        assert_eq!(quietly(|| empty.as_slice()[std::hint::black_box(0)]), None);
        assert_eq!(quietly(|| 1), Some(1));
        assert_eq!(quietly(|| (quietly(|| AT_WORK.get()), AT_WORK.get())), Some((Some(true), true)));
        assert!(!AT_WORK.get());
    }
}
