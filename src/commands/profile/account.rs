//! What a profile finds on a form, and where: parts, fields, columns, lines, levels; what is missing, what no key knows,
//! what is left unread.

use std::collections::BTreeMap;

use serde::Serialize;

use super::form::ReadForm;
use super::levels::{self, Level1};
use super::unknown::{self, Unknown};
use crate::model::address::CellRef;
use crate::model::raw::RawValue;
use crate::model::shown::shown;
use crate::model::submission::Part;
use crate::profile::Profile;
use crate::profile::spec::{BudgetColumn, IndicatorColumn, Levels, Region};

#[derive(Serialize)]
pub struct Account {
    pub sheet: String,
    /// 1-based among the forms of its sheet, where it is not the only one.
    pub place: Option<usize>,
    pub profile: String,
    pub title: Option<Found>,
    pub regions: Vec<RegionFound>,
    pub fields: Vec<Found>,
    pub budget_columns: Vec<Found>,
    pub budget_lines: Vec<Found>,
    pub goals: Vec<Found>,
    pub columns: Vec<Found>,
    pub levels: Vec<Level1>,
    /// Rows of the indicator table that were read.
    pub indicators: usize,
    pub missing: Vec<Missing>,
    pub unknown: Vec<Unknown>,
    pub unread: Vec<Unread>,
}

/// A part of the form.
#[derive(Serialize)]
pub struct RegionFound {
    pub key: &'static str,
    pub name: &'static str,
    pub state: RegionState,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RegionState {
    Found,
    /// Not there, and asked for.
    Missing,
    /// Not there, and not asked for.
    NotThere,
    /// The profile says that the form never has it.
    DeclaredAbsent,
}

/// A key of the profile, the cell of its label and that of its value.
#[derive(Serialize)]
pub struct Found {
    pub key: String,
    pub label: Option<CellRef>,
    pub cell: Option<CellRef>,
    pub written: String,
}

/// Something the profile asks for.
#[derive(Serialize)]
pub struct Missing {
    pub key: String,
    /// What it is called on the form.
    pub name: String,
}

#[derive(Serialize)]
pub struct Unread {
    pub cell: CellRef,
    pub written: String,
    /// Inside the form; what stands outside it is only told.
    pub inside: bool,
}

/// The name of a part, for people.
pub const fn region_name(region: Region) -> &'static str {
    match region {
        Region::Department => "单位",
        Region::Budget => "预算表",
        Region::Goals => "总体目标",
        Region::Indicators => "指标表",
        Region::Total => "总分",
    }
}

/// Whether a form has a part.
pub fn has(form: &ReadForm<'_>, region: Region) -> bool {
    let raw = &form.raw;
    match region {
        Region::Department => raw.fields.contains_key("department"),
        Region::Budget => !raw.budget.is_empty(),
        Region::Goals => raw.goals.planned.is_some() || raw.goals.achieved.is_some(),
        Region::Indicators => !raw.columns.is_empty(),
        Region::Total => raw.total.is_some(),
    }
}

impl Account {
    pub fn of(form: &ReadForm<'_>) -> Self {
        let (raw, profile) = (&form.raw, form.profile);
        let unknown = unknown::labels(form);
        let level1 = levels::of(form);
        Self {
            sheet: raw.sheet.clone(),
            place: raw.place,
            profile: profile.name.clone(),
            title: (!raw.title.content.is_blank()).then(|| value("title", &raw.title)),
            regions: Region::ALL.map(|region| region_found(form, region)).into(),
            fields: fields(form),
            budget_columns: heads(form),
            budget_lines: raw.budget.iter().map(|line| self::line(profile, line.spec, &line.label)).collect(),
            goals: goals(form),
            columns: columns(form),
            missing: missing(form, &level1),
            levels: level1,
            indicators: raw.indicators.len(),
            unread: unread(form, &unknown),
            unknown,
        }
    }

    /// Nothing is missing, unknown or unread.
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty() && self.unknown.is_empty() && !self.unread.iter().any(|unread| unread.inside)
    }
}

fn region_found(form: &ReadForm<'_>, region: Region) -> RegionFound {
    let regions = &form.profile.regions;
    let state = match has(form, region) {
        true => RegionState::Found,
        false if regions.requires(region) => RegionState::Missing,
        false if regions.may_have(region) => RegionState::NotThere,
        false => RegionState::DeclaredAbsent,
    };
    RegionFound { key: region.key(), name: region_name(region), state }
}

fn value(key: &str, raw: &RawValue) -> Found {
    Found { key: key.to_owned(), label: raw.label, cell: Some(raw.cell), written: shown(&raw.content) }
}

fn line(profile: &Profile, spec: Option<usize>, label: &RawValue) -> Found {
    let key = spec.map_or(String::new(), |spec| format!("budget.lines {}", profile.budget.lines[spec].key));
    Found { key, label: Some(label.cell), cell: None, written: shown(&label.content) }
}

fn fields(form: &ReadForm<'_>) -> Vec<Found> {
    let fields = form.raw.fields.iter();
    let mut found: Vec<Found> = fields.map(|(key, field)| value(&format!("fields.{key}"), field)).collect();
    found.sort_by_key(|field| field.label);
    found
}

/// The heads of the money columns; an amount behind its line's name in one cell has none.
pub fn budget_heads(form: &ReadForm<'_>) -> BTreeMap<BudgetColumn, CellRef> {
    let mut heads = BTreeMap::new();
    for (column, value) in form.raw.budget.iter().flat_map(|line| &line.values) {
        if let Some(head) = value.label.filter(|head| *head != value.cell) {
            heads.entry(*column).or_insert(head);
        }
    }
    heads
}

fn heads(form: &ReadForm<'_>) -> Vec<Found> {
    let found =
        |(column, head): (BudgetColumn, CellRef)| head_found(form, &format!("budget.columns.{}", column.key()), head);
    budget_heads(form).into_iter().map(found).collect()
}

fn goals(form: &ReadForm<'_>) -> Vec<Found> {
    let goals = &form.raw.goals;
    let three =
        [("goals.planned", &goals.planned), ("goals.adjusted", &goals.adjusted), ("goals.achieved", &goals.achieved)];
    let single = three.into_iter().filter_map(|(key, goal)| Some(value(key, goal.as_ref()?)));
    single.chain(form.raw.goal_groups.iter().map(|group| value("goals.groups", group))).collect()
}

/// The key of a column, as it is written in a profile.
pub fn column_key(profile: &Profile, column: IndicatorColumn) -> String {
    match column {
        IndicatorColumn::Text(i) => {
            let text = profile.indicators.texts.get(usize::from(i));
            format!("indicators.texts.{}", text.map_or("", |text| &text.key))
        }
        column => format!("indicators.columns.{}", column.key()),
    }
}

fn columns(form: &ReadForm<'_>) -> Vec<Found> {
    let columns = form.raw.columns.iter();
    let mut found: Vec<Found> =
        columns.map(|(column, head)| head_found(form, &column_key(form.profile, *column), *head)).collect();
    found.sort_by_key(|column| column.label);
    found
}

fn head_found(form: &ReadForm<'_>, key: &str, head: CellRef) -> Found {
    let written = form.sheet.get(head).map(shown).unwrap_or_default();
    Found { key: key.to_owned(), label: Some(head), cell: None, written }
}

/// Parts and columns as the reader misses them; fields, lines and levels that the profile asks for.
fn missing(form: &ReadForm<'_>, level1: &[Level1]) -> Vec<Missing> {
    let (raw, profile) = (&form.raw, form.profile);
    let part = |part: &Part| {
        let region = match part {
            Part::Department => Region::Department,
            Part::Budget => Region::Budget,
            Part::Goals => Region::Goals,
            Part::Indicators => Region::Indicators,
            Part::Total => Region::Total,
            Part::Column(column, _) => {
                let name = profile.indicators.label(*column).to_owned();
                return Missing { key: column_key(profile, *column), name };
            }
        };
        Missing { key: region.key().to_owned(), name: region_name(region).to_owned() }
    };
    let parts = raw.missing.iter().map(part);
    let fields = profile.fields.iter().filter(|field| field.required && !raw.fields.contains_key(&field.key));
    let fields = fields.map(|field| Missing {
        key: format!("fields.{}", field.key),
        name: field.labels.first().cloned().unwrap_or_default(),
    });
    let has_line = |i: usize| raw.budget.iter().any(|line| line.spec == Some(i));
    let lines = profile
        .budget
        .lines
        .iter()
        .enumerate()
        .filter(|(i, line)| !line.optional && !raw.budget.is_empty() && !has_line(*i));
    let lines = lines.map(|(_, line)| Missing { key: format!("budget.lines {}", line.key), name: line.label.clone() });
    let is_fixed = profile.indicators.levels == Levels::Fixed && !raw.columns.is_empty();
    let levels = profile.indicators.level1.iter().enumerate();
    let levels = levels.filter(|(i, _)| is_fixed && !level1.iter().any(|level| is_level(profile, &level.name, *i)));
    let levels = levels.map(|(_, spec)| Missing { key: "indicators.level1".to_owned(), name: spec.name.clone() });
    parts.chain(fields).chain(lines).chain(levels).collect()
}

fn is_level(profile: &Profile, name: &str, i: usize) -> bool {
    use crate::profile::spec::Role;
    profile.labels.roles(name).iter().any(|label| label.role == Role::Level1(i))
}

/// What the reader left over, without what is told as a label or stands beside one; the notes explain the form and are
/// no part of it.
fn unread(form: &ReadForm<'_>, unknown: &[Unknown]) -> Vec<Unread> {
    let notes = unknown::notes(form);
    let told = |at: CellRef| unknown.iter().any(|label| label.cell == at || label.values.contains(&at));
    let left = form.raw.unused.iter().filter(|unused| unused.cell.row < notes && !told(unused.cell));
    left.map(|unused| Unread { cell: unused.cell, written: unused.written.clone(), inside: unused.inside }).collect()
}
