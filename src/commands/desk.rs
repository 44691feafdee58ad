//! A folder dropped on the program: everything in it is done, everything that was taken and written is said.

mod feedback;
mod window;

use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};

use clap::Parser;

use super::output::{complain, say};
use super::{Exit, batch, check};
use crate::cli::{Cli, Command};
use crate::ground::RunError;
use crate::write::staging::SUMMARY;

pub use window::hold;

/// What was typed, where it names no command: a folder or a zip to do, or files to look at. `None` for all else.
pub fn dropped(arguments: &[String]) -> Option<Result<Exit, RunError>> {
    let paths: Vec<PathBuf> = arguments.iter().map(PathBuf::from).collect();
    let is_path = |path: &PathBuf| !path.as_os_str().to_string_lossy().starts_with('-') && path.exists();
    match &paths[..] {
        [] => Some(ask()),
        [one] if is_path(one) && (one.is_dir() || is_zip(one)) => Some(folder(one)),
        files if files.iter().all(is_path) => Some(files_dropped(files)),
        _ => None,
    }
}

fn is_zip(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

/// `batch FOLDER --out FOLDER_结果`, with what lies in the folder.
fn folder(path: &Path) -> Result<Exit, RunError> {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = if whole.is_dir() { whole.file_name() } else { whole.file_stem() };
    let name = name.unwrap_or_default().to_string_lossy().into_owned();
    let out = whole.with_file_name(format!("{name}_结果"));
    if whole.is_dir() && std::fs::read_dir(&whole).is_ok_and(|mut entries| entries.next().is_none()) {
        return Err(RunError::Usage(format!("文件夹 {} 是空的：请把各部门报送的自评表放进去", path.display())));
    }
    let Command::Batch(args) = command(&["batch".into(), whole.clone(), "--out".into(), out.clone()])? else {
        return Ok(Exit::Failed);
    };
    say(&format!("收表　{}\n", whole.display()))?;
    let exit = batch::run_told(&args, &|line| say(&format!("{line}\n")))?;
    let summary = out.join(SUMMARY);
    if has_desktop() && open::that(&summary).is_err() {
        complain("汇总表没有自动打开，请到结果文件夹中打开");
    }
    say(&format!("结果　{}\n", out.display()))?;
    Ok(exit)
}

fn files_dropped(files: &[PathBuf]) -> Result<Exit, RunError> {
    let arguments: Vec<PathBuf> = ["check".into()].into_iter().chain(files.iter().cloned()).collect();
    let Command::Check(args) = command(&arguments)? else { return Ok(Exit::Failed) };
    let exit = check::run(&args)?;
    for path in feedback::write(&args)? {
        say(&format!("问题反馈　{}\n", path.display()))?;
    }
    Ok(exit)
}

fn command(arguments: &[PathBuf]) -> Result<Command, RunError> {
    let typed = ["jixiao".into()].into_iter().chain(arguments.iter().cloned());
    let cli = Cli::try_parse_from(typed).map_err(|error| RunError::Usage(error.to_string()))?;
    Ok(cli.command)
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
        Ok(1..) if path.is_dir() || is_zip(&path) => folder(&path),
        _ => Err(RunError::Usage(format!("没有找到文件夹“{}”", path.display()))),
    }
}

/// Somebody sits before a screen on which a workbook can open.
fn has_desktop() -> bool {
    let shown = cfg!(any(windows, target_os = "macos"))
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    shown && io::stdout().is_terminal()
}
