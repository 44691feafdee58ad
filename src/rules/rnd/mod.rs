//! RND: against the submission before.

pub mod rnd_02_changed_elsewhere;
