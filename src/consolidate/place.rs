//! Whose file it is: by the name on the form, and where no form could be read, by the name of the file.

use std::collections::BTreeMap;

use super::{Expectation, duplicates};
use crate::model::batch::{Department, DepartmentState, FileState, Slot};
use crate::model::roster::Roster;
use crate::model::standing::{FormStanding, Held, Standing};
use crate::model::{names, text};

pub struct Placed {
    pub departments: Vec<Department>,
    /// Parallel to the arrivals.
    pub states: Vec<FileState>,
}

/// Roster entries in their order, then others by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Listed(usize),
    Named(String),
}

pub fn place(arrivals: &[Standing], roster: Option<&Roster>, expected: &Expectation) -> Placed {
    let mut departments: BTreeMap<Owner, Department> = BTreeMap::new();
    for (index, entry) in roster.into_iter().flat_map(|roster| roster.entries.iter().enumerate()) {
        departments.insert(Owner::Listed(index), nobody_yet(&entry.name, Some(index)));
    }
    give_forms(arrivals, &mut departments);
    give_unreadable(arrivals, (roster, expected), &mut departments);
    let mut departments: Vec<Department> = departments.into_values().collect();
    let states = arrange_files(arrivals, &expected.profiles, &mut departments);
    for (index, department) in departments.iter_mut().enumerate() {
        department.number = index + 1;
        department.state = state_by_arrival(department, &expected.profiles);
    }
    await_confirmation(arrivals, &mut departments);
    Placed { departments, states }
}

fn nobody_yet(name: &str, roster: Option<usize>) -> Department {
    Department {
        number: 0,
        name: name.to_owned(),
        roster,
        state: DepartmentState::Missing,
        slots: Vec::new(),
        unreadable: Vec::new(),
        workbook: None,
        findings: Vec::new(),
    }
}

/// A blank or unknown name belongs to nobody, not even to another blank one.
fn owner(record: &FormStanding) -> Option<Owner> {
    let listed = record.roster.map(Owner::Listed);
    let named = record.department.as_ref().map(|_| record.key.clone()).filter(|key| !key.is_empty());
    listed.or(named.map(Owner::Named))
}

fn give_forms(arrivals: &[Standing], departments: &mut BTreeMap<Owner, Department>) {
    for (index, arrival) in arrivals.iter().enumerate() {
        let Some((record, owner)) = arrival.form().and_then(|record| Some((record, owner(record)?))) else {
            continue;
        };
        let name = record.department.as_deref().unwrap_or_default();
        let department = departments.entry(owner).or_insert_with(|| nobody_yet(name, record.roster));
        let (profile, project) = (&record.profile, record.project.clone());
        // Forms of one workbook never stand for each other, however alike they are.
        let of_other_files = |slot: &Slot| slot.files.iter().all(|other| !arrivals[*other].is_same_file(arrival));
        let same_form = |slot: &&mut Slot| slot.profile == *profile && same_project(slot, &project);
        match department.slots.iter_mut().filter(same_form).find(|slot| of_other_files(slot)) {
            Some(slot) => slot.files.push(index),
            None => department.slots.push(Slot {
                profile: profile.clone(),
                project,
                files: vec![index],
                because: String::new(),
            }),
        }
    }
}

fn same_project(slot: &Slot, project: &Option<String>) -> bool {
    slot.project.as_deref().map(text::compact) == project.as_deref().map(text::compact)
}

fn give_unreadable(
    arrivals: &[Standing],
    (roster, expected): (Option<&Roster>, &Expectation),
    departments: &mut BTreeMap<Owner, Department>,
) {
    let names = known_names(roster, departments, &expected.place_prefixes);
    for (index, arrival) in arrivals.iter().enumerate() {
        if !matches!(arrival.held, Held::Fault | Held::NoForm) {
            continue;
        }
        let owner = named_by(arrival.source.file_name(), &names);
        if let Some(department) = owner.and_then(|owner| departments.get_mut(owner)) {
            department.unreadable.push(index);
        }
    }
}

/// The department a file name names. The longest name wins (区教育局招生办 is not 区教育局);
/// one that fits several departments is nobody's.
fn named_by<'a>(file_name: &str, names: &'a [(String, Owner)]) -> Option<&'a Owner> {
    let file = text::compact(file_name);
    let found: Vec<_> = names.iter().filter(|(name, _)| file.contains(name.as_str())).collect();
    let longest = found.iter().map(|(name, _)| name.len()).max()?;
    let mut owners = found.iter().filter(|(name, _)| name.len() == longest).map(|(_, owner)| owner);
    let owner = owners.next()?;
    owners.all(|other| other == owner).then_some(owner)
}

/// Names that may stand in a file name, comparable, with whose they are; also without the place in front.
fn known_names(
    roster: Option<&Roster>,
    departments: &BTreeMap<Owner, Department>,
    place_prefixes: &[String],
) -> Vec<(String, Owner)> {
    let aliases = roster.into_iter().flat_map(|roster| roster.entries.iter().enumerate()).flat_map(|(index, entry)| {
        entry.aliases.iter().map(move |alias| (text::compact(alias).into_owned(), Owner::Listed(index)))
    });
    let names =
        departments.iter().map(|(owner, department)| (text::compact(&department.name).into_owned(), owner.clone()));
    let whole: Vec<(String, Owner)> = names.chain(aliases).collect();
    let short: Vec<_> = whole.iter().map(|(name, o)| (names::normalised(name, place_prefixes), o.clone())).collect();
    whole.into_iter().chain(short).filter(|(name, _)| name.chars().count() > 1).collect()
}

/// Department forms first, the counting file of each slot first; says what became of every file.
fn arrange_files(arrivals: &[Standing], expected: &[String], departments: &mut [Department]) -> Vec<FileState> {
    let mut states: Vec<FileState> = arrivals.iter().map(state_alone).collect();
    for department in departments {
        let is_further = |slot: &Slot| slot.project.is_some() || !expected.contains(&slot.profile);
        department.slots.sort_by_key(|slot| (is_further(slot), slot.profile.clone(), slot.project.clone()));
        for slot in &mut department.slots {
            slot.because = duplicates::order(arrivals, &mut slot.files);
            states[slot.counting()] = FileState::Counts;
            for other in &slot.files[1..] {
                states[*other] = FileState::Superseded(slot.counting());
            }
        }
        for file in &department.unreadable {
            states[*file] = FileState::Unreadable;
        }
    }
    states
}

fn state_alone(arrival: &Standing) -> FileState {
    match arrival.held {
        Held::Form(_) | Held::NoForm => FileState::Unplaced,
        Held::Fault => FileState::Unreadable,
        Held::NotSpreadsheet => FileState::NotSpreadsheet,
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
        let open = record.suggestions.iter().find_map(|index| {
            departments.iter().position(|d| d.roster == Some(*index) && d.slots.is_empty() && d.unreadable.is_empty())
        });
        if let Some(at) = open {
            departments[at].state = DepartmentState::ToConfirm;
        }
    }
}
