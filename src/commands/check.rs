//! `check`: a department looks at its own form before it sends it. Nothing is written without `--out`.

use std::fmt::Write;

use serde::Serialize;

use super::Exit;
use super::output::show;
use super::terminal::Terminal;
use crate::cli::CheckArgs;
use crate::consolidate::Filing;
use crate::ground::{Ground, RunError};
use crate::model::batch::{Arrival, Batch, Tally};
use crate::model::finding::{Finding, Severity};
use crate::pipeline::{self, BatchJob};
use crate::write::jsonl::FindingLine;

pub fn run(args: &CheckArgs) -> Result<Exit, RunError> {
    let ground = Ground::prepare(&args.form.profile, args.form.roster.as_deref(), args.form.year)?;
    let job = job(args);
    let batch = pipeline::in_pool(None, || match &args.out {
        Some(_) => pipeline::batch(&job, &ground, &Terminal::new(true)),
        None => pipeline::gather(&job, &ground, &Terminal::new(true)),
    })??;
    show(args.shown.format, &Report::of(&batch), |_| report(&batch))?;
    let errors = batch.arrivals.iter().map(|arrival| Tally::of(&arrival.findings).errors).sum::<usize>();
    Ok(if errors > 0 { Exit::Returned } else { Exit::Clean })
}

fn job(args: &CheckArgs) -> BatchJob {
    BatchJob {
        paths: args.files.clone(),
        out: args.out.clone().unwrap_or_default(),
        excluded: args.form.roster.iter().cloned().chain(args.form.profile_files()).collect(),
        arguments: super::arguments(),
        filing: Filing::Together,
        ..BatchJob::default()
    }
}

#[derive(Serialize)]
struct Report<'a> {
    files: Vec<FileReport<'a>>,
}

#[derive(Serialize)]
struct FileReport<'a> {
    file: &'a str,
    department: Option<&'a str>,
    errors: usize,
    warnings: usize,
    infos: usize,
    findings: Vec<FindingLine<'a>>,
}

impl<'a> Report<'a> {
    fn of(batch: &'a Batch) -> Self {
        let file = |arrival: &'a Arrival| {
            let tally = Tally::of(&arrival.findings);
            FileReport {
                file: &arrival.source.name,
                department: arrival.record().and_then(|record| record.department.as_deref()),
                errors: tally.errors,
                warnings: tally.warnings,
                infos: tally.infos,
                findings: arrival.findings.iter().map(FindingLine::of).collect(),
            }
        };
        Self { files: batch.arrivals.iter().map(file).collect() }
    }
}

/// Per file: what must change, what must be explained, what is worth knowing.
fn report(batch: &Batch) -> String {
    let mut text = String::new();
    for arrival in &batch.arrivals {
        let tally = Tally::of(&arrival.findings);
        let summary = match (tally.errors, tally.warnings) {
            (0, 0) => "没有需要修改的地方".to_owned(),
            (errors, warnings) => format!("需修改 {errors} 处，需说明 {warnings} 处"),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}：{summary}", arrival.source.name);
        for severity in [Severity::Error, Severity::Warning, Severity::Info] {
            let of_level = arrival.findings.iter().filter(|finding| finding.severity == severity && finding.counts());
            of_level.for_each(|finding| describe(finding, &mut text));
        }
    }
    text
}

fn describe(finding: &Finding, text: &mut String) {
    let cell = finding.cell.map(|cell| format!(" {cell}")).unwrap_or_default();
    let (level, code) = (finding.severity.name(), &finding.code);
    // Writing to a String cannot fail.
    let _ = writeln!(text, "  {level}{cell} {}（{code}）\n      {}", finding.subject, finding.message);
    if finding.severity != Severity::Info {
        let _ = writeln!(text, "      {}", finding.fix);
    }
}
