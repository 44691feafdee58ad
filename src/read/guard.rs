//! A panic inside a reader costs one file, and says nothing on the terminal.

use std::cell::Cell;
use std::panic::{self, UnwindSafe};
use std::sync::Once;

use crate::model::source::Fault;

thread_local! {
    static READING: Cell<bool> = const { Cell::new(false) };
}

/// Runs a reader; its panic is `Fault::Crashed`.
pub fn quietly<T>(read: impl FnOnce() -> Result<T, Fault> + UnwindSafe) -> Result<T, Fault> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !READING.get() {
                usual(info);
            }
        }));
    });
    READING.set(true);
    let result = panic::catch_unwind(read);
    READING.set(false);
    result.unwrap_or(Err(Fault::Crashed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_fault() {
        let empty: [u8; 0] = [];
        assert_eq!(quietly(|| Ok(empty.as_slice()[std::hint::black_box(0)])), Err(Fault::Crashed));
        assert_eq!(quietly(|| Ok(1)), Ok(1));
    }
}
