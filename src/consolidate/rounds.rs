//! Against the department's submission before: which findings are new, which are still open, which are fixed; and what
//! the department answered to them.

use std::collections::BTreeMap;

use crate::model::batch::{Batch, Department, Slot};
use crate::model::finding::{Finding, Outcome};
use crate::model::reply::{Answer, RoundState};
use crate::model::standing::{Held, Note};
use crate::model::text::compact;

/// Answers of an earlier output, by the name of the department.
pub type Kept = BTreeMap<String, Vec<Answer>>;

/// Gives every finding its state. A form that came once, or twice the same, has none.
pub fn compare(batch: &mut Batch) {
    // Records of an earlier run may bring the states of that run.
    batch.arrivals.iter_mut().flat_map(|arrival| &mut arrival.notes).for_each(|note| note.state = None);
    let slots = batch.departments.iter().flat_map(|department| &department.slots);
    let pairs: Vec<(usize, usize)> =
        slots.filter_map(|slot| Some((slot.counting(), slot.before(&batch.arrivals)?))).collect();
    for (now, before) in pairs {
        let mut earlier = batch.arrivals[before].notes.clone();
        let mut free: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        for (index, note) in earlier.iter().enumerate().filter(|(_, note)| asks(note)) {
            free.entry(meaning(note)).or_default().push(index);
        }
        free.values_mut().for_each(|notes| notes.reverse());
        for note in batch.arrivals[now].notes.iter_mut().filter(|note| asks(note)) {
            let known = free.get_mut(&meaning(note)).and_then(Vec::pop);
            note.state = Some(if known.is_some() { RoundState::Open } else { RoundState::New });
        }
        free.into_values().flatten().for_each(|index| earlier[index].state = Some(RoundState::Fixed));
        batch.arrivals[before].notes = earlier;
    }
}

/// Asks for something, dismissed or not: what a waiver dismissed is neither new nor fixed.
fn asks(note: &Note) -> bool {
    note.outcome == Outcome::Fail && note.waived.is_none()
}

/// A finding by its meaning: rows may have moved, files been renamed.
fn meaning(note: &Note) -> (String, String) {
    (note.code.to_string(), compact(&note.subject).into_owned())
}

/// Puts answers beside the findings they are about: those kept from earlier, then those that came back, the last saved
/// last.
pub fn answer(batch: &mut Batch, kept: &Kept) {
    for index in 0..batch.departments.len() {
        let department = &batch.departments[index];
        let came = department.feedback.iter().rev().flat_map(|file| match &batch.arrivals[*file].held {
            Held::Feedback(feedback) => feedback.answers.as_slice(),
            _ => &[],
        });
        let answers: Vec<Answer> = kept.get(&department.name).into_iter().flatten().chain(came).cloned().collect();
        let files = files(batch, department);
        let mut placed: BTreeMap<(String, String, String), Answer> = BTreeMap::new();
        for answer in answers {
            if place(batch, index, &files, &answer) {
                placed.insert((answer.rule.clone(), answer.subject.clone(), answer.place.clone()), answer);
            }
        }
        batch.departments[index].answers = placed.into_values().collect();
    }
}

/// The files a department was told of: those that count, then those before them, whose fixed findings are listed.
fn files(batch: &Batch, department: &Department) -> Vec<usize> {
    let earlier = department.slots.iter().filter_map(|slot| slot.before(&batch.arrivals));
    batch.files_of(department).chain(earlier).collect()
}

fn place(batch: &mut Batch, department: usize, files: &[usize], answer: &Answer) -> bool {
    for by in [By::Subject, By::Cell] {
        for file in files {
            let is_counting = batch.departments[department].slots.iter().any(|slot| slot.counting() == *file);
            let arrival = &mut batch.arrivals[*file];
            let is_live = |note: &&mut Note| {
                asks(note) && (is_counting || arrival.held.is_unread() || note.state == Some(RoundState::Fixed))
            };
            let mut live = arrival.notes.iter_mut().filter(is_live);
            if let Some(note) = live.find(|note| by.means(answer, &note.code, &note.subject, note.cell)) {
                note.reply = Some(Box::new(answer.reply.clone()));
                return true;
            }
            if let Some(finding) = arrival.late.iter_mut().find(|finding| by.means_finding(answer, finding)) {
                finding.reply = Some(answer.reply.clone());
                return true;
            }
        }
        let own = &mut batch.departments[department].findings;
        if let Some(finding) = own.iter_mut().find(|finding| by.means_finding(answer, finding)) {
            finding.reply = Some(answer.reply.clone());
            return true;
        }
    }
    false
}

/// What an answer is recognised by, the surer first.
#[derive(Clone, Copy)]
enum By {
    Subject,
    Cell,
}

impl By {
    fn means(self, answer: &Answer, code: &str, subject: &str, cell: Option<crate::model::address::CellRef>) -> bool {
        code == answer.rule
            && match self {
                Self::Subject => compact(subject) == compact(answer.first_subject()),
                Self::Cell => cell.is_some_and(|cell| cell.to_string() == answer.first_cell()),
            }
    }

    fn means_finding(self, answer: &Answer, finding: &Finding) -> bool {
        self.means(answer, &finding.code, &finding.subject, finding.cell)
    }
}

/// What an earlier output says of the form of a department that counted then.
#[derive(Debug)]
pub struct Known {
    pub department: String,
    pub project: Option<String>,
    pub sha256: String,
    pub findings: Vec<Finding>,
}

/// Against submissions whose files are gone: what an earlier output says of them. A form that has come since is held
/// against the one that counted then; one that counted then already keeps its states.
pub fn remember(batch: &mut Batch, known: Vec<Known>) {
    let by_name: BTreeMap<String, usize> =
        batch.departments.iter().enumerate().map(|(index, department)| (department.name.clone(), index)).collect();
    for Known { department, project, sha256, findings } in known {
        let Some(index) = by_name.get(&department).copied() else { continue };
        let is_its = |slot: &&Slot| slot.project.as_deref().map(compact) == project.as_deref().map(compact);
        let Some(slot) = batch.departments[index].slots.iter().find(is_its) else { continue };
        if slot.before(&batch.arrivals).is_some() {
            continue;
        }
        let counting = &mut batch.arrivals[slot.counting()];
        let fixed = match counting.sha256 == sha256 {
            true => keep_states(&mut counting.notes, findings),
            false => against(&mut counting.notes, findings),
        };
        batch.departments[index].findings.extend(fixed);
    }
}

/// Gives the findings that are fixed.
fn against(notes: &mut [Note], findings: Vec<Finding>) -> Vec<Finding> {
    let mut free: BTreeMap<(String, String), Vec<Finding>> = BTreeMap::new();
    let asked = findings.into_iter().filter(|finding| finding.counts() && finding.outcome == Outcome::Fail);
    for finding in asked {
        let meaning = (finding.code.to_string(), compact(&finding.subject).into_owned());
        free.entry(meaning).or_default().push(finding);
    }
    for note in notes.iter_mut().filter(|note| asks(note)) {
        let known = free.get_mut(&meaning(note)).and_then(Vec::pop);
        note.state = Some(if known.is_some() { RoundState::Open } else { RoundState::New });
    }
    let fixed = free.into_values().flatten();
    fixed.map(|finding| Finding { state: Some(RoundState::Fixed), related: vec![], ..finding }).collect()
}

fn keep_states(notes: &mut [Note], findings: Vec<Finding>) -> Vec<Finding> {
    let (fixed, live): (Vec<_>, Vec<_>) =
        findings.into_iter().partition(|finding| finding.state == Some(RoundState::Fixed));
    let states: BTreeMap<(String, String), Option<RoundState>> =
        live.iter().map(|one| ((one.code.to_string(), compact(&one.subject).into_owned()), one.state)).collect();
    for note in notes.iter_mut().filter(|note| asks(note)) {
        note.state = states.get(&meaning(note)).copied().flatten();
    }
    fixed
}
