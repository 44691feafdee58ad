//! The sample batch through the real binary: it says what `sample_workbooks/README.md` says it says.

#[path = "../../examples/make_samples/department.rs"]
mod department;
#[path = "../../examples/make_samples/forms.rs"]
mod forms;
#[path = "../../examples/make_samples/paper.rs"]
mod paper;
#[path = "../../examples/make_samples/project.rs"]
mod project;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jixiao::model::address::CellRef;
use serde_json::Value;
use tempfile::TempDir;

/// Rule and cell of what has to be changed or explained.
type Found = BTreeSet<(String, String)>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_workbooks")
}

/// Runs the batch of the README and gives its exit code.
fn batch(out: &Path, more: &[&str]) -> i32 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command.arg("batch").arg(folder()).arg("--roster").arg(folder().join("名册.csv")).arg("--out").arg(out);
    let done = command.arg("--quiet").args(more).output().expect("the binary runs");
    done.status.code().expect("an exit code")
}

fn lines(out: &Path, name: &str) -> Vec<Value> {
    let text = fs::read_to_string(out.join("data").join(name)).expect("the output");
    text.lines().map(|line| serde_json::from_str(line).expect("a JSON document per line")).collect()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// Errors and warnings of files that were read, by file.
fn found(findings: &[Value]) -> BTreeMap<String, Found> {
    let mut by_file: BTreeMap<String, Found> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| text(finding, "severity") != "info") {
        let place = (text(finding, "rule").to_owned(), text(finding, "cell").to_owned());
        by_file.entry(text(finding, "file").to_owned()).or_default().insert(place);
    }
    by_file
}

/// The last column of the README's table, by file.
fn promised() -> BTreeMap<String, Found> {
    let readme = fs::read_to_string(folder().join("README.md")).expect("the README of the samples");
    let rows = readme.lines().filter(|line| line.starts_with("| ")).skip(1);
    let cells = rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect::<Vec<_>>());
    cells.filter(|row| row[0] != "–").map(|row| (row[0].to_owned(), said(row[3]))).collect()
}

/// `STR-07 E21–E23, DEV-01 I15` as rules with their cells; findings about the batch belong to no file.
fn said(column: &str) -> Found {
    let mut out = Found::new();
    let mut rule = None;
    for word in column.split([' ', ',', '·', ';', '(']).filter(|word| !word.is_empty()) {
        if is_code(word) {
            rule = Some(word).filter(|code| !code.starts_with("BAT"));
            if word == "STR-01" {
                out.insert((word.to_owned(), String::new()));
            }
        } else if let Some(code) = rule {
            out.extend(span(word).into_iter().map(|cell| (code.to_owned(), cell)));
        }
    }
    out
}

fn is_code(word: &str) -> bool {
    let (family, number) = word.split_once('-').unwrap_or_default();
    family.len() == 3 && number.len() == 2 && number.bytes().all(|b| b.is_ascii_digit())
}

/// `E21–E28` as eight cells.
fn span(word: &str) -> Vec<String> {
    let (first, last) = word.split_once('–').unwrap_or((word, word));
    let (Ok(first), Ok(last)) = (first.parse::<CellRef>(), last.parse::<CellRef>()) else { return Vec::new() };
    (first.row..=last.row).map(|row| CellRef::new(row, first.col).to_string()).collect()
}

#[test]
fn the_batch_says_what_the_readme_promises() {
    let home = TempDir::new().expect("a folder");
    let out = home.path().join("out");
    assert_eq!(batch(&out, &["--no-department-files"]), 1);
    let findings = lines(&out, "findings.jsonl");
    let mut found = found(&findings);
    found.remove("");
    for (file, promised) in promised() {
        assert_eq!(found.remove(&file).unwrap_or_default(), promised, "{file}");
    }
    assert!(found.is_empty(), "not in the README: {found:?}");
    let of_batch = |rule: &str| findings.iter().filter(|finding| text(finding, "rule") == rule).count();
    assert_eq!((of_batch("BAT-01"), of_batch("BAT-03")), (1, 1));
}

#[test]
fn the_published_form_is_read_as_it_stands() {
    let home = TempDir::new().expect("a folder");
    let out = home.path().join("out");
    batch(&out, &["--no-department-files"]);
    let submissions = lines(&out, "submissions.jsonl");
    let form = submissions.iter().find(|form| text(form, "file") == "区人大常委会.xlsx").expect("the form");
    assert_eq!(text(form, "department_written"), "萍乡市湘东区人民代表大会常务委员 会");
    assert_eq!(text(form, "department"), "区人大常委会");
    assert_eq!(form["indicators"].as_array().map(Vec::len), Some(15));
    let scores = &form["scores"];
    assert_eq!(
        (text(scores, "self"), text(scores, "recomputed"), text(scores, "grade_self")),
        ("99.79", "99.79", "优")
    );
    assert_eq!(form["total"]["stated"], Value::Null);
    let first = &form["budget"][0];
    assert_eq!((text(first, "budget"), text(&first["cells"], "budget")), ("12869807.65", "E5"));
}

#[test]
fn the_number_of_jobs_changes_no_byte() {
    let home = TempDir::new().expect("a folder");
    let written = ["1", "8"].map(|jobs| {
        let out = home.path().join(jobs);
        batch(&out, &["--jobs", jobs]);
        let mut files = BTreeMap::new();
        collect(&out, &out, &mut files);
        files
    });
    assert!(written[0].len() > 10);
    for (name, bytes) in &written[0] {
        assert!(written[1].get(name) == Some(bytes), "{} differs", name.display());
    }
    assert_eq!(written[0].len(), written[1].len());
}

/// Every file but run.json, which tells the moment and the arguments.
fn collect(root: &Path, at: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(at).expect("the output") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.file_name().is_some_and(|name| name != "run.json") {
            let name = path.strip_prefix(root).expect("below the output").to_owned();
            files.insert(name, fs::read(&path).expect("a file"));
        }
    }
}

#[test]
fn the_samples_are_those_that_are_drawn() {
    let home = TempDir::new().expect("a folder");
    let drawn = home.path().join("drawn.xlsx");
    let same = |file: &str| fs::read(&drawn).expect("drawn") == fs::read(folder().join(file)).expect("kept");
    for form in forms::departments().expect("departments.toml") {
        department::draw(&form).and_then(|paper| paper.save(&drawn)).expect("a workbook");
        assert!(same(&form.file), "{}: run `cargo run --example make_samples`", form.file);
    }
    for form in forms::projects().expect("projects.toml") {
        project::draw(&form).and_then(|paper| paper.save(&drawn)).expect("a workbook");
        assert!(same(&form.file), "{}: run `cargo run --example make_samples`", form.file);
    }
}
