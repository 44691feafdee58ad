//! What is wrong with what was typed, in one line.

use crate::commands::output::{complain, say};

/// Shows help or the version; puts any other complaint into one clear line, with exit code 2.
pub fn explain(error: clap::Error) -> std::process::ExitCode {
    use clap::error::ErrorKind;
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // Help that nobody can read is nobody's loss.
        let _ = say(&error.render().to_string());
        return std::process::ExitCode::SUCCESS;
    }
    complain(&format!("错误：{}\n用法见：jixiao --help", complaint(&error)));
    std::process::ExitCode::from(2)
}

fn complaint(error: &clap::Error) -> String {
    use clap::error::{ContextKind, ErrorKind};
    let context = |kind| error.get(kind).map(|value| value.to_string()).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::MissingRequiredArgument => format!("缺少必填的参数 {argument}"),
        ErrorKind::UnknownArgument => format!("没有 {argument} 这个选项"),
        ErrorKind::InvalidSubcommand => {
            let meant = context(ContextKind::SuggestedSubcommand);
            let meant = if meant.is_empty() { meant } else { format!("，是不是 {meant}？") };
            format!("没有 {} 这个命令{meant}", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "请给出要执行的命令".to_owned()
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let valid = context(ContextKind::ValidValue);
            let hint = match std::error::Error::source(error) {
                Some(wish) => format!("：{wish}"),
                None if valid.is_empty() => String::new(),
                None => format!("，可以是：{valid}"),
            };
            format!("{argument} 的值“{}”不能用{hint}", context(ContextKind::InvalidValue))
        }
        ErrorKind::ArgumentConflict => {
            format!("{argument} 不能重复，也不能与 {} 同时使用", context(ContextKind::PriorArg))
        }
        _ => error.to_string().lines().next().unwrap_or_default().to_owned(),
    }
}
