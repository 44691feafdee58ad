//! How the form is laid out: lists of keys, each with the words it is printed under where they are not its label.

use rust_decimal::prelude::ToPrimitive;

use super::within;
use crate::profile::problem::Problems;
use crate::profile::raw::{RawTemplate, Text, Texts};
use crate::profile::spec::{
    Blank, BudgetColumn, BudgetSpec, FieldSpec, GoalText, IndicatorColumn, IndicatorSpec, LabelIndex, Levels, Printed,
    Region, Regions, Role, TemplateSpec,
};

/// The rest of the profile, which the lists name the parts of.
pub struct Parts<'a> {
    pub fields: &'a [FieldSpec],
    pub budget: &'a BudgetSpec,
    pub indicators: &'a IndicatorSpec,
    pub labels: &'a LabelIndex,
    pub regions: &'a Regions,
    pub scored: bool,
}

/// Rows a level 2 may have: more than any form needs, few enough to print.
const MOST_ROWS: u32 = 50;

pub fn check(raw: RawTemplate, parts: &Parts<'_>, problems: &mut Problems<'_>) -> TemplateSpec {
    let has = |region| parts.regions.may_have(region);
    let rows = within(&raw.rows, ("template", "rows"), (1.into(), MOST_ROWS.into()), problems);
    let mut template = TemplateSpec {
        year_line: plain(raw.year_line),
        head: Vec::new(),
        budget_title: plain(raw.budget_title),
        budget: Vec::new(),
        lines: Vec::new(),
        execution_points: raw.execution_points.map(|points| points.into_inner().0),
        goals_title: plain(raw.goals_title),
        goals: Vec::new(),
        indicators_title: plain(raw.indicators_title),
        groups: raw.groups.into_iter().map(|text| text.into_inner()).collect(),
        indicators: indicators(&raw.indicators, parts, problems),
        levels: levels(&raw.levels, parts, problems),
        rows: rows.to_u32().unwrap_or(1),
        total_title: if has(Region::Total) && parts.scored { plain(raw.total_title) } else { String::new() },
        foot: keyed(&raw.foot, |key| blank(key, parts), problems),
    };
    template.head = raw.head.iter().map(|row| keyed(row, |key| blank(key, parts), problems)).collect();
    template.head.retain(|row| !row.is_empty());
    if has(Region::Budget) {
        template.budget = keyed(&raw.budget, |key| budget_column(key, parts.budget), problems);
        template.lines = lines(&raw.lines, parts.budget, problems);
    }
    if has(Region::Goals) {
        template.goals = keyed(&raw.goals, |key| goal(key, parts.labels), problems);
    }
    template
}

fn plain(text: Option<Text>) -> String {
    text.map(|text| text.into_inner()).unwrap_or_default()
}

/// `key` or `key = words` of a list. What the profile does not have is a mistake only where it is not inherited.
fn keyed<T>(list: &Texts, known: impl Fn(&str) -> Option<(T, String)>, problems: &mut Problems<'_>) -> Vec<Printed<T>> {
    let mut found = Vec::new();
    for item in list {
        let (key, words) = match item.get_ref().split_once('=') {
            // Blanks that indent a line are meant.
            Some((key, words)) => (key.trim(), Some(words.strip_prefix(' ').unwrap_or(words).trim_end())),
            None => (item.get_ref().trim(), None),
        };
        match known(key) {
            Some((what, label)) => found.push(Printed { what, label: words.map_or(label, str::to_owned) }),
            None if problems.is_own(&item.span()) => {
                problems.at(item.span(), format!("[template] 里的“{key}”在这张表里没有：请核对 key，或者删去"));
            }
            None => {}
        }
    }
    found
}

fn blank(key: &str, parts: &Parts<'_>) -> Option<(Blank, String)> {
    if key == "total" {
        return parts.scored.then(|| (Blank::Total, parts.labels.canonical(Role::Total).to_owned()));
    }
    let at = parts.fields.iter().position(|field| field.key == key)?;
    Some((Blank::Field(at), parts.fields[at].labels.first()?.clone()))
}

fn budget_column(key: &str, budget: &BudgetSpec) -> Option<(BudgetColumn, String)> {
    budget.columns.iter().find(|(column, _)| column.key() == key).cloned()
}

fn goal(key: &str, labels: &LabelIndex) -> Option<(GoalText, String)> {
    let (what, role) = match key {
        "planned" => (GoalText::Planned, Role::GoalPlanned),
        "adjusted" => (GoalText::Adjusted, Role::GoalAdjusted),
        "achieved" => (GoalText::Achieved, Role::GoalAchieved),
        _ => return None,
    };
    Some(labels.canonical(role).to_owned()).filter(|label| !label.is_empty()).map(|label| (what, label))
}

/// The lines that are named, and those the form cannot do without.
fn lines(list: &Texts, budget: &BudgetSpec, problems: &mut Problems<'_>) -> Vec<Printed<usize>> {
    let at = |key: &str| budget.lines.iter().position(|line| line.key == key);
    let mut lines = keyed(list, |key| at(key).map(|at| (at, budget.lines[at].label.clone())), problems);
    let asked = budget.lines.iter().enumerate().filter(|(_, line)| {
        let sums = [&budget.sources, &budget.structure].into_iter().flatten();
        !line.optional || sums.chain(&budget.total_line).any(|key| *key == line.key && budget.structure.is_empty())
    });
    for (at, line) in asked {
        if !lines.iter().any(|printed| printed.what == at) {
            lines.push(Printed { what: at, label: line.label.clone() });
        }
    }
    lines
}

fn levels(list: &Texts, parts: &Parts<'_>, problems: &mut Problems<'_>) -> Vec<Printed<usize>> {
    let spec = parts.indicators;
    if spec.levels == Levels::None {
        return Vec::new();
    }
    let at = |key: &str| spec.level1.iter().position(|level| level.name == key);
    let mut levels = keyed(list, |key| at(key).map(|at| (at, spec.level1[at].name.clone())), problems);
    let all = spec.level1.iter().enumerate();
    for (at, level) in all.filter(|_| spec.levels == Levels::Fixed || levels.is_empty()).collect::<Vec<_>>() {
        if !levels.iter().any(|printed| printed.what == at) {
            levels.push(Printed { what: at, label: level.name.clone() });
        }
    }
    levels
}

/// The columns that are named, and at their usual place those the form asks for; without points in a form that is not
/// scored, without levels in a flat one.
fn indicators(list: &Texts, parts: &Parts<'_>, problems: &mut Problems<'_>) -> Vec<Printed<IndicatorColumn>> {
    use IndicatorColumn::{Coefficient, Points, Score, Weight};
    let spec = parts.indicators;
    let own = |key: &str| {
        let at = spec.texts.iter().position(|text| text.key == key)?;
        Some((IndicatorColumn::Text(at as u8), spec.texts[at].label.clone()))
    };
    let column = |key: &str| spec.columns.iter().find(|(column, _)| column.key() == key).cloned().or_else(|| own(key));
    let mut columns = keyed(list, column, problems);
    for asked in spec.required.iter().filter(|asked| spec.columns.iter().any(|(known, _)| known == *asked)) {
        if !columns.iter().any(|printed| printed.what == *asked) {
            let place = columns.iter().position(|printed| printed.what > *asked).unwrap_or(columns.len());
            columns.insert(place, Printed { what: *asked, label: spec.label(*asked).to_owned() });
        }
    }
    let is_flat = spec.levels == Levels::None;
    let weighted = spec.level1.iter().any(|level| level.weight.is_some());
    columns.retain(|printed| match printed.what {
        Points | Score | Coefficient => parts.scored,
        Weight => weighted && !is_flat,
        what => !(is_flat && what.is_group()),
    });
    columns
}
