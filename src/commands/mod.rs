//! One file per command: arguments in, texts and an exit code out. The work itself is `pipeline`'s.

pub mod batch;
pub mod check;
pub mod desk;
pub mod inspect;
pub mod merge;
pub mod output;
pub mod profile;
pub mod report;
pub mod rules;
pub mod status;
pub mod template;
mod terminal;

use std::process::ExitCode;

use crate::cli::{Cli, Command};
use crate::ground::RunError;

/// How a run ended, as scripts see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Nothing has to be returned.
    Clean = 0,
    /// At least one error finding.
    Returned = 1,
    /// The run could not be done: usage, roster, profile, output, tie-out.
    Failed = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// What was typed behind the program's name.
fn arguments() -> Vec<String> {
    std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect()
}

/// Runs one command.
pub fn run(cli: Cli) -> Result<Exit, RunError> {
    crate::write::interrupt::listen();
    match cli.command {
        Command::Batch(args) => batch::run(&args),
        Command::Merge(args) => merge::run(&args),
        Command::Template(args) => template::run(&args),
        Command::Status(args) => status::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Profile(args) => profile::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Inspect(args) => inspect::run(&args),
    }
}
