//! A row of 预算汇总: 合计, its lines, what has no column, and sources against structure.

use rust_decimal::Decimal;

use super::{AMOUNTS, Pick, SOUND, Sheet, WRONG, apart, leading, unlisted};
use crate::model::address::CellRef;
use crate::model::standing::MoneyLine;
use crate::write::sheet::Page;
use crate::write::styles::{Look, Style, palette};
use crate::write::summary::departments::rate;
use crate::write::summary::plan::{Form, Row};
use crate::write::summary::table::{Value, put};
use crate::write::{WriteError, measure};

/// Gives its height.
pub(super) fn write_row(page: &mut Page, sheet: &Sheet<'_>, index: usize, row: &Row<'_>) -> Result<f64, WriteError> {
    let at = sheet.row(index);
    let leading = leading(sheet.plan, sheet.kind);
    let values: Vec<_> = leading.iter().map(|(_, width, value)| (value(index, row), *width)).collect();
    let texts = values.iter().filter_map(|(value, width)| Some((value.words()?, *width)));
    let height = measure::height(texts).max(20.0);
    page.height(at, height)?;
    for (col, (value, _)) in (0..).zip(values) {
        let look = if col == 0 { Style::Centre.look() } else { Style::Text.look().wrap() };
        put(page, CellRef::new(at, col), value, look)?;
    }
    write_whole(page, sheet, at, row)?;
    for (line, (key, _)) in sheet.lines.iter().enumerate() {
        let found = row.form.and_then(|form| form.record.line(key));
        write_line(page, sheet, CellRef::new(at, sheet.col(line, 0)), found)?;
    }
    write_others(page, sheet, at, row)?;
    write_tie(page, sheet, at, row)?;
    write_verdict(page, sheet, at, row)?;
    Ok(height)
}

/// Whether its money is free of open errors.
fn write_verdict(page: &mut Page, sheet: &Sheet<'_>, at: u32, row: &Row<'_>) -> Result<(), WriteError> {
    let is_wrong = row.form.is_some_and(|form| form.has_money_error());
    let verdict = row.form.map(|_| if is_wrong { WRONG } else { SOUND });
    put(page, CellRef::new(at, sheet.verdict_col()), Value::maybe(verdict), coloured(Style::Centre.look(), is_wrong))
}

fn coloured(look: Look, is_wrong: bool) -> Look {
    if is_wrong { look.fill(palette::BAD_FILL) } else { look }
}

/// 合计 from the lines it is made of.
fn write_whole(page: &mut Page, sheet: &Sheet<'_>, at: u32, row: &Row<'_>) -> Result<(), WriteError> {
    let is_wrong = row.form.is_some_and(|form| form.has_money_error());
    let place = |offset| CellRef::new(at, sheet.whole_col(offset));
    let keys = row.form.map(|form| form.profile.budget.overall()).unwrap_or_default();
    let figures = row.form.map_or([None; 2], |form| [form.budget(), form.executed()]);
    for (offset, yuan) in (0..).zip(figures) {
        let cells = sheet.cells(at, &keys, offset);
        let value = match yuan.map(|yuan| sheet.plan.money(yuan)) {
            Some(money) if !cells.is_empty() => Value::Live(format!("SUM({})", cells.join(",")), Some(money)),
            money => Value::number(money),
        };
        put(page, place(offset), value, coloured(Style::Money.look(), is_wrong))?;
    }
    let [budget, executed] = figures;
    let rate = rate(budget, executed, &place(0).to_string(), &place(1).to_string());
    put(page, place(2), rate, Style::Rate)
}

fn write_line(page: &mut Page, sheet: &Sheet<'_>, at: CellRef, line: Option<&MoneyLine>) -> Result<(), WriteError> {
    let budget = line.and_then(MoneyLine::budget_yuan);
    let executed = line.and_then(MoneyLine::executed_yuan);
    let next = |offset| CellRef::new(at.row, at.col + offset);
    for (offset, yuan) in [(0, budget), (1, executed)] {
        put(page, next(offset), Value::number(yuan.map(|yuan| sheet.plan.money(yuan))), Style::Money)?;
    }
    put(page, next(2), rate(budget, executed, &at.to_string(), &next(1).to_string()), Style::Rate)
}

fn write_others(page: &mut Page, sheet: &Sheet<'_>, at: u32, row: &Row<'_>) -> Result<(), WriteError> {
    if !sheet.others {
        return Ok(());
    }
    for (offset, pick) in AMOUNTS {
        let value = row.form.and_then(|form| others_sum(sheet, &form, pick));
        put(page, CellRef::new(at, sheet.others_col() + offset), Value::number(value), Style::Money)?;
    }
    Ok(())
}

fn others_sum(sheet: &Sheet<'_>, form: &Form<'_>, pick: Pick) -> Option<Decimal> {
    let sum = unlisted(form, &sheet.lines).filter_map(pick).reduce(Decimal::saturating_add)?;
    Some(sheet.plan.money(sum))
}

/// Sources − structure of one department.
fn write_tie(page: &mut Page, sheet: &Sheet<'_>, at: u32, row: &Row<'_>) -> Result<(), WriteError> {
    if !sheet.ties {
        return Ok(());
    }
    for (offset, pick) in AMOUNTS {
        let value = row.form.map_or(Value::Blank, |form| {
            let budget = &form.profile.budget;
            let formula = minus(sheet, at, (&budget.sources, &budget.structure), offset);
            Value::Live(formula, Some(sheet.plan.money(apart(&form, pick))))
        });
        put(page, CellRef::new(at, sheet.tie_col() + offset), value, Style::Money)?;
    }
    Ok(())
}

fn minus(sheet: &Sheet<'_>, row: u32, (sources, structure): (&[String], &[String]), offset: u32) -> String {
    let sum = |keys: &[String]| format!("SUM({})", sheet.cells(row, keys, offset).join(","));
    format!("ROUND({}-{},4)", sum(sources), sum(structure))
}
