//! Where the result goes: beside what was dropped; where that can't be written to, beside the program, else into the
//! documents of the person.

use std::path::{Path, PathBuf};

use crate::ground::RunError;
use crate::model::system::{self, HERE};

/// The places there are, and the question whether one can be written to.
pub struct Places<'a> {
    /// The folder of the program.
    program: Option<PathBuf>,
    documents: Vec<PathBuf>,
    can_write: &'a dyn Fn(&Path) -> bool,
}

/// A folder to write into; what to tell where it is not the one people look into first.
#[derive(Debug, PartialEq, Eq)]
pub struct Place {
    pub folder: PathBuf,
    pub told: Option<String>,
}

impl Places<'static> {
    pub fn here() -> Self {
        let program = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.to_owned()));
        let documents = HERE.documents(&system::set).into_iter().filter(|folder| folder.is_dir());
        Self { program, documents: documents.collect(), can_write: &can_write }
    }
}

impl Places<'_> {
    /// `name` beside `dropped`, or elsewhere. A whole drive has nothing beside it.
    pub fn of(&self, dropped: &Path, name: &str) -> Result<Place, RunError> {
        let beside = dropped.parent().filter(|folder| !folder.as_os_str().is_empty());
        // A result that is there may be writable where the folder around it is not.
        if let Some(folder) = beside.filter(|folder| (self.can_write)(folder) || (self.can_write)(&folder.join(name))) {
            return Ok(Place { folder: folder.to_owned(), told: None });
        }
        let program = self.program.iter().map(|folder| (folder, "程序旁边"));
        let documents = self.documents.iter().map(|folder| (folder, "“文档”里"));
        let mut others = program.chain(documents).filter(|(folder, _)| !folder.starts_with(dropped));
        let Some((folder, words)) = others.find(|(folder, _)| (self.can_write)(folder)) else {
            return Err(RunError::Usage(format!(
                "{} 旁边不能写入，程序旁边和“文档”里也不能：请把它复制到电脑上能写入的位置（如桌面），再拖一次",
                dropped.display()
            )));
        };
        let why = if beside.is_some() {
            "所在的位置不能写入（只读的文件夹、U 盘或光盘）"
        } else {
            "是整个磁盘"
        };
        let told = format!("提示　{}{why}，结果放在{words}", dropped.display());
        Ok(Place { folder: folder.clone(), told: Some(told) })
    }
}

/// Tried, because permissions, mounts and switches on sticks say it each in their own way.
fn can_write(folder: &Path) -> bool {
    tempfile::Builder::new().prefix(crate::write::staging::TEMPORARY).tempfile_in(folder).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the result of a folder goes when only these can be written to.
    fn of(dropped: &str, writable: &[&str]) -> Result<(String, Option<String>), String> {
        let places = Places {
            program: Some("/程序".into()),
            documents: vec!["/文档".into()],
            can_write: &|folder| writable.iter().any(|one| folder == Path::new(one)),
        };
        let place = places.of(Path::new(dropped), "收表_结果").map_err(|error| error.to_string())?;
        Ok((place.folder.display().to_string(), place.told))
    }

    #[test]
    fn a_result_goes_beside_else_to_the_program_else_into_the_documents() {
        assert_eq!(of("/盘/收表", &["/盘", "/程序"]), Ok(("/盘".to_owned(), None)));
        assert_eq!(of("/盘/收表", &["/盘/收表_结果", "/程序"]), Ok(("/盘".to_owned(), None)));
        let (folder, told) = of("/盘/收表", &["/程序", "/文档"]).unwrap();
        assert!(
            folder == "/程序"
                && told.as_ref().is_some_and(|told| told.contains("不能写入") && told.ends_with("程序旁边"))
        );
        let (folder, told) = of("/盘/收表", &["/文档"]).unwrap();
        assert!(folder == "/文档" && told.is_some_and(|told| told.ends_with("“文档”里")));
        assert!(of("/盘/收表", &[]).unwrap_err().contains("复制到电脑上"));
    }

    #[test]
    fn nothing_goes_into_what_was_dropped() {
        assert!(of("/", &["/", "/程序", "/文档"]).is_err(), "everything lies in the root");
        assert_eq!(of("/程序", &["/程序", "/文档"]).unwrap().0, "/文档");
    }
}
