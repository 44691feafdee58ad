//! The Chinese of forms, knowing no form: numerals, dates, units, operators, what points which way, what is ticked.
//! Every word that a form could change comes from the profile; what stands here is grammar that no form changes.

pub mod direction;
pub mod placeholder;
pub mod scan;
pub mod shift;
pub mod ticked;
pub mod weight;
pub mod year;
