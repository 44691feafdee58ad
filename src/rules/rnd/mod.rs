//! RND: against the submission before.

pub mod rnd_02_changed_elsewhere;
pub mod rnd_03_year_on_year;
