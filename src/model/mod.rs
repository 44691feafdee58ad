//! The nouns of the journey: plain data and the leaf definitions several stages need. No I/O.

pub mod address;
pub mod batch;
pub mod cause;
pub mod day;
pub mod digest;
pub mod entry;
pub mod finding;
pub mod grid;
pub mod layout;
pub mod moment;
pub mod names;
pub mod number;
pub mod quantity;
pub mod raw;
pub mod roster;
#[cfg(test)]
pub mod sample;
pub mod score;
pub mod shown;
pub mod source;
pub mod submission;
pub mod text;
pub mod weight;
