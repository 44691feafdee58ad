//! `merge`: output folders of counties, or of parts of one batch, become one.

use super::batch::{bureau, conclude, unit};
use super::terminal::Terminal;
use super::{Exit, arguments};
use crate::cli::MergeArgs;
use crate::ground::{Ground, RunError};
use crate::pipeline::{self, MergeJob};

pub fn run(args: &MergeArgs) -> Result<Exit, RunError> {
    let ground = Ground::prepare(&[], args.roster.as_deref(), None)?;
    let job = MergeJob {
        parts: args.parts.clone(),
        out: args.out.clone(),
        arguments: arguments(),
        unit: unit(&args.summary),
        bureau: bureau(&args.summary),
        without_department_files: args.no_department_files,
        discard_reviews: args.discard_reviews,
    };
    let batch = pipeline::in_pool(None, || pipeline::merge(&job, &ground, &Terminal::new(args.quiet)))??;
    conclude(&batch, &ground, (&args.out, args.shown.format), None)
}
