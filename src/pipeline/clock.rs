//! The time a run takes, stage by stage.

use std::time::{Duration, Instant, SystemTime};

use super::BatchJob;
use crate::ground::Ground;
use crate::write::run_json::Run;

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

    pub fn run(self, job: &BatchJob, ground: &Ground) -> Run {
        let profiles = ground.profiles.iter().map(|profile| (profile.name.clone(), profile.hash.clone()));
        Run {
            started: self.started,
            arguments: job.arguments.clone(),
            profiles: profiles.collect(),
            durations: self.laps,
        }
    }
}
