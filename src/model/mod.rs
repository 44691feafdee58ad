//! The nouns of the journey: plain data and the leaf definitions several stages need. No I/O.

pub mod address;
pub mod batch;
pub mod cause;
pub mod characters;
pub mod day;
pub mod digest;
pub mod entry;
pub mod field;
pub mod finding;
pub mod formula_text;
pub mod goals;
pub mod grid;
pub mod line;
pub mod marker;
pub mod moment;
pub mod money_unit;
pub mod names;
pub mod narrative;
pub mod number;
pub mod number_format;
pub mod quantity;
pub mod raw;
pub mod reply;
pub mod review;
pub mod roster;
pub mod safe_name;
#[cfg(test)]
pub mod sample;
pub mod score;
pub mod shown;
pub mod sketch;
pub mod source;
pub mod standing;
pub mod submission;
pub mod text;
pub mod unseen;
