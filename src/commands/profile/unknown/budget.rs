//! Columns and lines of the budget that no key knows.

use std::collections::BTreeSet;

use super::{Part, Search, Unknown};
use crate::commands::profile::likeness::{Candidate, nearest};
use crate::model::address::{Area, CellRef};
use crate::model::shown::shown;
use crate::model::text::{label_key, strip_numbering};
use crate::profile::spec::{BudgetColumn, Role};

impl Search<'_, '_> {
    /// Heads beside those of the known money columns.
    pub fn budget_columns(&self) -> Vec<Unknown> {
        let lines = self.form.raw.budget.iter();
        let heads = lines.flat_map(|line| line.values.values().filter_map(|value| Some((value.label?, value.cell))));
        let above = heads.filter(|(head, amount)| head.row < amount.row);
        let heads: BTreeSet<CellRef> = above.map(|(head, _)| head).collect();
        let Some(first) = heads.iter().map(|head| head.col).min() else { return Vec::new() };
        let areas: Vec<Area> = heads.iter().map(|head| self.form.sheet.area_of(*head)).collect();
        let rows: BTreeSet<u32> = areas.iter().flat_map(Area::rows).collect();
        let strange = rows.into_iter().flat_map(|row| self.strangers(row, &areas));
        let found = self.form.raw.budget.iter().flat_map(|line| line.values.keys().copied()).collect::<BTreeSet<_>>();
        let free = BudgetColumn::ALL.into_iter().filter(|column| !found.contains(column));
        let free = free.map(|column| Candidate {
            key: format!("budget.columns.{}", column.key()),
            role: Role::BudgetColumn(column),
        });
        let free: Vec<Candidate> = free.collect();
        let unknown = strange.map(|(area, label)| match area.first.col > first {
            true => {
                let (guess, values) = (nearest(&label, &free, self.form.profile), self.beneath(area));
                Unknown { cell: area.first, label, part: Part::BudgetColumn, guess, values }
            }
            // Over the names of the lines.
            false => Unknown { cell: area.first, label, part: Part::Section, guess: None, values: Vec::new() },
        });
        unknown.collect()
    }

    fn beneath(&self, area: Area) -> Vec<CellRef> {
        let rows = self.form.raw.budget.iter().flat_map(|line| line.values.values().map(|value| value.cell.row));
        let rows: BTreeSet<u32> = rows.filter(|row| *row > area.last.row).collect();
        let filled = rows.into_iter().flat_map(|row| self.form.sheet.row(row));
        filled.filter(|(at, cell)| area.columns().contains(&at.col) && !cell.is_blank()).map(|(at, _)| at).collect()
    }

    /// Lines that have amounts and a name of the form's own.
    pub fn lines(&self) -> Vec<Unknown> {
        let profile = self.form.profile;
        let known = profile.budget.lines.iter().enumerate();
        let known: Vec<Candidate> = known
            .map(|(i, line)| Candidate { key: format!("budget.lines {}", line.key), role: Role::BudgetLine(i) })
            .collect();
        let own = self.form.raw.budget.iter().filter(|line| line.spec.is_none());
        // A line without a name stands for its header.
        let named = own.filter(|line| line.values.values().any(|value| value.cell.row == line.label.cell.row));
        let unknown = named.filter_map(|line| {
            let written = shown(&line.label.content);
            let label = strip_numbering(&label_key(&written).key, &profile.labels.group_words).to_owned();
            let is_twice = profile.labels.roles(&label).iter().any(|known| matches!(known.role, Role::BudgetLine(_)));
            let guess = if is_twice { None } else { nearest(&label, &known, profile) };
            (!label.is_empty() && !is_twice).then(|| Unknown {
                cell: line.label.cell,
                label,
                part: Part::BudgetLine,
                guess,
                values: line
                    .values
                    .values()
                    .filter(|value| !value.content.is_blank())
                    .map(|value| value.cell)
                    .collect(),
            })
        });
        unknown.collect()
    }
}
