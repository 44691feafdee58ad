//! Output folders of parts become one: everything is made again from what they kept.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use super::clock::Clock;
use super::{Progress, RunError, created, finish, rule_texts};
use crate::consolidate::{self, Expectation, Filing};
use crate::ground::Ground;
use crate::model::batch::{Batch, NotRun};
use crate::model::roster::Match;
use crate::model::standing::Gathered;
use crate::model::submission::MoneyUnit;
use crate::profile::spec::Profile;
use crate::record::{self, DepartmentLine, Owner, Part, Shelf, Spool, Whole};
use crate::rules;
use crate::write::WriteError;
use crate::write::staging::Staging;
use crate::write::summary::SummaryOptions;

/// What a merge is asked for.
#[derive(Default)]
pub struct MergeJob {
    pub parts: Vec<PathBuf>,
    pub out: PathBuf,
    pub arguments: Vec<String>,
    /// Of the money in the summary.
    pub unit: MoneyUnit,
    pub without_department_files: bool,
}

/// The folder of the department workbooks.
const WORKBOOKS: &str = "问题反馈";

/// Parts become one output folder: whole, or not at all.
pub fn merge(job: &MergeJob, ground: &Ground, progress: &dyn Progress) -> Result<Batch, RunError> {
    let mut clock = Clock::start();
    let parts = Part::open(&job.parts)?;
    is_apart(job)?;
    let ground = adopting_profiles(ground, &parts);
    let staging = Staging::begin(&job.out)?;
    let spool = Spool::create(&staging.aside()).map_err(WriteError::laid_aside)?;
    let whole = Whole::of(&parts, ground.roster.as_ref());
    progress.stage("读取", parts.len());
    let mut batch = gather(&parts, &whole, (&ground, spool, progress))?;
    if !job.without_department_files {
        copy_workbooks(&mut batch, &parts, (&whole, &ground, &staging))?;
    }
    clock.lap("read");
    let options = SummaryOptions {
        unit: job.unit,
        created: created(&batch),
        rules: rule_texts(&ground),
        ..SummaryOptions::default()
    };
    let nothing_more = || Ok(());
    let run = |clock: &Clock| {
        let parts = parts.iter().flat_map(Part::ids_in_whole).map(|id| (id.name, id.run)).collect();
        clock.run(&job.arguments, &ground, parts)
    };
    finish(&batch, (&ground, &options, &staging), (clock, &run), nothing_more)?;
    staging.commit()?;
    progress.end();
    Ok(batch)
}

/// What is written must not take the place of what is read.
fn is_apart(job: &MergeJob) -> Result<(), RunError> {
    let real = |path: &PathBuf| path.canonicalize().ok();
    let out = real(&job.out);
    match job.parts.iter().find(|part| out.is_some() && real(part) == out) {
        Some(part) => {
            Err(RunError::Usage(format!("--out 不能是要合并的文件夹之一（{}）：请另指定一个", part.display())))
        }
        None => Ok(()),
    }
}

/// Profiles that parts were read by and nobody has here: their forms are printed by the everyday one of their kind.
fn adopting_profiles(ground: &Ground, parts: &[Part]) -> Ground {
    let mut adopted: BTreeMap<&str, Arc<Profile>> = BTreeMap::new();
    for known in parts.iter().flat_map(|part| &part.run.profiles) {
        let is_here = ground.profiles.iter().any(|profile| profile.name == known.name);
        let mut everyday = ground.profiles.iter().filter(|p| p.is_fallback && p.is_per_project() == known.per_project);
        if let Some(everyday) = everyday.next().filter(|_| !is_here) {
            let profile = Profile { name: known.name.clone(), is_fallback: false, ..everyday.as_ref().clone() };
            adopted.insert(&known.name, Arc::new(profile));
        }
    }
    ground.with_profiles(adopted.into_values().collect())
}

fn gather(
    parts: &[Part],
    whole: &Whole,
    (ground, spool, progress): (&Ground, Spool, &dyn Progress),
) -> Result<Batch, RunError> {
    let shelf = Shelf { profiles: &ground.profiles, roster: None, spool: &spool };
    let matched = |written: &str| ground.whose(written);
    let mut standings = Vec::new();
    for part in parts {
        standings.extend(record::standings(whole, part, (&shelf, &matched))?);
        progress.step();
    }
    let expected = expectation(parts, ground);
    let bodies = Arc::new(spool);
    let mut batch = consolidate::consolidate(Gathered { standings, bodies }, whole.roster.clone(), expected);
    rules::check_batch(&mut batch, &ground.profiles);
    batch.forget_words();
    batch.not_run = not_run(parts);
    batch.notices = parts.iter().flat_map(notices).collect();
    consolidate::settle(&mut batch, Filing::Nowhere);
    Ok(batch)
}

fn expectation(parts: &[Part], ground: &Ground) -> Expectation {
    let mut years: BTreeMap<i32, usize> = BTreeMap::new();
    let mut skipped: BTreeMap<String, usize> = BTreeMap::new();
    for part in parts {
        *years.entry(part.run.year).or_default() += 1;
        for (why, count) in &part.run.skipped {
            *skipped.entry(why.clone()).or_default() += count;
        }
    }
    let owed: BTreeSet<&String> = parts.iter().flat_map(|part| &part.run.owed).collect();
    Expectation {
        year: years.into_iter().max_by_key(|(_, count)| *count).map_or(0, |(year, _)| year),
        profiles: owed.into_iter().cloned().collect(),
        place_prefixes: ground.profiles[0].place_prefixes.clone(),
        skipped,
    }
}

/// What could not be checked in one of the parts, each reason once.
fn not_run(parts: &[Part]) -> Vec<NotRun> {
    let mut all: Vec<NotRun> = Vec::new();
    let mut met = BTreeSet::new();
    for rule in parts.iter().flat_map(|part| &part.run.not_run) {
        let rule = NotRun { code: rule.rule.clone(), reason: rule.reason.clone() };
        if met.insert(rule.clone()) {
            all.push(rule);
        }
    }
    all
}

fn notices(part: &Part) -> impl Iterator<Item = String> + '_ {
    part.run.notices.iter().map(|notice| match part.is_merged() {
        true => notice.clone(),
        false => format!("{}：{notice}", part.name),
    })
}

/// Each department's workbook as it stands in its part, in a folder of the part's name.
fn copy_workbooks(
    batch: &mut Batch,
    parts: &[Part],
    (whole, ground, staging): (&Whole, &Ground, &Staging),
) -> Result<(), RunError> {
    let by_owner = by_owner(batch);
    for part in parts {
        for (line, workbook) in part.departments.iter().filter_map(|line| Some((line, line.workbook.as_ref()?))) {
            let from = part.folder.join(workbook);
            if !from.is_file() {
                continue;
            }
            let to = match part.is_merged() {
                true => workbook.clone(),
                false => workbook.replacen(WORKBOOKS, &format!("{WORKBOOKS}/{}", part.name), 1),
            };
            let place = staging.place(&to)?;
            fs::copy(&from, &place).map_err(WriteError::io(&place))?;
            let owner = owner(whole, ground, (part, line));
            if let Some(department) = owner.and_then(|owner| by_owner.get(&owner)) {
                batch.departments[*department].workbook.get_or_insert(to);
            }
        }
    }
    Ok(())
}

fn owner(whole: &Whole, ground: &Ground, (part, line): (&Part, &DepartmentLine)) -> Option<Owner> {
    match ground.whose(&line.department) {
        Some(Match::Known(entry)) => Some(Owner::Listed(entry)),
        Some(Match::Unknown(_)) => None,
        None => Some(whole.owner(part, line, &ground.profiles[0].place_prefixes)),
    }
}

fn by_owner(batch: &Batch) -> HashMap<Owner, usize> {
    let key = |(index, department): (usize, &crate::model::batch::Department)| {
        let named = || Some(batch.arrivals[department.slots.first()?.counting()].form()?.key.clone());
        let owner = department.roster.map(Owner::Listed).or_else(|| named().map(Owner::Named))?;
        Some((owner, index))
    };
    batch.departments.iter().enumerate().filter_map(key).collect()
}
