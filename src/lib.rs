#![forbid(unsafe_code)]
pub mod consolidate;
pub mod model;
pub mod profile;
