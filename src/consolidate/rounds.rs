//! Against the department's submission before: which findings are new, which are still open, which are fixed; and what
//! the department answered to them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::reported;
use crate::model::batch::{Batch, Before, Department, NotSubmitted, Slot};
use crate::model::finding::{Finding, Outcome};
use crate::model::line::FindingLine;
use crate::model::reply::{Answer, RoundState};
use crate::model::standing::{Held, Note};
use crate::model::text::compact;

/// Answers of an earlier output, by the index of the department.
pub type Kept = BTreeMap<usize, Vec<Answer>>;

/// Gives every finding its state. A form that came once, or twice the same, has none.
///
/// # Errors
/// What was laid aside is not given back.
pub fn compare(batch: &mut Batch) -> io::Result<()> {
    // Records of an earlier run may bring the states of that run.
    batch.arrivals.iter_mut().flat_map(|arrival| &mut arrival.notes).for_each(|note| note.state = None);
    for index in 0..batch.departments.len() {
        let same = reported::compare(batch, index);
        let slots = batch.departments[index].slots.iter().filter(|slot| Some(slot.counting()) != same);
        let pairs: Vec<_> = slots.filter_map(|slot| Some((slot.counting(), slot.before?))).collect();
        for (now, before) in pairs {
            match before {
                Before::Here(before) => {
                    let mut earlier = std::mem::take(&mut batch.arrivals[before].notes);
                    against(&mut batch.arrivals[now].notes, &mut earlier);
                    batch.arrivals[before].notes = earlier;
                }
                Before::Gone(gone) => {
                    let gone = &batch.gone[gone].standing;
                    let (mut earlier, lines) = (gone.notes.clone(), batch.bodies.read(gone.found)?);
                    against(&mut batch.arrivals[now].notes, &mut earlier);
                    batch.departments[index].findings.extend(fixed(&earlier, &lines));
                }
            }
        }
    }
    Ok(())
}

fn against(now: &mut [Note], before: &mut [Note]) {
    let mut free: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (index, note) in before.iter().enumerate().filter(|(_, note)| asks(note)) {
        free.entry(meaning(note)).or_default().push(index);
    }
    free.values_mut().for_each(|notes| notes.reverse());
    for note in now.iter_mut().filter(|note| asks(note)) {
        let known = free.get_mut(&meaning(note)).and_then(Vec::pop);
        note.state = Some(if known.is_some() { RoundState::Open } else { RoundState::New });
    }
    free.into_values().flatten().for_each(|index| before[index].state = Some(RoundState::Fixed));
}

/// The findings of a file that is gone that are fixed: they are told of with the department.
fn fixed(notes: &[Note], lines: &[u8]) -> Vec<Finding> {
    let lines = lines.split(|byte| *byte == b'\n').zip(notes);
    let fixed = lines.filter(|(_, note)| note.state == Some(RoundState::Fixed));
    let line = |(line, _)| Some(serde_json::from_slice::<FindingLine<'_>>(line).ok()?.finding(("", "")).now_fixed());
    fixed.filter_map(line).collect()
}

/// Departments that sent nothing until an earlier output, and what that says of it: something has come now, or had
/// come then and nothing since.
pub fn arrived(batch: &mut Batch, missing: Vec<NotSubmitted>, known: &BTreeSet<String>) {
    let mut by_name: BTreeMap<String, Vec<NotSubmitted>> = BTreeMap::new();
    for one in missing {
        by_name.entry(one.finding.department.clone().unwrap_or_default()).or_default().push(one);
    }
    for department in &mut batch.departments {
        let all = by_name.get(&department.name).map_or(&[][..], Vec::as_slice);
        let is_its = |one: &&NotSubmitted| department.origin.is_none() || one.origin == department.origin;
        let Some(NotSubmitted { finding, .. }) = all.iter().find(is_its) else { continue };
        let is_missing = department.findings.iter().any(|live| live.code == finding.code);
        let is_news = finding.state != Some(RoundState::Fixed)
            || department.slots.iter().all(|slot| known.contains(&batch.arrivals[slot.counting()].sha256));
        if !is_missing && is_news {
            department.findings.push(finding.clone().now_fixed());
        }
    }
}

/// Asks for something, dismissed or not: what a waiver dismissed is neither new nor fixed. What a report beside a form
/// says is compared with what reports said.
fn asks(note: &Note) -> bool {
    note.outcome == Outcome::Fail && note.waived.is_none() && note.code != reported::AT_THE_FORM
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
        let answers: Vec<Answer> = kept.get(&index).into_iter().flatten().chain(came).cloned().collect();
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
    let earlier = department.slots.iter().filter_map(Slot::before_here);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::address::CellRef;
    use crate::model::reply::Reply;

    #[test]
    fn an_answer_is_known_by_its_rule_and_its_subject_or_cell() {
        let (rule, subject, place) = ("SCR-02".to_owned(), "满意度/得分".to_owned(), "H15".to_owned());
        let answer = Answer { rule, subject, place, reply: Reply::default() };
        let cell = Some(CellRef::new(14, 7));
        let other = Some(CellRef::new(15, 7));
        assert!(By::Subject.means(&answer, "SCR-02", "满意度/ 得分", other));
        assert!(!By::Subject.means(&answer, "SCR-02", "完成率/得分", cell));
        assert!(By::Cell.means(&answer, "SCR-02", "完成率/得分", cell));
        assert!(!By::Cell.means(&answer, "SCR-02", "满意度/得分", other));
        assert!(!By::Cell.means(&answer, "SCR-02", "满意度/得分", None));
        for by in [By::Subject, By::Cell] {
            assert!(!by.means(&answer, "SCR-03", "满意度/得分", cell), "of another rule");
        }
    }
}
