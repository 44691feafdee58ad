#![forbid(unsafe_code)]
pub mod cli;
pub mod commands;
pub mod consolidate;
pub mod extract;
pub mod ground;
pub mod locate;
pub mod model;
pub mod normalise;
pub mod pipeline;
pub mod profile;
pub mod read;
pub mod roster;
pub mod rules;
pub mod score;
pub mod waivers;
pub mod write;
