//! The forms of a workbook as profiles read them, for whoever writes a profile: the same reading as everywhere, with
//! the sheet and the cells kept beside it.

use std::borrow::Cow;
use std::path::Path;
use std::slice;
use std::sync::Arc;

use crate::form::{Found, forms};
use crate::ground::{Ground, RunError};
use crate::model::batch::Content;
use crate::model::grid::{Sheet, Workbook};
use crate::model::raw::RawForm;
use crate::model::submission::Submission;
use crate::normalise::normalise;
use crate::profile::Profile;
use crate::read::{self, ReadContent};
use crate::rules;

/// A workbook that was opened.
pub struct Book {
    /// As it is told to people.
    pub name: String,
    pub workbook: Workbook,
}

/// One form of it.
pub struct ReadForm<'b> {
    pub profile: &'b Arc<Profile>,
    pub sheet: Cow<'b, Sheet>,
    /// Its cells, and what they were read as.
    pub raw: RawForm,
    pub submission: Submission,
}

impl Book {
    /// A file that is no workbook is told as the run would tell it.
    pub fn open(path: &Path) -> Result<Self, RunError> {
        let found = read::discover(slice::from_ref(&path.to_path_buf()), &[])?;
        let [source] = <[_; 1]>::try_from(found.sources)
            .map_err(|_| RunError::Usage(format!("{} 不是一个文件：请写一张表的文件", path.display())))?;
        let reader = Ground::prepare(&[], None, None)?.reader;
        let content = match read::open(&source, &reader).content {
            ReadContent::Workbook(workbook) => return Ok(Self { name: source.name, workbook }),
            ReadContent::Fault(fault) => Content::Fault(fault),
            ReadContent::NotSpreadsheet(kind) => Content::NotSpreadsheet(kind),
        };
        let findings = rules::check_content(&source, &content).into_iter();
        let why: Vec<String> = findings.map(|finding| format!("{}{}", finding.message, finding.fix)).collect();
        let why = if why.is_empty() { "不是电子表格。".to_owned() } else { why.join("") };
        Err(RunError::Usage(format!("{}：{why}", source.name)))
    }

    /// Every form, each by the profile that explains it best.
    pub fn forms<'b>(&'b self, profiles: &'b [Arc<Profile>]) -> Vec<ReadForm<'b>> {
        let Found::Forms(found) = forms(&self.workbook, profiles, None) else { return Vec::new() };
        let read = found.into_iter().filter_map(|form| {
            let profile = &profiles[form.profile];
            let sheet = self.workbook.sheet(&form.raw.sheet, &form.raw.further_sheets)?;
            let submission = normalise(form.raw.clone(), profile, form.surroundings);
            Some(ReadForm { profile, sheet, raw: form.raw, submission })
        });
        read.collect()
    }
}
