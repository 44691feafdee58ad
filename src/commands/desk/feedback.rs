//! What is to be done in a file that was dropped on the program, as a workbook beside the file.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::place::Places;
use crate::cli::CheckArgs;
use crate::commands::check::job;
use crate::commands::output::say;
use crate::commands::terminal::Terminal;
use crate::ground::{Ground, RunError};
use crate::model::batch::{Batch, Department};
use crate::model::system::{self, HERE};
use crate::pipeline::{self, BatchJob};
use crate::write::WriteError;
use crate::write::staging::TEMPORARY;

/// Behind the department's name.
const ENDING: &str = "_问题反馈.xlsx";

/// Writes a workbook for each department that has something to change or explain, beside the first of its files, and
/// gives the paths. The one of the last time is replaced.
pub fn write(args: &CheckArgs) -> Result<Vec<PathBuf>, RunError> {
    let ground = Ground::prepare(&args.form.profile, args.form.roster.as_deref(), args.form.year)?;
    let aside = TempDir::new().map_err(WriteError::io(&std::env::temp_dir()))?;
    let out = aside.path().join("结果");
    let job = BatchJob { out: out.clone(), ..job(args) };
    let batch = pipeline::in_pool(None, || pipeline::batch(&job, &ground, &Terminal::new(true)))??;
    let made = batch.departments.iter().filter_map(|department| place(&batch, department));
    made.map(|(workbook, beside)| copied(&out.join(workbook), &beside)).collect()
}

/// Its workbook in the output folder, and where that goes.
fn place<'a>(batch: &Batch, department: &'a Department) -> Option<(&'a str, PathBuf)> {
    let workbook = department.workbook.as_deref()?;
    let first = batch.files_of(department).chain(department.unreadable.iter().copied()).next()?;
    let name = workbook.rsplit('/').next()?.trim_end_matches(".xlsx");
    // In the output folder a number stands before the name.
    let name = name.split_once('_').map_or(name, |(_, name)| name);
    Some((workbook, batch.arrivals[first].source.path.with_file_name(format!("{name}{ENDING}"))))
}

/// Into the folder of `beside`, or where something can be written.
fn copied(from: &Path, beside: &Path) -> Result<PathBuf, RunError> {
    let refused = |path: &Path| WriteError::io(path);
    let bytes = fs::read(from).map_err(refused(from))?;
    let whole = HERE.plain(&std::path::absolute(beside).map_err(refused(beside))?);
    let name = whole.file_name().unwrap_or_default();
    let place = Places::here().of(&whole, &name.to_string_lossy())?;
    place.told.map_or(Ok(()), |told| say(&format!("{told}\n")))?;
    let to = place.folder.join(name);
    let mut hidden = tempfile::Builder::new();
    // Like any other new file, and not its owner's alone.
    if let Some(usual) = system::usual_permissions() {
        hidden.permissions(usual);
    }
    let mut file = hidden.prefix(TEMPORARY).tempfile_in(&place.folder).map_err(refused(&to))?;
    file.write_all(&bytes).map_err(refused(&to))?;
    file.persist(&to).map_err(|error| WriteError::io(&to)(error.error))?;
    Ok(to)
}
