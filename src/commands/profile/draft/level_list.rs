//! The draft's levels: names as the form prints them, with the weights it states.

use rust_decimal::Decimal;

use super::tables::Execution;
use super::toml_text::{Section, Trust, list, quoted};
use crate::commands::profile::form::ReadForm;
use crate::commands::profile::levels::{self, Level1, Level2};
use crate::model::address::CellRef;
use crate::model::number::plain;
use crate::model::submission::Indicator;
use crate::profile::spec::{IndicatorColumn, Level1Spec, Level2Spec, Levels, Role};

/// The whole list, where the form's differs from the profile's; empty otherwise.
pub fn sections(form: &ReadForm<'_>) -> Vec<Section> {
    let printed = levels::of(form);
    if printed.is_empty() || !printed.iter().any(|level| differs(form, level)) {
        return Vec::new();
    }
    let weights = weights(form, &printed);
    // 投入 and 过程 may be one level to the profile; on a form with both each keeps its own name.
    let alone = |spec: &Level1Spec| {
        let same = printed.iter().filter_map(|other| self::spec(form, &other.name));
        same.filter(|other| other.name == spec.name).count() == 1
    };
    let known = |name: &str| spec(form, name).filter(|spec| alone(spec));
    let mut sections = Vec::new();
    for level in &printed {
        let spec = known(&level.name);
        let mut first = Section::new("[[indicators.level1]]");
        named(&mut first, (&level.name, level.cell), spec.map(|spec| spec.name.as_str()));
        if let Some(weight) = level.weight {
            let (trust, remark) = (weights.trust, weights.remark(level.cell));
            first.line(trust, format!("weight = {}", plain(weight)), remark);
        }
        if spec.is_some_and(|spec| spec.any_level2) {
            first.line(Trust::Sure, "any_level2 = true".to_owned(), "");
        }
        if spec.is_some_and(|spec| !spec.has_targets) {
            first.line(Trust::Sure, "target = false".to_owned(), "这一级的指标没有指标值");
        } else if is_without_targets(form, level) {
            first.line(
                Trust::Guess,
                "target = false".to_owned(),
                "这张表上这一级都没有指标值：本来就不填的话请去掉前面的 #",
            );
        }
        sections.push(first);
        sections.extend(level.level2.iter().map(|below| level2(level, below, spec)));
    }
    sections
}

/// The profile's level of a printed name.
fn spec<'f>(form: &'f ReadForm<'_>, name: &str) -> Option<&'f Level1Spec> {
    let roles = form.profile.labels.roles(name);
    let index = roles.iter().find_map(|label| if let Role::Level1(i) = label.role { Some(i) } else { None });
    form.profile.indicators.level1.get(index?)
}

fn differs(form: &ReadForm<'_>, level: &Level1) -> bool {
    let Some(known) = spec(form, &level.name) else { return true };
    let free = form.profile.indicators.levels == Levels::Free && known.level2.is_empty();
    let below = |below: &Level2| {
        let known = known.level2.iter().find(|spec| is_called(form, spec, &below.name));
        known.map_or(!free, |spec| below.points.is_some() && below.points != spec.points)
    };
    (level.weight.is_some() && level.weight != known.weight) || level.level2.iter().any(below)
}

fn is_called(form: &ReadForm<'_>, spec: &Level2Spec, name: &str) -> bool {
    let roles = form.profile.labels.roles(name).iter();
    let mut named = roles.filter_map(|label| match label.role {
        Role::Level2(i, j) => form.profile.indicators.level1.get(i)?.level2.get(j),
        _ => None,
    });
    named.any(|known| known.name == spec.name)
}

/// The name the rules know it by stays, and the form's becomes another way to write it.
fn named(section: &mut Section, (written, cell): (&str, CellRef), known: Option<&str>) {
    let name = known.unwrap_or(written);
    section.stated(format!("name = {}", quoted(name)), cell);
    if name != written {
        section.line(Trust::Sure, format!("aliases = {}", list([written])), "表上的写法");
    }
}

fn level2(level: &Level1, below: &Level2, spec: Option<&Level1Spec>) -> Section {
    let mut section = Section::new("[[indicators.level1.level2]]");
    let known = spec.and_then(|spec| spec.level2.iter().find(|known| known.name == below.name));
    named(&mut section, (&below.name, below.cell), known.map(|known| known.name.as_str()));
    if let Some(points) = below.points {
        let stated: Option<Vec<Decimal>> = level.level2.iter().map(|other| other.points).collect();
        let sum = stated.map(|points| points.into_iter().sum::<Decimal>());
        let fits = sum.is_none_or(|sum| level.weight.is_none_or(|weight| weight == sum));
        let trust = if fits { Trust::Sure } else { Trust::Guess };
        section.line(trust, format!("points = {}", plain(points)), below.cell.to_string());
    }
    if known.is_none_or(|known| known.optional) {
        section.line(Trust::Sure, "optional = true".to_owned(), "");
    }
    section
}

/// Weights can only stand in a profile when they make up the total.
struct Weights {
    trust: Trust,
    sum: Decimal,
    total: Decimal,
}

impl Weights {
    fn remark(&self, cell: CellRef) -> String {
        match self.trust {
            Trust::Sure => cell.to_string(),
            _ => format!("{cell} 各权重合计 {}，不等于总分 {}", plain(self.sum), plain(self.total)),
        }
    }
}

fn weights(form: &ReadForm<'_>, printed: &[Level1]) -> Weights {
    let total = form.profile.scoring.total;
    let stated: Option<Vec<Decimal>> = printed.iter().map(|level| level.weight).collect();
    let own = Execution::of(form).map(|execution| execution.points);
    let inherited = form.profile.budget.execution.as_ref().map(|execution| execution.points);
    let scored = super::tables::removed(form).is_empty();
    let execution = own.or(inherited.flatten().filter(|_| scored)).unwrap_or_default();
    let sum = stated.as_ref().map(|weights| weights.iter().sum::<Decimal>() + execution).unwrap_or(total);
    Weights { trust: if sum == total { Trust::Sure } else { Trust::Guess }, sum, total }
}

/// Filled in and scored without a target, where other levels have targets.
fn is_without_targets(form: &ReadForm<'_>, level: &Level1) -> bool {
    let rows = &form.submission.indicators;
    let target = |row: &&Indicator| row.target.as_ref().is_some_and(|target| target.text().is_some());
    let own = || rows.iter().filter(|row| row.level1.written.contains(level.name.as_str()));
    form.raw.columns.contains_key(&IndicatorColumn::Target)
        && own().any(|row| row.score_value().is_some())
        && !own().any(|row| target(&row))
        && rows.iter().any(|row| target(&row))
}
