//! Writes the .xlsx files of `sample_workbooks/` from `departments.toml` and `projects.toml`.
//!
//! The same sources give the same bytes. The .xls, the .ods and the damaged file come from other
//! programs and are committed as they are.

mod department;
mod forms;
mod paper;
mod project;

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_workbooks");
    std::fs::create_dir_all(folder.join("项目"))?;
    for form in forms::departments()? {
        department::draw(&form)?.save(&folder.join(&form.file))?;
    }
    for form in forms::projects()? {
        project::draw(&form)?.save(&folder.join(&form.file))?;
    }
    Ok(())
}
