//! Subtotals and the totals row. SUBTOTAL follows the filter and leaves other subtotals out.

use std::ops::Range;

use rust_decimal::Decimal;

use super::Sheet;
use super::fields::Field::{self, *};
use super::fields::look;
use super::values::rate;
use crate::model::address::CellRef;
use crate::write::WriteError;
use crate::write::sheet::Page;
use crate::write::styles::Look;
use crate::write::summary::plan::Row;
use crate::write::summary::table::{FIRST_ROW, Value, letters, put};

/// A subtotal or the totals row: SUBTOTAL follows the filter and leaves other subtotals out.
pub fn write_sums(
    page: &mut Page,
    sheet: &Sheet<'_>,
    (name, rows): (&str, Range<usize>),
    at: u32,
) -> Result<(), WriteError> {
    page.height(at, 22.0)?;
    let first = if rows.start == 0 { FIRST_ROW } else { sheet.row(rows.start) };
    let is_total = at == sheet.total_row();
    let departments = sheet.kind.rows[rows.clone()].iter().filter(|row| !row.is_further).count();
    let count = match sheet.kind.main {
        true => format!("（{departments}家）"),
        false => format!("（{}个）", rows.len()),
    };
    for field in &sheet.fields {
        let cell = CellRef::new(at, sheet.col(field));
        let range = format!("{0}{1}:{0}{2}", letters(cell.col), first + 1, at);
        let value = match field {
            Name if is_total => Value::text(format!("合计{count}")),
            Name => Value::text(format!("{name} 小计{count}")),
            Rate => total_rate(sheet, &rows, at),
            _ if at == first => Value::Blank,
            _ => sum_value(sheet, &rows, field, &range),
        };
        put(page, cell, value, Look { wrap: false, ..look(field) }.total())?;
    }
    Ok(())
}

fn total_rate<'a>(sheet: &Sheet<'_>, rows: &Range<usize>, at: u32) -> Value<'a> {
    let forms = || sheet.kind.rows[rows.clone()].iter().filter_map(|row| row.form);
    let budget = forms().filter_map(|form| form.budget()).reduce(Decimal::saturating_add);
    let executed = forms().filter_map(|form| form.executed()).reduce(Decimal::saturating_add);
    rate(budget, executed, &sheet.here(at, &Budget), &sheet.here(at, &Executed))
}

fn sum_value<'a>(sheet: &Sheet<'_>, rows: &Range<usize>, field: &Field, range: &str) -> Value<'a> {
    let rows = &sheet.kind.rows[rows.clone()];
    let values: Vec<Decimal> = rows.iter().filter_map(|row| figure(sheet, row, field)).collect();
    let total = values.iter().copied().fold(Decimal::ZERO, Decimal::saturating_add);
    match field {
        Units | Budget | Executed | Indicators | Errors | Warnings | Infos => {
            Value::Live(format!("SUBTOTAL(9,{range})"), Some(total))
        }
        Level(_) | Stated | Own | Recomputed | Difference => {
            let mean = total.checked_div(Decimal::from(values.len()));
            Value::Live(format!("IFERROR(SUBTOTAL(1,{range}),\"\")"), mean)
        }
        _ => Value::Blank,
    }
}

/// The number a row shows in a column that is summed.
fn figure(sheet: &Sheet<'_>, row: &Row<'_>, field: &Field) -> Option<Decimal> {
    let tally = || sheet.plan.tally(row, sheet.kind.main);
    match field {
        Errors => return Some(tally().errors.into()),
        Warnings => return Some(tally().warnings.into()),
        Infos => return Some(tally().infos.into()),
        _ => {}
    }
    let form = row.form?;
    let scored = matches!(field, Level(_) | Stated | Own | Recomputed | Difference);
    if scored && !form.is_scored() {
        return None;
    }
    let book = &form.record.scores;
    match field {
        Units => form.record.subordinate_units,
        Budget => form.budget().map(|yuan| sheet.plan.money(yuan)),
        Executed => form.executed().map(|yuan| sheet.plan.money(yuan)),
        Indicators => Some(form.record.indicators.into()),
        Level(name) => book.by_level1.iter().find(|(known, _)| known == name).map(|(_, score)| *score),
        Stated => book.stated,
        Own => Some(book.own),
        Recomputed => Some(book.recomputed),
        Difference => Some(form.difference()),
        _ => None,
    }
}
