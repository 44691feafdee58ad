//! The index of labels, filled while a profile is checked.

use std::collections::BTreeMap;
use std::ops::Range;

use super::problem::Problems;
use super::raw::{Text, Texts};
use super::spec::{LabelIndex, LabelRole, Role};
use crate::model::text;

/// Labels met so far, and where, to tell two that cannot be told apart.
#[derive(Default)]
pub struct Labels {
    index: LabelIndex,
    seen: BTreeMap<(String, String), Vec<Met>>,
}

struct Met {
    role: Role,
    canonical: bool,
    /// How its key is spoken of.
    owner: String,
    span: Range<usize>,
}

/// Whose labels are taken: the table or list that they have to differ in, and the key that has them.
#[derive(Clone, Copy)]
pub struct Owner<'a> {
    pub context: &'a str,
    pub key: &'a str,
}

impl Owner<'_> {
    /// `“分值”（points）`.
    fn words(&self, labels: &[Text]) -> String {
        let first = labels.first().map_or("", |label| label.get_ref());
        if first == self.key || self.key.is_empty() {
            format!("“{first}”")
        } else {
            format!("“{first}”（{}）", self.key)
        }
    }
}

impl Labels {
    pub fn group_words(&mut self, words: &[String]) {
        self.index.group_words = words.iter().map(|word| text::compact(word).into_owned()).collect();
    }

    /// Takes the labels of one role, the first being canonical. Labels of one context (the columns of one
    /// table) must differ; only a canonical label may also be an alias elsewhere, and wins over it.
    pub fn add(&mut self, owner: Owner<'_>, role: Role, labels: &[Text], problems: &mut Problems<'_>) -> Vec<String> {
        let mut taken = Vec::new();
        let words = owner.words(labels);
        for label in labels {
            let key = self.key(role, label.get_ref());
            if key.is_empty() {
                problems.at(label.span(), "有一个空白的名称：请填上，或者删去");
                continue;
            }
            let rank = taken.len() as u16;
            let met = Met { role, canonical: taken.is_empty(), owner: words.clone(), span: label.span() };
            self.meet(owner.context, &key, met, problems);
            self.insert(key, LabelRole { role, canonical: taken.is_empty(), rank });
            taken.push(label.get_ref().clone());
        }
        taken
    }

    /// The same for a name with its aliases.
    pub fn add_named(
        &mut self,
        (owner, role): (Owner<'_>, Role),
        name: &Option<Text>,
        aliases: Texts,
        problems: &mut Problems<'_>,
    ) -> String {
        let labels: Texts = name.iter().cloned().chain(aliases).collect();
        self.add(owner, role, &labels, problems).into_iter().next().unwrap_or_default()
    }

    fn key(&self, role: Role, label: &str) -> String {
        let key = text::label_key(label).key;
        match role {
            Role::BudgetLine(_) => text::strip_numbering(&key, &self.index.group_words).to_owned(),
            _ => key,
        }
    }

    /// Of two labels that cannot be told apart the own one is to blame, whichever comes first.
    fn meet(&mut self, context: &str, key: &str, new: Met, problems: &mut Problems<'_>) {
        let seen = self.seen.entry((context.to_owned(), key.to_owned())).or_default();
        if let Some(old) = seen.iter().find(|old| old.canonical == new.canonical || old.role == new.role) {
            let message = match old.role == new.role {
                true => format!("“{key}”在{}的名称里写了两次：请删去一个", new.owner),
                false => {
                    format!("{context}中“{key}”既指{}又指{}，读表时分不清：请只保留一处", old.owner, new.owner)
                }
            };
            problems.between([new.span.clone(), old.span.clone()], message);
        }
        seen.push(new);
    }

    fn insert(&mut self, key: String, role: LabelRole) {
        self.index.longest = self.index.longest.max(key.chars().count());
        let within_longer = match role.role {
            Role::Title => Some(&mut self.index.titles),
            Role::GoalGroup => Some(&mut self.index.goal_groups),
            Role::Subtotal => Some(&mut self.index.subtotals),
            Role::Notes => Some(&mut self.index.notes),
            Role::UnitNote => Some(&mut self.index.unit_notes),
            _ => None,
        };
        within_longer.into_iter().for_each(|words| words.push(key.clone()));
        let roles = self.index.roles.entry(key).or_default();
        if !roles.iter().any(|known| known.role == role.role) {
            roles.push(role);
        }
    }

    /// The index, canonical roles before aliases and otherwise in the order of `Role`.
    pub fn finish(mut self) -> LabelIndex {
        for roles in self.index.roles.values_mut() {
            roles.sort_by_key(|label| (!label.canonical, label.role));
        }
        self.index
    }
}
