//! The declarative form: TOML text → raw → checked → trusted.

pub mod spec;
