//! The columns of a table: which of the known ones a form has, and what they are called on it.

use std::collections::BTreeMap;

use crate::profile::labels::{Labels, Owner};
use crate::profile::problem::Problems;
use crate::profile::raw::{Text, Texts};
use crate::profile::spec::Role;

/// A table whose columns are checked.
pub struct Table<C: 'static> {
    /// Where its columns stand in the profile (`budget.columns`).
    pub section: &'static str,
    /// What it is called, and what one of its columns is called.
    pub name: &'static str,
    pub context: &'static str,
    pub known: &'static [C],
    pub key: fn(C) -> &'static str,
    pub role: fn(C) -> Role,
    pub required: &'static [C],
}

impl<C: Copy + PartialEq> Table<C> {
    /// In the order they are written; each by its canonical label.
    pub fn columns(
        &self,
        raw: BTreeMap<Text, Texts>,
        labels: &mut Labels,
        problems: &mut Problems<'_>,
    ) -> Vec<(C, String)> {
        let mut raw: Vec<_> = raw.into_iter().collect();
        raw.sort_by_key(|(key, _)| key.span().start);
        let mut columns = Vec::new();
        for (key, words) in raw {
            let Some(column) = self.known.iter().copied().find(|column| (self.key)(*column) == key.get_ref()) else {
                problems.at(key.span(), self.unknown(key.get_ref()));
                continue;
            };
            let owner = Owner { context: self.context, key: (self.key)(column) };
            match labels.add(owner, (self.role)(column), &words, problems).into_iter().next() {
                Some(label) => columns.push((column, label)),
                None => problems.at(key.span(), format!("{} 没有名称：请写上这一栏在表上的名称", key.get_ref())),
            }
        }
        for column in self.required.iter().filter(|column| !columns.iter().any(|(found, _)| found == *column)) {
            problems.missing(self.section, (self.key)(*column), "这一栏在表上的名称");
        }
        columns
    }

    fn unknown(&self, key: &str) -> String {
        let known: Vec<_> = self.known.iter().map(|column| (self.key)(*column)).collect();
        format!("{}没有“{key}”这一栏：可以写 {}", self.name, known.join("、"))
    }
}
