//! What an earlier output knows that this run's files may no longer tell.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::consolidate::rounds::Kept;
use crate::ground::{Ground, RunError};
use crate::model::batch::{Batch, NotSubmitted, Reported};
use crate::model::moment;
use crate::model::standing::Standing;
use crate::record::{self, DepartmentStatus, Remembered, Shelf};
use crate::write::WriteError;
use crate::write::staging::SUMMARY;

/// The output that was named as the earlier one, and the one that is about to be replaced.
pub struct Earlier {
    named: Option<record::Earlier>,
    replaced: Option<record::Earlier>,
    /// What of them can't be used, in words.
    pub notices: Vec<String>,
}

const NAMED: &str = "--previous";
const REPLACED: &str = "原有的结果";

impl Earlier {
    /// # Errors
    /// The folder that was named is no output folder.
    pub fn open(out: &Path, previous: Option<&Path>) -> Result<Self, RunError> {
        let named = previous.map(named).transpose()?.flatten();
        let replaced = record::Earlier::open(out);
        let mut earlier = Self { named, replaced, notices: Vec::new() };
        let of = |one: &Option<record::Earlier>| one.as_ref().map_or(vec![], |one| one.complaints.clone());
        let said = |who: &'static str, complaints: Vec<String>| {
            complaints.into_iter().map(move |complaint| format!("{who}：{complaint}"))
        };
        earlier.notices.extend(said(NAMED, of(&earlier.named)).chain(said(REPLACED, of(&earlier.replaced))));
        if let Some(folder) = previous.filter(|_| earlier.named.is_none()) {
            let folder = folder.display();
            earlier.notices.push(format!("{NAMED}：{folder} 里没有 data/，只带入了汇总表中的评审意见"));
        }
        Ok(earlier)
    }

    /// Leaves out what is about another year.
    ///
    /// # Errors
    /// The output that was named is.
    pub fn of_year(&mut self, year: Option<i32>) -> Result<(), RunError> {
        let differs = |one: &record::Earlier| one.year.zip(year).filter(|(theirs, ours)| theirs != ours);
        if let Some((theirs, ours)) = self.named.as_ref().and_then(differs) {
            return Err(RunError::Usage(format!(
                "{NAMED} 给出的是 {theirs} 年度的结果，本次是 {ours} 年度：上次报送要在同一年度内比较；\
                 与上年比较请用 --last-year"
            )));
        }
        if let Some((theirs, ours)) = self.replaced.as_ref().and_then(differs) {
            self.replaced = None;
            self.notices.push(format!("{REPLACED}是 {theirs} 年度的，本次是 {ours} 年度，没有与它比较"));
        }
        Ok(())
    }

    /// The output that submissions are held against.
    fn last(&self) -> Option<&record::Earlier> {
        self.named.as_ref().or(self.replaced.as_ref())
    }

    /// What it says of submissions, of which these are here.
    ///
    /// # Errors
    /// The disk does not take what is laid aside of them.
    pub fn remember(
        &mut self,
        standings: &[Standing],
        (ground, shelf): (&Ground, &Shelf<'_>),
    ) -> Result<Remembered, RunError> {
        let Some(last) = self.last() else { return Ok(Remembered::default()) };
        let here: BTreeSet<&str> = standings.iter().map(|standing| standing.sha256.as_str()).collect();
        let matched = |written: &str| ground.whose(written);
        let mut remembered = last.remember(&here, (shelf, &matched)).map_err(WriteError::laid_aside)?;
        for NotSubmitted { finding, .. } in &mut remembered.missing {
            finding.department = finding.department.take().map(|name| ground.called(&name));
        }
        for Reported { department, .. } in &mut remembered.reported {
            *department = ground.called(department);
        }
        let who = if self.named.is_some() { NAMED } else { REPLACED };
        if remembered.unread > 0 {
            let count = remembered.unread;
            self.notices.push(format!("{who}：由别的版本生成，有 {count} 条记录读不懂，没有采用"));
        }
        if is_of_other_forms(&remembered, standings) {
            self.notices.push(format!("{who}：其中的表样与本次的不同，没有与它比较"));
        }
        Ok(remembered)
    }

    /// The departments of both, under the names they have now; of one in both that of the output to be replaced first.
    fn departments(&self, ground: &Ground) -> Vec<DepartmentStatus> {
        let all = self.replaced.iter().chain(&self.named).flat_map(|one| one.departments.iter().cloned());
        all.map(|line| DepartmentStatus { department: ground.called(&line.department), ..line }).collect()
    }

    /// Counts the submissions of which it says no more than that they were there; since when each department is in its
    /// state, when the batch is complete; and gives what departments answered.
    pub fn departments_of(&self, batch: &mut Batch, (ground, remembered): (&Ground, &BTreeMap<String, usize>)) -> Kept {
        let mut kept = Kept::new();
        let last = self.last().into_iter().flat_map(|last| last.departments.iter().map(move |line| (last, line)));
        let known: BTreeMap<String, _> =
            last.map(|(last, line)| (ground.called(&line.department), (last, line))).collect();
        let answered = self.departments(ground).into_iter().rev().filter(|line| !line.replies.is_empty());
        let mut answered: BTreeMap<String, _> = answered.map(|line| (line.department, line.replies)).collect();
        for (index, department) in batch.departments.iter_mut().enumerate() {
            let told = remembered.get(&department.name).copied().unwrap_or_default();
            if let Some((last, line)) = known.get(&department.name) {
                if department.slots.iter().any(|slot| batch.arrivals[slot.counting()].is_carried) {
                    department.carried_workbook = workbook(last, line);
                }
                department.lost = line.round.saturating_sub(told);
            }
            kept.extend(answered.remove(&department.name).map(|replies| (index, replies)));
        }
        kept
    }

    /// A state that lasts keeps its day.
    pub fn date(&self, batch: &mut Batch, (ground, created): (&Ground, i64)) {
        let departments = self.departments(ground);
        let known: BTreeMap<_, _> =
            departments.iter().rev().map(|line| ((&line.department, &line.source), line)).collect();
        for department in &mut batch.departments {
            let before = known.get(&(&department.name, &department.origin));
            let lasting = before.filter(|line| line.state == department.state.name());
            department.since = lasting.and_then(|line| line.since.clone()).or_else(|| Some(moment::day(created)));
        }
    }
}

/// The workbook a department got, where it is still there.
fn workbook(last: &record::Earlier, line: &DepartmentStatus) -> Option<PathBuf> {
    let path = last.folder().join(line.workbook.as_ref()?);
    path.is_file().then_some(path)
}

/// The output that was named; `None` where only its summary is left.
fn named(folder: &Path) -> Result<Option<record::Earlier>, RunError> {
    let earlier = record::Earlier::open(folder);
    match earlier.is_some() || folder.join(SUMMARY).is_file() {
        true => Ok(earlier),
        false => Err(RunError::Usage(format!(
            "{NAMED} 给出的 {} 不是 jixiao 的输出文件夹：请给出以前运行 batch 时 --out 指定的文件夹",
            folder.display()
        ))),
    }
}

/// Neither has a form of a kind that the other has.
fn is_of_other_forms(remembered: &Remembered, standings: &[Standing]) -> bool {
    let ours: BTreeSet<&str> = standings.iter().filter_map(|one| Some(one.form()?.profile.as_str())).collect();
    let mut theirs = remembered.gone.iter().filter_map(|one| one.standing.form()).peekable();
    !ours.is_empty() && theirs.peek().is_some() && theirs.all(|form| !ours.contains(form.profile.as_str()))
}
