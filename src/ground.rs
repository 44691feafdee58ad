//! What every file's journey stands on: profiles, roster, year, and how files are opened. Made once, before any work.

use std::path::Path;
use std::sync::Arc;

use crate::model::batch::Arrival;
use crate::model::names::{NameIndex, normalised};
use crate::model::roster::{Match, Roster};
use crate::model::source::Source;
use crate::profile::spec::Profile;
use crate::profile::{self, ProfileError, ProfileProblem, ProfileProblems};
use crate::read::{self, DiscoverError, ReadContent, Reader};
use crate::roster::{self, RosterError};
use crate::rules::registry;
use crate::waivers::WaiverError;
use crate::write::WriteError;

/// The word for "whichever built-in profile fits".
pub const AUTO: &str = "auto";

/// Why a run could not be done: what was attempted, on what, and what to try.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error(transparent)]
    Discover(#[from] DiscoverError),
    #[error(transparent)]
    Profile(#[from] ProfileError),
    #[error(transparent)]
    Roster(#[from] RosterError),
    #[error(transparent)]
    Waivers(#[from] WaiverError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("{0}")]
    Usage(String),
}

pub struct Ground {
    pub profiles: Vec<Arc<Profile>>,
    pub roster: Option<Roster>,
    /// The fiscal year asked for; without one each profile's own counts.
    pub year: Option<i32>,
    pub reader: Reader,
    names: Option<NameIndex>,
}

impl Ground {
    /// The built-in profiles, no roster, files opened in this process.
    pub fn builtin() -> Self {
        Self {
            profiles: profile::builtin().to_vec(),
            roster: None,
            year: None,
            reader: Reader::in_process(),
            names: None,
        }
    }

    /// Everything a command named, or the first thing that is wrong with it.
    pub fn prepare(profile: &str, roster: Option<&Path>, year: Option<i32>) -> Result<Self, RunError> {
        let profiles = match profile {
            AUTO => profile::builtin().to_vec(),
            name => vec![with_known_rules(name, profile::find(name)?)?],
        };
        let mut ground = Self { profiles, year, reader: reader(), ..Self::builtin() };
        ground.roster = roster.map(|path| load_roster(path, &ground.reader)).transpose()?;
        let main = &ground.profiles[0];
        ground.names = ground.roster.as_ref().map(|r| NameIndex::new(r, &main.place_prefixes, &main.name_endings));
        Ok(ground)
    }

    /// The year the batch is about.
    pub fn batch_year(&self) -> i32 {
        self.year.unwrap_or(self.profiles[0].year)
    }

    /// Whose name this is; `None` without a roster.
    pub fn whose(&self, written: &str) -> Option<Match> {
        self.names.as_ref().map(|names| names.find(written))
    }

    /// The form every department owes: of the profiles that arrived, the first.
    pub fn owed(&self, arrivals: &[Arrival]) -> Vec<String> {
        let arrived = |name: &str| arrivals.iter().filter_map(Arrival::record).any(|r| r.submission.profile == name);
        let names = || self.profiles.iter().map(|profile| profile.name.as_str());
        names().find(|name| arrived(name)).or(names().next()).map(str::to_owned).into_iter().collect()
    }

    /// A written name without blanks, odd widths and place: what files are grouped by without a roster.
    pub fn key(&self, written: &str) -> String {
        normalised(written, &self.profiles[0].place_prefixes)
    }
}

/// Which rules there are is not a profile's business; a code that names none would change nothing, silently.
pub fn with_known_rules<P: AsRef<Profile>>(name: &str, profile: P) -> Result<P, ProfileError> {
    let (severities, off) = (profile.as_ref().severities.keys(), profile.as_ref().off.keys());
    let named = severities.map(|code| ("severities", code)).chain(off.map(|code| ("off", code)));
    let is_own = |code: &str| profile.as_ref().rules.iter().any(|rule| rule.code == code);
    let unknown = named.filter(|(_, code)| !registry::is_known(code) && !is_own(code));
    let problem = |(section, code)| ProfileProblem {
        line: None,
        column: None,
        message: format!("[{section}] 没有编号为“{code}”的规则：请核对编号（jixiao rules 列出全部规则）"),
    };
    let problems: Vec<_> = unknown.map(problem).collect();
    match problems.is_empty() {
        true => Ok(profile),
        false => Err(ProfileError::Faulty { name: name.to_owned(), problems: ProfileProblems(problems) }),
    }
}

fn load_roster(path: &Path, reader: &Reader) -> Result<Roster, RunError> {
    let open = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let source = Source { path: path.to_owned(), name, size: 0, modified: None, named: true, within: None };
        match read::open(&source, reader).content {
            ReadContent::Workbook(workbook) => Ok(workbook),
            _ => Err("不是能打开的工作簿".to_owned()),
        }
    };
    Ok(roster::load(path, open)?)
}

/// Risky formats are read in children of this program, when it is this program that runs.
fn reader() -> Reader {
    match std::env::current_exe() {
        Ok(exe) => Reader::workers(exe),
        Err(_) => Reader::in_process(),
    }
}
