//! run.json: what this run was, and the only place where its moment, arguments and durations stand.

mod lines;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::{Serialize, Serializer};

use super::{WriteError, files};
use crate::model::batch::{Batch, ControlTotals, DepartmentState, FileState, Tally};
use crate::model::{moment, number};

/// What only the pipeline knows.
#[derive(Clone, Debug)]
pub struct Run {
    pub started: SystemTime,
    pub arguments: Vec<String>,
    /// Every profile in use.
    pub profiles: Vec<UsedProfile>,
    /// Of a merged batch, name and sha256 of run.json of each part.
    pub parts: Vec<(String, String)>,
    /// Stages in order.
    pub durations: Vec<(&'static str, Duration)>,
}

/// A profile of the run.
#[derive(Clone, Debug, Serialize)]
pub struct UsedProfile {
    pub name: String,
    /// sha256.
    pub hash: String,
    pub per_project: bool,
    /// Keys of its budget lines: another machine without the profile prints its forms by the likest it has.
    pub lines: Vec<String>,
}

#[derive(Serialize)]
struct PartJson<'a> {
    name: &'a str,
    run: &'a str,
}

#[derive(Serialize)]
struct RunJson<'a> {
    version: &'static str,
    started: String,
    arguments: &'a [String],
    year: Option<i32>,
    profiles: &'a [UsedProfile],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<PartJson<'a>>,
    /// Names of the profiles of which a department on the roster owes a form.
    owed: &'a [String],
    roster_hash: Option<&'a str>,
    counts: CountsJson,
    control_totals: ControlJson,
    not_run: Vec<NotRunJson<'a>>,
    notices: &'a [String],
    skipped: &'a BTreeMap<String, usize>,
    inputs: Vec<InputJson<'a>>,
    /// What was written, but for this file.
    outputs: Vec<OutputJson>,
    #[serde(serialize_with = "in_order")]
    durations_ms: &'a [(&'static str, Duration)],
}

#[derive(Serialize)]
struct CountsJson {
    /// Departments of the roster; null without one.
    expected: Option<usize>,
    received: usize,
    departments: BTreeMap<&'static str, usize>,
    files: BTreeMap<&'static str, usize>,
    errors: usize,
    warnings: usize,
    infos: usize,
}

#[derive(Serialize)]
struct ControlJson {
    forms: usize,
    counting_forms: usize,
    indicators: usize,
    findings: usize,
    budget: String,
    executed: String,
    own_scores: String,
    recomputed_scores: String,
}

#[derive(Serialize)]
struct NotRunJson<'a> {
    rule: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct InputJson<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    size: u64,
    sha256: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    format: &'a str,
    state: &'static str,
    superseded_by: Option<&'a str>,
    /// Seconds since the epoch: as the file itself says it was saved, and as the file system does.
    saved: Option<i64>,
    modified: Option<i64>,
}

/// A file of the output folder.
#[derive(Clone, Debug, Serialize)]
pub struct OutputJson {
    /// Relative to the output folder, with `/`.
    pub file: String,
    pub sha256: String,
}

fn in_order<S: Serializer>(stages: &&[(&'static str, Duration)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(stages.iter().map(|(name, time)| (name, time.as_millis())))
}

/// Writes `data/run.json` beside the files it names: a line for each input and each output.
pub fn write(batch: &Batch, run: &Run, outputs: Vec<OutputJson>, data: &Path) -> Result<(), WriteError> {
    let path = data.join("run.json");
    let text = lines::text(&document(batch, run, outputs)).map_err(|cause| WriteError::io(&path)(cause.into()))?;
    fs::write(&path, text).map_err(WriteError::io(&path))
}

fn document<'a>(batch: &'a Batch, run: &'a Run, outputs: Vec<OutputJson>) -> RunJson<'a> {
    RunJson {
        version: env!("CARGO_PKG_VERSION"),
        started: moment::iso(moment::seconds(run.started)),
        arguments: &run.arguments,
        year: batch.year,
        profiles: &run.profiles,
        parts: run.parts.iter().map(|(name, run)| PartJson { name, run }).collect(),
        owed: &batch.owed,
        roster_hash: batch.roster.as_ref().map(|roster| roster.hash.as_str()),
        counts: counts(batch),
        control_totals: control(&batch.control),
        not_run: batch.not_run.iter().map(|rule| NotRunJson { rule: &rule.code, reason: &rule.reason }).collect(),
        notices: &batch.notices,
        skipped: &batch.skipped,
        inputs: files::files(batch).iter().map(|forms| input(batch, files::speaker(batch, forms))).collect(),
        outputs,
        durations_ms: &run.durations,
    }
}

fn counts(batch: &Batch) -> CountsJson {
    let tally = Tally::of(batch.open());
    let files = files::files(batch);
    let states = files.iter().map(|forms| batch.states[files::speaker(batch, forms)].name());
    CountsJson {
        expected: batch.expected(),
        received: batch.departments.iter().filter(|department| department.state != DepartmentState::Missing).count(),
        departments: count_names(batch.departments.iter().map(|department| department.state.name())),
        files: count_names(states),
        errors: tally.errors,
        warnings: tally.warnings,
        infos: tally.infos,
    }
}

fn count_names(names: impl Iterator<Item = &'static str>) -> BTreeMap<&'static str, usize> {
    names.fold(BTreeMap::new(), |mut counts, name| {
        *counts.entry(name).or_default() += 1;
        counts
    })
}

fn control(control: &ControlTotals) -> ControlJson {
    ControlJson {
        forms: control.forms,
        counting_forms: control.counting_forms,
        indicators: control.indicators,
        findings: control.findings,
        budget: number::money(control.budget),
        executed: number::money(control.executed),
        own_scores: number::plain(control.own_scores),
        recomputed_scores: number::plain(control.recomputed_scores),
    }
}

fn input(batch: &Batch, index: usize) -> InputJson<'_> {
    let (arrival, state) = (&batch.arrivals[index], &batch.states[index]);
    InputJson {
        file: &arrival.source.name,
        source: arrival.origin.as_deref(),
        size: arrival.source.size,
        sha256: Some(arrival.sha256.as_str()).filter(|hash| !hash.is_empty()),
        format: &arrival.format,
        saved: arrival.modified_inside,
        modified: arrival.source.modified.map(moment::seconds),
        state: state.name(),
        superseded_by: match state {
            FileState::Superseded(by) => Some(batch.arrivals[*by].source.name.as_str()),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consolidate::{Expectation, Filing, consolidate, settle};
    use crate::model::batch::NotRun;
    use crate::model::sample::*;
    use crate::record::gathered;

    #[test]
    fn a_run_says_what_went_in_and_what_came_of_it() {
        let arrivals = vec![
            arrival("第一稿.xlsx", "区教育局", Some(0)),
            arrival("第二稿.xlsx", "区教育局", Some(0)),
            broken("坏.xls"),
        ];
        let mut batch =
            consolidate(gathered(arrivals), Some(roster(&["区教育局", "区司法局"]).into()), Expectation::default());
        batch.not_run.push(NotRun { code: "BUD-11".to_owned(), reason: "名册没有金额".to_owned() });
        batch.notices.push("豁免清单第2行已到期".to_owned());
        settle(&mut batch, Filing::Together);
        let run = Run {
            started: SystemTime::UNIX_EPOCH,
            arguments: vec!["batch".to_owned()],
            profiles: vec![],
            parts: vec![],
            durations: vec![("read", Duration::from_millis(7))],
        };
        let json = serde_json::to_value(document(&batch, &run, vec![])).expect("a document");
        assert_eq!(json["started"], "1970-01-01T08:00:00+08:00");
        assert_eq!(json["inputs"][1]["superseded_by"], "第二稿.xlsx");
        assert_eq!(json["inputs"][0]["state"], "无法读取");
        assert_eq!((&json["counts"]["expected"], &json["counts"]["received"]), (&2.into(), &1.into()));
        assert_eq!(json["counts"]["departments"]["未报送"], 1);
        assert_eq!(json["not_run"][0]["rule"], "BUD-11");
        assert_eq!(json["notices"][0], "豁免清单第2行已到期");
        assert_eq!(json["control_totals"]["budget"], "200.00");
        assert_eq!(json["roster_hash"], "roster");
        assert_eq!(json["durations_ms"]["read"], 7);
    }
}
