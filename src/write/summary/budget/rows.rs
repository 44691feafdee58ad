//! A row of 预算汇总: 合计, its lines, what has no column, and sources against structure.

use super::list::{AMOUNTS, Band, Key, Part};
use super::{SOUND, Sheet, WRONG};
use crate::write::WriteError;
use crate::write::columns;
use crate::write::sheet::Page;
use crate::write::styles::palette;
use crate::write::summary::departments::rate;
use crate::write::summary::plan::{Form, Row};
use crate::write::summary::table::Value;

/// Gives its height.
pub(super) fn write_row(page: &mut Page, sheet: &Sheet<'_>, index: usize, row: &Row<'_>) -> Result<f64, WriteError> {
    let is_wrong = row.form.is_some_and(|form| form.has_money_error());
    let cells = sheet.columns.iter().map(|column| {
        let look = (column.look)();
        let look = if is_wrong && column.holds { look.fill(palette::BAD_FILL) } else { look };
        (value(sheet, (index, row, is_wrong), column.key), look)
    });
    let cells = cells.collect();
    columns::write_row(page, &sheet.columns, (sheet.row(index), 20.0), cells)
}

fn value<'a>(sheet: &Sheet<'_>, (index, row, is_wrong): (usize, &Row<'a>, bool), key: Key) -> Value<'a> {
    match (key, &row.form) {
        (Key::No, _) => Value::count(index + 1),
        (Key::Name, _) => Value::text(row.department.name.as_str()),
        (Key::Origin, _) => Value::maybe(row.origin()),
        (_, None) => Value::Blank,
        (Key::Project, Some(form)) => Value::maybe(form.slot.project.as_deref()),
        (Key::Verdict, Some(_)) => Value::text(if is_wrong { WRONG } else { SOUND }),
        (Key::Money(band, part), Some(form)) => money(sheet, (form, sheet.row(index)), (band, part)),
    }
}

fn money<'a>(sheet: &Sheet<'_>, (form, at): (&Form<'a>, u32), (band, part): (Band, Part)) -> Value<'a> {
    if part == Part::Rate {
        let [budget, executed] = AMOUNTS.map(|part| (band, part));
        let [over, under] = [budget, executed].map(|of| sheet.here(at, of));
        return rate(sheet.amount(form, budget), sheet.amount(form, executed), &over, &under);
    }
    let Some(yuan) = sheet.amount(form, (band, part)) else { return Value::Blank };
    match formula(sheet, (form, at), (band, part)) {
        Some(formula) => Value::Live(formula, Some(sheet.plan.money(yuan))),
        None => Value::Number(sheet.plan.money(yuan)),
    }
}

/// From the lines that 合计, and what sources are apart from structure, is made of.
fn formula(sheet: &Sheet<'_>, (form, at): (&Form<'_>, u32), (band, part): (Band, Part)) -> Option<String> {
    let budget = &form.profile.budget;
    match band {
        Band::Whole => {
            let cells = sheet.cells(at, &budget.overall(), part);
            (!cells.is_empty()).then(|| format!("SUM({})", cells.join(",")))
        }
        Band::Apart => {
            let sum = |keys: &[String]| format!("SUM({})", sheet.cells(at, keys, part).join(","));
            Some(format!("ROUND({}-{},4)", sum(&budget.sources), sum(&budget.structure)))
        }
        Band::Line(_) | Band::Others => None,
    }
}
