//! How well a profile explains a form: what it knows of it, and what does not fit.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::bands::Reading;
use super::label::View;
use crate::lang::weight::split_weight;
use crate::model::raw::{RawForm, RawValue};
use crate::model::submission::Part;
use crate::model::text::{compact, label_key, strip_numbering};
use crate::profile::spec::{BudgetColumn, IndicatorColumn, Levels, Profile, Role};

/// A form with a table for each goal is none with one table, and the other way round.
const MISSING_GROUPS: usize = 6;

/// Percent of a template's words from which a form with something missing is still this one, and from which no other
/// profile has to be tried.
const MOST_WORDS: usize = 75;
const ALL_BUT_CERTAIN: usize = 90;

/// How well a profile explains a form: what it knows of it, and what does not fit.
pub struct Fit {
    known: usize,
    misfits: usize,
    /// How much the profile asks for: of two that are satisfied the one that asks for more is meant.
    demands: usize,
    /// About a project, or about a department, as the profile is.
    pub kind: bool,
    /// Percent of the template's words that are on the form.
    share: usize,
}

impl Fit {
    /// A wrong profile that half fits is worse than none: where something is missing, the rest must be the template's
    /// own words.
    pub fn is_beyond_doubt(&self) -> bool {
        self.kind && self.misfits == 0 && self.share >= ALL_BUT_CERTAIN
    }

    pub fn explains(&self) -> bool {
        let is_own = self.share >= MOST_WORDS;
        self.kind && (self.misfits == 0 || (is_own && self.misfits * 4 <= self.known))
    }

    /// Whether a profile, of whose words the form has so many percent, could rank before this one: then it has to be
    /// tried. One that reads any form by its own words can't.
    pub fn may_lose_to(&self, profile: &Profile, share: usize) -> bool {
        let fewer_words = self.share >= MOST_WORDS && share < MOST_WORDS;
        let asks_less = self.misfits == 0 && (demands(profile), share) < (self.demands, self.share);
        !profile.is_fallback && !fewer_words && !asks_less
    }

    /// Smaller is better. A profile of the form goes before reading it by its own words.
    pub fn rank(&self, fallback: bool) -> (bool, bool, bool, usize, Reverse<usize>, Reverse<usize>) {
        (!self.kind, fallback, self.share < MOST_WORDS, self.misfits, Reverse(self.demands), Reverse(self.share))
    }
}

pub fn fit(view: &View<'_>, reading: &Reading, profile: &Profile) -> Fit {
    let form = &reading.raw;
    let lines: BTreeSet<usize> = form.budget.iter().filter_map(|line| line.spec).collect();
    let asked = profile.budget.lines.iter().enumerate().filter(|(_, line)| !line.optional);
    let lost_lines = asked.filter(|(i, _)| !lines.contains(i)).count();
    let strange_lines = form.budget.iter().filter(|line| line.spec.is_none() && has_amount(&line.values)).count();
    let (known_levels, strange_levels, lost_levels) = levels(form, profile);
    let weight = |part: &Part| match part {
        Part::Department => 0,
        Part::Column(..) => 2,
        _ => 1,
    };
    let lost: usize = form.missing.iter().map(weight).sum();
    Fit {
        known: form.columns.len() + lines.len() + known_levels + form.fields.len() + 4,
        misfits: lost
            + lost_lines.min(3)
            + strange_lines.min(2)
            + strange_levels
            + lost_levels
            + if lost_levels == 0 { lost_parts(form, profile).min(2) } else { 0 }
            + strange_columns(form, profile),
        demands: demands(profile),
        kind: profile.is_per_project() == is_about_project(view, form),
        share: template_share(&words_of(view), profile),
    }
}

fn demands(profile: &Profile) -> usize {
    let lines = profile.budget.lines.iter().filter(|line| !line.optional).count();
    let levels = if profile.indicators.levels == Levels::Fixed { profile.indicators.level1.len() } else { 0 };
    profile.regions.required.len() + profile.indicators.required.len() + lines + levels
}

/// Percent of the words a template prints that are on a form; 0 where it prints none.
pub fn template_share(words: &FxHashSet<&str>, profile: &Profile) -> usize {
    let found = profile.template.iter().filter(|word| words.contains(word.as_str())).count();
    (found * 100).checked_div(profile.template.len()).unwrap_or_default()
}

fn words_of<'a>(view: &View<'a>) -> FxHashSet<&'a str> {
    view.texts().flat_map(|(text, _)| [text.key.key.as_str(), text.line()]).collect()
}

fn title_of(form: &RawForm) -> String {
    form.title.content.text().unwrap_or_default().to_owned()
}

fn has_amount(values: &BTreeMap<BudgetColumn, RawValue>) -> bool {
    values.values().any(|value| !value.content.is_blank())
}

/// A project form says so in its heading, or names its project.
fn is_about_project(view: &View<'_>, form: &RawForm) -> bool {
    let title = compact(&title_of(form)).into_owned();
    let words = &view.profile.words;
    let says = |list: &[String]| list.iter().any(|word| title.contains(word.as_str()));
    form.fields.contains_key("project") || (says(&words.project_titles) && !says(&words.whole_titles))
}

/// Names of level 1 the profile knows, those it does not, and those it asks for in vain.
fn levels(form: &RawForm, profile: &Profile) -> (usize, usize, usize) {
    let written = form.indicators.iter().filter_map(|row| row.values.get(&IndicatorColumn::Level1)?.content.text());
    let names: BTreeSet<String> = written.map(|text| compact(text).into_owned()).collect();
    let known = |name: &String| {
        let bare = split_weight(name).map_or(name.clone(), |(name, _)| name);
        let key = label_key(&bare).key;
        let roles = profile.labels.roles(strip_numbering(&key, &[]));
        roles.iter().find_map(|r| if let Role::Level1(i) = r.role { Some(i) } else { None })
    };
    let found: Vec<Option<usize>> = names.iter().map(known).collect();
    let met: BTreeSet<usize> = found.iter().flatten().copied().collect();
    let strange = found.iter().filter(|level| level.is_none()).count();
    let fixed = profile.indicators.levels == Levels::Fixed;
    let lost = profile.indicators.level1.len().saturating_sub(met.len());
    let all_lost = if fixed && !names.is_empty() { lost } else { 0 };
    (met.len(), strange, all_lost)
}

/// Names of level 2 the profile asks for of which the form has no row: on another place's form they need not stand.
fn lost_parts(form: &RawForm, profile: &Profile) -> usize {
    if profile.indicators.levels != Levels::Fixed || !form.columns.contains_key(&IndicatorColumn::Level2) {
        return 0;
    }
    let written = form.indicators.iter().filter_map(|row| row.values.get(&IndicatorColumn::Level2)?.content.text());
    let keys: BTreeSet<String> = written.map(|text| label_key(text).key).collect();
    let is_met = |role: Role| {
        keys.iter().any(|key| profile.labels.roles(strip_numbering(key, &[])).iter().any(|known| known.role == role))
    };
    let asked = profile
        .indicators
        .level1
        .iter()
        .enumerate()
        .filter(|(_, level1)| !level1.any_level2 && level1.level2.len() > 1);
    let parts = asked.flat_map(|(i, level1)| level1.level2.iter().enumerate().map(move |(j, part)| (i, j, part)));
    parts.filter(|(i, j, part)| !part.optional && !is_met(Role::Level2(*i, *j))).count()
}

/// Columns with a meaning of their own that the profile does not ask for: another form's.
fn strange_columns(form: &RawForm, profile: &Profile) -> usize {
    use IndicatorColumn::{Coefficient, Core, Level1, Operator, Points, TargetAdjusted, Unit};
    let distinct = [Operator, Unit, TargetAdjusted, Coefficient, Core, Points, Points];
    let strange =
        distinct.iter().filter(|c| form.columns.contains_key(c) && !profile.indicators.required.contains(c)).count();
    let flat = match profile.indicators.levels {
        Levels::Fixed => !form.columns.contains_key(&Level1),
        Levels::None => form.columns.contains_key(&Level1),
        Levels::Free => false,
    };
    let groups = if profile.has_goal_groups == form.goal_groups.is_empty() { MISSING_GROUPS } else { 0 };
    strange + 2 * usize::from(flat) + groups
}
