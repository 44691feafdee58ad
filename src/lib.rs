#![forbid(unsafe_code)]
pub mod consolidate;
pub mod extract;
pub mod locate;
pub mod model;
pub mod normalise;
pub mod profile;
pub mod read;
pub mod roster;
pub mod rules;
pub mod score;
pub mod waivers;
pub mod write;
