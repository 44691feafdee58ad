//! Parse, run one command, outcome → exit code.

use std::process::ExitCode;

use clap::Parser;
use jixiao::cli::{self, Cli};
use jixiao::commands::output::complain;
use jixiao::commands::{self, Exit};
use jixiao::ground::RunError;
use jixiao::model::system::outlive_size_limit;
use jixiao::write::interrupt;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    outlive_size_limit();
    let typed: Vec<_> = std::env::args_os().skip(1).collect();
    if let Some(outcome) = commands::desk::dropped(&typed) {
        let ended = ended(outcome);
        commands::desk::hold();
        return ended;
    }
    match Cli::try_parse() {
        Ok(cli) => ended(commands::run(cli)),
        Err(error) => cli::explain(error),
    }
}

fn ended(outcome: Result<Exit, RunError>) -> ExitCode {
    // Somebody ended the run: what it no longer could do in a folder that went is no error.
    drop(interrupt::hold());
    outcome
        .unwrap_or_else(|error| {
            complain(&format!("错误：{error}"));
            Exit::Failed
        })
        .into()
}
