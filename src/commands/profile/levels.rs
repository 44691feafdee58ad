//! The levels a form prints, with the weights it states: of rows that are filled in, and of a blank template's.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use super::form::ReadForm;
use crate::lang::weight::split_weight;
use crate::model::address::CellRef;
use crate::model::grid::{Cell, CellValue};
use crate::model::number::from_float;
use crate::model::shown::shown;
use crate::model::text::{compact, label_key, strip_numbering};
use crate::profile::spec::{IndicatorColumn, Role};

/// Characters; what is longer is no level's name.
const LONGEST_NAME: usize = 30;

/// A level 1 with the level 2 below it.
#[derive(Debug, Serialize)]
pub struct Level1 {
    pub cell: CellRef,
    pub name: String,
    pub weight: Option<Decimal>,
    /// The profile has it.
    pub is_known: bool,
    pub level2: Vec<Level2>,
}

#[derive(Debug, Serialize)]
pub struct Level2 {
    pub cell: CellRef,
    pub name: String,
    pub points: Option<Decimal>,
    pub is_known: bool,
}

/// Every level of a form, each once, in its order.
pub fn of(form: &ReadForm<'_>) -> Vec<Level1> {
    let first = names(form, IndicatorColumn::Level1);
    let second = names(form, IndicatorColumn::Level2);
    let mut levels: Vec<Level1> = Vec::new();
    let mut starts: Vec<(u32, usize)> = Vec::new();
    for (cell, name) in first {
        let (name, inner) = parts(form, &name);
        let weight = inner.or_else(|| beside(form, cell, IndicatorColumn::Weight));
        let place = match levels.iter().position(|level| level.name == name) {
            Some(place) => place,
            None => {
                let is_known = known(form, &name, |role| matches!(role, Role::Level1(_)));
                levels.push(Level1 { cell, name, weight, is_known, level2: Vec::new() });
                levels.len() - 1
            }
        };
        starts.push((cell.row, place));
    }
    for (cell, name) in second {
        let Some((_, place)) = starts.iter().rev().find(|(row, _)| *row <= cell.row) else { continue };
        let (name, inner) = parts(form, &name);
        let level = &mut levels[*place];
        if !level.level2.iter().any(|known| known.name == name) && !name.is_empty() {
            let points = inner.or_else(|| beside(form, cell, IndicatorColumn::Level2Points));
            let is_known = known(form, &name, |role| matches!(role, Role::Level2(..)));
            level.level2.push(Level2 { cell, name, points, is_known });
        }
    }
    levels
}

/// The names in a column of levels: those of the rows that were read, and what is printed below its head.
fn names(form: &ReadForm<'_>, column: IndicatorColumn) -> BTreeMap<CellRef, String> {
    let read = form.raw.indicators.iter().filter_map(|row| row.values.get(&column));
    let read = read.map(|value| (value.cell, shown(&value.content)));
    let printed = form.raw.columns.get(&column).map(|head| form.sheet.area_of(*head));
    let printed = printed.into_iter().flat_map(|head| {
        let rows = head.last.row + 1..end(form, head.last.row);
        let cells = form.sheet.cells().filter(move |(at, _)| rows.contains(&at.row));
        cells.filter(move |(at, _)| head.columns().contains(&at.col)).map(|(at, cell)| (at, shown(cell)))
    });
    read.chain(printed).filter(|(_, name)| is_name(form, name)).collect()
}

/// One past the last row that can name a level: the total, else the foot.
fn end(form: &ReadForm<'_>, head: u32) -> u32 {
    let total = form.raw.total.as_ref().map(|total| total.label.cell.row).filter(|row| *row > head);
    total.unwrap_or_else(|| {
        let ends = |cell: &Cell| {
            let key = label_key(shown(cell).split([':', '：']).next().unwrap_or_default()).key;
            known(form, &key, |role| matches!(role, Role::Field(_) | Role::Notes))
        };
        let rows = form.sheet.filled_rows(head + 1, form.raw.area.last.row + 1).into_iter();
        let mut firsts = rows.filter_map(|row| form.sheet.row(row).find(|(_, cell)| !cell.is_blank()));
        firsts.find(|(_, cell)| ends(cell)).map_or(form.raw.area.last.row + 1, |(at, _)| at.row)
    })
}

fn is_name(form: &ReadForm<'_>, name: &str) -> bool {
    let chinese = name.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    let other = |role: Role| {
        matches!(
            role,
            Role::Total | Role::Subtotal | Role::Notes | Role::IndicatorColumn(_) | Role::Field(_) | Role::Section
        )
    };
    chinese >= 2 && name.chars().count() <= LONGEST_NAME && !known(form, &label_key(name).key, other)
}

/// 一、产出指标（50分）: the name and the weight; what says that a level goes on is no part of its name.
fn parts(form: &ReadForm<'_>, written: &str) -> (String, Option<Decimal>) {
    let (name, weight) = match split_weight(written) {
        Some((name, weight)) => (name, points(&weight)),
        None => (written.to_owned(), None),
    };
    let key = label_key(&name).key;
    let mut name = strip_numbering(&key, &[]);
    for word in &form.profile.words.continued {
        name = name.strip_suffix(word.as_str()).unwrap_or(name);
    }
    (name.to_owned(), weight)
}

fn known(form: &ReadForm<'_>, key: &str, is: impl Fn(Role) -> bool) -> bool {
    form.profile.labels.roles(key).iter().any(|label| is(label.role))
}

/// The number of a column of points in the row of a name.
fn beside(form: &ReadForm<'_>, name: CellRef, column: IndicatorColumn) -> Option<Decimal> {
    let head = form.sheet.area_of(*form.raw.columns.get(&column)?);
    let cells = head.columns().map(|col| form.sheet.area_of(CellRef::new(name.row, col)).first);
    let cell = cells.filter_map(|at| form.sheet.get(at)).find(|cell| !cell.is_blank())?;
    match &cell.value {
        CellValue::Number(number) => {
            from_float(*number).map(|number| match cell.display().is_some_and(|_| number < Decimal::ONE) {
                true => number * Decimal::ONE_HUNDRED,
                false => number,
            })
        }
        _ => points(&shown(cell)),
    }
}

fn points(written: &str) -> Option<Decimal> {
    compact(written).trim_end_matches(['分', '%']).parse().ok()
}
