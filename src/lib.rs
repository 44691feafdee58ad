//! 绩效 (jixiao) reads the performance self-evaluation workbooks that departments send to a finance bureau,
//! checks them, recomputes their scores and puts them together.
//!
//! # The journey of a workbook
//!
//! ```text
//! read         file            → Workbook     cells, merges, formats; or a Fault
//! form         Workbook        → RawForms     regions, then rows of cells in typed columns; which profile fits
//! normalise    RawForm         → Submission   amounts, rates, quantities, dates; the raw text stays
//! score        Submission      → ScoreBook    attainment, expected scores, grades, in exact decimals
//! rules        both            → findings     what is wrong, in which cell, what to do
//! record       all of it       → Standing     the few kilobytes a batch needs of a form; the rest is laid aside as lines
//! consolidate  Standings       → Batch        whose file it is, which one counts, control totals
//! rules        Batch           → findings     who is missing, who copied, what stands out
//! write        Batch + lines   → files        汇总表.xlsx, 问题反馈/, data/; tied out, then moved into place
//! ```
//!
//! [`pipeline`] is the one file that names all of them; stages import only [`model`] (the nouns), [`lang`] (the
//! Chinese of forms: numerals, dates, units, what is ticked) and [`profile`] (what is known of a form, from TOML).
//! `tests/all/tidy.rs` holds that.
//!
//! # Where to add what
//!
//! * another form, or a new year's: a TOML in `profile/builtin/`, no code;
//! * a rule: one file in its family's folder under `rules/` and one line in `rules/registry.rs`;
//! * a file format: a reader in `read/` that fills a `Workbook`;
//! * a sheet of the summary: one file in `write/summary/`;
//! * a rule that the template checks by itself: one line in `write/template/checks`;
//! * a command: its arguments in [`cli`], a file in [`commands`].
//!
//! # What must stay true
//!
//! Bad data is a value, never an error: a *finding* is about the data and made only in [`rules`], a *fault* is a file
//! that could not be read, a *run error* means that the run cannot go on. Addresses are made where a cell is read and
//! only copied. Blank, "same label", rounding and the limits of a figure are each defined once, in [`model`].
//! Outputs are ordered: the number of jobs changes no byte. Nothing compares everything with everything: a batch grows
//! by kilobytes and by the same time with every form. `merge` makes standings again from the lines of other runs.
//!
//! # Dependencies, and why each is there
//!
//! * calamine reads .xlsx; only `read/excel.rs` knows it. zip, quick-xml and memchr weigh a package before anything in it
//!   is believed, and read .xlsb, .ods and .docx; zip also packs the documents that `report` writes. sha1, md-5
//!   and aes open the files that were saved with the password every Excel knows.
//! * rust_xlsxwriter writes workbooks; only `write/sheet.rs` knows it.
//! * rayon runs files, and the sheets of the summary, side by side; rust_decimal is every number after `normalise`;
//!   clap, serde, serde_json, toml and csv are the ways in and out; encoding_rs reads the GBK that Excel saves; sha2
//!   names a file's content.
//! * rhai evaluates the conditions of a profile's own rules, in decimals and without anything but arithmetic.
//! * rustc-hash looks labels up in a fraction of the time that a hash safe against hostile keys takes: they are ours.
//! * unicode-normalization makes full-width and half-width one; strsim measures how near two names are.
//! * open shows the summary in the office program that is there, as a double click would.
//! * rustix lets two folders change places in one step, which the standard library has no word for.
//! * tempfile builds outputs beside their place; ctrlc takes them away again when somebody stops the run, which only
//!   a signal tells; signal-hook keeps another signal from ending a run whose files the system finds too large;
//!   thiserror words run errors; indicatif draws the progress bar; mimalloc takes a tenth off the time of a batch.

#![forbid(unsafe_code)]

pub mod cli;
pub mod commands;
pub mod consolidate;
pub mod desk;
pub mod form;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
pub mod ground;
pub mod lang;
pub mod model;
pub mod normalise;
pub mod pipeline;
pub mod profile;
pub mod read;
pub mod record;
pub mod roster;
pub mod rules;
pub mod score;
pub mod waivers;
pub mod write;
