//! Subtotals and the totals row. SUBTOTAL follows the filter and leaves other subtotals out.

use std::ops::Range;

use rust_decimal::Decimal;

use super::Sheet;
use super::list::Field::{Budget, Errors, Executed, Infos, Name, Warnings};
use super::list::Total;
use super::values::rate;
use crate::model::batch::Tally;
use crate::write::WriteError;
use crate::write::columns::{area, write_row};
use crate::write::sheet::Page;
use crate::write::styles::Look;
use crate::write::summary::plan::Plan;
use crate::write::summary::table::{FIRST_ROW, Value};

/// What is counted in 总览 and is no department's.
const NOBODYS: &str = "归属待确认的文件";

/// The numbers that stand in each column of some rows: how many, and their sum.
#[derive(Clone)]
pub struct Sums(Vec<(usize, Decimal)>);

impl Sums {
    pub fn of(columns: usize) -> Self {
        Self(vec![(0, Decimal::ZERO); columns])
    }

    pub fn add_row(&mut self, cells: &[(Value<'_>, Look)]) {
        for ((count, sum), (value, _)) in self.0.iter_mut().zip(cells) {
            if let Some(figure) = value.figure() {
                *count += 1;
                *sum = sum.saturating_add(figure);
            }
        }
    }

    pub fn add(&mut self, others: &Self) {
        for ((count, sum), (more, further)) in self.0.iter_mut().zip(&others.0) {
            *count += more;
            *sum = sum.saturating_add(*further);
        }
    }
}

/// The row `at` below the rows it sums.
pub fn write_sums(
    page: &mut Page,
    sheet: &Sheet<'_>,
    (name, rows, sums): (&str, Range<usize>, &Sums),
    at: u32,
) -> Result<f64, WriteError> {
    let first = if rows.start == 0 { FIRST_ROW } else { sheet.row(rows.start) };
    let cells = sheet.columns.iter().zip(&sums.0).map(|(column, sum)| {
        let value = match column.holds.total {
            Total::Name => Value::text(title(sheet, name, &rows, at)),
            Total::Rate => total_rate(sheet, sums, at),
            _ if at == first => Value::Blank,
            total => {
                let over = area(&sheet.columns, (first, at - first), &column.key);
                total_value(total, &format!("{}:{}", over.first, over.last), *sum)
            }
        };
        (value, Look { wrap: false, ..(column.look)() }.total())
    });
    let cells = cells.collect();
    write_row(page, &sheet.columns, (at, 22.0), cells)
}

/// Tasks of files that are nobody's: 总览 and 问题清单 count them too.
fn nobodys(plan: &Plan<'_>) -> Tally {
    let all = Tally::of(plan.batch.open());
    let theirs = plan.batch.departments.iter().map(|department| Tally::of(plan.batch.weights_of(department)));
    theirs.fold(all, |rest, own| Tally {
        errors: rest.errors - own.errors,
        warnings: rest.warnings - own.warnings,
        infos: rest.infos - own.infos,
    })
}

pub fn has_nobodys(plan: &Plan<'_>) -> bool {
    let Tally { errors, warnings, .. } = nobodys(plan);
    errors + warnings > 0
}

/// Below the total what is missing from it, where something is.
pub fn write_nobodys(page: &mut Page, sheet: &Sheet<'_>) -> Result<Option<f64>, WriteError> {
    if !sheet.kind.main || !has_nobodys(sheet.plan) {
        return Ok(None);
    }
    let Tally { errors, warnings, infos } = nobodys(sheet.plan);
    let cells = sheet.columns.iter().map(|column| {
        let value = match column.key {
            Name => Value::text(NOBODYS),
            Errors => Value::count(errors),
            Warnings => Value::count(warnings),
            Infos => Value::count(infos),
            _ => Value::Blank,
        };
        (value, (column.look)().total())
    });
    let cells = cells.collect();
    write_row(page, &sheet.columns, (sheet.total_row() + 1, 22.0), cells).map(Some)
}

fn title(sheet: &Sheet<'_>, name: &str, rows: &Range<usize>, at: u32) -> String {
    let departments = sheet.kind.rows[rows.clone()].iter().filter(|row| !row.is_further).count();
    let count = match sheet.kind.main {
        true => format!("（{departments}家）"),
        false => format!("（{}个）", rows.len()),
    };
    if at == sheet.total_row() { format!("合计{count}") } else { format!("{name} 小计{count}") }
}

fn total_rate<'a>(sheet: &Sheet<'_>, sums: &Sums, at: u32) -> Value<'a> {
    let of = |field| Some(sums.0[sheet.col(field) as usize]).filter(|(count, _)| *count > 0).map(|(_, sum)| sum);
    rate(of(&Budget), of(&Executed), &sheet.here(at, &Budget), &sheet.here(at, &Executed))
}

fn total_value<'a>(total: Total, range: &str, (count, sum): (usize, Decimal)) -> Value<'a> {
    match total {
        Total::Sum => Value::Live(format!("SUBTOTAL(9,{range})"), Some(sum)),
        Total::Mean => {
            let mean = sum.checked_div(Decimal::from(count));
            Value::Live(format!("IFERROR(SUBTOTAL(1,{range}),\"\")"), mean)
        }
        Total::Blank | Total::Name | Total::Rate => Value::Blank,
    }
}
