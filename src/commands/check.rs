//! `check`: a department looks at its own form before it sends it. Nothing is written without `--out`.

use std::fmt::Write;

use serde::Serialize;

use super::Exit;
use super::output::show;
use super::terminal::Terminal;
use crate::cli::CheckArgs;
use crate::consolidate::Filing;
use crate::ground::{Ground, RunError};
use crate::model::address::Area;
use crate::model::batch::{Batch, Tally};
use crate::model::finding::{Finding, Severity};
use crate::model::in_table::InTable;
use crate::model::line::FindingLine;
use crate::model::standing::Standing;
use crate::pipeline::{self, BatchJob};
use crate::write::found;

pub fn run(args: &CheckArgs) -> Result<Exit, RunError> {
    let ground = Ground::prepare(&args.form.profile, args.form.roster.as_deref(), args.form.year)?;
    let job = job(args);
    let batch = pipeline::in_pool(None, || match &args.out {
        Some(_) => pipeline::batch(&job, &ground, &Terminal::new(true)),
        None => pipeline::gather(
            &job,
            &ground,
            (&Terminal::new(true), pipeline::Spool::in_memory(), &pipeline::AtHand::default()),
        ),
    })??;
    let files = (0..batch.arrivals.len()).map(|file| Checked::of(&batch, file)).collect::<Result<Vec<_>, _>>()?;
    show(args.shown.format, &Report::of(&files), |_| report(&files))?;
    let errors = files.iter().map(|file| file.tally.errors).sum::<usize>();
    Ok(if errors > 0 { Exit::Returned } else { Exit::Clean })
}

/// A file with all that was found in it.
struct Checked<'a> {
    arrival: &'a Standing,
    tally: Tally,
    findings: Vec<Finding>,
}

impl<'a> Checked<'a> {
    fn of(batch: &'a Batch, file: usize) -> Result<Self, RunError> {
        let arrival = &batch.arrivals[file];
        let findings = found::of_file(batch, file, &|_| Default::default(), &|_| true)?;
        Ok(Self { arrival, tally: Tally::of(arrival.weights()), findings })
    }
}

pub fn job(args: &CheckArgs) -> BatchJob {
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
    fn of(files: &'a [Checked<'a>]) -> Self {
        let file = |file: &'a Checked<'a>| FileReport {
            file: &file.arrival.source.name,
            department: file.arrival.form().and_then(|form| form.department.as_deref()),
            errors: file.tally.errors,
            warnings: file.tally.warnings,
            infos: file.tally.infos,
            findings: file.findings.iter().map(FindingLine::of).collect(),
        };
        Self { files: files.iter().map(file).collect() }
    }
}

/// Per file: what must change, what must be explained, what is worth knowing.
fn report(files: &[Checked<'_>]) -> String {
    let mut text = String::new();
    for file in files {
        let summary = match (file.tally.errors, file.tally.warnings) {
            (0, 0) if file.arrival.form().is_none() => "不是自评表，没有检查".to_owned(),
            (0, 0) => "没有需要修改的地方".to_owned(),
            (errors, warnings) => format!("须修改 {errors} 处，需说明 {warnings} 处"),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}：{summary}", file.arrival.source.name);
        for severity in [Severity::Error, Severity::Warning, Severity::Info] {
            let of_level = file.findings.iter().filter(|finding| finding.severity == severity && finding.counts());
            of_level.for_each(|finding| describe(finding, &mut text));
        }
    }
    text
}

fn describe(finding: &Finding, text: &mut String) {
    let cell = match finding.cell {
        Some(cell) if finding.is_of_document() => format!(" {}", InTable(Area::of(cell))),
        cell => cell.map(|cell| format!(" {cell}")).unwrap_or_default(),
    };
    let (level, code) = (finding.severity.asks(), &finding.code);
    // Writing to a String cannot fail.
    let _ = writeln!(text, "  {level}{cell} {}（{code}）\n      {}", finding.subject, finding.message);
    if finding.severity != Severity::Info {
        let _ = writeln!(text, "      {}", finding.fix);
    }
}
