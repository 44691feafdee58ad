//! Whether the window in which the program runs goes when the program ends.

use std::io::{self, IsTerminal};

use crate::commands::output::complain;

/// What the surroundings say.
struct Surroundings<'a> {
    is_windows: bool,
    /// Somebody can read, and can press a key.
    is_terminal: bool,
    is_set: &'a dyn Fn(&str) -> bool,
}

/// Set by what a person types into: then the window was there before the program, and stays.
/// `PROMPT` by cmd, `WT_SESSION` by Windows Terminal, `MSYSTEM` by Git Bash, `TERM_PROGRAM` by editors; PowerShell sets
/// `PSModulePath` for its user, which Explorer's programs have without a profile folder, so it says nothing.
const TYPED_INTO: [&str; 4] = ["PROMPT", "WT_SESSION", "MSYSTEM", "TERM_PROGRAM"];

fn vanishes(around: &Surroundings<'_>) -> bool {
    around.is_windows && around.is_terminal && !TYPED_INTO.iter().any(|name| (around.is_set)(name))
}

/// Waits for Enter where the window would vanish with what was said in it.
pub fn hold() {
    let around = Surroundings {
        is_windows: cfg!(windows),
        is_terminal: io::stdin().is_terminal() && io::stdout().is_terminal(),
        is_set: &|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()),
    };
    if vanishes(&around) {
        complain("\n按回车键关闭窗口");
        let _ = io::stdin().read_line(&mut String::new());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_window_made_for_the_program_goes_with_it() {
        let around = |is_windows, is_terminal, set: &'static str| {
            vanishes(&Surroundings { is_windows, is_terminal, is_set: &|name| name == set })
        };
        assert!(around(true, true, ""), "dropped on the program");
        assert!(!around(true, true, "PROMPT"), "typed into cmd");
        assert!(!around(true, true, "WT_SESSION"), "typed into Windows Terminal");
        assert!(!around(true, false, ""), "a script reads what is said");
        assert!(!around(false, true, ""), "elsewhere the terminal stays");
    }
}
