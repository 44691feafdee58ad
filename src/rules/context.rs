//! What a rule may look at.

use std::cell::OnceCell;
use std::sync::Arc;

use super::facts::odd_cells::Oddity;
use super::facts::odd_units::Odd;
use crate::model::batch::{Batch, Content};
use crate::model::marker::TemplateMark;
use crate::model::names::NameIndex;
use crate::model::narrative::Paragraph;
use crate::model::roster::{Match, Roster, RosterEntry};
use crate::model::score::{RowScore, ScoreBook};
use crate::model::source::Source;
use crate::model::submission::{Indicator, Submission};
use crate::profile::spec::Profile;

/// One form with everything known about it.
pub struct Form<'a> {
    pub profile: &'a Profile,
    pub submission: &'a Submission,
    pub book: &'a ScoreBook,
    /// The batch's year; `None` where nothing states one.
    pub year: Option<i32>,
    pub roster: Option<&'a Roster>,
    /// The roster's names, to look up; there with the roster.
    pub names: Option<&'a NameIndex>,
    /// How the written name relates to the roster; `None` without a roster or without a name.
    pub matched: Option<&'a Match>,
    /// Relative file name, with `/`.
    pub file: &'a str,
    /// `xlsx`, `xls` … by content.
    pub format: &'a str,
    /// Of a form filled in on a template of ours.
    pub template: Option<&'a TemplateMark>,
    /// Amounts in another unit, for the many rules that leave them out; the first to ask looks for them.
    pub odd: OnceCell<Vec<Odd>>,
    /// What is odd about some cell; hardly a form has any of it, and every rule about cells asks.
    pub oddities: OnceCell<Vec<Oddity>>,
    /// The text around it or beside it.
    pub report: Option<Report<'a>>,
}

/// A report that tells of the form: the document it stands in, or one beside its workbook.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// Relative file name, with `/`.
    pub file: &'a str,
    pub paragraphs: &'a [Paragraph],
    /// The report's own table, where the form is a workbook's.
    pub table: Option<&'a Submission>,
}

impl<'a> Form<'a> {
    /// The department's own entry on the roster.
    pub fn entry(&self) -> Option<&'a RosterEntry> {
        self.roster?.entries.get(self.own()?)
    }

    /// The own entry, where its figures are about the same thing as the form: a department's year, not one project.
    pub fn ledger(&self) -> Option<&'a RosterEntry> {
        self.entry().filter(|_| !self.profile.is_per_project())
    }

    /// The batch's year, and the one the form itself states: whose form it is, BAS-03 asks once.
    pub fn is_own_year(&self, year: i32) -> bool {
        self.year.is_none_or(|own| own == year) || self.submission.year.value() == Some(&year)
    }

    /// Names of the roster that look like the written one, best first.
    pub fn suggestions(&self) -> Vec<&'a str> {
        let (Some(roster), Some(Match::Unknown(near))) = (self.roster, self.matched) else { return vec![] };
        near.iter().filter_map(|i| roster.entries.get(*i)).map(|entry| entry.name.as_str()).collect()
    }

    /// The department's own place on the roster.
    pub fn own(&self) -> Option<usize> {
        match self.matched? {
            Match::Known(index) => Some(*index),
            Match::Unknown(_) => None,
        }
    }

    /// File name without folders and without its last extension.
    pub fn file_stem(&self) -> &'a str {
        let name = self.file.rsplit(['/', '!']).next().unwrap_or(self.file);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// Indicator rows in which a person has filled in anything but the template's texts.
    pub fn filled(&self) -> impl Iterator<Item = (usize, &'a Indicator)> {
        self.submission.indicators.iter().enumerate().filter(|(_, row)| is_filled(row))
    }

    /// What was recomputed for an indicator row.
    pub fn score(&self, index: usize) -> Option<&'a RowScore> {
        self.book.rows.get(index)
    }

    /// False where the rows of a level 1 have no target by design.
    pub fn has_target(&self, row: &Indicator) -> bool {
        let spec = row.level1_known.and_then(|i| self.profile.indicators.level1.get(i));
        spec.is_none_or(|spec| spec.has_targets)
    }

    /// Name of a row's level-1 group: the profile's, else as written.
    pub fn level1_name(&self, row: &'a Indicator) -> &'a str {
        let spec = row.level1_known.and_then(|i| self.profile.indicators.level1.get(i));
        spec.map_or(row.level1.written.as_str(), |spec| spec.name.as_str())
    }

    /// Name of a row's level-2 group: the profile's, else as written.
    pub fn level2_name(&self, row: &'a Indicator) -> &'a str {
        let level1 = row.level1_known.and_then(|i| self.profile.indicators.level1.get(i));
        let spec = level1.and_then(|level1| level1.level2.get(row.level2_known?));
        spec.map_or(row.level2.written.as_str(), |spec| spec.name.as_str())
    }
}

/// True when a department has written something of its own into the row: a target, an actual, a score
/// or a name. Points alone come with the template.
pub fn is_filled(row: &Indicator) -> bool {
    let stated =
        |entry: &Option<crate::model::submission::MeasureEntry>| entry.as_ref().is_some_and(|entry| !entry.is_absent());
    let scored = row.score.as_ref().is_some_and(|score| !score.is_absent());
    !row.level3.is_absent() || stated(&row.target) || stated(&row.actual) || scored
}

/// A file in which no form was found, or that could not be opened.
pub struct FileContext<'a> {
    pub source: &'a Source,
    pub content: &'a Content,
}

/// Everything that was sent in.
pub struct BatchContext<'a> {
    pub batch: &'a Batch,
    pub profiles: &'a [Arc<Profile>],
}

impl<'a> BatchContext<'a> {
    /// The profile a form was read with; the first one for a name nobody knows.
    pub fn profile(&self, name: &str) -> Option<&'a Profile> {
        let found = self.profiles.iter().find(|profile| profile.name == name);
        found.or(self.profiles.first()).map(Arc::as_ref)
    }
}
