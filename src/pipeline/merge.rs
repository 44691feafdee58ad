//! Output folders of parts become one: everything is made again from what they kept.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use super::clock::Clock;
use super::reviews;
use super::{Progress, RunError, created, finish, rule_texts};
use crate::consolidate::rounds::Kept;
use crate::consolidate::{self, Expectation, Filing};
use crate::ground::Ground;
use crate::model::batch::{Batch, NotRun};
use crate::model::moment;
use crate::model::reply::RoundState;
use crate::model::review::{Review, Reviews};
use crate::model::roster::Match;
use crate::model::standing::{Gathered, Standing};
use crate::model::submission::MoneyUnit;
use crate::profile::spec::Profile;
use crate::record::{self, DepartmentLine, Owner, Part, Shelf, Spool, Whole};
use crate::rules;
use crate::write::WriteError;
use crate::write::staging::{DEPARTMENTS, Staging};
use crate::write::summary::SummaryOptions;

/// What a merge is asked for.
#[derive(Default)]
pub struct MergeJob {
    pub parts: Vec<PathBuf>,
    pub out: PathBuf,
    pub arguments: Vec<String>,
    /// Of the money in the summary.
    pub unit: MoneyUnit,
    /// Whose summary it is.
    pub bureau: Option<String>,
    pub without_department_files: bool,
    /// What reviewers wrote into the summary is not carried over.
    pub discard_reviews: bool,
}

/// What parts of one batch would miss without a roster.
const WITHOUT_LIST: &str =
    "各部分都没有名册，同名的部门按不同部门计算；如果各部分属于同一批，请合并时用 --roster 给出名册。";
/// Parts become one output folder: whole, or not at all.
pub fn merge(job: &MergeJob, ground: &Ground, progress: &dyn Progress) -> Result<Batch, RunError> {
    let mut clock = Clock::start();
    let parts = Part::open(&job.parts)?;
    is_apart(job)?;
    is_of_one_year(&parts)?;
    let carried = reviews::carried((&job.out, None), &str::to_owned, job.discard_reviews)?;
    let ground = adopting_profiles(ground, &parts);
    let staging = Staging::begin(&job.out)?;
    let spool = Spool::create(&staging.aside()).map_err(WriteError::laid_aside)?;
    let whole = Whole::of(&parts, ground.roster.as_ref());
    progress.stage("读取", parts.len());
    let mut batch = gather(&parts, &whole, (&ground, spool, progress))?;
    date(&mut batch, &parts);
    if !job.discard_reviews {
        batch.reviews = carried.over(reviews_of(&parts));
    }
    if !job.without_department_files {
        copy_workbooks(&mut batch, &parts, (&whole, &ground, &staging))?;
    }
    clock.lap("read");
    let options = SummaryOptions {
        unit: job.unit,
        bureau: job.bureau.clone(),
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
    batch.notices.extend(staging.commit()?);
    progress.end();
    Ok(batch)
}

/// What is written must not take the place of what is read.
fn is_apart(job: &MergeJob) -> Result<(), RunError> {
    let nearest = job.out.ancestors().find_map(|folder| folder.canonicalize().ok());
    let is_inside = |part: &&PathBuf| {
        part.canonicalize().is_ok_and(|part| nearest.as_ref().is_some_and(|out| out.starts_with(part)))
    };
    match job.parts.iter().find(is_inside) {
        Some(part) => {
            let part = part.display();
            Err(RunError::Usage(format!("--out 不能是要合并的文件夹之一，也不能在其中（{part}）：请另指定一个")))
        }
        None => Ok(()),
    }
}

/// Since when each department is in its state: as long as a part says that it is in the same.
fn date(batch: &mut Batch, parts: &[Part]) {
    let today = moment::day(created(batch));
    let mut known: BTreeMap<(&str, &str, Option<String>), &str> = BTreeMap::new();
    for (part, line) in parts.iter().flat_map(|part| part.departments.iter().map(move |line| (part, line))) {
        let Some(since) = line.since.as_deref() else { continue };
        for source in [None, part.origin(line.source.as_deref())] {
            let first = known.entry((&line.department, &line.state, source)).or_insert(since);
            *first = since.min(first);
        }
    }
    for department in &mut batch.departments {
        let since = known.get(&(department.name.as_str(), department.state.name(), department.origin.clone()));
        department.since = Some(since.map_or(today.clone(), |since| (*since).to_owned()));
    }
}

/// What reviewers wrote into the summaries of the parts.
fn reviews_of(parts: &[Part]) -> Reviews {
    let of_line = |part: &Part, line: &DepartmentLine| {
        let source = part.origin(line.source.as_deref());
        line.reviews.iter().cloned().map(move |review| Review { source: source.clone(), ..review }).collect::<Vec<_>>()
    };
    Reviews(parts.iter().flat_map(|part| part.departments.iter().flat_map(|line| of_line(part, line))).collect())
}

/// A whole is about one year.
fn is_of_one_year(parts: &[Part]) -> Result<(), RunError> {
    let Some(first) = parts.first() else { return Ok(()) };
    let words = |part: &Part| part.run.year.map_or("未写明".to_owned(), |year| format!("{year} 年"));
    match parts.iter().find(|part| part.run.year != first.run.year) {
        Some(other) => Err(RunError::Usage(format!(
            "各部分的年度不同：{} 是 {}，{} 是 {}；请分别合并，或者用 --year 重新运行其中一部分",
            first.folder.display(),
            words(first),
            other.folder.display(),
            words(other)
        ))),
        None => Ok(()),
    }
}

/// Profiles that parts were read by and nobody has here: their forms are printed by the likest one of their kind.
fn adopting_profiles(ground: &Ground, parts: &[Part]) -> Ground {
    let mut adopted: BTreeMap<&str, Arc<Profile>> = BTreeMap::new();
    for known in parts.iter().flat_map(|part| &part.run.profiles) {
        let is_here = ground.profiles.iter().any(|profile| profile.name == known.name);
        let of_its_kind = ground.profiles.iter().filter(|profile| profile.is_per_project() == known.per_project);
        // The likest by its budget lines; of equals the everyday one, which asks least.
        let common =
            |profile: &Profile| profile.budget.lines.iter().filter(|line| known.lines.contains(&line.key)).count();
        let likest = of_its_kind.max_by_key(|profile| (common(profile), profile.is_fallback));
        if let Some(likest) = likest.filter(|_| !is_here) {
            let profile = Profile { name: known.name.clone(), is_fallback: false, ..likest.as_ref().clone() };
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
    let (mut standings, mut gone, mut missing, mut reported) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        let remade = record::standings(whole, part, (&shelf, &matched))?;
        standings.extend(remade.standings);
        gone.extend(remade.gone);
        missing.extend(remade.missing);
        reported.extend(remade.reported);
        progress.step();
    }
    let known: BTreeSet<String> = standings.iter().map(|standing: &Standing| standing.sha256.clone()).collect();
    let expected = Expectation { known: known.clone(), ..expectation(parts, ground) };
    let bodies = Arc::new(spool);
    let mut batch = consolidate::consolidate(Gathered { standings, gone, bodies }, whole.roster.clone(), expected);
    rules::check_batch(&mut batch, &ground.profiles);
    consolidate::reported::remember(&mut batch, reported);
    consolidate::rounds::compare(&mut batch).map_err(WriteError::laid_aside)?;
    let over = missing.into_iter().filter(|one| one.finding.state == Some(RoundState::Fixed));
    consolidate::rounds::arrived(&mut batch, over.collect(), &known);
    let answers = answers(&batch, parts, (whole, ground));
    consolidate::rounds::answer(&mut batch, &answers);
    batch.forget_words();
    batch.not_run = not_run(parts);
    let own = (whole.roster.is_none() && parts.len() > 1).then(|| WITHOUT_LIST.to_owned());
    let mut met = BTreeSet::new();
    let all = own.into_iter().chain(parts.iter().flat_map(notices));
    batch.notices = all.filter(|notice| met.insert(notice.clone())).collect();
    consolidate::settle(&mut batch, Filing::Nowhere);
    Ok(batch)
}

/// What departments answered, as the parts kept it.
fn answers(batch: &Batch, parts: &[Part], (whole, ground): (&Whole, &Ground)) -> Kept {
    let by_owner = by_owner(batch);
    let mut kept = Kept::new();
    for (part, line) in parts.iter().flat_map(|part| part.departments.iter().map(move |line| (part, line))) {
        let owner = owner(whole, ground, (part, line));
        if let Some(department) = owner.and_then(|owner| by_owner.get(&owner)) {
            kept.entry(*department).or_default().extend(line.replies.iter().cloned());
        }
    }
    kept
}

fn expectation(parts: &[Part], ground: &Ground) -> Expectation {
    let mut skipped: BTreeMap<String, usize> = BTreeMap::new();
    for part in parts {
        for (why, count) in &part.run.skipped {
            *skipped.entry(why.clone()).or_default() += count;
        }
    }
    let owed: BTreeSet<&String> = parts.iter().flat_map(|part| &part.run.owed).collect();
    Expectation {
        year: parts.first().and_then(|part| part.run.year),
        profiles: owed.into_iter().cloned().collect(),
        place_prefixes: ground.profiles[0].place_prefixes.clone(),
        skipped,
        ..Expectation::default()
    }
}

/// What could not be checked in one of the parts, each reason once.
fn not_run(parts: &[Part]) -> Vec<NotRun> {
    let rules = parts.iter().flat_map(|part| &part.run.not_run);
    let all: BTreeSet<_> = rules.map(|rule| NotRun { code: rule.rule.clone(), reason: rule.reason.clone() }).collect();
    all.into_iter().collect()
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
            let own = workbook.strip_prefix(DEPARTMENTS).and_then(|rest| rest.strip_prefix('/')).unwrap_or(workbook);
            let to = format!("{DEPARTMENTS}/{}", part.file(own));
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
