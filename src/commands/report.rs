//! `report`: the draft of the bureau's own report, from an output folder.

use super::Exit;
use crate::cli::ReportArgs;
use crate::ground::RunError;
use crate::record;
use crate::rules::registry;
use crate::write::report;
use crate::write::staging::DATA;

pub fn run(args: &ReportArgs) -> Result<Exit, RunError> {
    let is_document = args.out.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("docx"));
    if !is_document {
        return Err(RunError::Usage(format!("报告只能写成 .docx：{}", args.out.display())));
    }
    let titles = |code: &str| registry::find(code).map_or_else(|| code.to_owned(), |rule| rule.title.to_owned());
    let read = |folder: &std::path::Path| {
        record::told(folder, DATA, &titles).map_err(|error| RunError::Usage(error.to_string()))
    };
    let told = read(&args.folder)?;
    let before = args.last_year.as_deref().map(read).transpose()?;
    let kept = report::write(&told, before.as_ref(), args.kind.into(), &args.out)?;
    kept.iter().for_each(|line| super::output::complain(line));
    if !args.quiet {
        super::output::complain(&format!("报告草稿　{}（【】处请补充）", args.out.display()));
    }
    Ok(Exit::Clean)
}
