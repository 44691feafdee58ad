//! The whole collection: what arrived, who it belongs to, what counts.

mod arrival;
mod reported;
mod slot;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::finding::{Finding, Severity};
use super::reply::Answer;
use super::review::Reviews;
use super::roster::Roster;
use super::standing::{Bodies, FormStanding, Standing, Weight};

pub use arrival::{Arrival, Content, Document, Feedback, Record};
pub use reported::{Pair, Reported};
pub use slot::{Before, Gone, NotSubmitted, Slot};

/// State of a department; the names people see are fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DepartmentState {
    Missing,
    ToConfirm,
    Unreadable,
    Returned,
    AcceptedWithWarnings,
    Accepted,
}

impl DepartmentState {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "未报送",
            Self::ToConfirm => "待确认",
            Self::Unreadable => "无法读取",
            Self::Returned => "退回",
            Self::AcceptedWithWarnings => "通过(需说明)",
            Self::Accepted => "通过",
        }
    }
}

/// State of one file in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileState {
    Counts,
    /// 已被替代: the arrival that counts instead.
    Superseded(usize),
    /// 沿用上次: an earlier output's, of a department that sent nothing this time.
    CarriedOver,
    Unreadable,
    /// Read, but nobody's: name unknown or blank, or no form in it.
    Unplaced,
    NotSpreadsheet,
    /// A document beside a form of the same department.
    Attached,
    /// A report beside the form it is about.
    Report,
    /// A feedback workbook that came back.
    Feedback,
}

impl FileState {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Counts => "计入汇总",
            Self::Superseded(_) => "已被替代",
            Self::CarriedOver => "沿用上次",
            Self::Unreadable => "无法读取",
            Self::Unplaced => "待确认",
            Self::NotSpreadsheet => "非表格",
            Self::Attached => "随附材料",
            Self::Report => "随附报告",
            Self::Feedback => "反馈表",
        }
    }

    /// Its figures are those of its department.
    pub fn is_counting(&self) -> bool {
        matches!(self, Self::Counts | Self::CarriedOver)
    }
}

/// A department of the roster, or one that submitted without being on it.
#[derive(Clone, Debug)]
pub struct Department {
    /// 1-based, roster order, then by name.
    pub number: usize,
    pub name: String,
    /// Of a merged batch, the part it comes from; `None` where several are one.
    pub origin: Option<String>,
    pub roster: Option<usize>,
    pub state: DepartmentState,
    /// Department form first.
    pub slots: Vec<Slot>,
    /// Arrivals that are this department's by name but could not be read as a form.
    pub unreadable: Vec<usize>,
    /// Documents beside its forms, reports among them, by their names.
    pub attached: Vec<usize>,
    /// Its feedback workbooks that came back, the last saved first.
    pub feedback: Vec<usize>,
    /// Its figures of last year, where they are known.
    pub last_year: Option<LastYear>,
    /// Submissions that an earlier output counted and no longer tells of.
    pub lost: usize,
    /// The day it came into its state (`2024-03-15`).
    pub since: Option<String>,
    /// What it answered, as far as the findings are still listed.
    pub answers: Vec<Answer>,
    /// `问题反馈/001_区教育局.xlsx` relative to the output folder, when one is to be written.
    pub workbook: Option<String>,
    /// The one of an earlier output, where its submission is carried over from there.
    pub carried_workbook: Option<PathBuf>,
    /// Batch findings about this department (BAT-01, BAT-03 …).
    pub findings: Vec<Finding>,
}

/// What a department's own form said last year; money in 元.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastYear {
    pub budget: Option<Decimal>,
    pub executed: Option<Decimal>,
    /// As stated, else the sum of the scores.
    pub total: Option<Decimal>,
}

/// Tasks by severity: findings that count, those of one rule in one column on rows that follow each other as one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
}

impl Tally {
    pub fn of<'a>(findings: impl IntoIterator<Item = Weight<'a>>) -> Self {
        let mut tally = Self::default();
        for finding in findings.into_iter().filter(|finding| finding.counts && !finding.goes_on) {
            match finding.severity {
                Severity::Error => tally.errors += 1,
                Severity::Warning => tally.warnings += 1,
                Severity::Info => tally.infos += 1,
            }
        }
        tally
    }
}

/// Sums over what was read; compared with what was written before anything is renamed into place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ControlTotals {
    pub forms: usize,
    pub counting_forms: usize,
    pub indicators: usize,
    pub findings: usize,
    /// 元, over counting forms' lines, unusable ones nothing.
    pub budget: Decimal,
    pub executed: Decimal,
    /// Points, over counting forms.
    pub own_scores: Decimal,
    pub recomputed_scores: Decimal,
}

/// A rule that could not run, once per batch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotRun {
    pub code: String,
    pub reason: String,
}

/// Everything the outputs are made from.
#[derive(Clone, Debug)]
pub struct Batch {
    /// `None` where no form states one and nobody asked for one.
    pub year: Option<i32>,
    /// Names of the profiles of which a department on the roster owes a form; empty where any form will do.
    pub owed: Vec<String>,
    pub roster: Option<Arc<Roster>>,
    /// Every file, and every form of a file with several; sorted by name.
    pub arrivals: Vec<Standing>,
    /// Submissions of an earlier output whose files are gone, in the order of their departments.
    pub gone: Vec<Gone>,
    /// What reports said against forms before, by department, the last submitted last.
    pub reported: BTreeMap<String, Vec<Reported>>,
    /// Parallel to `arrivals`.
    pub states: Vec<FileState>,
    /// The department each belongs to, by index; parallel to `arrivals`.
    pub owners: Vec<Option<usize>>,
    /// What was laid aside of them.
    pub bodies: Arc<dyn Bodies>,
    /// Roster order, then by name.
    pub departments: Vec<Department>,
    /// Findings about no department (a file nobody can place keeps its own).
    pub findings: Vec<Finding>,
    pub control: ControlTotals,
    pub not_run: Vec<NotRun>,
    /// What the officer should know of the run itself (a waiver that did nothing), in words.
    pub notices: Vec<String>,
    /// Why a file that should have been marked was left alone, by its first form's arrival.
    pub unmarked: BTreeMap<usize, String>,
    /// What reviewers wrote into the summary before.
    pub reviews: Reviews,
    /// Files in folders that were passed over, by why (hidden, lock file, own output).
    pub skipped: BTreeMap<String, usize>,
}

impl Batch {
    /// How many departments have to submit, those of a merged part without a roster among them; `None` where no roster
    /// says it.
    pub fn expected(&self) -> Option<usize> {
        self.roster.as_ref().map(|_| self.departments.len())
    }

    /// `2023年度`, in front of titles; empty where the year is unknown.
    pub fn of_year(&self) -> String {
        self.year.map(|year| format!("{year}年度")).unwrap_or_default()
    }

    /// Counting submissions with their department, in department order.
    pub fn counting(&self) -> impl Iterator<Item = (&Department, &Slot, &Standing, &FormStanding)> {
        self.departments.iter().flat_map(move |department| {
            department.slots.iter().filter_map(move |slot| {
                let arrival = &self.arrivals[slot.counting()];
                Some((department, slot, arrival, arrival.form()?))
            })
        })
    }

    /// Every finding, of files first, in output order.
    pub fn weights(&self) -> impl Iterator<Item = Weight<'_>> {
        let files = self.arrivals.iter().flat_map(Standing::weights);
        files.chain(self.departments.iter().flat_map(|d| &d.findings).chain(&self.findings).map(Finding::weight))
    }

    /// The files a department has to look at: those that count. A file that could not be read matters to it only
    /// while nothing else could.
    pub fn files_of<'a>(&'a self, department: &'a Department) -> impl Iterator<Item = usize> + 'a {
        let unreadable = department.unreadable.iter().copied().filter(|_| department.slots.is_empty());
        let reports = department.attached.iter().copied().filter(|file| self.states[*file] == FileState::Report);
        department.slots.iter().map(Slot::counting).chain(reports).chain(unreadable)
    }

    /// Findings a department has to look at: its files' and its own.
    pub fn weights_of<'a>(&'a self, department: &'a Department) -> impl Iterator<Item = Weight<'a>> {
        let files = self.files_of(department).flat_map(|file| self.arrivals[file].weights());
        files.chain(department.findings.iter().map(Finding::weight))
    }

    /// Every finding that still asks for something: superseded files, waivers and hindsight left out.
    pub fn open(&self) -> impl Iterator<Item = Weight<'_>> {
        let theirs = self.departments.iter().flat_map(|department| self.weights_of(department));
        let nobodys = self.arrivals.iter().zip(&self.owners).filter(|(_, owner)| owner.is_none());
        let rest = nobodys.flat_map(|(arrival, _)| arrival.weights());
        theirs.chain(rest).chain(self.findings.iter().map(Finding::weight)).filter(|finding| finding.counts)
    }

    /// Once texts were compared, what was kept of them has served: a third of a standing.
    pub fn forget_words(&mut self) {
        self.arrivals.iter_mut().filter_map(Standing::form_mut).for_each(|form| form.words = None);
    }

    /// Distinct submissions of the department's own form; of its first one where it sent projects only.
    pub fn round(&self, department: &Department) -> usize {
        let own = department.slots.iter().find(|slot| slot.project.is_none()).or(department.slots.first());
        let forms = own.iter().flat_map(|slot| &slot.files).filter_map(|file| self.arrivals[*file].form());
        let is_own = |form: &&FormStanding| own.map_or(form.project.is_none(), |slot| slot.is_for(form));
        let gone = self.gone_of(department).iter().filter_map(|gone| gone.standing.form()).filter(is_own);
        let forms = forms.chain(gone).map(|form| form.digest).collect::<BTreeSet<_>>().len();
        let pairs = self.reported_before(department).count();
        department.lost + forms.max(pairs + usize::from(pairs > 0))
    }

    /// What a department sent and nobody has any more.
    pub fn gone_of(&self, department: &Department) -> &[Gone] {
        let index = department.number.checked_sub(1);
        index.map_or(&[], |index| &self.gone[Gone::span(&self.gone, index)])
    }

    /// The name of the department a file belongs to.
    pub fn owner_of(&self, file: usize) -> Option<&str> {
        Some(self.departments[(*self.owners.get(file)?)?].name.as_str())
    }
}
