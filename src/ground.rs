//! What every file's journey stands on: profiles, roster, year, and how files are opened. Made once, before any work.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::model::batch::Batch;
use crate::model::grid::Workbook;
use crate::model::names::{NameIndex, normalised};
use crate::model::roster::{Match, Roster};
use crate::model::source::Source;
use crate::model::standing::Standing;
use crate::profile::spec::Profile;
use crate::profile::{self, ProfileError};
use crate::read::{self, DiscoverError, ReadContent, Reader};
use crate::record::PartError;
use crate::roster::{self, RosterError};
use crate::rules::registry;
use crate::waivers::{self, WaiverError, Waivers};
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
    Part(#[from] PartError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("{0}")]
    Usage(String),
}

pub struct Ground {
    pub profiles: Vec<Arc<Profile>>,
    /// Shared with the batch.
    pub roster: Option<Arc<Roster>>,
    /// The fiscal year asked for, or the one the batch turned out to be about; `None` while nobody has said it.
    pub year: Option<i32>,
    /// Shared with the same ground for another year.
    pub reader: Arc<Reader>,
    names: Option<NameIndex>,
}

impl Ground {
    /// The built-in profiles, no roster, files opened in this process.
    pub fn builtin() -> Self {
        Self {
            profiles: profile::builtin().to_vec(),
            roster: None,
            year: None,
            reader: Arc::new(Reader::default()),
            names: None,
        }
    }

    /// Everything a command named, or the first thing that is wrong with it.
    pub fn prepare(profiles: &[String], roster: Option<&Path>, year: Option<i32>) -> Result<Self, RunError> {
        let mut ground = Self { profiles: self::profiles(profiles)?, year, ..Self::builtin() };
        ground.roster = roster.map(|path| load_roster(path, &ground.reader)).transpose()?.map(Arc::new);
        let main = &ground.profiles[0];
        ground.names = ground.roster.as_ref().map(|r| NameIndex::new(r, &main.place_prefixes, &main.name_endings));
        Ok(ground)
    }

    /// What the bureau lets pass.
    pub fn waivers(&self, path: &Path) -> Result<Waivers, RunError> {
        Ok(waivers::load(path, |path| opened(path, &self.reader))?)
    }

    /// The same, reading files within so many bytes, where somebody said how many.
    pub fn with_memory(mut self, memory: Option<u64>) -> Self {
        if let Some(memory) = memory {
            self.reader = Arc::new(Reader::within(memory));
        }
        self
    }

    /// The same with further profiles, for records that were read elsewhere.
    pub fn with_profiles(&self, further: Vec<Arc<Profile>>) -> Self {
        Self { profiles: self.profiles.iter().cloned().chain(further).collect(), ..self.of_year(self.year) }
    }

    /// The same for forms of a year.
    pub fn of_year(&self, year: Option<i32>) -> Self {
        Self {
            profiles: self.profiles.clone(),
            roster: self.roster.clone(),
            year,
            reader: Arc::clone(&self.reader),
            names: self.names.clone(),
        }
    }

    /// The roster's name of a department that may have had another one.
    pub fn called(&self, name: &str) -> String {
        match (self.whose(name), &self.roster) {
            (Some(Match::Known(index)), Some(roster)) => roster.entries[index].name.clone(),
            _ => name.to_owned(),
        }
    }

    /// Whose name this is; `None` without a roster.
    pub fn whose(&self, written: &str) -> Option<Match> {
        self.names.as_ref().map(|names| names.find(written))
    }

    /// The roster's names, to look up.
    pub fn names(&self) -> Option<&NameIndex> {
        self.names.as_ref()
    }

    /// The profiles whose form a department owes: those of a department's own form, whichever read it; those of a
    /// project's form where nothing else arrived.
    pub fn owed(&self, arrivals: &[Standing]) -> Vec<String> {
        let arrived: BTreeSet<&str> =
            arrivals.iter().filter_map(|arrival| Some(arrival.form()?.profile.as_str())).collect();
        let mut came = self.profiles.iter().filter(|profile| arrived.contains(profile.name.as_str())).peekable();
        let per_project = match came.peek() {
            Some(_) => came.all(|profile| profile.is_per_project()),
            None => self.profiles[0].is_per_project(),
        };
        let alike = self.profiles.iter().filter(|profile| profile.is_per_project() == per_project);
        alike.map(|profile| profile.name.clone()).collect()
    }

    /// The profiles that a form of the batch was read by.
    pub fn met(&self, batch: &Batch) -> Vec<&Profile> {
        let met: BTreeSet<&str> =
            batch.arrivals.iter().filter_map(|file| Some(file.form()?.profile.as_str())).collect();
        self.profiles.iter().map(Arc::as_ref).filter(|profile: &&Profile| met.contains(profile.name.as_str())).collect()
    }

    /// A written name without blanks, odd widths and place: what files are grouped by without a roster.
    pub fn key(&self, written: &str) -> String {
        normalised(written, &self.profiles[0].place_prefixes)
    }
}

/// The profiles a command names (`auto` is all built-in ones), each once: own ones first, in the order they are named,
/// so that they win over a built-in that fits as well.
fn profiles(named: &[String]) -> Result<Vec<Arc<Profile>>, RunError> {
    let builtin = |name: &str| profile::builtin().iter().find(|profile| profile.name == name);
    let mut own: Vec<(&str, Arc<Profile>)> = Vec::new();
    for name in named.iter().filter(|name| *name != AUTO && builtin(name).is_none()) {
        if !own.iter().any(|(other, _)| is_same_file(other, name)) {
            own.push((name, profile::find_with_rules(name, registry::is_known)?));
            unique(&own)?;
        }
    }
    let (is_auto, is_named) = (named.is_empty() || named.iter().any(|name| name == AUTO), |name| named.contains(name));
    for profile in profile::builtin().iter().filter(|profile| is_auto || is_named(&profile.name)) {
        // A changed copy stands for the original, unless that was asked for by name.
        if is_named(&profile.name) || !own.iter().any(|(_, known)| known.name == profile.name) {
            own.push((&profile.name, Arc::clone(profile)));
            unique(&own)?;
        }
    }
    Ok(own.into_iter().map(|(_, profile)| profile).collect())
}

/// Forms are told apart by the name of their profile.
fn unique(profiles: &[(&str, Arc<Profile>)]) -> Result<(), RunError> {
    let Some(((last, profile), others)) = profiles.split_last() else { return Ok(()) };
    match others.iter().find(|(_, other)| other.name == profile.name) {
        Some((other, _)) => Err(RunError::Usage(format!(
            "表样配置“{other}”和“{last}”的 name 都是“{}”：请改其中一个的 name，或者只用一个",
            profile.name
        ))),
        None => Ok(()),
    }
}

fn is_same_file(one: &str, other: &str) -> bool {
    let file = |name: &str| Path::new(name).canonicalize().ok();
    one == other || file(one).is_some_and(|path| file(other) == Some(path))
}

fn load_roster(path: &Path, reader: &Reader) -> Result<Roster, RunError> {
    Ok(roster::load(path, |path| opened(path, reader))?)
}

/// A workbook of the bureau's own.
fn opened(path: &Path, reader: &Reader) -> Result<Workbook, String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let source = Source { path: path.to_owned(), name, size: 0, modified: None, named: true, within: None };
    match read::open(&source, reader).content {
        ReadContent::Workbook(workbook) => Ok(workbook),
        _ => Err("不是能打开的工作簿".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::batch::Content;
    use crate::model::sample;

    /// The names of the profiles a command line stands for, or the complaint.
    fn names(named: &[&str]) -> Result<Vec<String>, String> {
        let named: Vec<_> = named.iter().map(|name| (*name).to_owned()).collect();
        let found = profiles(&named).map_err(|error| error.to_string())?;
        Ok(found.iter().map(|profile| profile.name.clone()).collect())
    }

    /// A department whose form another profile read has sent its form; one that sent a project's form alone has not.
    #[test]
    fn a_form_of_the_same_kind_is_what_is_owed() {
        let arrival = |profile: &str| {
            let mut arrival = sample::arrival("a.xlsx", "区教育局", None);
            let Content::Form(record) = &mut arrival.content else { unreachable!("a form arrived") };
            record.submission.profile = profile.to_owned();
            arrival
        };
        let ground = Ground::builtin();
        let owed = |profiles: &[&str]| {
            let owed =
                ground.owed(&crate::record::gathered(profiles.iter().map(|name| arrival(name)).collect()).standings);
            ["xiangdong-2023", "mof-department", "mof-project-2020"].map(|name| owed.iter().any(|one| one == name))
        };
        assert_eq!(owed(&["mof-project-2020", "mof-department"]), [true, true, false]);
        assert_eq!(owed(&["mof-project-2020"]), [false, false, true]);
        assert_eq!(owed(&[]), [true, true, false]);
    }

    #[test]
    fn own_profiles_come_before_the_built_in_and_each_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, profile: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, format!("extends = \"xiangdong-2023\"\nname = \"{profile}\"\n")).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let (own, other) = (file("own.toml", "own"), file("other.toml", "other"));
        let builtin = names(&[]).unwrap();
        assert_eq!(names(&["auto"]).unwrap(), builtin);
        let with =
            |first: &[&str]| first.iter().map(|name| (*name).to_owned()).chain(builtin.clone()).collect::<Vec<_>>();
        assert_eq!(names(&["auto", &other, &own, &other]).unwrap(), with(&["other", "own"]));
        assert_eq!(names(&[&own, "auto", "mof-project-2020"]).unwrap(), with(&["own"]));
        assert_eq!(names(&["mof-project-2020", &own]).unwrap(), ["own", "mof-project-2020"]);
        assert_eq!(names(&[&own]).unwrap(), ["own"]);
        assert!(names(&[&own, "no-such-form"]).unwrap_err().contains("no-such-form"));
    }

    #[test]
    fn two_profiles_of_one_name_are_refused_and_a_changed_copy_replaces_the_built_in() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, "extends = \"xiangdong-2023\"\n").unwrap();
            path.to_str().unwrap().to_owned()
        };
        let (one, two) = (file("one.toml"), file("two.toml"));
        let refused = names(&[&one, &two]).unwrap_err();
        for word in ["one.toml", "two.toml", "xiangdong-2023"] {
            assert!(refused.contains(word), "{refused}");
        }
        assert!(names(&[&one, "xiangdong-2023"]).unwrap_err().contains("one.toml"));
        assert_eq!(names(&[&one, "auto"]).unwrap().iter().filter(|name| *name == "xiangdong-2023").count(), 1);
    }

    #[test]
    fn the_built_in_profiles_name_only_rules_that_are_there() {
        for profile in profile::builtin() {
            let codes = profile.severities.keys().chain(profile.off.keys());
            let unknown: Vec<_> = codes.filter(|code| !registry::is_known(code)).collect();
            assert!(unknown.is_empty(), "{}: {unknown:?}", profile.name);
        }
    }
}
