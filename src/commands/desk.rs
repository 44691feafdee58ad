//! A folder dropped on the program: everything in it is done, everything that was taken and written is said.

mod feedback;
mod place;

use std::ffi::{OsStr, OsString};
use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};

use clap::Parser;

use super::output::{complain, say};
use super::{Exit, batch, check};
use crate::cli::{BatchArgs, Cli, Command, Format, complaint};
use crate::desk;
use crate::ground::RunError;
use crate::model::system::{self, HERE};
use crate::write::interrupt;
use crate::write::staging::SUMMARY;
use place::Places;

/// What was typed, where it names no command: a folder or a zip to do, with options of `batch` or without, or files to
/// look at. `None` for all else.
pub fn dropped(arguments: &[OsString]) -> Option<Result<Exit, RunError>> {
    let is_option = |argument: &OsString| argument.to_string_lossy().starts_with('-');
    let is_path = |argument: &OsString| !is_option(argument) && Path::new(argument).exists();
    match arguments {
        [] => Some(ask()),
        [one, options @ ..] if is_path(one) && is_collection(one) && options.first().is_none_or(is_option) => {
            Some(folder(Path::new(one), options))
        }
        paths if paths.iter().all(is_path) => Some(files_dropped(paths)),
        _ => None,
    }
}

/// A folder, or a .zip of one.
fn is_collection(path: impl AsRef<OsStr>) -> bool {
    let path = Path::new(path.as_ref());
    path.is_dir() || path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

/// `batch FOLDER --out FOLDER_结果`, with what lies in the folder.
fn folder(path: &Path, options: &[OsString]) -> Result<Exit, RunError> {
    let whole = HERE.plain(&path.canonicalize().unwrap_or_else(|_| path.to_owned()));
    let mut typed = vec!["batch".into(), whole.clone().into_os_string()];
    typed.extend_from_slice(options);
    let mut told = None;
    if !options.iter().any(|option| option.to_string_lossy().starts_with("--out")) {
        let name = if whole.is_dir() { whole.file_name() } else { whole.file_stem() };
        let name = format!("{}_结果", name.unwrap_or(OsStr::new("收表")).to_string_lossy());
        let place = Places::here().of(&whole, &name)?;
        told = place.told;
        typed.extend(["--out".into(), place.folder.join(name).into_os_string()]);
    }
    match command(&typed) {
        Ok(Command::Batch(args)) => collected(&whole, &args, told),
        Ok(_) => Ok(Exit::Failed),
        Err(error) => answered(&error),
    }
}

fn collected(whole: &Path, args: &BatchArgs, elsewhere: Option<String>) -> Result<Exit, RunError> {
    interrupt::listen();
    if let Some(why) = desk::nothing_in(whole)? {
        return Err(RunError::Usage(why));
    }
    if args.shown.format == Format::Json {
        return batch::run(args);
    }
    let told = [Some(format!("收表　{}", whole.display())), elsewhere];
    told.iter().flatten().try_for_each(|line| say(&format!("{line}\n")))?;
    let exit = batch::run_told(args, &|line| say(&format!("{line}\n")))?;
    if !args.quiet && has_desktop() && open::that(args.out.join(SUMMARY)).is_err() {
        complain("汇总表没有自动打开，请到结果文件夹中打开");
    }
    say(&format!("结果　{}\n", args.out.display()))?;
    Ok(exit)
}

fn files_dropped(files: &[OsString]) -> Result<Exit, RunError> {
    if let (Some(folder), 2..) = (files.iter().find(|file| Path::new(file).is_dir()), files.len()) {
        return Err(RunError::Usage(format!(
            "一次请只拖一个文件夹（这次有 {} 等 {} 个）：请把它们放进同一个文件夹，再拖那个文件夹",
            Path::new(folder).display(),
            files.len()
        )));
    }
    let arguments: Vec<OsString> = ["check".into()].into_iter().chain(files.iter().cloned()).collect();
    let args = match command(&arguments) {
        Ok(Command::Check(args)) => args,
        Ok(_) => return Ok(Exit::Failed),
        Err(error) => return answered(&error),
    };
    interrupt::listen();
    let exit = check::run(&args)?;
    for path in feedback::write(&args)? {
        say(&format!("问题反馈　{}\n", path.display()))?;
    }
    Ok(exit)
}

fn command(arguments: &[OsString]) -> Result<Command, clap::Error> {
    let typed = ["jixiao".into()].into_iter().chain(arguments.iter().cloned());
    Ok(Cli::try_parse_from(typed)?.command)
}

/// Help was asked for, or the options were not understood.
fn answered(error: &clap::Error) -> Result<Exit, RunError> {
    match error.use_stderr() {
        true => Err(RunError::Usage(complaint(error))),
        false => say(&error.render().to_string()).map(|()| Exit::Clean),
    }
}

/// Nothing was typed: in a terminal the folder is asked for.
fn ask() -> Result<Exit, RunError> {
    if !io::stdin().is_terminal() {
        return Err(RunError::Usage("请给出收表文件夹，如：jixiao 收表；其他用法见 jixiao --help".to_owned()));
    }
    say(
        "把各部门报送的自评表放进一个文件夹（可以同时放入 名册.xlsx）。\n把文件夹拖到这个窗口，再按回车；结果放在旁边的“…_结果”文件夹。\n文件夹：",
    )?;
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    let path = PathBuf::from(line.trim().trim_matches(['"', '\'']));
    match read {
        Ok(1..) if path.exists() && is_collection(&path) => folder(&path, &[]),
        Ok(1..) if path.is_file() => files_dropped(&[path.into_os_string()]),
        _ => Err(RunError::Usage(format!("没有找到文件夹“{}”", path.display()))),
    }
}

/// Somebody sits before a screen and reads.
fn has_desktop() -> bool {
    HERE.has_screen(&system::set) && io::stdout().is_terminal()
}

/// Waits for Enter where the window would vanish with what was said in it.
pub fn hold() {
    if HERE.vanishes(io::stdin().is_terminal() && io::stdout().is_terminal(), &system::set) {
        complain("\n按回车键关闭窗口");
        let _ = io::stdin().read_line(&mut String::new());
    }
}
