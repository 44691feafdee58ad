//! The workbook a department fills in: the form as its profile lays it out, a sheet that checks it as it is filled in,
//! and what to know. Comes in: a profile, texts of rules, whose form it is. Never: knows a word of a form.

mod entries;
mod form;
mod layout;
mod sums;

use std::path::Path;

use super::WriteError;
use super::sheet::{Book, Properties};
use crate::model::marker::{TEMPLATE_NAME, TemplateMark};
use crate::profile::spec::Profile;
use crate::write::summary::RuleText;
use layout::Layout;

/// Whose form it is, as far as the bureau knows.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub department: Option<String>,
    pub subordinate_units: Option<rust_decimal::Decimal>,
    pub project: Option<String>,
    /// 单位编码.
    pub code: Option<String>,
}

pub struct TemplateJob<'a> {
    pub profile: &'a Profile,
    pub year: i32,
    pub rules: &'a [RuleText],
    pub known: Known,
    /// Seconds since the epoch.
    pub created: i64,
}

impl TemplateJob<'_> {
    fn rule(&self, code: &str) -> Option<&RuleText> {
        self.rules.iter().find(|rule| rule.code == code)
    }

    fn mark(&self) -> TemplateMark {
        TemplateMark { profile: self.profile.name.clone(), version: self.profile.layout_version(), year: self.year }
    }
}

/// Writes one workbook.
pub fn write(job: &TemplateJob<'_>, path: &Path) -> Result<(), WriteError> {
    let layout = Layout::of(job.profile);
    let mark = job.mark().to_string();
    let mut book = Book::new(&Properties {
        title: job.profile.title.clone(),
        subject: format!("{}年度", job.year),
        comment: "由 jixiao 生成的空白表，填好后报送".to_owned(),
        created: job.created,
        marker: Some(mark.clone()),
    })?;
    book.hidden_name(TEMPLATE_NAME, &mark)?;
    book.put(form::page(job, &layout)?)?;
    book.save(path)
}
