//! Stage 5. In: a `Submission` and its profile. Out: a `ScoreBook`: every row recomputed, or why it cannot be.
//! It never judges: who is right, and what is worth saying, is for the rules.
//! The arithmetic of one row is in `attain`, what can be verified in `row`, the words in `words`.
//! Another way of scoring (a policy, a kind of target) is a new arm in `attain`.

mod attain;
mod book;
mod execution;
mod pair;
mod row;
mod words;

pub use book::score;
