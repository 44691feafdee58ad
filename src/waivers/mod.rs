//! Findings the bureau has agreed to let pass: listed with their reason, counted for nothing, never hidden.

mod list;

use std::collections::{BTreeMap, BTreeSet};

pub use list::{WaiverError, from_workbook, load, parse_csv};

use crate::ground::Ground;
use crate::model::batch::{Batch, Department, Gone};
use crate::model::day;
use crate::model::finding::{Finding, Outcome};
use crate::model::roster::Roster;
use crate::model::standing::Note;
use crate::model::text::compact;
use crate::rules::registry;

/// Year, month, day: ordered the way days are.
type Date = (i32, u32, u32);

const ANY: &str = "*";

/// One line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// 1-based line of the file.
    pub line: u64,
    pub department: String,
    pub rule: String,
    /// A finding's `subject`, or `*`.
    pub subject: String,
    pub reason: String,
    /// The last day it holds; `None` for no end.
    pub until: Option<Date>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waivers(Vec<Waiver>);

/// Why a waiver did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    Expired(Date),
    NoSuchRule,
    NoSuchDepartment,
    /// The line that says the same.
    Repeats(u64),
    NothingFound,
}

/// A waiver that did nothing, for the officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idle {
    pub waiver: Waiver,
    pub why: Why,
}

impl Idle {
    pub fn words(&self) -> String {
        let Waiver { line, department, rule, subject, .. } = &self.waiver;
        let why = match self.why {
            Why::Expired((y, m, d)) => format!("已于{}到期，本次未生效。", day::words((Some(y), m, d))),
            Why::NoSuchRule => format!("未生效：没有代码为{rule}的规则，请对照“规则说明”核对。"),
            Why::NoSuchDepartment => "未生效：名册和本次报送中都没有这个单位，请核对名称。".to_owned(),
            Why::Repeats(first) => format!("与第{first}行重复，以第{first}行为准。"),
            Why::NothingFound => "本次没有对应的问题，可以删去。".to_owned(),
        };
        format!("豁免清单第{line}行（{department}，{rule}，{subject}）{why}")
    }
}

impl Waivers {
    /// Marks what is waived on `today`, and says which waivers did nothing. To be called after the
    /// batch rules and before states are settled.
    pub fn apply(&self, batch: &mut Batch, ground: &Ground, today: Date) -> Vec<Idle> {
        let mut used = BTreeSet::new();
        let mut placed: BTreeSet<u64> = BTreeSet::new();
        let by_key = self.by_key(ground);
        for (index, department) in batch.departments.iter_mut().enumerate() {
            let names = names(department, batch.roster.as_deref(), ground);
            let own = names.iter().map(String::as_str).chain([ANY]).filter_map(|name| by_key.get(name)).flatten();
            let own: BTreeMap<u64, &Waiver> = own.map(|waiver| (waiver.line, *waiver)).collect();
            placed.extend(own.keys());
            let held: Vec<_> = own.into_values().filter(|waiver| waiver.holds_on(today)).collect();
            let files = department.slots.iter().flat_map(|slot| &slot.files).chain(&department.unreadable);
            for file in files.chain(&department.attached) {
                let arrival = &mut batch.arrivals[*file];
                arrival.notes.iter_mut().for_each(|note| mark(&held, Waivable::of_note(note), &mut used));
                arrival.late.iter_mut().for_each(|finding| mark(&held, Waivable::of(finding), &mut used));
            }
            department.findings.iter_mut().for_each(|finding| mark(&held, Waivable::of(finding), &mut used));
            // What was dismissed since is not fixed because it is no longer asked.
            let span = Gone::span(&batch.gone, index);
            for gone in &mut batch.gone[span] {
                let notes = gone.standing.notes.iter_mut();
                notes.for_each(|note| mark(&held, Waivable::of_note(note), &mut BTreeSet::new()));
            }
            let reported = batch.reported.get_mut(&department.name).into_iter().flatten();
            for finding in reported.flat_map(|before| &mut before.findings) {
                mark(&held, Waivable::of(finding), &mut BTreeSet::new());
            }
        }
        let why = |waiver: &Waiver| match waiver.until {
            Some(until) if !waiver.holds_on(today) => Some(Why::Expired(until)),
            _ if used.contains(&waiver.line) => None,
            _ if !is_rule(&waiver.rule, ground) => Some(Why::NoSuchRule),
            _ if !placed.contains(&waiver.line) => Some(Why::NoSuchDepartment),
            _ => Some(self.said_before(waiver, today).map_or(Why::NothingFound, Why::Repeats)),
        };
        self.0.iter().filter_map(|waiver| Some(Idle { waiver: waiver.clone(), why: why(waiver)? })).collect()
    }

    /// Waivers by the name they are for, each without its place.
    fn by_key(&self, ground: &Ground) -> BTreeMap<String, Vec<&Waiver>> {
        let mut by_key: BTreeMap<String, Vec<&Waiver>> = BTreeMap::new();
        for waiver in &self.0 {
            let key = if waiver.department == ANY { ANY.to_owned() } else { ground.key(&waiver.department) };
            by_key.entry(key).or_default().push(waiver);
        }
        by_key
    }

    /// The line above that waives the same.
    fn said_before(&self, waiver: &Waiver, today: Date) -> Option<u64> {
        let said =
            |w: &&Waiver| (&w.department, &w.rule, &w.subject) == (&waiver.department, &waiver.rule, &waiver.subject);
        let above = self.0.iter().take_while(|above| above.line < waiver.line);
        above.filter(|above| above.holds_on(today)).find(said).map(|above| above.line)
    }
}

/// What a department goes by, each name without its place.
fn names(department: &Department, roster: Option<&Roster>, ground: &Ground) -> Vec<String> {
    let entry = roster.zip(department.roster).and_then(|(roster, index)| roster.entries.get(index));
    let aliases = entry.map_or(&[][..], |entry| &entry.aliases);
    std::iter::once(&department.name).chain(aliases).map(|name| ground.key(name)).collect()
}

fn is_rule(code: &str, ground: &Ground) -> bool {
    let mut own = ground.profiles.iter().flat_map(|profile| &profile.rules);
    registry::find(code).is_some() || own.any(|rule| rule.code == code)
}

impl Waiver {
    fn holds_on(&self, today: Date) -> bool {
        self.until.is_none_or(|until| today <= until)
    }

    fn covers(&self, finding: &Waivable<'_>) -> bool {
        let same_subject = self.subject == ANY || compact(&self.subject) == compact(finding.subject);
        finding.outcome == Outcome::Fail && finding.code == self.rule && same_subject
    }
}

/// What of a finding a waiver looks at, and where it puts its reason.
struct Waivable<'f> {
    outcome: Outcome,
    code: &'f str,
    subject: &'f str,
    waived: &'f mut Option<String>,
}

impl<'f> Waivable<'f> {
    fn of(finding: &'f mut Finding) -> Self {
        let Finding { outcome, code, subject, waived, .. } = finding;
        Self { outcome: *outcome, code, subject, waived }
    }

    fn of_note(note: &'f mut Note) -> Self {
        let Note { outcome, code, subject, waived, .. } = note;
        Self { outcome: *outcome, code, subject, waived }
    }
}

/// The first line that covers a finding gives its reason.
fn mark(held: &[&Waiver], finding: Waivable<'_>, used: &mut BTreeSet<u64>) {
    if let Some(waiver) = held.iter().find(|waiver| waiver.covers(&finding)) {
        *finding.waived = Some(waiver.reason.clone());
        used.insert(waiver.line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consolidate::{Expectation, consolidate};
    use crate::model::finding::Severity;
    use crate::model::sample;

    fn waivers(lines: &str) -> Waivers {
        list::parse(&format!("单位名称,规则,项目,理由,有效期至\n{lines}")).expect("a good list")
    }

    fn batch() -> Batch {
        let mut arrival = sample::arrival("区教育局.xlsx", "区教育局", Some(0));
        arrival.findings.push(sample::finding("SCR-02", Severity::Error, Some("H15")));
        consolidate(
            crate::record::gathered(vec![arrival]),
            Some(sample::roster(&["区教育局"]).into()),
            Expectation::default(),
        )
    }

    #[test]
    fn a_waived_finding_stays_listed_and_counts_for_nothing() {
        for name in ["区教育局", "湘东区教育局"] {
            let mut batch = batch();
            let list = waivers(&format!("{name},scr-02,预算执行管理/预算执行率/得分,已批复,2024-12-31\n"));
            let idle = list.apply(&mut batch, &Ground::builtin(), (2024, 12, 31));
            let note = &batch.arrivals[0].notes[0];
            assert_eq!((note.waived.as_deref(), note.weight().counts, idle), (Some("已批复"), false, vec![]));
        }
    }

    #[test]
    fn what_did_nothing_is_said_with_its_reason() {
        let mut batch = batch();
        let list = "区教育局,SCR-02,*,旧的,2024年6月30日\n区教育局,SCR-02,*,已批复,\n区教育局,SCR-02,*,又一次,\n\
                    区教育局,SCR-03,*,已批复,\n区民政局,SCR-02,,已批复,\n区教育局,SCR-99,*,已批复,\n";
        let idle = waivers(list).apply(&mut batch, &Ground::builtin(), (2024, 7, 1));
        assert_eq!(batch.arrivals[0].notes[0].waived.as_deref(), Some("已批复"));
        let why: Vec<_> = idle.iter().map(|idle| (idle.waiver.line, idle.why)).collect();
        let (expired, repeats) = (Why::Expired((2024, 6, 30)), Why::Repeats(3));
        let others = [(5, Why::NothingFound), (6, Why::NoSuchDepartment), (7, Why::NoSuchRule)];
        assert_eq!(why, [&[(2, expired), (4, repeats)][..], &others].concat());
        assert!(idle[0].words().contains("2024年6月30日到期"));
    }
}
