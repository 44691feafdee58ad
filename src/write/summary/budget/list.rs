//! The columns of 预算汇总: what each is, how wide, how it looks, and what a form puts into it.

use rust_decimal::Decimal;

use crate::model::standing::MoneyLine;
use crate::profile::spec::Profile;
use crate::write::columns::{self, column};
use crate::write::styles::{Look, Style};
use crate::write::summary::plan::{Form, Kind, Plan};

/// What formulas and sheets know a column by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    No,
    Name,
    Origin,
    Project,
    Money(Band, Part),
    /// Whether the form's money is free of open errors.
    Verdict,
}

/// What stands under one title of the upper header row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// 合计, computed for every form.
    Whole,
    /// By its place among the sheet's lines.
    Line(usize),
    /// Lines that have no columns of their own.
    Others,
    /// Sources − structure.
    Apart,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Budget,
    Executed,
    Rate,
}

use Key::*;

/// The colour of a form whose money is wrong is the column's, too.
pub type Column = columns::Column<Key, bool>;

/// The two money columns of every band.
pub const AMOUNTS: [Part; 2] = [Part::Budget, Part::Executed];

impl Key {
    pub fn band(self) -> Option<Band> {
        match self {
            Money(band, _) => Some(band),
            _ => None,
        }
    }
}

impl Part {
    pub fn of(self, line: &MoneyLine) -> Option<Decimal> {
        match self {
            Self::Budget => line.budget_yuan(),
            Self::Executed => line.executed_yuan(),
            Self::Rate => None,
        }
    }
}

pub fn list(plan: &Plan<'_>, kind: &Kind<'_>, lines: &[(&str, &str)]) -> Vec<Column> {
    let wrapped = || Style::Text.look().wrap();
    let mut list = vec![
        column(No, "序号", 6.5, centre, false),
        column(Name, "部门名称", plan.name_width, wrapped, false),
        column(Origin, "来源", 14.0, wrapped, false),
        column(Project, "项目名称", 26.0, wrapped, false),
    ];
    list.retain(|column| match column.key {
        Origin => plan.has_origins,
        Project => !kind.main,
        _ => true,
    });
    let width = plan.money_width();
    list.extend(amounts(Band::Whole, width, true));
    list.push(rate(Band::Whole));
    for line in (0..lines.len()).map(Band::Line) {
        list.extend(amounts(line, width, false));
        list.push(rate(line));
    }
    let has_others = kind.forms().any(|form| unlisted(form, lines).next().is_some());
    list.extend(has_others.then(|| amounts(Band::Others, width, false)).into_iter().flatten());
    list.extend(ties(kind).then(|| amounts(Band::Apart, width, false)).into_iter().flatten());
    list.push(column(Verdict, "金额核对", 9.0, centre, true));
    list
}

fn centre() -> Look {
    Style::Centre.look()
}

fn amounts(band: Band, width: f64, is_marked: bool) -> [Column; 2] {
    [(Part::Budget, "全年预算数"), (Part::Executed, "全年执行数")]
        .map(|(part, title)| column(Money(band, part), title, width, || Style::Money.look(), is_marked))
}

fn rate(band: Band) -> Column {
    column(Money(band, Part::Rate), "执行率", 9.5, || Style::Rate.look(), false)
}

/// Whether some form is to have as much as it spends.
fn ties(kind: &Kind<'_>) -> bool {
    kind.profiles.iter().any(|p| !p.budget.sources.is_empty() && !p.budget.structure.is_empty())
}

/// Key and label, in the profiles' order. The lines of a form that nobody sent would be empty columns.
pub fn lines<'a>(kind: &Kind<'a>) -> Vec<(&'a str, &'a str)> {
    let is_sent = |profile: &Profile| kind.forms().any(|form| form.profile.name == profile.name);
    let sent: Vec<&Profile> = kind.profiles.iter().copied().filter(|profile| is_sent(profile)).collect();
    let asked = if sent.is_empty() { kind.profiles.iter().copied().take(1).collect() } else { sent };
    let mut lines: Vec<(&str, &str)> = Vec::new();
    for line in asked.into_iter().flat_map(|profile| &profile.budget.lines) {
        let used = || kind.forms().any(|form| form.record.line(&line.key).is_some());
        if !lines.iter().any(|(key, _)| *key == line.key) && (!line.optional || used()) {
            lines.push((&line.key, &line.label));
        }
    }
    lines
}

/// Lines without columns of their own: unknown ones, and a known one's second.
pub fn unlisted<'a>(form: &Form<'a>, lines: &[(&str, &str)]) -> impl Iterator<Item = &'a MoneyLine> {
    let all = &form.record.lines;
    let listed: Vec<bool> = (0..all.len())
        .map(|i| lines.iter().any(|(key, _)| *key == all[i].key) && !all[..i].iter().any(|l| l.key == all[i].key))
        .collect();
    all.iter().zip(listed).filter(|(_, listed)| !listed).map(|(line, _)| line)
}

/// What a form has under a column, 元.
pub fn amount(form: &Form<'_>, lines: &[(&str, &str)], (band, part): (Band, Part)) -> Option<Decimal> {
    match (band, part) {
        (Band::Whole, Part::Budget) => form.budget(),
        (Band::Whole, Part::Executed) => form.executed(),
        (Band::Line(line), _) => part.of(form.record.line(lines[line].0)?),
        (Band::Others, _) => unlisted(form, lines).filter_map(|line| part.of(line)).reduce(Decimal::saturating_add),
        (Band::Apart, Part::Budget | Part::Executed) => Some(apart(form, part)),
        (Band::Whole | Band::Apart, Part::Rate) => None,
    }
}

/// Sources − structure, 元.
fn apart(form: &Form<'_>, part: Part) -> Decimal {
    let sum = |keys: &[String]| {
        let amounts = keys.iter().filter_map(|key| part.of(form.record.line(key)?));
        amounts.fold(Decimal::ZERO, Decimal::saturating_add)
    };
    sum(&form.profile.budget.sources).saturating_sub(sum(&form.profile.budget.structure))
}
