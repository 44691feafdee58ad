//! Indicator rows that belong together, and the sum of their points.

use rust_decimal::Decimal;

use crate::model::submission::{Entry, Indicator, Points};
use crate::profile::spec::Level1Spec;
use crate::rules::Form;
use crate::rules::context::is_filled;

/// Rows of one level-1 or level-2 name.
pub struct Group<'a> {
    /// Index of the first row.
    pub first: usize,
    pub rows: Vec<&'a Indicator>,
}

impl<'a> Group<'a> {
    /// Σ points; `None` while a filled row has none that can be used, which is another rule's finding.
    pub fn points(&self) -> Option<Decimal> {
        self.rows.iter().try_fold(Decimal::ZERO, |sum, row| {
            match row.points_value().filter(|points| *points > Decimal::ZERO) {
                Some(points) => sum.checked_add(points),
                None => (!is_filled(row)).then_some(sum),
            }
        })
    }

    /// The first cell of the points.
    pub fn points_entry(&self) -> Option<&'a Entry<Points>> {
        self.rows.iter().find_map(|row| row.points.as_ref())
    }

    /// The level-1 weight with its cell, when it can be used.
    pub fn weight(&self) -> Option<(&'a Entry<Points>, Decimal)> {
        self.rows.iter().find_map(|row| {
            let weight = row.weight.as_ref()?;
            Some((weight, weight.value()?.value))
        })
    }

    pub fn level1_spec(&self, form: &Form<'a>) -> Option<&'a Level1Spec> {
        form.profile.indicators.level1.get(self.rows.first()?.level1_known?)
    }
}

/// Rows by level 1, in the order of the form. A name repeated on every row is one group.
pub fn by_level1<'a>(form: &Form<'a>) -> Vec<Group<'a>> {
    grouped(form, |row| (row.level1_known, row.level1.written.as_str()))
}

/// Rows by level 1 and level 2.
pub fn by_level2<'a>(form: &Form<'a>) -> Vec<Group<'a>> {
    grouped(form, |row| (row.level1_known, row.level2_known, row.level2.written.as_str()))
}

fn grouped<'a, K: PartialEq>(form: &Form<'a>, key: impl Fn(&'a Indicator) -> K) -> Vec<Group<'a>> {
    let mut groups: Vec<(K, Group<'a>)> = vec![];
    for (first, row) in form.submission.indicators.iter().enumerate() {
        let own = key(row);
        match groups.iter_mut().find(|(key, _)| *key == own) {
            Some((_, group)) => group.rows.push(row),
            None => groups.push((own, Group { first, rows: vec![row] })),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}
