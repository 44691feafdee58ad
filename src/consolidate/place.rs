//! Whose file it is: by the name on the form, and where no form could be read, by the name of the file.

use std::collections::{BTreeMap, HashMap};

use super::{Expectation, duplicates};
use crate::model::batch::{Department, DepartmentState, FileState, Slot};
use crate::model::roster::Roster;
use crate::model::standing::{Claim, FormStanding, Held, Standing};
use crate::model::{names, text};

pub struct Placed {
    pub departments: Vec<Department>,
    /// The departments by whose they are.
    pub owners: BTreeMap<Owner, usize>,
    /// Parallel to the arrivals.
    pub states: Vec<FileState>,
    /// Documents whose form stands in a workbook beside them.
    pub reports: Vec<usize>,
}

/// Roster entries in their order, then others by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    Listed(usize),
    Named(String),
}

pub fn place(arrivals: &[Standing], roster: Option<&Roster>, expected: &Expectation) -> Placed {
    let mut departments: BTreeMap<Owner, Department> = BTreeMap::new();
    for (index, entry) in roster.into_iter().flat_map(|roster| roster.entries.iter().enumerate()) {
        let origin = entry.origin.clone();
        departments.insert(Owner::Listed(index), Department { origin, ..nobody_yet(&entry.name, Some(index)) });
    }
    let reports = give_forms(arrivals, &mut departments);
    give_unreadable(arrivals, (roster, expected), &mut departments);
    give_feedback(arrivals, &mut departments);
    for (owner, report) in &reports {
        departments.get_mut(owner).into_iter().for_each(|department| department.attached.push(*report));
    }
    let owners = departments.keys().cloned().zip(0..).collect();
    let mut departments: Vec<Department> = departments.into_values().collect();
    let states = arrange_files(arrivals, &expected.profiles, &mut departments);
    for (index, department) in departments.iter_mut().enumerate() {
        department.number = index + 1;
        department.state = state_by_arrival(department, &expected.profiles);
    }
    await_confirmation(arrivals, &mut departments);
    let reports = reports.into_iter().map(|(_, file)| file).collect();
    Placed { departments, owners, states, reports }
}

fn nobody_yet(name: &str, roster: Option<usize>) -> Department {
    Department {
        number: 0,
        name: name.to_owned(),
        origin: None,
        roster,
        state: DepartmentState::Missing,
        slots: Vec::new(),
        unreadable: Vec::new(),
        attached: Vec::new(),
        feedback: Vec::new(),
        answers: Vec::new(),
        since: None,
        last_year: None,
        lost: 0,
        workbook: None,
        carried_workbook: None,
        findings: Vec::new(),
    }
}

/// A blank or unknown name belongs to nobody, not even to another blank one.
pub fn owner(record: &FormStanding) -> Option<Owner> {
    let listed = record.roster.map(Owner::Listed);
    let named = record.department.as_ref().map(|_| record.key.clone()).filter(|key| !key.is_empty());
    listed.or(named.map(Owner::Named))
}

/// Workbooks first: a document that holds a form of which there is a workbook is a report beside it, and is given back.
fn give_forms(arrivals: &[Standing], departments: &mut BTreeMap<Owner, Department>) -> Vec<(Owner, usize)> {
    let mut offered: HashMap<(Owner, &str, Option<String>), Offered> = HashMap::new();
    let is_document = |arrival: &Standing| arrival.format == "docx";
    let all = || arrivals.iter().enumerate();
    let workbooks = all().filter(|(_, arrival)| !is_document(arrival));
    let mut reports = Vec::new();
    for (index, arrival) in workbooks.chain(all().filter(|(_, arrival)| is_document(arrival))) {
        let Some((form, owner)) = arrival.form().and_then(|form| Some((form, owner(form)?))) else {
            continue;
        };
        if is_document(arrival) && has_workbook(arrivals, departments.get(&owner), form) {
            reports.push((owner, index));
            continue;
        }
        let name = form.department.as_deref().unwrap_or_default();
        let department = departments.entry(owner.clone()).or_insert_with(|| nobody_yet(name, form.roster));
        department.origin.clone_from(&arrival.origin);
        let project = form.project.as_deref().map(|project| text::compact(project).into_owned());
        let offered = offered.entry((owner, &form.profile, project)).or_default();
        match offered.next(arrivals, index) {
            Some(slot) => department.slots[slot].files.push(index),
            None => {
                offered.slots.push(department.slots.len());
                department.slots.push(Slot {
                    profile: form.profile.clone(),
                    project: form.project.clone(),
                    files: vec![index],
                    because: String::new(),
                    is_doubtful: false,
                    before: None,
                    before_that: None,
                });
            }
        }
    }
    reports
}

/// The department sent the form as a workbook too.
fn has_workbook(arrivals: &[Standing], department: Option<&Department>, form: &FormStanding) -> bool {
    let slots = department.into_iter().flat_map(|department| &department.slots);
    slots.filter(|slot| slot.is_for(form)).flat_map(|slot| &slot.files).any(|file| arrivals[*file].format != "docx")
}

/// The slots of one form of one department. Forms of one workbook never stand for each other, however alike they are:
/// its first goes to the first slot, its second to the second.
#[derive(Default)]
struct Offered {
    slots: Vec<usize>,
    /// The last file, and how many forms of it came.
    last: Option<(usize, usize)>,
}

impl Offered {
    /// The slot of a further form, where there is one already. Forms of one file follow each other.
    fn next(&mut self, arrivals: &[Standing], index: usize) -> Option<usize> {
        let came = match self.last {
            Some((last, came)) if arrivals[last].is_same_file(&arrivals[index]) => came,
            _ => 0,
        };
        self.last = Some((index, came + 1));
        self.slots.get(came).copied()
    }
}

fn give_unreadable(
    arrivals: &[Standing],
    (roster, expected): (Option<&Roster>, &Expectation),
    departments: &mut BTreeMap<Owner, Department>,
) {
    let names = KnownNames::of(roster, departments, &expected.place_prefixes);
    for (index, arrival) in arrivals.iter().enumerate() {
        let is_document = match &arrival.held {
            Held::Fault | Held::NoForm => false,
            Held::NotSpreadsheet(Some(_)) | Held::Document(_) => true,
            _ => continue,
        };
        let title = match &arrival.held {
            Held::Document(document) => document.title.as_str(),
            _ => "",
        };
        let owner = match &arrival.claim {
            Claim::ByFileName => names.named_by(arrival.source.file_name()).or_else(|| names.named_by(title)).cloned(),
            Claim::Listed(entry) => Some(Owner::Listed(*entry)),
            Claim::Named(key) => Some(Owner::Named(key.clone())),
            Claim::Nobody => None,
        };
        // Who is on no roster is told by nobody to have sent nothing.
        let is_report = matches!(arrival.held, Held::Document(_));
        let owner = owner.filter(|owner| !is_document || is_report || matches!(owner, Owner::Listed(_)));
        match owner.and_then(|owner| departments.get_mut(&owner)) {
            Some(department) if is_document => department.attached.push(index),
            Some(department) => department.unreadable.push(index),
            None => {}
        }
    }
    // A document instead of a form looks like nothing, and is not.
    for department in departments.values_mut().filter(|department| department.slots.is_empty()) {
        department.unreadable.append(&mut department.attached);
    }
}

/// Feedback workbooks that came back, to the departments they were made for; the last saved first.
fn give_feedback(arrivals: &[Standing], departments: &mut BTreeMap<Owner, Department>) {
    let mut files: Vec<usize> = (0..arrivals.len()).collect();
    files.sort_by_key(|file| std::cmp::Reverse((arrivals[*file].saved(), *file)));
    for file in files {
        let Held::Feedback(feedback) = &arrivals[file].held else { continue };
        let owner = feedback.roster.map_or_else(|| Owner::Named(feedback.key.clone()), Owner::Listed);
        if let Some(department) = departments.get_mut(&owner) {
            department.feedback.push(file);
        }
    }
}

/// Names that may stand in a file name, comparable, with whose they are; also without the place in front.
#[derive(Default)]
struct KnownNames {
    index: names::Beginnings,
    owners: Vec<Owner>,
}

impl KnownNames {
    fn of(roster: Option<&Roster>, departments: &BTreeMap<Owner, Department>, place_prefixes: &[String]) -> Self {
        let entries = roster.into_iter().flat_map(|roster| roster.entries.iter().enumerate());
        let aliases =
            entries.flat_map(|(index, entry)| entry.aliases.iter().map(move |alias| (Owner::Listed(index), alias)));
        let own = departments.iter().map(|(owner, department)| (owner.clone(), &department.name));
        let mut known = Self::default();
        for (owner, name) in own.chain(aliases) {
            let whole = text::compact(name).into_owned();
            let short = names::normalised(&whole, place_prefixes);
            for name in [whole, short].iter().filter(|name| name.chars().count() > 1) {
                known.index.add(known.owners.len(), name);
            }
            known.owners.push(owner);
        }
        known
    }

    /// The department a file name names. The longest name wins (区教育局招生办 is not 区教育局);
    /// one that fits several departments is nobody's.
    fn named_by(&self, file_name: &str) -> Option<&Owner> {
        let file = text::compact(file_name);
        let ends = file.char_indices().map(|(at, _)| &file[at..]);
        let found: Vec<(usize, usize)> = ends.flat_map(|rest| self.index.of(rest)).collect();
        let longest = found.iter().map(|(_, length)| *length).max()?;
        let mut owners = found.iter().filter(|(_, length)| *length == longest).map(|(at, _)| &self.owners[*at]);
        let owner = owners.next()?;
        owners.all(|other| other == owner).then_some(owner)
    }
}

/// Department forms first, the counting file of each slot first; says what became of every file.
fn arrange_files(arrivals: &[Standing], expected: &[String], departments: &mut [Department]) -> Vec<FileState> {
    let mut states: Vec<FileState> = arrivals.iter().map(state_alone).collect();
    for department in departments {
        let is_further = |slot: &Slot| slot.project.is_some() || !expected.contains(&slot.profile);
        department.slots.sort_by_key(|slot| (is_further(slot), slot.profile.clone(), slot.project.clone()));
        for slot in &mut department.slots {
            let duplicates::Choice { because, is_doubtful } = duplicates::order(arrivals, &mut slot.files);
            (slot.because, slot.is_doubtful) = (because, is_doubtful);
            let is_carried = arrivals[slot.counting()].is_carried;
            states[slot.counting()] = if is_carried { FileState::CarriedOver } else { FileState::Counts };
            for other in &slot.files[1..] {
                states[*other] = FileState::Superseded(slot.counting());
            }
        }
        for file in &department.unreadable {
            states[*file] = FileState::Unreadable;
        }
        for file in &department.attached {
            let is_report = match &arrivals[*file].held {
                Held::Document(document) => document.is_report,
                held => matches!(held, Held::Form(_)),
            };
            states[*file] = if is_report { FileState::Report } else { FileState::Attached };
        }
    }
    states
}

fn state_alone(arrival: &Standing) -> FileState {
    match arrival.held {
        Held::Form(_) | Held::NoForm => FileState::Unplaced,
        Held::Document(_) => FileState::NotSpreadsheet,
        Held::Fault => FileState::Unreadable,
        Held::Feedback(_) => FileState::Feedback,
        Held::NotSpreadsheet(_) => FileState::NotSpreadsheet,
    }
}

/// The state before any finding is weighed: `settle` tells 退回 from 通过. Only who is on the roster owes a certain form.
fn state_by_arrival(department: &Department, owed: &[String]) -> DepartmentState {
    let any_will_do = department.roster.is_none() || owed.is_empty();
    let owed = |slot: &Slot| any_will_do || owed.contains(&slot.profile);
    match (department.slots.iter().any(owed), department.unreadable.is_empty()) {
        (true, _) => DepartmentState::Accepted,
        (false, false) => DepartmentState::Unreadable,
        (false, true) => DepartmentState::Missing,
    }
}

/// A form under an unknown name may be that of the most similar department that sent nothing else.
fn await_confirmation(arrivals: &[Standing], departments: &mut [Department]) {
    for record in arrivals.iter().filter_map(Standing::form).filter(|record| record.department.is_none()) {
        // Those of the roster come first, in its order.
        let is_open = |d: &Department| d.roster.is_some() && d.slots.is_empty() && d.unreadable.is_empty();
        let open = record.suggestions.iter().copied().find(|index| departments.get(*index).is_some_and(is_open));
        if let Some(at) = open {
            departments[at].state = DepartmentState::ToConfirm;
        }
    }
}
