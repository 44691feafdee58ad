//! Which column of a table each label of its header names.

use std::collections::BTreeMap;

use super::label::{Roles, Text};
use crate::model::layout::Column;
use crate::profile::spec::Role;

/// The columns of one table a text can name, and whether canonically.
pub fn named<'a, C>(roles: Roles<'a>, column: impl Fn(Role) -> Option<C> + 'a) -> impl Iterator<Item = (C, bool)> + 'a {
    roles.all().filter_map(move |label| Some((column(label.role)?, label.canonical)))
}

/// The column below a text.
pub fn headed(text: &Text) -> Column {
    Column { header: text.cell, area: text.area, remark: text.key.remark.clone() }
}

/// Canonical labels first; an alias takes a column only where no canonical label did.
pub fn assign<'a, C: Copy + Ord>(
    labels: &[(&'a Text, Roles<'a>)],
    column: impl Fn(Role) -> Option<C> + Copy,
) -> BTreeMap<C, Column> {
    let mut columns: BTreeMap<C, Column> = BTreeMap::new();
    for canonical in [true, false] {
        for (text, roles) in labels {
            let free = !columns.values().any(|column| column.header == text.cell);
            let open = |(column, rank): &(C, bool)| *rank == canonical && !columns.contains_key(column);
            if let Some((column, _)) = named(*roles, column).find(open).filter(|_| free) {
                columns.insert(column, headed(text));
            }
        }
    }
    columns
}
