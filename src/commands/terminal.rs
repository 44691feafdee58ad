//! What is shown while a batch runs: a bar on a terminal, plain lines otherwise, nothing when quiet.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use super::output::complain;
use crate::pipeline::Progress;

pub struct Terminal {
    bar: ProgressBar,
    lines: bool,
}

impl Terminal {
    pub fn new(quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = match terminal && !quiet {
            true => ProgressBar::new(0).with_style(style()),
            false => ProgressBar::hidden(),
        };
        Self { bar, lines: !terminal && !quiet }
    }
}

/// The template is a constant of this file, so it always parses; a plain bar is the fallback.
fn style() -> ProgressStyle {
    let template = "{prefix} [{bar:30}] {pos}/{len}";
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> ")
}

impl Progress for Terminal {
    fn stage(&self, name: &'static str, total: usize) {
        if self.lines {
            complain(&format!("{name}（{total} 个）…"));
        }
        self.bar.reset();
        self.bar.set_length(total as u64);
        self.bar.set_prefix(name);
    }

    fn step(&self) {
        self.bar.inc(1);
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}
