//! A part of a larger batch: the output folder of another run, read back from its `data/`.

mod earlier;
mod folder;
mod gather;
mod pairs;
mod standing;

pub use standing::scores;
mod whole;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::model::batch::FileState;
use crate::model::line::DEPARTMENTS;
use crate::model::reply::Answer;
use crate::model::review::Review;

pub use earlier::{Earlier, Remembered};
pub use gather::{Remade, standings};
pub use whole::{Owner, Whole};

/// The state of a file that could not be read as a form.
const UNREADABLE: &str = FileState::Unreadable.name();

/// An output folder that can be merged.
#[derive(Debug)]
pub struct Part {
    pub folder: PathBuf,
    /// What its files and departments are named by in the whole.
    pub name: String,
    /// The sha256 of its run.json: no two runs have the same.
    pub id: String,
    pub run: Run,
    pub departments: Vec<DepartmentLine>,
    /// Its names get its own in front although it is merged: another part has the same.
    is_renamed: bool,
}

/// Why a folder can't be merged.
#[derive(Debug, thiserror::Error)]
pub enum PartError {
    #[error("{0} 不是 jixiao 的输出文件夹（缺少 data/{1}）：请给出各部分运行 batch 或 merge 时 --out 指定的文件夹")]
    NotAnOutput(String, &'static str),
    #[error(
        "{folder} 的 data/{file} {place}读不懂：文件不完整，或者由别的版本生成；请用本版本在这一部分上重新运行 batch"
    )]
    Damaged { folder: String, file: &'static str, place: String },
    #[error("{folder} 的 {file} 不完整，或者在生成之后被改动；请重新运行这一部分")]
    Changed { folder: String, file: String },
    #[error("{folder} 的结果不完整：{what} 应为 {stated}，实有 {found}；请重新运行这一部分")]
    DoesNotTie { folder: String, what: &'static str, stated: usize, found: usize },
    #[error("{0} 和 {1} 是同一部分，只能合并一次")]
    Twice(String, String),
    #[error("读取 {folder} 时出错：{}", crate::model::cause::in_words(cause))]
    Io { folder: String, cause: io::Error },
}

/// Of a part's run.json what the whole needs.
#[derive(Debug, Default, Deserialize)]
pub struct Run {
    pub year: Option<i32>,
    /// The parts it was merged from itself; empty for a batch.
    #[serde(default)]
    pub parts: Vec<PartId>,
    pub owed: Vec<String>,
    pub profiles: Vec<ProfileName>,
    pub roster_hash: Option<String>,
    pub control_totals: Totals,
    pub not_run: Vec<NotRun>,
    pub notices: Vec<String>,
    pub skipped: BTreeMap<String, usize>,
    pub inputs: Vec<Input>,
    outputs: Vec<Output>,
}

#[derive(Clone, Debug, Deserialize)]
struct Output {
    file: String,
    sha256: String,
}

/// A part by its name, and by the sha256 of its run.json.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PartId {
    pub name: String,
    pub run: String,
}

#[derive(Debug, Deserialize)]
pub struct ProfileName {
    pub name: String,
    /// Its forms are about one project each.
    pub per_project: bool,
    /// Keys of its budget lines.
    pub lines: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Totals {
    pub forms: usize,
    pub counting_forms: usize,
    pub indicators: usize,
    pub findings: usize,
}

#[derive(Debug, Deserialize)]
pub struct NotRun {
    pub rule: String,
    pub reason: String,
}

#[derive(Debug, Deserialize)]
pub struct Input {
    pub file: String,
    pub source: Option<String>,
    pub size: u64,
    pub sha256: Option<String>,
    #[serde(default)]
    pub format: String,
    pub state: String,
    pub saved: Option<i64>,
    pub modified: Option<i64>,
}

/// A line of departments.jsonl.
#[derive(Debug, Deserialize)]
pub struct DepartmentLine {
    pub source: Option<String>,
    pub code: Option<String>,
    pub department: String,
    pub section: Option<String>,
    pub contact: Option<String>,
    pub roster: Option<String>,
    /// What that roster says of its budget, 元.
    #[serde(default)]
    pub roster_budget: Option<Decimal>,
    pub files: Vec<DepartmentFile>,
    pub workbook: Option<String>,
    #[serde(default)]
    pub reviews: Vec<Review>,
    #[serde(default)]
    pub replies: Vec<Answer>,
    #[serde(default)]
    pub state: String,
    /// The day it came into its state.
    #[serde(default)]
    pub since: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct DepartmentFile {
    pub file: String,
    pub state: String,
}

impl Part {
    /// The parts in the order given, each under a name of its own.
    ///
    /// # Errors
    /// A folder that is no output, one that is half there, and one that is given twice.
    pub fn open(folders: &[PathBuf]) -> Result<Vec<Self>, PartError> {
        let names = folder::names(folders)?;
        let parts = folders.iter().zip(names).map(|(folder, name)| Self::open_one(folder, name));
        let mut parts: Vec<Self> = parts.collect::<Result<_, _>>()?;
        folder::apart(&parts)?;
        let shared = folder::shared_names(&parts);
        for part in &mut parts {
            part.is_renamed = part.ids().iter().any(|id| shared.contains(&id.name)) && part.is_merged();
        }
        Ok(parts)
    }

    fn open_one(path: &Path, name: String) -> Result<Self, PartError> {
        let (run, id) = folder::run(path)?;
        folder::is_whole(path, &run)?;
        let mut departments = Vec::new();
        folder::each_line(path, DEPARTMENTS, &mut |text, _| {
            departments.push(serde_json::from_str(text)?);
            Ok(())
        })?;
        Ok(Self { folder: path.to_owned(), name, id, run, departments, is_renamed: false })
    }

    /// Merged from parts itself: what it holds keeps its names.
    pub fn is_merged(&self) -> bool {
        !self.run.parts.is_empty()
    }

    /// It wrote this file into its `data/`.
    pub fn has(&self, file: &str) -> bool {
        let name = format!("data/{file}");
        self.run.outputs.iter().any(|output| output.file == name)
    }

    /// A merged one holds what has its names already; a run before the same one has no name.
    fn keeps_names(&self) -> bool {
        self.is_merged() && !self.is_renamed || self.name.is_empty()
    }

    /// A file's name in the whole.
    pub fn file(&self, name: &str) -> String {
        if self.keeps_names() { name.to_owned() } else { format!("{}/{name}", self.name) }
    }

    /// The part something of it comes from.
    pub fn origin(&self, own: Option<&str>) -> Option<String> {
        match (self.is_merged(), own) {
            (_, own) if self.keeps_names() => own.map(str::to_owned),
            (false, _) => Some(self.name.clone()),
            (true, own) => Some(own.map_or(self.name.clone(), |own| format!("{}/{own}", self.name))),
        }
    }

    /// The parts it stands for, itself or those it was merged from.
    pub fn ids(&self) -> Vec<PartId> {
        if self.is_merged() {
            return self.run.parts.clone();
        }
        vec![PartId { name: self.name.clone(), run: self.id.clone() }]
    }

    /// Those, as the whole names them.
    pub fn ids_in_whole(&self) -> Vec<PartId> {
        let name = |id: PartId| PartId { name: self.origin(Some(&id.name)).unwrap_or_default(), ..id };
        self.ids().into_iter().map(name).collect()
    }
}
