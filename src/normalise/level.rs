//! Level names, the weight some forms write inside them, and which of the profile's levels they are.

use super::points;
use super::reader::{Notes, Reader};
use crate::model::raw::RawValue;
use crate::model::submission::{Entry, Points, State, Text};
use crate::model::text::{label_key, strip_numbering, tidy};
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

/// The name and the weight in brackets behind it, or bare with its 分 or %.
fn split_weight(text: &str) -> Option<(String, String)> {
    let bracketed = text.strip_suffix([')', '）', '】']).and_then(|body| body.rsplit_once(['(', '（', '【']));
    let (name, weight) = match bracketed {
        Some(parts) => parts,
        None => {
            let body = text.strip_suffix(['分', '%', '％'])?;
            let digits = body.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
            text.split_at(digits.len())
        }
    };
    let weight = weight.trim_start().trim_start_matches(['权', '重', '分', '值', '占', ':', '：']);
    let numeric = weight.trim().starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
    (numeric && !name.trim().is_empty()).then(|| (tidy(name), tidy(weight)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_inside_a_name_is_taken_out() {
        let split = |text: &str| split_weight(text);
        let parts = |name: &str, weight: &str| Some((name.to_owned(), weight.to_owned()));
        assert_eq!(split("产出指标（50分）"), parts("产出指标", "50分"));
        assert_eq!(split("产出指标 (25)"), parts("产出指标", "25"));
        assert_eq!(split("产出指标（30％）"), parts("产出指标", "30％"));
        assert_eq!(split("产出指标 50分"), parts("产出指标", "50分"));
        assert_eq!(split("产出指标（权重：25分）"), parts("产出指标", "25分"));
        assert_eq!(split("产出指标【25】"), parts("产出指标", "25"));
        assert_eq!(split("产出指标"), None);
        assert_eq!(split("部门(单位)"), None);
        assert_eq!(split("（50分）"), None);
    }
}
