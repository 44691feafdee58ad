//! What is wrong with what was typed, in one line.

use clap::CommandFactory;

use super::Cli;
use crate::commands::output::{complain, say};
use crate::profile::nearest::nearest;

/// Shows help or the version; puts any other complaint into one clear line, with exit code 2.
pub fn explain(error: clap::Error) -> std::process::ExitCode {
    use clap::error::ErrorKind;
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // Help that nobody can read is nobody's loss.
        let _ = say(&error.render().to_string());
        return std::process::ExitCode::SUCCESS;
    }
    complain(&format!("错误：{}\n用法见：{} --help", complaint(&error), command(&error)));
    std::process::ExitCode::from(2)
}

/// The line alone.
pub fn complaint(error: &clap::Error) -> String {
    use clap::error::{ContextKind, ErrorKind};
    let context = |kind| error.get(kind).map(|value| value.to_string()).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::MissingRequiredArgument => format!("缺少必填的参数 {argument}"),
        ErrorKind::UnknownArgument => {
            let known = options(&command(error));
            let near = nearest(argument.split('=').next().unwrap_or_default(), known.iter().map(String::as_str));
            format!("没有 {argument} 这个选项{}", perhaps(near.join(" 或 ")))
        }
        ErrorKind::InvalidSubcommand => {
            let (typed, meant) = (context(ContextKind::InvalidSubcommand), context(ContextKind::SuggestedSubcommand));
            // Commands are plain words; anything else was meant as a path.
            match meant.is_empty() && !typed.chars().all(|c| c.is_ascii_alphabetic()) {
                true => format!("找不到“{typed}”：请检查名称和位置，或者把文件夹拖进窗口"),
                false => format!("没有 {typed} 这个命令{}", perhaps(meant)),
            }
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "请给出要执行的命令".to_owned()
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let valid = context(ContextKind::ValidValue);
            let hint = match std::error::Error::source(error) {
                Some(wish) => format!("：{wish}"),
                None if valid.is_empty() => String::new(),
                None => format!("，可以是：{valid}{}", perhaps(context(ContextKind::SuggestedValue))),
            };
            format!("{argument} 的值“{}”不能用{hint}", context(ContextKind::InvalidValue))
        }
        ErrorKind::ArgumentConflict => {
            format!("{argument} 不能重复，也不能与 {} 同时使用", context(ContextKind::PriorArg))
        }
        _ => error.to_string().lines().next().unwrap_or_default().to_owned(),
    }
}

/// The options of a command, as they are typed.
fn options(typed: &str) -> Vec<String> {
    let below = |command: Option<clap::Command>, word: &str| command?.find_subcommand(word).cloned();
    let own = typed.split(' ').skip(1).fold(Some(Cli::command()), below);
    let options = own.iter().flat_map(clap::Command::get_arguments).filter_map(clap::Arg::get_long);
    options.map(|name| format!("--{name}")).collect()
}

/// The nearest right one, where there is one.
fn perhaps(meant: String) -> String {
    if meant.is_empty() { meant } else { format!("，是不是 {meant}？") }
}

/// `jixiao batch` of the usage that clap puts beside what is wrong.
fn command(error: &clap::Error) -> String {
    let usage = error.get(clap::error::ContextKind::Usage).map(|usage| usage.to_string()).unwrap_or_default();
    let words = usage.split_whitespace().skip_while(|word| *word != "jixiao");
    let words: Vec<_> = words.take_while(|word| word.chars().all(|c| c.is_ascii_alphabetic())).collect();
    if words.is_empty() { "jixiao".to_owned() } else { words.join(" ") }
}
