//! The workbook a department fills in: the form as its profile lays it out, a sheet that checks it as it is filled in,
//! and what to know. Comes in: a profile, texts of rules, whose form it is. Never: knows a word of a form.

pub mod checks;
mod entries;
mod form;
mod guide;
pub mod layout;
mod place;
mod self_check;
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

    /// The rules this form can be checked by, in the order of the catalogue, with where each may fail.
    fn checks<'l>(&'l self, layout: &'l Layout<'_>) -> Vec<(&'l RuleText, Vec<checks::Place>)> {
        let form = checks::Form {
            layout,
            has_department: self.known.department.is_some(),
            has_units: self.known.subordinate_units.is_some(),
        };
        let on = checks::CHECKS.iter().filter(|(code, _)| !self.profile.off.contains_key(*code));
        let placed = on.filter_map(|(code, places)| Some((self.rule(code)?, places(&form))));
        placed.filter(|(_, places)| !places.is_empty()).collect()
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
    book.put(self_check::page(job, &layout)?)?;
    book.put(guide::page(job, &layout)?)?;
    book.save(path)
}
