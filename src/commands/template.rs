//! `template`: the workbook departments fill in, one for each department or project of a roster.

use std::path::Path;

use super::Exit;
use super::output::say;
use crate::cli::TemplateArgs;
use crate::ground::{Ground, RunError};
use crate::pipeline::{self, TemplatesJob};
use crate::write::blank_roster;

const NO_OUT: &str = "缺少必填的参数 --out <文件或文件夹>";

pub fn run(args: &TemplateArgs) -> Result<Exit, RunError> {
    let out = match (&args.out, &args.roster) {
        (Some(out), _) => out,
        (None, Some(roster)) => return blank(roster),
        (None, None) => return Err(RunError::Usage(NO_OUT.to_owned())),
    };
    let ground = Ground::prepare(&args.profile, args.roster.as_deref(), args.year)?;
    let job = TemplatesJob { out: out.clone(), chosen: !args.profile.is_empty(), roster: args.roster.clone() };
    let written = pipeline::templates(&job, &ground)?;
    let text = match written.as_slice() {
        [one] => format!("已生成空表：{}\n", one.display()),
        many => format!("已生成 {} 份空表，在 {}\n", many.len(), out.display()),
    };
    say(&text)?;
    Ok(Exit::Clean)
}

/// A roster to start from, where none is yet.
fn blank(roster: &Path) -> Result<Exit, RunError> {
    let is_xlsx = roster.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    if roster.exists() || !is_xlsx {
        let why = if roster.exists() { "已经有了" } else { "不是 .xlsx" };
        return Err(RunError::Usage(format!(
            "{NO_OUT}（只写 --roster 是要一份空白名册，而 {} {why}）",
            roster.display()
        )));
    }
    blank_roster::write(roster)?;
    say(&format!("已生成空白名册：{}（逐行填写单位名称，放进收表文件夹）\n", roster.display()))?;
    Ok(Exit::Clean)
}
