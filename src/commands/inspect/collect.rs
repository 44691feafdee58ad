//! The fields of a form in the order people read it.

use std::collections::BTreeSet;

use super::words::{Spoken, state_words};
use super::{Field, Section};
use crate::model::address::CellRef;
use crate::model::batch::Record;
use crate::model::number;
use crate::model::score::RowScore;
use crate::model::submission::{BudgetLine, Entry, Goals, Indicator, Submission};
use crate::profile::spec::{BudgetColumn, IndicatorColumn, Profile, Role};

/// Key of the one field that is a number as well.
const COUNT: &str = "subordinate_units";

/// Heading, budget, goals, one section per indicator, total.
pub fn sections(record: &Record, profile: &Profile) -> Vec<Section> {
    let form = &record.submission;
    let mut sections = vec![
        Section { title: "表头".to_owned(), fields: heading(form, profile) },
        Section { title: "资金".to_owned(), fields: form.budget.iter().flat_map(|l| line(l, profile)).collect() },
        Section { title: "总体目标".to_owned(), fields: goals(&form.goals, profile) },
    ];
    let mut seen = BTreeSet::new();
    for (index, row) in form.indicators.iter().enumerate() {
        let title = format!("指标 {}　{}", index + 1, row.subject());
        let mut fields = indicator(row, profile);
        // A cell merged over several rows is shown where it is met first.
        fields.retain(|field| seen.insert((field.cell, field.name.clone())));
        fields.extend(record.book.rows.get(index).map(|score| recomputed(score, row)));
        sections.push(Section { title, fields });
    }
    sections.push(Section { title: "总分".to_owned(), fields: total(form) });
    sections
}

fn field<T: Spoken>(name: &str, entry: &Entry<T>) -> Field {
    let (state, read) = state_words(entry);
    Field {
        name: name.to_owned(),
        label: entry.label,
        cell: entry.cell,
        written: entry.written.clone(),
        state,
        read,
        notes: entry.notes.clone(),
    }
}

fn heading(form: &Submission, profile: &Profile) -> Vec<Field> {
    let mut fields = vec![field("表名", &form.title), field("年度", &form.year)];
    let name = |key: &str| profile.field(key).and_then(|field| field.labels.first().cloned());
    let texts = form.fields.iter().filter(|(key, _)| key.as_str() != COUNT);
    fields.extend(texts.map(|(key, entry)| field(&name(key).unwrap_or(key.clone()), entry)));
    fields.extend(form.subordinate_units.iter().map(|entry| field(&name(COUNT).unwrap_or_default(), entry)));
    fields.sort_by_key(|field| field.cell);
    fields.extend(form.unit_cell.map(|cell| unit(form, cell)));
    fields
}

fn unit(form: &Submission, cell: CellRef) -> Field {
    let (written, notes) = (String::new(), vec![]);
    Field {
        name: "金额单位".to_owned(),
        label: None,
        cell,
        written,
        state: "read",
        read: form.money_unit.name().to_owned(),
        notes,
    }
}

fn line(line: &BudgetLine, profile: &Profile) -> Vec<Field> {
    let label = line.label.text().unwrap_or("");
    let spec = profile.budget.lines.iter().find(|spec| spec.key == line.key);
    let line_name = spec.map_or(label, |spec| spec.label.as_str());
    let name = |column: BudgetColumn| format!("{line_name} {}", profile.budget.label(column));
    let money = [
        (BudgetColumn::Initial, &line.initial),
        (BudgetColumn::Budget, &line.budget),
        (BudgetColumn::Executed, &line.executed),
    ];
    let points = [(BudgetColumn::Points, &line.points), (BudgetColumn::Score, &line.score)];
    let mut fields: Vec<Field> =
        money.into_iter().filter_map(|(column, entry)| Some(field(&name(column), entry.as_ref()?))).collect();
    fields.extend(line.rate.iter().map(|entry| field(&name(BudgetColumn::Rate), entry)));
    fields.extend(points.into_iter().filter_map(|(column, entry)| Some(field(&name(column), entry.as_ref()?))));
    fields
}

fn goals(goals: &Goals, profile: &Profile) -> Vec<Field> {
    let name = |role: Role| profile.labels.canonical(role).to_owned();
    let both = [(name(Role::GoalPlanned), &goals.planned), (name(Role::GoalAchieved), &goals.achieved)];
    both.iter().filter_map(|(name, entry)| Some(field(name, entry.as_ref()?))).collect()
}

fn indicator(row: &Indicator, profile: &Profile) -> Vec<Field> {
    let name = |column| profile.indicators.label(column);
    let points = |column, entry: &Option<_>| entry.as_ref().map(|entry| field(name(column), entry));
    let measure = |column, entry: &Option<_>| entry.as_ref().map(|entry| field(name(column), entry));
    let fields = [
        Some(field(name(IndicatorColumn::Level1), &row.level1)),
        points(IndicatorColumn::Weight, &row.weight),
        Some(field(name(IndicatorColumn::Level2), &row.level2)),
        Some(field(name(IndicatorColumn::Level3), &row.level3)),
        measure(IndicatorColumn::Target, &row.target),
        measure(IndicatorColumn::Actual, &row.actual),
        points(IndicatorColumn::Points, &row.points),
        points(IndicatorColumn::Score, &row.score),
        row.reason.as_ref().map(|entry| field(name(IndicatorColumn::Reason), entry)),
    ];
    fields.into_iter().flatten().collect()
}

/// What the score comes to when it is computed again.
fn recomputed(score: &RowScore, row: &Indicator) -> Field {
    let cell = row.score.as_ref().map_or(CellRef::new(row.row, row.level3.cell.col), |entry| entry.cell);
    Field {
        name: "复核得分".to_owned(),
        label: None,
        cell,
        written: score.verdict.name().to_owned(),
        state: score.verdict.key(),
        read: format!("{} 分　{}", number::plain(score.recomputed), score.words),
        notes: vec![],
    }
}

fn total(form: &Submission) -> Vec<Field> {
    let Some(total) = &form.total else { return vec![] };
    let mut fields = vec![field("总分行", &total.label)];
    fields.extend(total.points.iter().map(|entry| field("分值合计", entry)));
    fields.push(field("自评总分", &total.stated));
    fields
}
