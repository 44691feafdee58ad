//! The whole journey on one screen: the only file that names every stage, and where files run in parallel.
//! Long because every stage of a batch is named in it.

mod at_hand;
mod clock;
mod departments;
mod journey;
mod last_year;
mod merge;
mod previous;
mod reports;
mod reviews;
mod template;
mod year;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use rayon::prelude::*;

pub use at_hand::AtHand;
use clock::Clock;
#[cfg(any(test, fuzzing))]
pub use journey::contents;
pub use journey::journey;
use previous::Earlier;

use crate::consolidate::{self, Expectation, Filing};
use crate::ground::Ground;
use crate::model::batch::{Batch, Content, Department};
use crate::model::digest::sha256_of;
use crate::model::moment;
use crate::model::source::Source;
use crate::model::standing::{Gathered, Standing};
use crate::model::submission::MoneyUnit;
use crate::profile::spec::OwnRule;
use crate::read;
use crate::record::{self, Remembered, Shelf};
use crate::rules;
use crate::waivers::{Idle, Waivers};
use crate::write::run_json::{self, OutputJson, Run};
use crate::write::staging::{DATA, SUMMARY, Staging};
use crate::write::summary::{self, RuleText, SummaryOptions};
use crate::write::{WriteError, jsonl, tie_out};

pub use crate::ground::RunError;
pub use crate::record::Spool;
pub use merge::{MergeJob, merge};
pub use template::{TemplatesJob, templates};

/// What a batch is asked for, beyond what every form stands on.
#[derive(Default)]
pub struct BatchJob {
    pub paths: Vec<PathBuf>,
    pub out: PathBuf,
    /// Files named by other options, never inputs.
    pub excluded: Vec<PathBuf>,
    pub arguments: Vec<String>,
    pub waivers: Option<Waivers>,
    pub filing: Filing,
    /// The summary has a subtotal for each 归口股室.
    pub by_section: bool,
    /// Of the money in the summary.
    pub unit: MoneyUnit,
    /// Whose summary it is.
    pub bureau: Option<String>,
    pub deadline: Option<String>,
    pub contact: Option<String>,
    pub annotate: bool,
    /// How many departments are to be looked at.
    pub sample: Option<summary::Sample>,
    /// Last year's output folder.
    pub last_year: Option<PathBuf>,
    /// An earlier output folder.
    pub previous: Option<PathBuf>,
    /// What reviewers wrote into the summary is not carried over.
    pub discard_reviews: bool,
    /// A department that sent nothing this time keeps what it sent before.
    pub carry_over: bool,
}

/// Who is told how far a run is.
pub trait Progress: Sync {
    fn stage(&self, name: &'static str, total: usize);
    fn step(&self);
    fn end(&self);
}

/// A folder of forms becomes the output folder: whole, or not at all.
pub fn batch(job: &BatchJob, ground: &Ground, progress: &dyn Progress) -> Result<Batch, RunError> {
    let mut clock = Clock::start();
    let called = |name: &str| ground.called(name);
    let reviews = reviews::carried((&job.out, job.previous.as_deref()), &called, job.discard_reviews)?;
    let staging = Staging::begin(&job.out)?;
    let spool = Spool::create(&staging.aside()).map_err(WriteError::laid_aside)?;
    let at_hand = AtHand::for_filing(job.filing);
    let mut batch = Batch { reviews, ..gather(job, ground, (progress, spool, &at_hand))? };
    clock.lap("read");
    let created = created(&batch);
    let options = job.summary(created, ground);
    let write = |batch: &Batch| {
        departments::write(batch, job, (ground, &options.rules, &at_hand), (&staging, created, progress))
    };
    // Which files have no marked copy stands in the summary, so that they are written before it.
    if job.annotate {
        batch.unmarked = write(&batch)?;
        let told: Vec<String> = batch.unmarked.values().cloned().collect();
        batch.notices.extend(told);
    }
    let departments = || if job.annotate { Ok(()) } else { write(&batch).map(drop) };
    let run = |clock: &Clock| clock.run(&job.arguments, ground, Vec::new());
    finish(&batch, (ground, &options, &staging), (clock, &run), departments)?;
    batch.notices.extend(staging.commit()?);
    progress.end();
    Ok(batch)
}

/// Everything is written, tied out and told of in run.json; what else there is to write beside the summary comes in.
fn finish(
    batch: &Batch,
    (ground, options, staging): (&Ground, &SummaryOptions, &Staging),
    (mut clock, run): (Clock, &dyn Fn(&Clock) -> Run),
    further: impl FnOnce() -> Result<(), RunError> + Send,
) -> Result<(), RunError> {
    let data = staging.folder().join(DATA);
    let summary = || summary::write(batch, &ground.profiles, options, &staging.folder().join(SUMMARY));
    let lines = || jsonl::write(batch, &data).and_then(|()| jsonl::read_back(&data));
    // The summary is one thread's work, so everything else is written beside it.
    let (summed, (lines, further)) = rayon::join(summary, || rayon::join(lines, further));
    further?;
    tie_out::tie_out(&batch.control, &summed?, SUMMARY)?;
    tie_out::tie_out(&batch.control, &lines?, DATA)?;
    clock.lap("write");
    run_json::write(batch, &run(&clock), outputs(staging)?, &data)?;
    Ok(())
}

/// What a run wrote, in the order of its names.
fn outputs(staging: &Staging) -> Result<Vec<OutputJson>, WriteError> {
    let name = |file: PathBuf| file.iter().map(|step| step.to_string_lossy()).collect::<Vec<_>>().join("/");
    let mut names: Vec<String> = staging.files()?.into_iter().map(name).collect();
    names.sort();
    let output = |file: String| {
        let path = staging.folder().join(&file);
        Ok(OutputJson { sha256: sha256_of(&path).map_err(WriteError::io(&path))?, file })
    };
    names.into_par_iter().map(output).collect()
}

/// Everything that arrived, read, checked and put together.
pub fn gather(
    job: &BatchJob,
    ground: &Ground,
    (progress, spool, at_hand): (&dyn Progress, Spool, &AtHand),
) -> Result<Batch, RunError> {
    let mut earlier = Earlier::open(&job.out, job.previous.as_deref())?;
    let excluded: Vec<PathBuf> = job.excluded.iter().chain([&job.out]).cloned().collect();
    let found = read::discover(&job.paths, &excluded)?;
    let shelf = Shelf { profiles: &ground.profiles, roster: ground.roster.as_deref(), spool: &spool };
    let supposed = ground.year.or_else(|| year::supposed(&found.sources, ground));
    let read = |year| {
        progress.stage("读取", found.sources.len());
        judge(&found.sources, &ground.of_year(year), (&shelf, at_hand, progress))
    };
    let (mut standings, mut passed_over) = read(supposed)?;
    let year = ground.year.or_else(|| year::most(standings.iter().filter_map(|standing| standing.form()?.year)));
    if year != supposed {
        (standings, passed_over) = read(year)?;
    }
    earlier.of_year(year)?;
    let Remembered { gone, known, rounds, missing, reported, .. } =
        earlier.remember(&standings, (&ground.of_year(year), &shelf))?;
    let owed = ground.owed(&standings);
    let place_prefixes = ground.profiles[0].place_prefixes.clone();
    let mut skipped: BTreeMap<String, usize> = found.skipped.iter().map(|(why, n)| ((*why).to_owned(), *n)).collect();
    skipped.extend((passed_over > 0).then(|| (SUMMARIES.to_owned(), passed_over)));
    let carries_over = job.carry_over;
    let expectation = Expectation { year, profiles: owed, place_prefixes, skipped, known: known.clone(), carries_over };
    let gathered = Gathered { standings, gone, bodies: Arc::new(spool) };
    let mut batch = consolidate::consolidate(gathered, ground.roster.clone(), expectation);
    if let Some(folder) = &job.last_year {
        last_year::remember(&mut batch, folder, ground)?;
    }
    rules::check_batch(&mut batch, &ground.profiles);
    consolidate::reported::remember(&mut batch, reported);
    reports::compare(&mut batch, &ground.of_year(year));
    batch.forget_words();
    let at_hand = (ground.roster.is_some(), job.last_year.is_some(), reports::any(&batch));
    batch.not_run = rules::not_run(at_hand, &ground.met(&batch));
    if let Some(waivers) = &job.waivers {
        let idle = waivers.apply(&mut batch, ground, today());
        batch.notices.extend(idle.iter().map(Idle::words));
    }
    consolidate::rounds::compare(&mut batch).map_err(WriteError::laid_aside)?;
    consolidate::rounds::arrived(&mut batch, missing, &known);
    let answers = earlier.departments_of(&mut batch, (ground, &rounds));
    consolidate::rounds::answer(&mut batch, &answers);
    consolidate::settle(&mut batch, job.filing);
    batch.notices.extend(job.sample.and_then(|sample| too_many(sample, &batch)));
    let created = created(&batch);
    earlier.date(&mut batch, (ground, created));
    batch.notices.append(&mut earlier.notices);
    batch.notices.extend(found.notices);
    Ok(batch)
}

/// A sample that asks for more departments than have a form.
fn too_many(sample: summary::Sample, batch: &Batch) -> Option<String> {
    let summary::Sample::Count(wanted) = sample else { return None };
    let has_own = |department: &&Department| department.slots.iter().any(|slot| slot.project.is_none());
    let there = batch.departments.iter().filter(has_own).count();
    (wanted > there).then(|| format!("要求抽查 {wanted} 家，有自评表的只有 {there} 家，已全部列入抽查名单"))
}

/// Said of summaries of ours among the inputs.
const SUMMARIES: &str = "汇总表";

/// Every file's journey, in parallel; what it leaves behind, and how many files were summaries of ours.
fn judge(
    sources: &[Source],
    ground: &Ground,
    (shelf, at_hand, progress): (&Shelf<'_>, &AtHand, &dyn Progress),
) -> Result<(Vec<Standing>, usize), RunError> {
    let passed_over = AtomicUsize::new(0);
    let standings = sources.par_iter().map(|source| {
        let keep = |arrival| {
            let (standing, content) = record::keep(arrival, shelf)?;
            at_hand.offer(&standing, content);
            Ok(standing)
        };
        let arrivals = journey(source.clone(), ground).into_iter();
        let (ours, arrivals): (Vec<_>, Vec<_>) =
            arrivals.partition(|arrival| matches!(arrival.content, Content::Summary));
        passed_over.fetch_add(ours.len(), Ordering::Relaxed);
        let kept = arrivals.into_iter().map(keep).collect();
        progress.step();
        kept
    });
    let standings: Vec<Vec<Standing>> = standings.collect::<io::Result<_>>().map_err(WriteError::laid_aside)?;
    Ok((standings.into_iter().flatten().collect(), passed_over.into_inner()))
}

/// Runs on so many threads; on as many as there are processors unless told.
pub fn in_pool<T: Send>(jobs: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T, RunError> {
    let threads = |count| rayon::ThreadPoolBuilder::new().num_threads(count);
    // Where the system lets no further thread begin, this one does the work.
    let pool = threads(jobs.unwrap_or(0)).build().or_else(|_| threads(1).use_current_thread().build());
    let pool = pool.map_err(|_| RunError::Usage("系统不允许启动工作线程；请用 --jobs 1 重试".to_owned()))?;
    Ok(pool.install(work))
}

/// The date inside the workbooks: `SOURCE_DATE_EPOCH`, else that of the newest input.
fn created(batch: &Batch) -> i64 {
    let told = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
    let newest = || batch.arrivals.iter().filter_map(|arrival| arrival.source.modified).max();
    told.unwrap_or_else(|| newest().map_or(0, moment::seconds))
}

impl BatchJob {
    fn summary(&self, created: i64, ground: &Ground) -> SummaryOptions {
        SummaryOptions {
            unit: self.unit,
            bureau: self.bureau.clone(),
            deadline: self.deadline.clone(),
            contact: self.contact.clone(),
            sample: self.sample,
            group_by_section: self.by_section,
            created,
            rules: rule_texts(ground),
            ..SummaryOptions::default()
        }
    }
}

/// The catalogue's rules, then those of the profiles.
pub fn rule_texts(ground: &Ground) -> Vec<RuleText> {
    let own = ground.profiles.iter().flat_map(|profile| &profile.rules).map(text_of_own);
    rules::registry::ALL.iter().map(|rule| text_of(rule)).chain(own).collect()
}

/// The catalogue goes to `write` as texts: no stage imports another.
pub fn text_of(rule: &rules::Rule) -> RuleText {
    RuleText {
        code: rule.code.to_owned(),
        name: rule.name.to_owned(),
        severity: rule.severity,
        title: rule.title.to_owned(),
        why: rule.why.to_owned(),
        fix: rule.fix.to_owned(),
    }
}

/// A rule of a profile, for the same sheet.
fn text_of_own(rule: &OwnRule) -> RuleText {
    RuleText {
        code: rule.code.clone(),
        name: rules::OWN.to_owned(),
        severity: rule.severity,
        title: rule.title.clone(),
        why: rule.why.clone(),
        fix: rule.fix.clone(),
    }
}

/// The day waivers end on.
fn today() -> (i32, u32, u32) {
    moment::date(moment::seconds(SystemTime::now()))
}
