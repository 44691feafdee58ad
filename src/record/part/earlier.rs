//! An earlier output of the same collection, read back as far as it goes: what it says is used only where it is as it
//! was written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::gather::{Bodies, Gathering};
use super::standing::{Matching, Remaking};
use super::whole::Owners;
use super::{Input, Output, Part, ProfileName, Run, Whole};
use crate::model::batch::{Gone, NotSubmitted, Pair, Reported};
use crate::model::digest::sha256_of;
use crate::model::line::{DEPARTMENTS, EARLIER, FINDINGS, SUBMISSIONS};
use crate::record::{DepartmentStatus, Shelf};

const DATA: &str = "data";

/// An output folder that a later run looks back at.
#[derive(Debug)]
pub struct Earlier {
    pub year: Option<i32>,
    pub departments: Vec<DepartmentStatus>,
    /// Names of the profiles its forms were read by.
    pub profiles: Vec<String>,
    /// What of it can't be used, in words.
    pub complaints: Vec<String>,
    part: Part,
    /// Its files that are as they were written.
    sound: BTreeSet<&'static str>,
}

/// What it says of submissions.
#[derive(Default)]
pub struct Remembered {
    /// Those whose files are gone.
    pub gone: Vec<Gone>,
    /// sha256 of every file it knows.
    pub known: BTreeSet<String>,
    /// Distinct submissions of their own forms that it tells of, by department.
    pub rounds: BTreeMap<String, usize>,
    /// BAT-01, live or fixed.
    pub missing: Vec<NotSubmitted>,
    /// Reports beside forms, the last submitted last.
    pub reported: Vec<Reported>,
    /// Lines that could not be read.
    pub unread: usize,
}

/// Of a run.json of any version.
#[derive(Default, Deserialize)]
#[serde(default)]
struct AnyRun {
    year: Option<i32>,
    profiles: Vec<AnyProfile>,
    inputs: Vec<Input>,
    outputs: Vec<Output>,
}

#[derive(Deserialize)]
struct AnyProfile {
    name: String,
}

impl Earlier {
    /// `None` where there is none, or no part of one.
    pub fn open(folder: &Path) -> Option<Self> {
        let data = folder.join(DATA);
        let run = fs::read(data.join("run.json")).ok();
        let is_there = |name| data.join(name).is_file();
        if run.is_none() && ![SUBMISSIONS, FINDINGS, DEPARTMENTS].into_iter().any(is_there) {
            return None;
        }
        let read: Option<AnyRun> = run.and_then(|text| serde_json::from_slice(&text).ok());
        let mut complaints = Vec::new();
        if read.is_none() {
            complaints.push(format!("{DATA}/run.json 缺失或不完整，上次的结果无法核对，没有与上次比较"));
        }
        let is_known = read.is_some();
        let AnyRun { year, profiles, inputs, outputs } = read.unwrap_or_default();
        let sound = if is_known { sound(folder, &outputs, &mut complaints) } else { BTreeSet::new() };
        let departments = if sound.contains(DEPARTMENTS) { lines(&data.join(DEPARTMENTS)) } else { Vec::new() };
        let profiles: Vec<String> = profiles.into_iter().map(|profile| profile.name).collect();
        let named = profiles.iter().map(|name| ProfileName { name: name.clone(), per_project: false, lines: vec![] });
        let run = Run { year, inputs, outputs, profiles: named.collect(), ..Run::default() };
        let (folder, name) = (folder.to_owned(), String::new());
        let part = Part { folder, id: name.clone(), name, run, departments: vec![], is_renamed: false };
        Some(Self { year, departments, profiles, complaints, part, sound })
    }

    pub fn folder(&self) -> &Path {
        &self.part.folder
    }

    /// Its submissions; those whose sha256 is `here` are not gone.
    ///
    /// # Errors
    /// The output can't be read any more, or the disk does not take what is laid aside of it.
    pub fn remember(
        &self,
        here: &BTreeSet<&str>,
        (shelf, matched): (&Shelf<'_>, Matching<'_>),
    ) -> io::Result<Remembered> {
        if ![SUBMISSIONS, FINDINGS].iter().all(|name| self.sound.contains(name)) {
            return Ok(Remembered::default());
        }
        let roster = shelf.roster.map(|roster| Arc::new(roster.clone()));
        let whole = Whole { roster, entries: BTreeMap::new(), is_given: true };
        let prefixes = shelf.profiles.first().map_or(&[][..], |profile| &profile.place_prefixes);
        let owners = Owners::of(&whole, &self.part, prefixes);
        let mut gathering = Gathering::of(Remaking { whole: &whole, owners: &owners, shelf, matched });
        let (mut bodies, mut unread) = (Bodies::new(), 0);
        let mut each = |name: &str, take: &mut dyn FnMut(&str) -> serde_json::Result<()>| {
            // Line by line: all submissions together may be larger than the memory.
            for line in BufReader::new(fs::File::open(self.part.folder.join(DATA).join(name))?).lines() {
                unread += usize::from(take(&line?).is_err());
            }
            io::Result::Ok(())
        };
        each(SUBMISSIONS, &mut |line| gathering.form(line))?;
        each(FINDINGS, &mut |line| gathering.finding(line, &mut bodies))?;
        if self.sound.contains(EARLIER) {
            each(EARLIER, &mut |line| gathering.earlier(line))?;
        }
        gathering.found(bodies);
        let missing = std::mem::take(&mut gathering.missing);
        let last = std::mem::take(&mut gathering.reported);
        let mut reported = std::mem::take(&mut gathering.reported_before);
        let counted: BTreeSet<_> = last.iter().map(whose).collect();
        reported.retain(|one| !counted.contains(&whose(one)));
        reported.extend(last);
        let all = gathering.ended()?;
        let (known, rounds) = (known(&all), rounds(&all, &reported));
        let mut met = BTreeSet::new();
        let mut is_gone = |one: &Gone| {
            let standing = &one.standing;
            let place = standing.form().map(|form| (form.sheet.clone(), form.place));
            !here.contains(standing.sha256.as_str()) && met.insert((standing.sha256.clone(), place))
        };
        let gone = all.into_iter().filter(|one| is_gone(one)).collect();
        Ok(Remembered { gone, known, rounds, missing, reported, unread })
    }
}

fn known(all: &[Gone]) -> BTreeSet<String> {
    all.iter().map(|one| one.standing.sha256.clone()).collect()
}

fn whose(one: &Reported) -> (&str, Option<&str>, &Pair) {
    (&one.department, one.origin.as_deref(), &one.pair)
}

fn rounds(all: &[Gone], reported: &[Reported]) -> BTreeMap<String, usize> {
    let mut distinct: BTreeMap<String, BTreeSet<[u8; 16]>> = BTreeMap::new();
    for form in all.iter().filter_map(|one| one.standing.form()) {
        let Some(department) = form.department.as_ref() else { continue };
        distinct.entry(department.clone()).or_default().insert(form.digest);
    }
    let mut rounds: BTreeMap<String, usize> =
        distinct.into_iter().map(|(department, forms)| (department, forms.len())).collect();
    let mut pairs: BTreeMap<&str, usize> = BTreeMap::new();
    reported.iter().for_each(|one| *pairs.entry(&one.department).or_default() += 1);
    for (department, pairs) in pairs {
        rounds.entry(department.to_owned()).and_modify(|forms| *forms = pairs.max(*forms));
    }
    rounds
}

/// The files that are as they were written; of the others it is said what is the matter.
fn sound(folder: &Path, outputs: &[Output], complaints: &mut Vec<String>) -> BTreeSet<&'static str> {
    let mut sound = BTreeSet::new();
    for file in [SUBMISSIONS, FINDINGS, DEPARTMENTS, EARLIER] {
        let name = format!("{DATA}/{file}");
        let written = outputs.iter().find(|output| output.file == name);
        match (written, sha256_of(&folder.join(&name))) {
            (Some(output), Ok(hash)) if output.sha256 == hash => drop(sound.insert(file)),
            (Some(_), Ok(_)) => complaints.push(format!("{name} 在生成之后被改动，其中的内容没有采用")),
            (Some(_), Err(_)) => complaints.push(format!("{name} 缺失或读不出来，其中的内容没有采用")),
            (None, _) if file == EARLIER => {}
            (None, _) => complaints.push(format!("由较早的版本生成，没有 {name}，其中的内容无从采用")),
        }
    }
    if sound.contains(SUBMISSIONS) != sound.contains(FINDINGS) {
        complaints.push("报送记录和问题记录不齐，没有与上次比较".to_owned());
    }
    sound
}

fn lines<T: DeserializeOwned>(path: &Path) -> Vec<T> {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}
