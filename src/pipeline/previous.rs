//! What an earlier output knows that its files may no longer tell.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::consolidate::rounds::{Kept, Known};
use crate::model::batch::Batch;
use crate::model::line::{FINDINGS, FindingLine, SUBMISSIONS};
use crate::model::moment;
use crate::model::reply::RoundState;
use crate::record::{Collection, DepartmentStatus};
use crate::write::staging::DATA;

/// Departments of the output that is about to be replaced, and of an earlier one; of two the former. An output that
/// can't be read, or that another version wrote, says as much as it says.
pub struct Earlier {
    /// The output that submissions are held against: the earlier one that was named, else the one to be replaced.
    folder: PathBuf,
    departments: Vec<DepartmentStatus>,
}

/// Of a line of submissions.jsonl, whose form it was.
#[derive(Deserialize)]
struct Form {
    file: String,
    sha256: String,
    department: Option<String>,
    project: Option<String>,
    counts: bool,
}

impl Earlier {
    pub fn of(out: &Path, previous: Option<&Path>) -> Self {
        let folders = [Some(out), previous].into_iter().flatten();
        let known = folders.filter_map(|folder| Collection::open(folder, DATA).ok());
        let departments = known.flat_map(|collection| collection.departments).collect();
        Self { folder: previous.unwrap_or(out).to_owned(), departments }
    }

    /// Counts the submissions whose files are gone, and gives what is known of the forms that counted then and are to
    /// be compared with.
    pub fn lost(&self, batch: &mut Batch) -> Vec<Known> {
        let forms: Vec<Form> = self.lines(SUBMISSIONS).filter_map(|line| serde_json::from_str(&line).ok()).collect();
        let here: BTreeSet<&str> = batch.arrivals.iter().map(|arrival| arrival.sha256.as_str()).collect();
        let mut still: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for form in forms.iter().filter(|form| form.project.is_none() && here.contains(form.sha256.as_str())) {
            still.entry(form.department.as_deref().unwrap_or_default()).or_default().insert(&form.sha256);
        }
        let rounds: BTreeMap<&str, usize> =
            self.departments.iter().rev().map(|line| (line.department.as_str(), line.round)).collect();
        let mut lost = BTreeMap::new();
        for department in &mut batch.departments {
            let name = department.name.as_str();
            let before = rounds.get(name).copied().unwrap_or_default();
            department.lost = before.saturating_sub(still.get(name).map_or(0, BTreeSet::len));
            lost.insert(department.name.clone(), department.lost);
        }
        let is_meant =
            |form: &&Form| form.counts && form.department.as_ref().is_some_and(|name| lost.get(name) > Some(&0));
        let mut known: BTreeMap<String, Known> = BTreeMap::new();
        for Form { file, sha256, department, project, .. } in forms.iter().filter(is_meant) {
            let department = department.clone().unwrap_or_default();
            let one = Known { department, project: project.clone(), sha256: sha256.clone(), findings: vec![] };
            known.insert(file.clone(), one);
        }
        if !known.is_empty() {
            self.findings(&mut known);
        }
        known.into_values().collect()
    }

    /// The findings of these files, and those of their departments that are fixed.
    fn findings(&self, known: &mut BTreeMap<String, Known>) {
        let by_name: BTreeMap<String, String> =
            known.iter().map(|(file, one)| (one.department.clone(), file.clone())).collect();
        for text in self.lines(FINDINGS) {
            let Ok(line) = serde_json::from_str::<FindingLine<'_>>(&text) else { continue };
            let file = line.file.as_deref().filter(|file| known.contains_key(*file)).map(str::to_owned);
            let fixed = || {
                let department = line.department.as_deref().filter(|_| line.state == Some(RoundState::Fixed))?;
                by_name.get(department).cloned()
            };
            if let Some(one) = file.or_else(fixed).and_then(|file| known.get_mut(&file)) {
                one.findings.push(line.finding(("", "")));
            }
        }
    }

    fn lines(&self, name: &str) -> impl Iterator<Item = String> {
        let file = File::open(self.folder.join(DATA).join(name)).ok();
        file.into_iter().flat_map(|file| BufReader::new(file).lines().map_while(Result::ok))
    }

    /// What departments answered, by name.
    pub fn answers(&self) -> Kept {
        let mut kept = Kept::new();
        for line in self.departments.iter().filter(|line| !line.replies.is_empty()) {
            kept.entry(line.department.clone()).or_insert_with(|| line.replies.clone());
        }
        kept
    }

    /// Since when each department is in its state: a state that lasts keeps its day.
    pub fn date(&self, batch: &mut Batch, created: i64) {
        let known: BTreeMap<_, _> =
            self.departments.iter().rev().map(|line| ((&line.department, &line.source), line)).collect();
        for department in &mut batch.departments {
            let before = known.get(&(&department.name, &department.origin));
            let lasting = before.filter(|line| line.state == department.state.name());
            department.since = lasting.and_then(|line| line.since.clone()).or_else(|| Some(moment::day(created)));
        }
    }
}
