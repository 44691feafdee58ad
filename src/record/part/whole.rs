//! Parts as one: a roster of all their departments, and which of them a part's files belong to.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::{DepartmentLine, Part, UNREADABLE};
use crate::model::batch::FileState;
use crate::model::line::KeptForm;
use crate::model::names::normalised;
use crate::model::roster::{LedgerFigure, Roster, RosterEntry};

/// States of files that no form in them gives to a department.
const BY_ITS_NAME: [&str; 3] = [UNREADABLE, FileState::Report.name(), FileState::Attached.name()];

/// All parts as one.
#[derive(Debug)]
pub struct Whole {
    /// Of every list of the parts; `None` where no part has one.
    pub roster: Option<Arc<Roster>>,
    /// By list and name.
    pub(super) entries: BTreeMap<(String, String), usize>,
    /// A roster given for the whole takes the place of the parts'.
    pub(super) is_given: bool,
}

/// A department of a part in the whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    Listed(usize),
    Named(String),
}

/// What a part says of whose its files are.
pub struct Owners<'p> {
    pub part: &'p Part,
    by_file: HashMap<&'p str, Vec<(&'p DepartmentLine, Owner)>>,
    pub prefixes: &'p [String],
}

impl Whole {
    /// With the roster given for it, else with the parts' own.
    pub fn of(parts: &[Part], given: Option<&Arc<Roster>>) -> Self {
        if let Some(roster) = given {
            return Self { roster: Some(Arc::clone(roster)), entries: BTreeMap::new(), is_given: true };
        }
        let mut whole = Self { roster: None, entries: BTreeMap::new(), is_given: false };
        let mut roster = Roster::default();
        for part in parts {
            for line in &part.departments {
                let Some(list) = &line.roster else { continue };
                let origin = part.origin(line.source.as_deref());
                let at = *whole.entries.entry((list.clone(), line.department.clone())).or_insert_with(|| {
                    roster.entries.push(entry(line, list, origin.clone()));
                    roster.entries.len() - 1
                });
                // A list that several parts have is one list: its departments are theirs together.
                if roster.entries[at].origin != origin {
                    roster.entries[at].origin = None;
                }
            }
        }
        let lists: BTreeSet<&String> = whole.entries.keys().map(|(list, _)| list).collect();
        roster.hash = lists.into_iter().cloned().collect::<Vec<_>>().join("+");
        whole.roster = (!whole.entries.is_empty()).then(|| Arc::new(roster));
        whole
    }

    /// The department a part's line is about, in the whole.
    pub fn owner(&self, part: &Part, line: &DepartmentLine, prefixes: &[String]) -> Owner {
        let listed = line.roster.as_ref().and_then(|list| self.entries.get(&(list.clone(), line.department.clone())));
        let origin = part.origin(line.source.as_deref()).unwrap_or_default();
        // Between parts the same name is another department: every county has its 区教育局.
        let key = || format!("{origin}\u{1f}{}", normalised(&line.department, prefixes));
        listed.map_or_else(|| Owner::Named(key()), |entry| Owner::Listed(*entry))
    }

    /// Entries of the part's own list that the written name looks like.
    pub(super) fn suggested(&self, part: &Part, kept: &KeptForm<'_>) -> Vec<usize> {
        let lists = part.departments.iter().filter_map(|line| line.roster.as_ref());
        let list = part.run.roster_hash.as_ref().filter(|_| !part.is_merged()).or_else(|| lists.clone().next_back());
        let entry = |name: &str| self.entries.get(&(list?.clone(), name.to_owned())).copied();
        kept.suggested.iter().filter_map(|name| entry(name)).collect()
    }
}

fn entry(line: &DepartmentLine, list: &str, origin: Option<String>) -> RosterEntry {
    RosterEntry {
        name: line.department.clone(),
        code: line.code.clone(),
        section: line.section.clone(),
        contact: line.contact.clone(),
        budget: line.roster_budget.map(LedgerFigure::exact),
        list: Some(list.to_owned()),
        origin,
        ..RosterEntry::default()
    }
}

impl<'p> Owners<'p> {
    pub fn of(whole: &Whole, part: &'p Part, prefixes: &'p [String]) -> Self {
        let mut by_file: HashMap<&str, Vec<(&DepartmentLine, Owner)>> = HashMap::new();
        for line in &part.departments {
            let owner = whole.owner(part, line, prefixes);
            for file in &line.files {
                by_file.entry(&file.file).or_default().push((line, owner.clone()));
            }
        }
        Self { part, by_file, prefixes }
    }

    /// The first department that has this file.
    pub fn first_of(&self, file: &str) -> Option<(&'p DepartmentLine, Owner)> {
        self.by_file.get(file)?.first().cloned()
    }

    /// The department that has this file, of several the one the form names.
    pub fn of_file(&self, file: &str, department: Option<&str>) -> Option<Owner> {
        let owners = self.by_file.get(file)?;
        let same = |name: &str| owners.iter().find(|(line, _)| line.department == name);
        let alike = |name: &str| {
            let key = normalised(name, self.prefixes);
            owners.iter().find(|(line, _)| normalised(&line.department, self.prefixes) == key)
        };
        let named = department.map(|name| same(name).or_else(|| alike(name)));
        let found = match (named, owners.as_slice()) {
            (Some(found), _) => found?,
            (None, [one]) if one.0.files.iter().any(|own| own.file == file && BY_ITS_NAME.contains(&&*own.state)) => {
                one
            }
            (None, _) => return None,
        };
        Some(found.1.clone())
    }
}
