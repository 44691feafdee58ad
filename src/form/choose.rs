//! Which profile each form of a workbook follows, and which forms count.

mod continued;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::bands::{self, Reading};
use super::fit::{Fit, fit, template_share};
use super::label::{Text, View, texts};
use super::split;
use crate::lang::year;
use crate::model::address::Area;
use crate::model::grid::{Sheet, Visibility, Workbook};
use crate::model::raw::RawForm;
use crate::model::submission::{OtherForm, Surroundings};
use crate::model::text::{compact, tidy};
use crate::profile::spec::{IndicatorColumn, Profile, Role};

/// Labels shown when no form was found.
const LABELS_SHOWN: usize = 8;

/// What a workbook turned out to hold.
#[derive(Debug)]
pub enum Found {
    /// Every form that counts, in the order of the workbook.
    Forms(Vec<FoundForm>),
    /// No visible sheet holds a form: the sheets (hidden ones said to be so), and the labels that were found.
    Nothing { sheets: Vec<String>, labels: Vec<String> },
}

/// A form with the profile it was read by.
#[derive(Debug)]
pub struct FoundForm {
    /// Index into the profiles.
    pub profile: usize,
    pub raw: RawForm,
    pub surroundings: Surroundings,
}

struct Candidate {
    profile: usize,
    sheet: usize,
    raw: RawForm,
    headed: bool,
    /// Values filled in.
    filled: usize,
    year: Option<i32>,
}

impl Candidate {
    /// What the form is about: of two with the same answer only one counts.
    fn subject(&self, profiles: &[Arc<Profile>]) -> (bool, String, String) {
        let text = |key: &str| self.raw.fields.get(key).and_then(|value| value.content.text()).map(compact);
        let named = |key: &str| text(key).unwrap_or_default().into_owned();
        (profiles[self.profile].is_per_project(), named("department"), named("project"))
    }

    /// Smaller is better: headed, of the wanted year (or of none), filled in at all, best filled.
    fn rank(&self, wanted: Option<i32>) -> (bool, bool, bool, Reverse<usize>, usize) {
        let other_year = self.year.is_some_and(|year| wanted.is_some_and(|wanted| wanted != year));
        (!self.headed, other_year, self.filled == 0, Reverse(self.filled), self.sheet)
    }
}

/// The forms of the workbook's visible sheets, each read by the profile that explains it best.
pub fn forms(workbook: &Workbook, profiles: &[Arc<Profile>], year: Option<i32>) -> Found {
    let visible = workbook.sheets.iter().enumerate().filter(|(_, sheet)| sheet.visibility == Visibility::Visible);
    let scanned: Vec<(usize, &Sheet, Vec<Text>)> = visible.map(|(i, sheet)| (i, sheet, texts(sheet))).collect();
    let mut by_sheet: Vec<Vec<Candidate>> =
        scanned.iter().map(|(i, sheet, texts)| of_sheet(*i, sheet, texts, profiles)).collect();
    let sheets: Vec<&Sheet> = scanned.iter().map(|(_, sheet, _)| *sheet).collect();
    continued::join(&mut by_sheet, &sheets, profiles);
    let found: Vec<Candidate> = by_sheet.into_iter().flatten().collect();
    match found.is_empty() {
        true => nothing(workbook, &scanned, profiles),
        false => Found::Forms(counting(workbook, profiles, found, year)),
    }
}

fn of_sheet(index: usize, sheet: &Sheet, texts: &[Text], profiles: &[Arc<Profile>]) -> Vec<Candidate> {
    let Some(reader) = profiles.last() else { return Vec::new() };
    if texts.len() < 4 {
        return Vec::new();
    }
    let regions = split::regions(sheet, texts, reader);
    let several = regions.len() > 1;
    let forms = regions.into_iter().filter_map(|area| best(index, sheet, (texts, area), profiles));
    let mut forms: Vec<Candidate> = forms.collect();
    if several && forms.len() > 1 {
        forms.iter_mut().enumerate().for_each(|(i, form)| form.raw.place = Some(i + 1));
    }
    forms
}

/// The profile that explains a region best, if a form is there at all.
fn best(index: usize, sheet: &Sheet, (texts, area): (&[Text], Area), profiles: &[Arc<Profile>]) -> Option<Candidate> {
    let mut readings: Vec<(Fit, usize, Reading)> = Vec::new();
    let mut about_project = None;
    for (share, at) in likeliest_first(texts, area, profiles) {
        let profile = &profiles[at];
        let is_settled = |(fit, at, _): &(Fit, usize, Reading)| {
            !profiles[*at].is_fallback && fit.explains() && !fit.may_lose_to(profile, share)
        };
        if readings.iter().any(is_settled) {
            continue;
        }
        if about_project.is_some_and(|kind| kind != profile.is_per_project()) {
            continue;
        }
        let view = View::new(sheet, texts, area, profile);
        if !looks_like(&view) {
            continue;
        }
        let reading = bands::read(&view);
        if is_form(&reading, profile) {
            let fit = fit(&view, &reading, profile);
            about_project = Some(fit.kind == profile.is_per_project());
            readings.push((fit, at, reading));
        }
        // The template as it was sent out: no other profile knows it better.
        if readings.last().is_some_and(|(fit, last, _)| *last == at && fit.is_beyond_doubt()) {
            break;
        }
    }
    let (profile, reading) = likeliest(readings, profiles)?;
    // A form kept from last year often says so on its tab alone.
    let stated = reading.raw.year.as_ref().and_then(|(_, year)| *year);
    Some(Candidate {
        profile,
        sheet: index,
        filled: filled(&reading.raw),
        year: stated.or_else(|| year::of_name(&sheet.name)),
        headed: reading.headed,
        raw: reading.raw,
    })
}

/// The reading of the profile that explains the region; where none does, that of a form of which half is missing: it
/// has a heading and a budget, and must not be passed over.
fn likeliest(readings: Vec<(Fit, usize, Reading)>, profiles: &[Arc<Profile>]) -> Option<(usize, Reading)> {
    let explains = |fit: &Fit, at: usize| profiles[at].is_fallback || profiles.len() == 1 || fit.explains();
    let (mut fitting, rest): (Vec<_>, Vec<_>) = readings.into_iter().partition(|(fit, at, _)| explains(fit, *at));
    if fitting.is_empty() {
        let is_half = |reading: &Reading| reading.headed && reading.tables == 0;
        fitting = rest.into_iter().filter(|(_, _, reading)| is_half(reading)).collect();
    }
    let best = fitting.into_iter().min_by_key(|(fit, at, _)| (fit.rank(profiles[*at].is_fallback), *at));
    best.map(|(_, profile, reading)| (profile, reading))
}

/// The profiles in the order of how many of their template's words the region has, with that share in percent.
fn likeliest_first(texts: &[Text], area: Area, profiles: &[Arc<Profile>]) -> Vec<(usize, usize)> {
    let inside = texts.iter().filter(|text| area.contains(text.cell));
    let words: FxHashSet<&str> = inside.flat_map(|text| [text.key.key.as_str(), text.line()]).collect();
    let share = |profile: &Profile| template_share(&words, profile);
    let mut order: Vec<(Reverse<usize>, usize)> =
        profiles.iter().enumerate().map(|(at, profile)| (Reverse(share(profile)), at)).collect();
    order.sort_unstable();
    order.into_iter().map(|(Reverse(share), at)| (share, at)).collect()
}

/// A cheap first look, so that a region without a table costs nothing: some columns of it are named.
fn looks_like(view: &View<'_>) -> bool {
    let column = |role: Role| matches!(role, Role::IndicatorColumn(_) | Role::BudgetColumn(_));
    view.labels().filter(|(_, roles)| roles.any(column)).count() >= 3
}

/// An indicator table with results or scores under a heading or beside another part; or a heading of the profile
/// with a budget.
fn is_form(reading: &Reading, profile: &Profile) -> bool {
    let form = &reading.raw;
    let has = |column: IndicatorColumn| form.columns.contains_key(&column);
    let scored = reading.tables > 0 && (has(IndicatorColumn::Score) || has(IndicatorColumn::Actual));
    let parts = [
        !form.budget.is_empty(),
        form.fields.contains_key("department") || form.fields.contains_key("project"),
        form.goals.planned.is_some(),
    ];
    let others = parts.into_iter().filter(|there| *there).count();
    match reading.headed {
        true => scored || (!form.budget.is_empty() && !profile.is_fallback),
        false => scored && others > 1,
    }
}

/// Amounts, actuals and scores that are filled in.
fn filled(form: &RawForm) -> usize {
    let results = [IndicatorColumn::Actual, IndicatorColumn::Score];
    let rows = form.indicators.iter().flat_map(|row| results.iter().filter_map(|column| row.values.get(column)));
    let amounts = form.budget.iter().flat_map(|line| line.values.values());
    rows.chain(amounts).filter(|value| !value.content.is_blank()).count()
}

/// Of forms about the same thing the best counts and names the others; blank copies beside a filled one are none.
fn counting(
    workbook: &Workbook,
    profiles: &[Arc<Profile>],
    mut found: Vec<Candidate>,
    year: Option<i32>,
) -> Vec<FoundForm> {
    if found.iter().any(|form| form.filled > 0) {
        found.retain(|form| form.filled > 0);
    } else {
        found.sort_by_key(|form| form.rank(year));
        found.truncate(1);
    }
    let mut groups: Vec<Vec<Candidate>> = Vec::new();
    for form in found {
        let subject = form.subject(profiles);
        let is_named = !subject.1.is_empty() || !subject.2.is_empty();
        match groups.iter_mut().find(|group| is_named && group[0].subject(profiles) == subject) {
            Some(group) => group.push(form),
            None => groups.push(vec![form]),
        }
    }
    let mut forms: Vec<FoundForm> = groups.into_iter().map(|group| chosen(workbook, group, year)).collect();
    let names = forms.iter().filter_map(|form| form.raw.fields.get("department")?.content.text().map(tidy));
    let departments: Arc<BTreeSet<String>> = Arc::new(names.collect());
    forms.iter_mut().for_each(|form| form.surroundings.departments = departments.clone());
    forms
}

fn chosen(workbook: &Workbook, mut group: Vec<Candidate>, year: Option<i32>) -> FoundForm {
    // Where nobody said which year is wanted the latest is.
    let wanted = year.or_else(|| group.iter().filter_map(|form| form.year).max());
    group.sort_by_key(|form| form.rank(wanted));
    let because = because(&group);
    let mut group = group.into_iter();
    // A group is made of at least one form.
    let chosen = group.next().expect("a group holds the form it was made for");
    let place = |form: &Candidate| match form.raw.place {
        Some(place) if form.sheet == chosen.sheet => format!("{}第{place}张表", workbook.sheets[form.sheet].name),
        _ => workbook.sheets[form.sheet].name.clone(),
    };
    let other_forms = group.map(|form| OtherForm { sheet: place(&form), year: form.year, same_kind: true }).collect();
    let hidden = workbook.sheets.iter().filter(|sheet| sheet.visibility != Visibility::Visible && sheet.has_data());
    FoundForm {
        profile: chosen.profile,
        surroundings: Surroundings {
            hidden_sheets: hidden.map(|sheet| sheet.name.clone()).collect(),
            has_macros: workbook.has_macros,
            links_elsewhere: workbook.links_elsewhere,
            other_forms,
            departments: Arc::default(),
            chosen_because: because,
        },
        raw: chosen.raw,
    }
}

/// Why this form and not the others, in words; empty when there was no choice.
fn because(group: &[Candidate]) -> String {
    let [chosen, next, ..] = group else { return String::new() };
    match (chosen.year, next.year) {
        (Some(a), Some(b)) if a != b => format!("本表年度为{a}年"),
        _ if chosen.filled > next.filled => "本表填写内容最完整".to_owned(),
        _ => "本表位置在前".to_owned(),
    }
}

fn nothing(workbook: &Workbook, scanned: &[(usize, &Sheet, Vec<Text>)], profiles: &[Arc<Profile>]) -> Found {
    let mut labels = Vec::new();
    for (_, sheet, texts) in scanned {
        let known = texts.iter().filter(|text| profiles.iter().any(|p| !p.labels.roles(&text.key.key).is_empty()));
        let written = known.filter_map(|text| sheet.get(text.cell)?.text());
        labels.extend(written.map(tidy).take(LABELS_SHOWN.saturating_sub(labels.len())));
    }
    let name = |sheet: &Sheet| match sheet.visibility {
        Visibility::Visible => sheet.name.clone(),
        _ => format!("{}（已隐藏）", sheet.name),
    };
    Found::Nothing { sheets: workbook.sheets.iter().map(name).collect(), labels }
}
