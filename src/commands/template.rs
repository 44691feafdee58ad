//! `template`: the workbook departments fill in, one for each department or project of a roster.

use super::Exit;
use super::output::say;
use crate::cli::TemplateArgs;
use crate::ground::{Ground, RunError};
use crate::pipeline::{self, TemplatesJob};

pub fn run(args: &TemplateArgs) -> Result<Exit, RunError> {
    let ground = Ground::prepare(&args.profile, args.roster.as_deref(), args.year)?;
    let job = TemplatesJob { out: args.out.clone(), chosen: !args.profile.is_empty(), roster: args.roster.clone() };
    let written = pipeline::templates(&job, &ground)?;
    let text = match written.as_slice() {
        [one] => format!("已生成空表：{}\n", one.display()),
        many => format!("已生成 {} 份空表，在 {}\n", many.len(), args.out.display()),
    };
    say(&text)?;
    Ok(Exit::Clean)
}
