//! The departments of all sheets as one list. A name, a code and a project stand once.

use std::collections::BTreeMap;

use super::RosterError;
use super::row::Place;
use super::table::Table;
use crate::model::roster::{Roster, RosterEntry};
use crate::model::text::compact;

#[derive(Default)]
pub struct List {
    entries: Vec<RosterEntry>,
    /// Names and aliases, with the place and the entry they belong to.
    names: BTreeMap<String, (Place, usize)>,
    codes: BTreeMap<String, (Place, String)>,
    projects: BTreeMap<(String, String), Place>,
}

impl List {
    /// One sheet: new departments, or more about the ones of the sheets before; both at once is a question.
    pub fn add(&mut self, table: &Table<'_>) -> Result<(), RosterError> {
        let (before, found) = (self.entries.len(), table.departments()?);
        let known = |entry: &RosterEntry| self.names.get(compact(&entry.name).as_ref()).filter(|(_, at)| *at < before);
        let met: Vec<_> = found.iter().filter_map(|(place, entry)| Some((place, entry, known(entry)?))).collect();
        match met.first() {
            Some((second, entry, (first, _))) if met.len() < found.len() => {
                Err(RosterError::TwoLists { name: entry.name.clone(), first: first.clone(), second: (*second).clone() })
            }
            Some(_) => found.into_iter().try_for_each(|(place, entry)| self.complete(place, entry)),
            None => found.into_iter().try_for_each(|(place, entry)| self.push(place, entry)),
        }
    }

    pub fn roster(self, hash: String) -> Result<Roster, RosterError> {
        match self.entries.is_empty() {
            true => Err(RosterError::Empty),
            false => Ok(Roster { entries: self.entries, hash }),
        }
    }

    /// In a list of projects a department stands once for each.
    fn push(&mut self, place: Place, entry: RosterEntry) -> Result<(), RosterError> {
        self.take_projects(&place, &entry)?;
        let known = self.names.get(compact(&entry.name).as_ref()).map(|(_, at)| *at);
        let known = known.filter(|at| compact(&self.entries[*at].name) == compact(&entry.name));
        if let (Some(at), false) = (known, entry.projects.is_empty()) {
            self.entries[at].projects.extend(entry.projects);
            return Ok(());
        }
        self.take_names(&place, &entry, self.entries.len())?;
        self.take_code(&place, &entry)?;
        self.entries.push(entry);
        Ok(())
    }

    /// What another sheet says of a department, where the sheets before say nothing.
    fn complete(&mut self, place: Place, more: RosterEntry) -> Result<(), RosterError> {
        let Some((_, at)) = self.names.get(compact(&more.name).as_ref()) else { return self.push(place, more) };
        let at = *at;
        self.take_projects(&place, &more)?;
        self.take_names(&place, &RosterEntry { name: self.entries[at].name.clone(), ..more.clone() }, at)?;
        let own = &mut self.entries[at];
        own.code = own.code.take().or(more.code);
        own.section = own.section.take().or(more.section);
        own.subordinate_units = own.subordinate_units.or(more.subordinate_units);
        own.budget = own.budget.or(more.budget);
        own.executed = own.executed.or(more.executed);
        own.contact = own.contact.take().or(more.contact);
        own.remark = own.remark.take().or(more.remark);
        own.projects.extend(more.projects);
        let new = more.aliases.into_iter().filter(|alias| !own.aliases.contains(alias)).collect::<Vec<_>>();
        own.aliases.extend(new);
        Ok(())
    }

    /// The same project twice under one department is a row too many.
    fn take_projects(&mut self, place: &Place, entry: &RosterEntry) -> Result<(), RosterError> {
        for project in &entry.projects {
            let pair = (compact(&entry.name).into_owned(), compact(project).into_owned());
            if let Some(first) = self.projects.insert(pair, place.clone()) {
                let name = format!("{}　{project}", entry.name);
                return Err(RosterError::Twice { name, first, second: place.clone() });
            }
        }
        Ok(())
    }

    /// A second entry may not have a name or an alias of another.
    fn take_names(&mut self, place: &Place, entry: &RosterEntry, index: usize) -> Result<(), RosterError> {
        for name in std::iter::once(&entry.name).chain(&entry.aliases) {
            let taken = self.names.get(compact(name).as_ref());
            if let Some((first, _)) = taken.filter(|(_, other)| *other != index) {
                return Err(RosterError::Twice { name: name.clone(), first: first.clone(), second: place.clone() });
            }
            self.names.entry(compact(name).into_owned()).or_insert((place.clone(), index));
        }
        Ok(())
    }

    /// A code is one department's.
    fn take_code(&mut self, place: &Place, entry: &RosterEntry) -> Result<(), RosterError> {
        let Some(code) = &entry.code else { return Ok(()) };
        match self.codes.insert(code.clone(), (place.clone(), entry.name.clone())) {
            Some((first, name)) if name != entry.name => {
                Err(RosterError::CodeTwice { code: code.clone(), first, second: place.clone() })
            }
            _ => Ok(()),
        }
    }
}
