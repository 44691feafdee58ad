//! Templates: who gets which, what may be replaced, and all of them or none.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{RunError, journey, rule_texts};

use crate::ground::{AUTO, Ground};
use crate::model::batch::Content;
use crate::model::marker::TemplateMark;
use crate::model::moment;
use crate::model::roster::RosterEntry;
use crate::model::safe_name::safe_part;
use crate::model::source::Source;
use crate::profile::spec::Profile;
use crate::read::{self, ReadContent};
use crate::write::template::{self, Known, TemplateJob};
use crate::write::{WriteError, summary::RuleText};

/// What templates are asked for, beyond the ground they stand on.
pub struct TemplatesJob {
    pub out: PathBuf,
    /// Profiles were named; else one is taken that suits the roster.
    pub chosen: bool,
    pub roster: Option<PathBuf>,
}

/// One workbook to be written.
struct Planned<'a> {
    profile: &'a Profile,
    known: Known,
    path: PathBuf,
}

const EXTENSION: &str = "xlsx";

/// Writes every template, or none; gives their paths.
pub fn templates(job: &TemplatesJob, ground: &Ground) -> Result<Vec<PathBuf>, RunError> {
    let rules = rule_texts(ground);
    let planned = planned(job, ground)?;
    for one in planned.iter().filter(|one| one.path.exists()) {
        replaceable(&one.path, ground)?;
    }
    let created = created(job.roster.as_deref());
    let folder = match planned.first().and_then(|one| one.path.parent()) {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder).map_err(WriteError::io(folder))?;
    let aside = tempfile::Builder::new().prefix(".jixiao-").tempdir_in(folder).map_err(WriteError::io(folder))?;
    let made: Vec<PathBuf> = (0..planned.len()).map(|at| aside.path().join(format!("{at}.{EXTENSION}"))).collect();
    for (one, path) in planned.iter().zip(&made) {
        write(one, (ground, &rules, created), path)?;
    }
    for (one, path) in planned.iter().zip(&made) {
        fs::rename(path, &one.path).map_err(WriteError::io(&one.path))?;
    }
    Ok(planned.into_iter().map(|one| one.path).collect())
}

fn write(
    one: &Planned<'_>,
    (ground, rules, created): (&Ground, &[RuleText], i64),
    path: &Path,
) -> Result<(), RunError> {
    let year = ground.year.unwrap_or(one.profile.year);
    Ok(template::write(&TemplateJob { profile: one.profile, year, rules, known: one.known.clone(), created }, path)?)
}

/// `SOURCE_DATE_EPOCH`, else the roster's own time.
fn created(roster: Option<&Path>) -> i64 {
    let told = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
    let saved = || fs::metadata(roster?).and_then(|metadata| metadata.modified()).ok();
    told.unwrap_or_else(|| saved().map_or(0, moment::seconds))
}

fn planned<'a>(job: &TemplatesJob, ground: &'a Ground) -> Result<Vec<Planned<'a>>, RunError> {
    let profiles = chosen(job, ground);
    for profile in &profiles {
        drawable(profile)?;
    }
    let is_file = job.out.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(EXTENSION));
    if is_file && job.out.is_dir() {
        return Err(RunError::Usage(format!("{} 是一个文件夹，不是 .xlsx 文件：请换一个名称", job.out.display())));
    }
    if !is_file && job.out.is_file() {
        return Err(RunError::Usage(format!("{} 是一个文件：--out 请写 .xlsx 文件或文件夹", job.out.display())));
    }
    let mut taken = BTreeSet::new();
    let mut planned = Vec::new();
    for profile in profiles {
        for known in recipients(profile, ground) {
            let name = file_name(profile, &known, ground.year.unwrap_or(profile.year), &mut taken);
            let path = if is_file { job.out.clone() } else { job.out.join(name) };
            planned.push(Planned { profile, known, path });
        }
    }
    match planned.len() {
        0 => Err(RunError::Usage("名册里没有项目：项目表要有“项目名称”一列，每个项目一行".to_owned())),
        n if n > 1 && is_file => {
            Err(RunError::Usage(format!("要生成 {n} 份空表，--out 写的却是一个文件：请写一个文件夹")))
        }
        _ => Ok(planned),
    }
}

/// Those that were named; else the first that suits who is on the roster.
fn chosen<'a>(job: &TemplatesJob, ground: &'a Ground) -> Vec<&'a Profile> {
    let all = ground.profiles.iter().map(|profile| &**profile);
    if job.chosen {
        return all.collect();
    }
    let has_projects = ground.roster.as_ref().is_some_and(|list| list.entries.iter().any(|e| !e.projects.is_empty()));
    all.filter(|profile| profile.is_per_project() == has_projects).take(1).collect()
}

/// What cannot be laid out says so before anything is written.
fn drawable(profile: &Profile) -> Result<(), RunError> {
    let lacks = |what: &str| {
        let name = &profile.name;
        Err(RunError::Usage(format!(
            "表样配置“{name}”没有写{what}，排不出空表：请在 [template] 里写上（jixiao profile keys）"
        )))
    };
    match () {
        () if profile.layout.indicators.is_empty() => lacks("指标表的栏（indicators）"),
        () if profile.layout.head.is_empty() => lacks("表头的栏（head）"),
        () => Ok(()),
    }
}

/// Each department, or each of its projects; one that nobody is named in without a roster.
fn recipients(profile: &Profile, ground: &Ground) -> Vec<Known> {
    let Some(roster) = &ground.roster else { return vec![Known::default()] };
    let known = |entry: &RosterEntry, project: Option<&String>| Known {
        department: Some(entry.name.clone()),
        subordinate_units: entry.subordinate_units,
        project: project.cloned(),
        code: entry.code.clone(),
    };
    let of = |entry: &RosterEntry| -> Vec<Known> {
        match profile.is_per_project() {
            true => entry.projects.iter().map(|project| known(entry, Some(project))).collect(),
            false => vec![known(entry, None)],
        }
    };
    roster.entries.iter().flat_map(of).collect()
}

fn file_name(profile: &Profile, known: &Known, year: i32, taken: &mut BTreeSet<String>) -> String {
    let parts = [known.department.as_deref(), known.project.as_deref(), Some(profile.title.as_str())];
    let parts: Vec<String> = parts.into_iter().flatten().map(safe_part).collect();
    let stem = format!("{}（{year}年度）", parts.join("_"));
    let mut name = format!("{stem}.{EXTENSION}");
    let mut copy = 2;
    while !taken.insert(name.to_lowercase()) {
        name = format!("{stem}_{copy}.{EXTENSION}");
        copy += 1;
    }
    name
}

/// Only a template of ours that nobody has filled in may go.
fn replaceable(path: &Path, ground: &Ground) -> Result<(), RunError> {
    let refused = |why: &str| {
        let said = format!("{} 已经存在，{why}，没有覆盖：请移走它，或用 --out 换一个位置", path.display());
        Err(RunError::Usage(said))
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let source = Source { path: path.to_owned(), name, size: 0, modified: None, named: true, within: None };
    let mark = match read::open(&source, &ground.reader).content {
        ReadContent::Workbook(workbook) => workbook.marker.as_deref().and_then(TemplateMark::read),
        _ => return refused("不是 jixiao 生成的空表"),
    };
    let Some(mark) = mark else { return refused("不是 jixiao 生成的空表") };
    // Read by the form it is of, where that is known.
    let own = ground.profiles.iter().any(|profile| profile.name == mark.profile);
    let all = if own { None } else { Ground::prepare(&[AUTO.to_owned()], None, None).ok() };
    let judged = journey(source, all.as_ref().unwrap_or(ground));
    let is_blank = |content: &Content| matches!(content, Content::Form(record) if record.submission.is_empty_template);
    match judged.iter().all(|arrival| is_blank(&arrival.content)) {
        true => Ok(()),
        false => refused("而且已经填写"),
    }
}
