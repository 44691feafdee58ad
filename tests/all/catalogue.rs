//! Every rule's examples as files through the real binary: the one that fires at its cell and alone,
//! the one that does not fire silent, in .xlsx and in .ods; some of them as LibreOffice writes them, too.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use crate::support::office::{convert, office};
use crate::support::{example, ods};
use jixiao::model::roster::Roster;
use jixiao::rules::example::Case;
use jixiao::rules::registry::ALL;
use jixiao::rules::{Check, Rule};
use serde_json::Value;
use tempfile::TempDir;

/// The reviewed list: each rule with the cells its example names, `-` for the file, a department or the batch.
const CELLS: &str = include_str!("catalogue_cells.txt");

/// A format by its extension, and what writes a case in it.
type Format = (&'static str, fn(&Case, &Path));
const FORMATS: [Format; 2] = [("xlsx", example::write), ("ods", ods::write)];

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

/// What compares with a report needs a document beside the workbook: `reports` has those.
fn is_of_workbooks(rule: &Rule) -> bool {
    !matches!(rule.check, Check::Internal) && rule.family() != "XSE"
}

fn samples() -> Vec<Sample> {
    let testable = ALL.iter().filter(|rule| is_of_workbooks(rule));
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
        example::write_roster(roster, &path);
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

/// A folder with the samples in one format, and what is wrong with what the binary finds in it.
fn faults(folder: &Path, samples: &[Sample], (extension, write): Format) -> Vec<String> {
    std::fs::create_dir(folder).expect("a folder");
    for sample in samples {
        write(&sample.case, &folder.join(format!("{}.{extension}", sample.stem())));
    }
    faults_found(folder, samples)
}

fn faults_found(folder: &Path, samples: &[Sample]) -> Vec<String> {
    let found = by_stem(batch(folder, &folder.join("../out"), Case::clean().roster.as_ref()));
    let of = |sample: &Sample| found.get(&sample.stem()).map(Vec::as_slice).unwrap_or_default();
    samples.iter().filter_map(|sample| sample.misbehaviour(of(sample))).collect()
}

fn alone() -> Vec<Sample> {
    samples().into_iter().filter(|sample| !sample.needs_a_batch()).collect()
}

#[test]
fn every_rule_is_on_the_list() {
    let listed: Vec<&str> = CELLS.lines().filter_map(|line| Some(line.split_once(' ')?.0)).collect();
    let testable = ALL.iter().filter(|rule| is_of_workbooks(rule));
    assert_eq!(listed, testable.map(|rule| rule.code).collect::<Vec<_>>());
}

#[test]
fn every_example_behaves_as_a_file() {
    for format in FORMATS {
        let home = TempDir::new().expect("a folder");
        let faults = faults(&home.path().join("in"), &alone(), format);
        assert!(faults.is_empty(), "{}: {}", format.0, faults.join("\n"));
    }
}

#[test]
fn examples_of_a_whole_batch_behave() {
    let home = TempDir::new().expect("a folder");
    let mut faults = vec![];
    for ((extension, write), sample) in
        FORMATS.into_iter().flat_map(|format| samples().into_iter().map(move |s| (format, s)))
    {
        if !sample.needs_a_batch() {
            continue;
        }
        let folder = home.path().join(format!("{} {extension}", sample.stem()));
        std::fs::create_dir(&folder).expect("a folder");
        for case in std::iter::once(&sample.case).chain(&sample.case.others) {
            write(case, &folder.join(&case.file).with_extension(extension));
        }
        let findings = batch(&folder, &folder.with_extension("out"), sample.case.roster.as_ref());
        faults.extend(sample.misbehaviour(&findings).map(|fault| format!("{extension}: {fault}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What is written here is not all that is ever read: the first example of each family as another program keeps it.
#[test]
fn an_example_of_each_family_behaves_as_libreoffice_writes_it() {
    /// What a program that opens, calculates and trusts the file does not carry over.
    const LOST: [&str; 3] = ["STR-01", "STR-12", "STR-13"];
    let Some(office) = office() else { return };
    let mut families = BTreeSet::new();
    let mut first: Vec<Sample> = alone();
    first.retain(|sample| sample.fires && !LOST.contains(&sample.rule.code) && families.insert(sample.rule.family()));
    for (format, to) in FORMATS.into_iter().zip(["ods", "xls"]) {
        let home = TempDir::new().expect("a folder");
        let (own, folder) = (home.path().join("own"), home.path().join(to));
        let mut faults = faults(&own, &first, format);
        std::fs::create_dir(&folder).expect("a folder");
        convert(&office, &own, &folder, to);
        faults.extend(faults_found(&folder, &first));
        assert!(faults.is_empty(), "{} to {to}: {}", format.0, faults.join("\n"));
    }
}
