//! The state of a collection, as the output folder says it.

use std::fs;
use std::path::Path;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::model::line;
use crate::model::reply::Answer;

/// One department, as departments.jsonl has it. Lines of an earlier version lack what it did not know.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DepartmentStatus {
    pub number: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    pub code: Option<String>,
    pub department: String,
    pub section: Option<String>,
    #[serde(default, skip_serializing)]
    pub contact: Option<String>,
    /// sha256 of the roster it is on.
    #[serde(default, skip_serializing)]
    pub roster: Option<String>,
    /// What the roster says of its budget, 元.
    #[serde(default, skip_serializing)]
    pub roster_budget: Option<Decimal>,
    pub state: String,
    #[serde(default)]
    pub round: usize,
    /// The day it came into this state.
    #[serde(default)]
    pub since: Option<String>,
    #[serde(default)]
    pub errors: usize,
    #[serde(default)]
    pub warnings: usize,
    #[serde(default, skip_serializing)]
    pub replies: Vec<Answer>,
    /// Relative to the output folder.
    #[serde(default, skip_serializing)]
    pub workbook: Option<String>,
}

/// An output folder's departments, and the year they are about.
#[derive(Clone, Debug)]
pub struct Collection {
    pub year: Option<i32>,
    pub departments: Vec<DepartmentStatus>,
}

/// Why a folder tells nothing of a collection, in words.
#[derive(Debug, thiserror::Error)]
#[error("{folder} 里没有可用的汇总数据（{what}）；请给出 jixiao batch 或 merge 的输出文件夹")]
pub struct CollectionError {
    folder: String,
    what: String,
}

impl CollectionError {
    pub(super) fn of(folder: &Path, what: String) -> Self {
        Self { folder: folder.display().to_string(), what }
    }
}

#[derive(Deserialize)]
struct Run {
    year: Option<i32>,
}

impl Collection {
    /// # Errors
    /// The folder is no output folder, or its data can't be read.
    pub fn open(folder: &Path, data: &str) -> Result<Self, CollectionError> {
        let wrong = |what: String| CollectionError { folder: folder.display().to_string(), what };
        let read = |name: &str| {
            let path = folder.join(data).join(name);
            fs::read_to_string(&path)
                .map_err(|cause| wrong(format!("{data}/{name}：{}", crate::model::cause::in_words(&cause))))
        };
        let run: Run =
            serde_json::from_str(&read("run.json")?).map_err(|_| wrong(format!("{data}/run.json 不完整")))?;
        let lines = read(line::DEPARTMENTS)?;
        let departments = lines.lines().zip(1..).map(|(text, number)| {
            serde_json::from_str(text).map_err(|_| wrong(format!("{data}/{} 第{number}行不完整", line::DEPARTMENTS)))
        });
        Ok(Self { year: run.year, departments: departments.collect::<Result<_, _>>()? })
    }
}
