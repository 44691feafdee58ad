//! `batch`: a folder of forms in, the output folder and a short table out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Exit;
use super::output::show;
use super::terminal::Terminal;
use crate::cli::{BatchArgs, Format, SummaryArgs, Unit};
use crate::consolidate::Filing;
use crate::desk;
use crate::ground::{Ground, RunError};
use crate::model::batch::{Batch, Department, DepartmentState, FileState, Tally};
use crate::model::cause::in_words;
use crate::model::finding::Severity;
use crate::model::standing::Weight;
use crate::model::submission::MoneyUnit;
use crate::model::{day, moment, text};
use crate::pipeline::{self, BatchJob};
use crate::waivers;

/// Most frequent problems shown at the end.
const MOST_FREQUENT: usize = 5;
/// Missing departments named at the end.
const MOST_NAMES: usize = 10;

pub fn run(args: &BatchArgs) -> Result<Exit, RunError> {
    run_told(args, &|_| Ok(()))
}

/// The same, saying what was taken from the folder.
pub fn run_told(args: &BatchArgs, tell: &dyn Fn(&str) -> Result<(), RunError>) -> Result<Exit, RunError> {
    let mut completed = args.clone();
    let desk = desk::complete(&mut completed)?;
    desk.taken.iter().try_for_each(|line| tell(line))?;
    let args = &completed;
    let ground =
        Ground::prepare(&args.form.profile, args.form.roster.as_deref(), args.form.year)?.with_memory(args.memory);
    let waivers = args.waivers.as_deref().map(|path| ground.waivers(path)).transpose()?;
    let mut job = job(args, waivers);
    job.excluded.extend(desk.files);
    if let Some(list) = &args.paths_from {
        job.paths.extend(paths_from(list)?);
    }
    let batch =
        pipeline::in_pool(args.jobs.map(usize::from), || pipeline::batch(&job, &ground, &Terminal::new(args.quiet)))??;
    // The outputs know nothing of today.
    let late = args.deadline.as_deref().filter(|deadline| has_passed(deadline));
    let late = late.map(|deadline| format!("整改期限 {deadline} 已过，仍照此写入总览、问题反馈和退回通知"));
    conclude(&batch, &ground, (&args.out, args.shown.format), late)
}

/// Before today, where the day names its year.
fn has_passed(deadline: &str) -> bool {
    let today = moment::date(moment::seconds(std::time::SystemTime::now()));
    day::read(deadline).is_some_and(|(year, month, day)| year.is_some_and(|year| (year, month, day) < today))
}

/// Tells how a batch ended, and before the notices of the batch what else there is to say.
pub fn conclude(
    batch: &Batch,
    ground: &Ground,
    (out, format): (&Path, Format),
    notice: Option<String>,
) -> Result<Exit, RunError> {
    let mut result = Outcome::of(batch, ground, out);
    result.notices.splice(0..0, notice);
    show(format, &result, Outcome::table)?;
    Ok(if result.errors > 0 { Exit::Returned } else { Exit::Clean })
}

fn job(args: &BatchArgs, waivers: Option<waivers::Waivers>) -> BatchJob {
    let filing = match (args.no_department_files, args.group_by_section) {
        (true, _) => Filing::Nowhere,
        (false, true) => Filing::BySection,
        (false, false) => Filing::Together,
    };
    let named = [&args.form.roster, &args.waivers, &args.paths_from].into_iter().flatten().cloned();
    BatchJob {
        paths: args.paths.clone(),
        out: args.out.clone(),
        excluded: named.chain(args.form.profile_files()).collect(),
        arguments: super::arguments(),
        waivers,
        filing,
        by_section: args.group_by_section,
        unit: unit(&args.summary),
        bureau: bureau(&args.summary),
        deadline: args.deadline.clone(),
        contact: args.contact.as_deref().map(person),
        annotate: args.annotate,
        sample: args.sample,
        previous: args.previous.clone(),
        last_year: args.last_year.clone(),
        discard_reviews: args.discard_reviews,
        carry_over: args.carry_over,
    }
}

/// Paths dealt out by somebody else: one a line, blank lines none; `-` is standard input.
fn paths_from(list: &Path) -> Result<Vec<PathBuf>, RunError> {
    let mut bytes = Vec::new();
    let read = match list == Path::new("-") {
        true => std::io::Read::read_to_end(&mut std::io::stdin(), &mut bytes).map(drop),
        false => std::fs::read(list).map(|read| bytes = read),
    };
    let wrong = |cause| RunError::Usage(format!("路径清单 {} 读不出来：{}", list.display(), in_words(&cause)));
    read.map_err(wrong)?;
    let text = text::decoded(&bytes).ok_or_else(|| wrong(std::io::ErrorKind::InvalidData.into()))?;
    Ok(text
        .lines()
        .map(|line| line.trim_end_matches('\r'))
        .filter(|line| !line.is_empty())
        .map(PathBuf::from)
        .collect())
}

pub fn unit(summary: &SummaryArgs) -> MoneyUnit {
    match summary.unit {
        Some(Unit::Wan) => MoneyUnit::WanYuan,
        _ => MoneyUnit::Yuan,
    }
}

/// A blank name is none.
pub fn bureau(summary: &SummaryArgs) -> Option<String> {
    summary.bureau.as_deref().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned)
}

/// The sentences around it say 联系 already.
fn person(contact: &str) -> String {
    let label = ["联系人", "联系方式", "联系"].iter().find_map(|label| contact.trim().strip_prefix(label));
    let named = label.and_then(|rest| rest.strip_prefix(['：', ':']));
    named.unwrap_or(contact).trim().to_owned()
}

/// What the end of a batch says.
#[derive(Serialize)]
struct Outcome {
    out: String,
    expected: Option<usize>,
    received: usize,
    returned: usize,
    accepted: usize,
    accepted_with_warnings: usize,
    missing: usize,
    to_confirm: usize,
    unreadable: usize,
    missing_departments: Vec<String>,
    errors: usize,
    warnings: usize,
    most_frequent: Vec<Frequent>,
    /// Waivers that did nothing, and the like.
    notices: Vec<String>,
    #[serde(skip)]
    department_files: usize,
}

#[derive(Serialize)]
struct Frequent {
    code: String,
    title: String,
    count: usize,
}

impl Outcome {
    fn of(batch: &Batch, ground: &Ground, out: &Path) -> Self {
        use DepartmentState::{Accepted, AcceptedWithWarnings, Missing, Returned, ToConfirm, Unreadable};
        let count = |states: &[DepartmentState]| batch.departments.iter().filter(|d| states.contains(&d.state)).count();
        let missing = batch.departments.iter().filter(|department| department.state == Missing);
        let tally = Tally::of(batch.open());
        let mut notices = batch.notices.clone();
        notices.extend(nobodys(batch));
        if batch.departments.is_empty() {
            notices.push("没有读到一份自评表：请检查放进来的是不是各部门报送的表，需要名册的放入 名册.xlsx".to_owned());
        }
        Self {
            out: out.display().to_string(),
            expected: batch.expected(),
            received: batch.departments.len() - count(&[Missing]),
            returned: count(&[Returned]),
            accepted: count(&[Accepted, AcceptedWithWarnings]),
            accepted_with_warnings: count(&[AcceptedWithWarnings]),
            missing: count(&[Missing]),
            to_confirm: count(&[ToConfirm]),
            unreadable: count(&[Unreadable]),
            missing_departments: missing.map(|department| department.name.clone()).collect(),
            errors: tally.errors,
            warnings: tally.warnings,
            most_frequent: most_frequent(batch, ground),
            notices,
            department_files: batch.departments.iter().filter(|d| d.workbook.is_some()).count(),
        }
    }

    fn table(&self) -> String {
        let mut text = String::new();
        let expected = self.expected.map_or("（未给名册）".to_owned(), |n| format!("{n} 个部门"));
        let mut line = |label: &str, value: String| {
            // Blank lines part the blocks. Writing to a String cannot fail.
            let (gap, label) = label.strip_prefix('\n').map_or(("", label), |label| ("\n", label));
            let _ = writeln!(text, "{gap}{label:　<4}　{value}");
        };
        line("应报送", expected);
        line("已报送", format!("{} 个部门", self.received));
        line("未报送", format!("{} 个部门{}", self.missing, names(&self.missing_departments)));
        for (state, count) in [
            (DepartmentState::ToConfirm, self.to_confirm),
            (DepartmentState::Unreadable, self.unreadable),
            (DepartmentState::Returned, self.returned),
            (DepartmentState::AcceptedWithWarnings, self.accepted_with_warnings),
            (DepartmentState::Accepted, self.accepted - self.accepted_with_warnings),
        ] {
            line(state.name(), format!("{count} 个部门"));
        }
        line("须修改", format!("{} 处", self.errors));
        line("需说明", format!("{} 处", self.warnings));
        if !self.most_frequent.is_empty() {
            line("\n最常见的问题", String::new());
        }
        for frequent in &self.most_frequent {
            line("", format!("{:>4} 处　{} {}", frequent.count, frequent.code, frequent.title));
        }
        line("\n汇总表", format!("{}/汇总表.xlsx", self.out));
        if self.department_files > 0 {
            line("问题反馈", format!("{}/问题反馈（{} 份）", self.out, self.department_files));
        }
        line("数据", format!("{}/data", self.out));
        for notice in &self.notices {
            line("\n提醒", notice.clone());
        }
        text
    }
}

/// Files of which nobody knows whose they are: without a word here they would be found by who looks for them.
fn nobodys(batch: &Batch) -> Option<String> {
    let of = |department: &Department| {
        let slots = department.slots.iter().flat_map(|slot| slot.files.clone());
        slots.chain(department.unreadable.clone()).chain(department.attached.clone()).collect::<Vec<_>>()
    };
    let placed: BTreeSet<usize> = batch.departments.iter().flat_map(of).collect();
    let is_nobodys = |file: &usize| {
        matches!(batch.states[*file], FileState::Unreadable | FileState::Unplaced) && !placed.contains(file)
    };
    let files = (0..batch.arrivals.len()).filter(is_nobodys).map(|file| batch.arrivals[file].source.name.clone());
    let files: BTreeSet<String> = files.collect();
    let shown = names(&files.iter().cloned().collect::<Vec<_>>());
    let words = "个文件看不出是哪个部门报送的，请在“报送台账”中核对";
    (!files.is_empty()).then(|| format!("有 {} {words}{shown}", files.len()))
}

/// In brackets behind their number; the others stand in the ledger.
fn names(departments: &[String]) -> String {
    match departments.len() {
        0 => String::new(),
        1..=MOST_NAMES => format!("（{}）", departments.join("、")),
        _ => format!("（{}等）", departments[..MOST_NAMES].join("、")),
    }
}

/// Something to be done on a form; that a department sent nothing stands above.
fn is_of_forms(finding: &Weight<'_>) -> bool {
    finding.severity != Severity::Info && !finding.code.starts_with("BAT-")
}

fn most_frequent(batch: &Batch, ground: &Ground) -> Vec<Frequent> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in batch.open().filter(|finding| !finding.goes_on && is_of_forms(finding)) {
        *counts.entry(finding.code).or_default() += 1;
    }
    let titles = pipeline::rule_texts(ground);
    let title = |code: &str| titles.iter().find(|rule| rule.code == code).map_or("", |rule| &rule.title).to_owned();
    let named = counts.into_iter().map(|(code, count)| Frequent { code: code.to_owned(), title: title(code), count });
    let mut frequent: Vec<_> = named.collect();
    frequent.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.code.cmp(&b.code)));
    frequent.truncate(MOST_FREQUENT);
    frequent
}
