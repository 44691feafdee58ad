//! The fields of a form in the order people read it.

use std::collections::BTreeSet;

use super::words::state_words;
use super::{Line, Section};
use crate::model::address::CellRef;
use crate::model::batch::Record;
use crate::model::field::{AnyEntry, Field, Goal, SUBORDINATE_UNITS, SumCell};
use crate::model::number;
use crate::model::score::RowScore;
use crate::model::submission::{Indicator, Submission};
use crate::profile::spec::{BudgetColumn, IndicatorColumn, Profile, Role};

/// Heading, budget, goals, one section per indicator, total.
pub fn sections(record: &Record, profile: &Profile) -> Vec<Section> {
    let form = &record.submission;
    let (mut heading, mut budget, mut goals, mut total) = (vec![], vec![], vec![], vec![]);
    let mut rows: Vec<Vec<Line>> = form.indicators.iter().map(|_| vec![]).collect();
    let mut seen = BTreeSet::new();
    for (field, entry) in form.entries() {
        let Some(name) = name(&field, form, profile) else { continue };
        match field {
            Field::Budget(..) => budget.push(line(name, &entry)),
            Field::Goal(_) => goals.push(line(name, &entry)),
            Field::Total(_) => total.push(line(name, &entry)),
            // A cell merged over several rows is shown where it is met first.
            Field::Indicator(row, _) if seen.insert((entry.cell, name.clone())) => rows[row].push(line(name, &entry)),
            Field::Indicator(..) => {}
            _ => heading.push(line(name, &entry)),
        }
    }
    heading.sort_by_key(|line: &Line| line.cell);
    heading.extend(form.unit_cell.map(|cell| unit(form, cell)));
    let mut sections = vec![section("表头", heading), section("资金", budget), section("总体目标", goals)];
    for (index, (row, mut fields)) in form.indicators.iter().zip(rows).enumerate() {
        fields.extend(record.book.rows.get(index).map(|score| recomputed(score, row)));
        sections.push(Section { title: format!("指标 {}　{}", index + 1, row.subject()), fields });
    }
    sections.push(section("总分", total));
    sections
}

fn section(title: &str, fields: Vec<Line>) -> Section {
    Section { title: title.to_owned(), fields }
}

fn line(name: String, entry: &AnyEntry) -> Line {
    let (state, read) = state_words(entry);
    Line {
        name,
        label: entry.label,
        cell: entry.cell,
        written: entry.written.to_owned(),
        state,
        read,
        notes: entry.notes.to_vec(),
    }
}

/// What people call a value; `None` for what is not shown.
fn name(field: &Field, form: &Submission, profile: &Profile) -> Option<String> {
    let single = |key: &str| profile.field(key).and_then(|field| field.labels.first().cloned());
    let goal = |role| Some(profile.labels.canonical(role).to_owned());
    match field {
        Field::Title => Some("表名".to_owned()),
        Field::Year => Some("年度".to_owned()),
        Field::Single(key) => Some(single(key).unwrap_or_else(|| key.clone())),
        Field::SubordinateUnits => Some(single(SUBORDINATE_UNITS).unwrap_or_default()),
        Field::Budget(line, column) => Some(amount_name(*column, *line, form, profile)),
        Field::Goal(Goal::Planned) => goal(Role::GoalPlanned),
        Field::Goal(Goal::Achieved) => goal(Role::GoalAchieved),
        Field::Indicator(_, column) => is_shown(*column).then(|| profile.indicators.label(*column).to_owned()),
        Field::Total(SumCell::Label) => Some("总分行".to_owned()),
        Field::Total(SumCell::Points) => Some("分值合计".to_owned()),
        Field::Total(SumCell::Score) => Some("自评总分".to_owned()),
        Field::BudgetLabel(_) | Field::Goal(Goal::Adjusted | Goal::Score) => None,
        Field::GoalGroup(_) | Field::GoalGroupWeight(_) | Field::Subtotal(..) => None,
    }
}

fn amount_name(column: BudgetColumn, line: usize, form: &Submission, profile: &Profile) -> String {
    let line = &form.budget[line];
    let spec = profile.budget.lines.iter().find(|spec| spec.key == line.key);
    let line_name = spec.map_or(line.label.text().unwrap_or(""), |spec| spec.label.as_str());
    format!("{line_name} {}", profile.budget.label(column))
}

fn is_shown(column: IndicatorColumn) -> bool {
    use IndicatorColumn::{Coefficient, Core, Level2Points, Operator, TargetAdjusted, Text, Unit};
    !matches!(column, Level2Points | Operator | TargetAdjusted | Unit | Coefficient | Core | Text(_))
}

fn unit(form: &Submission, cell: CellRef) -> Line {
    let (written, notes) = (String::new(), vec![]);
    Line {
        name: "金额单位".to_owned(),
        label: None,
        cell,
        written,
        state: "read",
        read: form.money_unit.name().to_owned(),
        notes,
    }
}

/// What the score comes to when it is computed again.
fn recomputed(score: &RowScore, row: &Indicator) -> Line {
    let cell = row.score.as_ref().map_or(CellRef::new(row.row, row.level3.cell.col), |entry| entry.cell);
    Line {
        name: "复核得分".to_owned(),
        label: None,
        cell,
        written: score.verdict.name().to_owned(),
        state: score.verdict.key(),
        read: format!("{} 分　{}", number::plain(score.recomputed), score.words),
        notes: vec![],
    }
}
