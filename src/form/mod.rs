//! Stage 2. In: a workbook and the profiles that may fit. Out: its forms, each a `RawForm`: the cells of its regions
//! in typed columns, with their addresses.
//! Regions come before words: a sheet is cut into forms, a form into bands (heading, budget, goals, tables, total,
//! foot), and a word is looked for only where it can stand. What has no label has no value.
//! It never reads what a value means and never judges: a part that is not there is simply absent.
//! A new kind of region is a file here; a new label is a line in a profile.

mod bands;
mod beside;
mod budget;
mod choose;
mod columns;
mod edge;
mod fields;
mod fit;
mod goals;
mod groups;
mod header;
mod label;
mod leftover;
mod money_unit;
mod notes;
mod rows;
mod split;
mod total;
mod value;
mod year;

pub use choose::{Found, FoundForm, forms};
pub use rows::MOST_ROWS;
