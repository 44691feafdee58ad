//! Level names, the weight some forms write inside them, and which of the profile's levels they are.

use super::points;
use super::reader::{Notes, Reader};
use crate::lang::weight::split_weight;
use crate::model::raw::RawValue;
use crate::model::submission::{Entry, Points, State, Text};
use crate::model::text::{label_key, strip_numbering};
use crate::profile::spec::{Profile, Role};

impl Reader<'_> {
    /// 产出指标（50分）: the name without the weight, and the weight.
    pub fn level(&self, raw: &RawValue) -> (Entry<Text>, Option<Entry<Points>>) {
        let mut name = self.text(raw);
        let total = self.profile.scoring.total;
        let Some((rest, weight)) = name.read().and_then(split_weight) else { return (name, None) };
        let mut notes = Notes::new();
        let Some(points) = points::written(&weight, total, &mut notes) else { return (name, None) };
        let entry = Entry {
            cell: name.cell,
            area: name.area,
            label: name.label,
            written: weight,
            state: State::Read(points),
            notes: vec!["权重写在指标名称里"],
            as_text: false,
        };
        name.written = rest;
        name.notes.push("名称里的权重另行读取");
        (name, Some(entry))
    }
}

/// Indexes of the profile's level 1 and level 2 a row belongs to.
pub fn known(level1: &str, level2: &str, profile: &Profile) -> (Option<usize>, Option<usize>) {
    let first = roles(level1, profile, |role| match role {
        Role::Level1(i) => Some(i),
        _ => None,
    });
    let second = roles(level2, profile, |role| match role {
        Role::Level2(i, j) => Some((i, j)),
        _ => None,
    });
    match first.first() {
        Some(i) => (Some(*i), second.iter().find(|(of, _)| of == i).map(|(_, j)| *j)),
        // A lost level 1 is told by a level 2 that only one of them has.
        None if level1.is_empty() && second.len() == 1 => (Some(second[0].0), Some(second[0].1)),
        None => (None, None),
    }
}

/// What a name can be, canonical meanings first.
fn roles<T>(name: &str, profile: &Profile, wanted: impl Fn(Role) -> Option<T>) -> Vec<T> {
    if name.is_empty() {
        return Vec::new();
    }
    let key = label_key(name).key;
    let roles = profile.labels.roles(strip_numbering(&key, &[]));
    let of = |canonical: bool| roles.iter().filter(move |role| role.canonical == canonical);
    of(true).chain(of(false)).filter_map(|role| wanted(role.role)).collect()
}
