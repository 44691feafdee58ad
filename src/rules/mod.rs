//! In: one normalised form with what was recomputed, a file that could not be read, or the whole batch.
//! Out: findings: what is wrong, in which cell, what it should be, what to do.
//! Never: opens a file, changes a value, computes a score, or stops at bad data.
//! Add: a rule is one file in its family's folder and one line in `registry`; what it shares with others goes to
//! `facts`, word lists and limits to the profile.

pub mod bas;
pub mod bat;
pub mod bud;
pub mod context;
pub mod dev;
pub mod example;
pub mod facts;
mod figure;
pub mod finder;
pub mod grd;
pub mod ind;
mod own;
pub mod registry;
pub mod rnd;
pub mod rule;
pub mod run;
pub mod scr;
#[path = "str/mod.rs"]
pub mod structure;
pub mod subject;
mod suppress;
pub mod txt;
pub mod wgt;
pub mod words;
pub mod xse;

pub use context::{BatchContext, FileContext, Form, Report};
pub use finder::{BatchFindings, Draft, Findings};
pub use rule::{Check, OWN, Rule};
pub use run::{check_batch, check_content, check_form, check_report, not_run};
