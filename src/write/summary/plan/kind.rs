//! Which departments and forms have a row, in which order, under which 归口股室.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::model::batch::{Batch, Department, Slot};
use crate::model::finding::Severity;
use crate::model::roster::RosterEntry;
use crate::model::standing::{FormStanding, MoneyLine, Standing};
use crate::profile::spec::Profile;

/// Section of departments the roster gives none.
const NO_SECTION: &str = "未分股室";
/// What the main sheets are called when no form of a department is among the profiles.
const MAIN_KIND: &str = "部门";

/// Forms of one kind (部门, 项目): a pair of sheets of the summary.
pub struct Kind<'a> {
    pub name: &'a str,
    pub main: bool,
    pub profiles: Vec<&'a Profile>,
    /// In printing order.
    pub rows: Vec<Row<'a>>,
    /// 归口股室 and its rows, when they are to be grouped.
    pub sections: Vec<(&'a str, Range<usize>)>,
}

/// A department, with its form when there is one; of project forms one row each.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub department: &'a Department,
    pub entry: Option<&'a RosterEntry>,
    pub form: Option<Form<'a>>,
    /// Not the department's first row of its kind: what is the department's stands there.
    pub is_further: bool,
}

#[derive(Clone, Copy)]
pub struct Form<'a> {
    pub department: &'a Department,
    pub arrival_index: usize,
    pub slot: &'a Slot,
    pub arrival: &'a Standing,
    pub record: &'a FormStanding,
    pub profile: &'a Profile,
}

impl<'a> Kind<'a> {
    pub fn forms(&self) -> impl Iterator<Item = &Form<'a>> {
        self.rows.iter().filter_map(|row| row.form.as_ref())
    }

    /// Forms with points and scores: what averages, ranks and grades are over.
    pub fn scored(&self) -> impl Iterator<Item = &Form<'a>> {
        self.forms().filter(|form| form.is_scored())
    }

    pub fn summary_sheet(&self) -> String {
        format!("{}汇总", self.name)
    }

    pub fn budget_sheet(&self) -> String {
        match self.main {
            true => "预算汇总".to_owned(),
            false => format!("{}预算汇总", self.name),
        }
    }

    /// Row of the sheet for a row of the plan: each section's subtotal takes one more.
    pub fn sheet_row(&self, index: usize, first: u32) -> u32 {
        let before = self.sections.iter().filter(|(_, rows)| rows.end <= index).count();
        first + (index + before) as u32
    }

    /// Rows the table takes, subtotals included.
    pub fn height(&self) -> u32 {
        (self.rows.len() + self.sections.len()) as u32
    }
}

impl Form<'_> {
    /// 元; `None` when no line of the overall figure can be used.
    pub fn budget(&self) -> Option<Decimal> {
        self.overall(|line| line.budget_yuan())
    }

    pub fn executed(&self) -> Option<Decimal> {
        self.overall(|line| line.executed_yuan())
    }

    fn overall(&self, amount: impl Fn(&MoneyLine) -> Option<Decimal>) -> Option<Decimal> {
        let keys = self.profile.budget.overall();
        let amounts = keys.into_iter().filter_map(|key| amount(self.record.line(key)?));
        amounts.reduce(Decimal::saturating_add)
    }

    /// An error of its money is open, or its unit in doubt: its amounts may be ten thousand times too large.
    pub fn has_money_error(&self) -> bool {
        const DOUBTFUL_UNIT: &str = "BUD-10";
        self.arrival.weights().any(|found| {
            let is_error = found.code.starts_with("BUD-") && found.severity == Severity::Error;
            found.counts && (is_error || found.code == DOUBTFUL_UNIT)
        })
    }

    /// What the total row states, else the sum of its scores, points.
    pub fn own_total(&self) -> Decimal {
        self.record.scores.stated.unwrap_or(self.record.scores.own)
    }

    pub fn is_scored(&self) -> bool {
        self.record.is_scored
    }

    /// Sum of the own scores minus recomputed, points.
    pub fn difference(&self) -> Decimal {
        self.record.scores.own.saturating_sub(self.record.scores.recomputed)
    }
}

pub(super) fn kinds<'a>(batch: &'a Batch, profiles: &'a [Arc<Profile>], by_section: bool) -> Vec<Kind<'a>> {
    let main_name = profiles.iter().find(|p| !p.is_per_project()).map_or(MAIN_KIND, |p| p.kind.as_str());
    let mut names = vec![main_name];
    for (_, _, _, record) in batch.counting() {
        if let Some(profile) = find(profiles, &record.profile) {
            names.push(&profile.kind);
        }
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    names.into_iter().map(|name| kind(batch, profiles, name, (name == main_name, by_section))).collect()
}

fn find<'a>(profiles: &'a [Arc<Profile>], name: &str) -> Option<&'a Profile> {
    profiles.iter().find(|profile| profile.name == name).map(Arc::as_ref)
}

fn kind<'a>(
    batch: &'a Batch,
    profiles: &'a [Arc<Profile>],
    name: &'a str,
    (main, by_section): (bool, bool),
) -> Kind<'a> {
    let mut rows: Vec<Row<'a>> =
        batch.departments.iter().flat_map(|d| rows_of(batch, profiles, d, (name, main))).collect();
    let sections = if by_section { group(&mut rows) } else { Vec::new() };
    let profiles = profiles.iter().map(Arc::as_ref).filter(|profile| profile.kind == name).collect();
    Kind { name, main, profiles, rows, sections }
}

fn rows_of<'a>(
    batch: &'a Batch,
    profiles: &'a [Arc<Profile>],
    department: &'a Department,
    (kind, main): (&str, bool),
) -> Vec<Row<'a>> {
    let entry = batch.roster.as_ref().and_then(|roster| roster.entries.get(department.roster?));
    let form = |slot: &'a Slot| {
        let (arrival_index, arrival) = (slot.counting(), &batch.arrivals[slot.counting()]);
        let record = arrival.form()?;
        let profile = find(profiles, &record.profile)?;
        (profile.kind == kind).then_some(Form { department, arrival_index, slot, arrival, record, profile })
    };
    let row = |form, index| Row { department, entry, form, is_further: index > 0 };
    let forms = department.slots.iter().filter_map(form).zip(0..);
    let rows: Vec<_> = forms.map(|(form, index)| row(Some(form), index)).collect();
    match rows.is_empty() && main {
        true => vec![row(None, 0)],
        false => rows,
    }
}

/// Sections in the order they first appear; the order inside stays.
fn group<'a>(rows: &mut Vec<Row<'a>>) -> Vec<(&'a str, Range<usize>)> {
    let mut sections: Vec<(&str, Vec<Row<'a>>)> = Vec::new();
    for row in rows.drain(..) {
        let name = row.section().unwrap_or(NO_SECTION);
        match sections.iter_mut().find(|(section, _)| *section == name) {
            Some((_, members)) => members.push(row),
            None => sections.push((name, vec![row])),
        }
    }
    let mut ranges = Vec::new();
    for (name, members) in sections {
        ranges.push((name, rows.len()..rows.len() + members.len()));
        rows.extend(members);
    }
    ranges
}

impl<'a> Row<'a> {
    /// The part of a merged batch it comes from: the form's, else the department's.
    pub fn origin(&self) -> Option<&'a str> {
        self.form.and_then(|form| form.arrival.origin.as_deref()).or(self.department.origin.as_deref())
    }

    pub fn section(&self) -> Option<&'a str> {
        self.entry?.section.as_deref().filter(|section| !section.is_empty())
    }
}
