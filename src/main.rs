//! Parse, run one command, outcome → exit code.

use std::process::ExitCode;

use clap::Parser;
use jixiao::cli::{self, Cli};
use jixiao::commands::output::complain;
use jixiao::commands::{self, Exit};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let typed: Vec<String> = std::env::args_os().skip(1).map(|typed| typed.to_string_lossy().into_owned()).collect();
    let outcome = match commands::desk::dropped(&typed) {
        Some(outcome) => outcome,
        None => match Cli::try_parse() {
            Ok(cli) => commands::run(cli),
            Err(error) => return cli::explain(error),
        },
    };
    match outcome {
        Ok(exit) => exit.into(),
        Err(error) => {
            complain(&format!("错误：{error}"));
            Exit::Failed.into()
        }
    }
}
