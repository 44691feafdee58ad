//! Every rule's examples as files through the real binary: the one that fires at its cell and alone,
//! the one that does not fire silent, in .xlsx and as LibreOffice writes them in .ods.

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use jixiao::model::roster::Roster;
use jixiao::rules::example::Case;
use jixiao::rules::registry::ALL;
use jixiao::rules::{Check, Rule};
use serde_json::Value;
use support::example::{write, write_roster};
use support::file::{convert, office};
use tempfile::TempDir;

/// The reviewed list: each rule with the cells its example names, `-` for the file, a department or the batch.
const CELLS: &str = include_str!("catalogue_cells.txt");

/// What cannot be carried over by a program that calculates, drops macros and opens every file it converts.
const XLSX_ONLY: [&str; 3] = ["STR-01", "STR-12", "STR-13"];

/// One example, its own file under a name nothing else in the folder has.
struct Sample {
    rule: &'static Rule,
    fires: bool,
    case: Case,
}

impl Sample {
    fn stem(&self) -> String {
        let role = if self.fires { "fires" } else { "silent" };
        let stem = self.case.file.strip_suffix(".xlsx").unwrap_or(&self.case.file);
        format!("{} {role} {stem}", self.rule.code)
    }

    /// The rule looks at other files, or the example at a roster of its own.
    fn needs_a_batch(&self) -> bool {
        matches!(self.rule.check, Check::Batch(_)) || self.case.roster != Case::clean().roster
    }

    /// What is wrong with the findings of this sample's file or batch. What the batch says of many files of
    /// one department, or of those that have sent nothing, is not asked.
    fn misbehaviour(&self, found: &[Value]) -> Option<String> {
        let of_rule: Vec<&str> = found.iter().filter(|line| text(line, "rule") == self.rule.code).map(place).collect();
        let is_other = |line: &&Value| text(line, "severity") == "error" && text(line, "rule") != self.rule.code;
        let others = found.iter().filter(is_other).filter(|line| !text(line, "rule").starts_with("BAT"));
        let others: Vec<String> = others.map(|line| format!("{} {}", text(line, "rule"), place(line))).collect();
        let wanted = if self.fires { cells(self.rule.code) } else { vec![] };
        let is_alone = !self.fires || matches!(self.rule.check, Check::Batch(_)) || others.is_empty();
        (of_rule != wanted || !is_alone)
            .then(|| format!("{}: wanted {wanted:?}, found {of_rule:?}, beside {others:?}", self.stem()))
    }
}

fn samples() -> Vec<Sample> {
    let testable = ALL.iter().filter(|rule| !matches!(rule.check, Check::Internal));
    let both = testable.flat_map(|rule| [(*rule, true), (*rule, false)]);
    let made = both.map(|(rule, fires)| {
        let mut case = Case::clean();
        (if fires { rule.example.fires } else { rule.example.silent })(&mut case);
        Sample { rule, fires, case }
    });
    made.collect()
}

fn cells(code: &str) -> Vec<&'static str> {
    let mut lines = CELLS.lines().filter_map(|line| line.split_once(' '));
    lines.find(|(rule, _)| *rule == code).map(|(_, cells)| cells.split(' ').collect()).unwrap_or_default()
}

fn text<'a>(line: &'a Value, key: &str) -> &'a str {
    line[key].as_str().unwrap_or_default()
}

fn place(line: &Value) -> &str {
    line["cell"].as_str().unwrap_or("-")
}

/// Runs the binary over a folder and gives the findings.
fn batch(folder: &Path, out: &Path, roster: Option<&Roster>) -> Vec<Value> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command.arg("batch").arg(folder).arg("--out").arg(out).args(["--quiet", "--no-department-files"]);
    if let Some(roster) = roster {
        let path = out.with_extension("csv");
        write_roster(roster, &path);
        command.arg("--roster").arg(path);
    }
    let done = command.output().expect("the binary runs");
    assert!(done.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&done.stderr));
    let lines = std::fs::read_to_string(out.join("data/findings.jsonl")).expect("the findings");
    lines.lines().map(|line| serde_json::from_str(line).expect("a JSON document per line")).collect()
}

/// Findings by the name of their file without its extension.
fn by_stem(findings: Vec<Value>) -> BTreeMap<String, Vec<Value>> {
    let mut out: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in findings {
        let stem = Path::new(text(&line, "file")).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        out.entry(stem).or_default().push(line);
    }
    out
}

/// A folder with every sample that stands alone, and the samples.
fn alone(home: &TempDir) -> (PathBuf, Vec<Sample>) {
    let folder = home.path().join("xlsx");
    std::fs::create_dir(&folder).expect("a folder");
    let samples: Vec<Sample> = samples().into_iter().filter(|sample| !sample.needs_a_batch()).collect();
    for sample in &samples {
        write(&sample.case, &folder.join(format!("{}.xlsx", sample.stem())));
    }
    (folder, samples)
}

fn faults<'a>(samples: impl Iterator<Item = &'a Sample>, findings: Vec<Value>) -> Vec<String> {
    let found = by_stem(findings);
    let of = |sample: &Sample| found.get(&sample.stem()).map(Vec::as_slice).unwrap_or_default();
    samples.filter_map(|sample| sample.misbehaviour(of(sample))).collect()
}

#[test]
fn every_rule_is_on_the_list() {
    let listed: Vec<&str> = CELLS.lines().filter_map(|line| Some(line.split_once(' ')?.0)).collect();
    let testable = ALL.iter().filter(|rule| !matches!(rule.check, Check::Internal));
    assert_eq!(listed, testable.map(|rule| rule.code).collect::<Vec<_>>());
}

#[test]
fn every_example_behaves_as_a_file() {
    let home = TempDir::new().expect("a folder");
    let (folder, samples) = alone(&home);
    let findings = batch(&folder, &home.path().join("out"), Case::clean().roster.as_ref());
    let faults = faults(samples.iter(), findings);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_example_behaves_in_another_format() {
    let Some(office) = office() else { return };
    let home = TempDir::new().expect("a folder");
    let (folder, samples) = alone(&home);
    let portable: Vec<&Sample> = samples.iter().filter(|sample| !XLSX_ONLY.contains(&sample.rule.code)).collect();
    for sample in samples.iter().filter(|sample| XLSX_ONLY.contains(&sample.rule.code)) {
        std::fs::remove_file(folder.join(format!("{}.xlsx", sample.stem()))).ok();
    }
    let other = home.path().join("ods");
    std::fs::create_dir(&other).expect("a folder");
    convert(&office, &folder, &other, "ods");
    let findings = batch(&other, &home.path().join("out"), Case::clean().roster.as_ref());
    let faults = faults(portable.into_iter(), findings);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn examples_of_a_whole_batch_behave() {
    let home = TempDir::new().expect("a folder");
    let mut faults = vec![];
    for sample in samples().into_iter().filter(Sample::needs_a_batch) {
        let folder = home.path().join(sample.stem());
        std::fs::create_dir(&folder).expect("a folder");
        for case in std::iter::once(&sample.case).chain(&sample.case.others) {
            write(case, &folder.join(&case.file));
        }
        let findings = batch(&folder, &home.path().join(format!("{} out", sample.stem())), sample.case.roster.as_ref());
        faults.extend(sample.misbehaviour(&findings));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
