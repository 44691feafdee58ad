//! The time a run takes, stage by stage.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::ground::Ground;
use crate::profile::spec::Profile;
use crate::write::run_json::{Run, UsedProfile};

/// How long the stages took.
pub struct Clock {
    started: SystemTime,
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Clock {
    pub fn start() -> Self {
        Self { started: SystemTime::now(), last: Instant::now(), laps: Vec::new() }
    }

    pub fn lap(&mut self, name: &'static str) {
        self.laps.push((name, self.last.elapsed()));
        self.last = Instant::now();
    }

    /// What run.json says of the run; `parts` of a merged batch, name and sha256 of each.
    pub fn run(&self, arguments: &[String], ground: &Ground, parts: Vec<(String, String)>) -> Run {
        let profile = |profile: &Arc<Profile>| UsedProfile {
            name: profile.name.clone(),
            hash: profile.hash.clone(),
            per_project: profile.is_per_project(),
            lines: profile.budget.lines.iter().map(|line| line.key.clone()).collect(),
        };
        Run {
            started: self.started,
            arguments: arguments.to_vec(),
            profiles: ground.profiles.iter().map(profile).collect(),
            parts,
            durations: self.laps.clone(),
        }
    }
}
