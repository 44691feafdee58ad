//! Which sheet holds the form, and which profile it follows: by heading, year and completeness.

use std::cmp::Reverse;
use std::sync::Arc;

use super::label::{Text, View, texts};
use crate::model::grid::{Sheet, Visibility, Workbook};
use crate::model::layout::Layout;
use crate::model::submission::{OtherForm, Surroundings};
use crate::profile::spec::{IndicatorColumn, Profile, Role};

/// Labels shown when no form was found.
const LABELS_SHOWN: usize = 8;

/// What a workbook turned out to hold.
#[derive(Debug)]
pub enum Located {
    /// A form: profile and sheet by index, where its parts are, and what else the workbook held.
    Form { profile: usize, sheet: usize, layout: Box<Layout>, surroundings: Surroundings },
    /// No visible sheet holds a form: the sheets, and the labels that were found.
    Nothing { sheets: Vec<String>, labels: Vec<String> },
}

struct Candidate {
    profile: usize,
    sheet: usize,
    layout: Layout,
    /// Values filled in.
    filled: usize,
    year: Option<i32>,
}

impl Candidate {
    /// Smaller is better: headed, of the wanted year (or of none), filled in at all, the profile's order, best filled.
    fn rank(&self, wanted: i32) -> (bool, bool, bool, usize, Reverse<usize>, usize) {
        let other_year = self.year.is_some_and(|year| year != wanted);
        let headless = self.layout.title.is_none();
        (headless, other_year, self.filled == 0, self.profile, Reverse(self.filled), self.sheet)
    }
}

/// The form of the workbook: visible sheets only; the wanted year first, then the best filled, then the first.
pub fn locate(workbook: &Workbook, profiles: &[Arc<Profile>], year: Option<i32>) -> Located {
    let visible = workbook.sheets.iter().enumerate().filter(|(_, sheet)| sheet.visibility == Visibility::Visible);
    let scanned: Vec<(usize, &Sheet, Vec<Text>)> = visible.map(|(i, sheet)| (i, sheet, texts(sheet))).collect();
    let best_profile = |(i, sheet, texts): &(usize, &Sheet, Vec<Text>)| candidate(*i, sheet, texts, profiles);
    let mut found: Vec<Candidate> = scanned.iter().filter_map(best_profile).collect();
    found.sort_by_key(|candidate| candidate.rank(year.unwrap_or(profiles[candidate.profile].year)));
    let mut found = found.into_iter();
    match found.next() {
        Some(chosen) => form(workbook, profiles, chosen, found.collect()),
        None => nothing(workbook, &scanned, profiles),
    }
}

/// The profile whose labels fit a sheet best, if its form is there at all.
fn candidate(index: usize, sheet: &Sheet, texts: &[Text], profiles: &[Arc<Profile>]) -> Option<Candidate> {
    let all = profiles.iter().enumerate().filter_map(|(profile, spec)| {
        let view = View::new(texts, spec);
        if !looks_like(&view) {
            return None;
        }
        let layout = super::layout(sheet, &view, spec);
        let fit = fit(&view, &layout, spec);
        is_form(&layout).then_some((profile, fit, layout))
    });
    let (profile, _, layout) = all.min_by_key(|(profile, fit, _)| (Reverse(*fit), *profile))?;
    // A form kept from last year often says so on its tab alone.
    let year = layout.year.and_then(|(_, year)| year).or_else(|| super::year::of_name(&sheet.name));
    Some(Candidate { profile, sheet: index, filled: filled(sheet, &layout), year, layout })
}

/// A cheap first look, so that a sheet without a table costs nothing: some column of it is named.
fn looks_like(view: &View<'_>) -> bool {
    let column = |role: Role| matches!(role, Role::IndicatorColumn(_) | Role::BudgetColumn(_));
    view.labels().filter(|(_, roles)| roles.all().any(|r| column(r.role))).count() >= 3
}

/// An indicator table with a heading or another block; or a heading with a budget block.
fn is_form(layout: &Layout) -> bool {
    let scored = layout.indicators.as_ref().is_some_and(|i| {
        i.columns.contains_key(&IndicatorColumn::Score) || i.columns.contains_key(&IndicatorColumn::Actual)
    });
    let blocks = [layout.budget.is_some(), !layout.fields.is_empty(), layout.goal_planned.is_some()];
    let others = blocks.into_iter().filter(|there| *there).count();
    match layout.title {
        Some(_) => scored || layout.budget.is_some(),
        None => scored && others > 0,
    }
}

/// How many of the profile's labels the sheet uses; its heading outweighs them all.
fn fit(view: &View<'_>, layout: &Layout, profile: &Profile) -> usize {
    let canonical = view.labels().map(|(_, roles)| if roles.all().any(|r| r.canonical) { 2 } else { 1 });
    let named =
        layout.budget.as_ref().map_or(0, |b| b.lines.iter().filter(|l| l.spec.is_some()).count() + b.columns.len());
    let lines_expected = profile.budget.lines.iter().filter(|line| !line.optional).count();
    let missing_lines = lines_expected.saturating_sub(named);
    let heading = if layout.title.is_some() { 1_000 } else { 0 };
    (canonical.sum::<usize>() + named + heading).saturating_sub(missing_lines)
}

/// Amounts, actuals and scores that are filled in.
fn filled(sheet: &Sheet, layout: &Layout) -> usize {
    let filled = |row: u32, columns: std::ops::RangeInclusive<u32>| {
        sheet.row(row).filter(|(at, cell)| columns.contains(&at.col) && !cell.is_blank()).count()
    };
    let indicators = layout.indicators.iter().flat_map(|i| {
        let columns = [IndicatorColumn::Actual, IndicatorColumn::Score].into_iter().filter_map(|c| i.columns.get(&c));
        columns.flat_map(|column| i.rows.iter().map(|row| filled(*row, column.area.columns())))
    });
    let amounts = layout.budget.iter().flat_map(|b| &b.lines).flat_map(|line| line.amounts.values());
    let budget = amounts.map(|(column, row)| filled(*row, column.area.columns()));
    indicators.chain(budget).sum()
}

fn form(workbook: &Workbook, profiles: &[Arc<Profile>], chosen: Candidate, others: Vec<Candidate>) -> Located {
    let hidden = workbook.sheets.iter().filter(|sheet| sheet.visibility != Visibility::Visible && sheet.has_data());
    let name = |sheet: usize| workbook.sheets[sheet].name.clone();
    let other_forms: Vec<OtherForm> = others
        .iter()
        .filter(|other| other.filled > 0)
        .map(|other| OtherForm {
            sheet: name(other.sheet),
            year: other.year,
            same_kind: other.profile == chosen.profile,
        })
        .collect();
    let surroundings = Surroundings {
        hidden_sheets: hidden.map(|sheet| sheet.name.clone()).collect(),
        has_macros: workbook.has_macros,
        links_elsewhere: workbook.links_elsewhere,
        chosen_because: because(&chosen, &others, &profiles[chosen.profile].title),
        other_forms,
    };
    Located::Form { profile: chosen.profile, sheet: chosen.sheet, layout: Box::new(chosen.layout), surroundings }
}

/// Why this sheet and not the others, in words; empty when there was no choice.
fn because(chosen: &Candidate, others: &[Candidate], title: &str) -> String {
    let Some(next) = others.first() else { return String::new() };
    if chosen.profile != next.profile {
        return format!("工作簿中另有其他类型的表，本表为《{title}》");
    }
    match (chosen.year, next.year) {
        (Some(a), Some(b)) if a != b => format!("本表年度为{a}年"),
        _ if chosen.filled > next.filled => "本表填写内容最完整".to_owned(),
        _ => "本表位置在前".to_owned(),
    }
}

fn nothing(workbook: &Workbook, scanned: &[(usize, &Sheet, Vec<Text>)], profiles: &[Arc<Profile>]) -> Located {
    let mut labels = Vec::new();
    for (_, sheet, texts) in scanned {
        let known = texts.iter().filter(|text| profiles.iter().any(|p| !p.labels.roles(&text.key.key).is_empty()));
        let written = known.filter_map(|text| sheet.get(text.cell)?.text());
        labels.extend(written.map(crate::model::text::tidy).take(LABELS_SHOWN.saturating_sub(labels.len())));
    }
    Located::Nothing { sheets: workbook.sheets.iter().map(|sheet| sheet.name.clone()).collect(), labels }
}
