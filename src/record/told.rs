//! An output folder read for who writes about it: departments, the forms that count, and what is open.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::collection::{Collection, CollectionError, DepartmentStatus};
use super::part::scores;
use crate::model::batch::{DepartmentState, FileState};
use crate::model::finding::Severity;
use crate::model::in_table::without_places;
use crate::model::line::{DEPARTMENTS, FINDINGS, FindingLine, KeptForm, KeptLine, SUBMISSIONS};
use crate::model::told::{Told, ToldDepartment, ToldForm, ToldRule};
use crate::profile::{self, spec::Profile};

/// A file by the part it comes from and its name.
type Place = (Option<String>, String);
/// What titles the rules have.
pub type Titles<'a> = &'a dyn Fn(&str) -> String;

#[derive(Deserialize)]
struct Files {
    source: Option<String>,
    files: Vec<FileLine>,
}

#[derive(Deserialize)]
struct FileLine {
    file: String,
    state: String,
}

#[derive(Deserialize)]
struct Run {
    inputs: Vec<Input>,
}

#[derive(Deserialize)]
struct Input {
    saved: Option<i64>,
    modified: Option<i64>,
}

/// States of files whose findings the department has to answer.
const LIVE: [&str; 4] =
    [FileState::Counts.name(), FileState::CarriedOver.name(), FileState::Report.name(), FileState::Unreadable.name()];
/// Their messages name persons.
const PRIVATE: [&str; 2] = ["TXT-09", "BAS-05"];
/// Says that a form is like another's.
const COPIED: &str = "BAT-04";
/// Of an example.
const LONGEST: usize = 120;

/// # Errors
/// The folder is no output folder, or its data can't be read.
pub fn told(folder: &Path, data: &str, titles: Titles<'_>) -> Result<Told, CollectionError> {
    let collection = Collection::open(folder, data)?;
    let wrong = |name: &str| CollectionError::of(folder, format!("{data}/{name} 不完整"));
    let at = |name: &str| folder.join(data).join(name);
    let run = std::fs::read_to_string(at("run.json")).ok().and_then(|run| serde_json::from_str::<Run>(&run).ok());
    let inputs = run.ok_or_else(|| wrong("run.json"))?.inputs;
    let mut told = Told {
        year: collection.year,
        has_roster: collection.departments.iter().any(is_owed),
        departments: collection.departments.iter().map(department).collect(),
        newest: inputs.iter().filter_map(|input| input.saved.or(input.modified)).max(),
        ..Told::default()
    };
    let live = live_files(&at(DEPARTMENTS)).ok_or_else(|| wrong(DEPARTMENTS))?;
    let forms = counting_forms(&at(SUBMISSIONS)).ok_or_else(|| wrong(SUBMISSIONS))?;
    let (projects, own): (Vec<_>, Vec<_>) = forms.into_iter().partition(|form| form.project.is_some());
    told.forms = if own.is_empty() { projects } else { own };
    let numbers: BTreeMap<&str, usize> = told.departments.iter().map(|d| (d.name.as_str(), d.number)).collect();
    told.forms.sort_by_key(|form| numbers.get(form.department.as_str()).copied());
    let open = open_findings(&at(FINDINGS), &live, (&told, titles)).ok_or_else(|| wrong(FINDINGS))?;
    told.rules = open.rules;
    told.forms.iter_mut().for_each(|form| form.is_copied = open.copied.contains(&form.department));
    Ok(told)
}

/// Somebody says that it has to send a form.
fn is_owed(status: &DepartmentStatus) -> bool {
    status.roster.is_some() || status.state == DepartmentState::Missing.name()
}

fn department(status: &DepartmentStatus) -> ToldDepartment {
    ToldDepartment {
        number: status.number,
        name: status.department.clone(),
        section: status.section.clone(),
        state: status.state.clone(),
        budget: status.roster_budget,
        errors: status.errors,
        warnings: status.warnings,
    }
}

/// Each line of a file of the data; `None` where one can't be read.
fn each_line(path: &Path, mut take: impl FnMut(&str) -> serde_json::Result<()>) -> Option<()> {
    for line in BufReader::new(File::open(path).ok()?).lines() {
        take(&line.ok()?).ok()?;
    }
    Some(())
}

fn live_files(path: &Path) -> Option<BTreeSet<Place>> {
    let mut live = BTreeSet::new();
    each_line(path, |line| {
        let Files { source, files } = serde_json::from_str(line)?;
        let is_live = files.into_iter().filter(|file| LIVE.contains(&file.state.as_str()));
        live.extend(is_live.map(|file| (source.clone(), file.file)));
        Ok(())
    })?;
    Some(live)
}

fn counting_forms(path: &Path) -> Option<Vec<ToldForm>> {
    let mut forms = Vec::new();
    each_line(path, |line| {
        let kept: KeptForm<'_> = serde_json::from_str(line)?;
        forms.extend(kept.counts.then(|| form(&kept)));
        Ok(())
    })?;
    Some(forms)
}

struct Open {
    rules: Vec<ToldRule>,
    /// Departments whose form is like another's.
    copied: BTreeSet<String>,
}

fn open_findings(path: &Path, live: &BTreeSet<Place>, (told, titles): (&Told, Titles<'_>)) -> Option<Open> {
    let mut met: BTreeMap<String, (BTreeSet<String>, ToldRule)> = BTreeMap::new();
    let mut copied = BTreeSet::new();
    each_line(path, |line| {
        let finding: FindingLine<'_> = serde_json::from_str(line)?;
        let source = finding.source.as_deref().map(str::to_owned);
        let is_live = finding.file.as_deref().is_none_or(|file| live.contains(&(source, file.to_owned())));
        if !finding.counts() || finding.severity == Severity::Info || !is_live {
            return Ok(());
        }
        let department = finding.department.as_deref().unwrap_or_default().to_owned();
        if finding.rule == COPIED {
            copied.insert(department.clone());
        }
        let (departments, rule) = met.entry(finding.rule.to_string()).or_insert_with(|| {
            let (code, title) = (finding.rule.to_string(), titles(&finding.rule));
            let rule = ToldRule { code, title, severity: finding.severity, departments: 0, findings: 0, example: None };
            (BTreeSet::new(), rule)
        });
        departments.insert(department);
        rule.findings += 1;
        rule.severity = rule.severity.min(finding.severity);
        if rule.example.is_none() && finding.cell.is_some() && !PRIVATE.contains(&&*finding.rule) {
            rule.example = anonymous(&finding, told);
        }
        Ok(())
    })?;
    let counted =
        |(departments, rule): (BTreeSet<String>, ToldRule)| ToldRule { departments: departments.len(), ..rule };
    let mut rules: Vec<ToldRule> = met.into_values().map(counted).collect();
    rules.sort_by(|a, b| (b.departments, b.findings).cmp(&(a.departments, a.findings)).then(a.code.cmp(&b.code)));
    Some(Open { rules, copied })
}

/// Without what the form says in its own words: whose it is may be told in any of them.
fn without_quotes(message: &str) -> String {
    const SHORT: usize = 4;
    let mut pieces = message.split('“');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (quoted, rest) = piece.split_once('”').unwrap_or((piece, ""));
        let shown = if quoted.chars().count() <= SHORT { quoted } else { "……" };
        out += &format!("“{shown}”{rest}");
    }
    out
}

/// Without the blanks beside Chinese words and equals signs: in running text they are stretched.
fn tight(message: &str) -> String {
    let chars: Vec<char> = message.chars().collect();
    let joins = |c: Option<&char>| c.is_some_and(|c| !c.is_ascii() || *c == '=');
    let is_kept = |at: usize| chars[at] != ' ' || !(joins(chars[..at].last()) || joins(chars.get(at + 1)));
    (0..chars.len()).filter(|at| is_kept(*at)).map(|at| chars[at]).collect()
}

/// The message where nothing in it tells whose it is.
fn anonymous(finding: &FindingLine<'_>, told: &Told) -> Option<String> {
    let mut message = tight(&without_quotes(&without_places(&finding.message)));
    for name in [&finding.file, &finding.department].into_iter().filter_map(|name| name.as_deref()) {
        message = message.replace(name, "某部门");
    }
    let names_one = told.departments.iter().any(|department| {
        let bare = department.name.trim_start_matches(['区', '县', '市']);
        message.contains(&department.name) || (bare.chars().count() > 2 && message.contains(bare))
    });
    (!names_one && message.chars().count() <= LONGEST).then_some(message)
}

fn form(kept: &KeptForm<'_>) -> ToldForm {
    let text = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().unwrap_or_default().to_owned();
    let profile = profile::find(&kept.profile).ok();
    let label = |key: String| {
        let lines = profile.iter().flat_map(|profile| &profile.budget.lines);
        lines.clone().find(|line| line.key == key).map_or(key, |line| line.label.clone())
    };
    // A total among its parts would count them twice.
    let total = profile.as_ref().map_or(Some("total"), |profile| profile.budget.total_line.as_deref());
    let is_part = |one: &&KeptLine<'_>| one.line.is_none() || one.line.as_deref() != total;
    ToldForm {
        department: text(&kept.department),
        project: kept.project.as_deref().map(str::to_owned),
        money: money(kept, profile.as_deref()),
        lines: kept
            .budget
            .iter()
            .filter(is_part)
            .map(|one| (label(text(&one.line)), one.budget, one.executed))
            .collect(),
        is_scored: kept.scores.own.is_some(),
        is_full: kept.scores.full,
        is_copied: false,
        scores: scores(kept),
    }
}

/// Of the lines that the profile calls the whole; of a profile nobody knows any more the total line.
fn money(kept: &KeptForm<'_>, profile: Option<&Profile>) -> Option<(Decimal, Decimal)> {
    let keys = profile.map_or_else(|| vec!["total"], |profile| profile.budget.overall());
    let mut sum = (Decimal::ZERO, Decimal::ZERO);
    for key in &keys {
        let line = kept.budget.iter().find(|line| line.line.as_deref() == Some(*key))?;
        sum = (sum.0.checked_add(line.budget?)?, sum.1.checked_add(line.executed?)?);
    }
    (!keys.is_empty()).then_some(sum)
}
