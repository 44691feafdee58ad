//! The totals row of 预算汇总, and the rows that show that it ties.

use rust_decimal::Decimal;

use super::list::{AMOUNTS, Band, Key, Part};
use super::{FOOT_HEIGHT, SOUND, Sheet, WHOLE};
use crate::model::address::{Area, CellRef};
use crate::write::sheet::{Page, quoted};
use crate::write::styles::{Look, Style, palette};
use crate::write::summary::departments::{self, rate};
use crate::write::summary::plan::{Form, Kind};
use crate::write::summary::table::{Value, put};
use crate::write::{WriteError, columns};

pub(super) fn write_totals(page: &mut Page, sheet: &Sheet<'_>) -> Result<(), WriteError> {
    let at = sheet.total_row();
    write_sums(page, sheet, at, |key| match key {
        Key::Name => Value::text(WHOLE),
        Key::Money(band, Part::Rate) => total_rate(sheet, at, band, AMOUNTS.map(|part| total(sheet, (band, part)))),
        Key::Money(band, part) => {
            let formula = format!("SUBTOTAL(9,{})", sheet.above(key));
            figure(sheet, formula, total(sheet, (band, part)))
        }
        _ => Value::Blank,
    })?;
    write_sound(page, sheet)
}

/// 合计 once more without the forms whose money has an open error.
fn write_sound(page: &mut Page, sheet: &Sheet<'_>) -> Result<(), WriteError> {
    let at = sheet.total_row() + 1;
    let doubtful = sheet.kind.forms().filter(|form| form.has_money_error()).count();
    let sums = sound_totals(sheet.kind);
    write_sums(page, sheet, at, |key| match key {
        Key::Name => Value::text(format!("不含金额有误的{doubtful}{}", if sheet.kind.main { "家" } else { "个" })),
        Key::Money(Band::Whole, Part::Rate) => total_rate(sheet, at, Band::Whole, sums),
        Key::Money(Band::Whole, part) => {
            let formula = format!("SUMIFS({},{},{})", sheet.above(key), sheet.above(Key::Verdict), quoted(SOUND));
            figure(sheet, formula, sums[usize::from(part == Part::Executed)])
        }
        _ => Value::Blank,
    })
}

fn write_sums<'a>(
    page: &mut Page,
    sheet: &Sheet<'_>,
    at: u32,
    value: impl Fn(Key) -> Value<'a>,
) -> Result<(), WriteError> {
    let total = |look: Look| Look { wrap: false, ..look }.total();
    let cells = sheet.columns.iter().map(|column| (value(column.key), total((column.look)())));
    let cells = cells.collect();
    columns::write_row(page, &sheet.columns, (at, FOOT_HEIGHT), cells).map(|_| ())
}

fn figure<'a>(sheet: &Sheet<'_>, formula: String, yuan: Decimal) -> Value<'a> {
    match sheet.kind.rows.is_empty() {
        true => Value::Number(Decimal::ZERO),
        false => Value::Live(formula, Some(sheet.plan.money(yuan))),
    }
}

fn total_rate<'a>(sheet: &Sheet<'_>, at: u32, band: Band, [budget, executed]: [Decimal; 2]) -> Value<'a> {
    let [over, under] = AMOUNTS.map(|part| sheet.here(at, (band, part)));
    rate(Some(budget), Some(executed), &over, &under)
}

/// Budget and executed of the forms without an open money error, 元.
pub fn sound_totals(kind: &Kind<'_>) -> [Decimal; 2] {
    let sound = || kind.forms().filter(|form| !form.has_money_error());
    [sum(sound().filter_map(Form::budget)), sum(sound().filter_map(Form::executed))]
}

/// 元.
fn sum(amounts: impl Iterator<Item = Decimal>) -> Decimal {
    amounts.fold(Decimal::ZERO, Decimal::saturating_add)
}

/// 元 over all forms.
fn total(sheet: &Sheet<'_>, of: (Band, Part)) -> Decimal {
    sum(sheet.kind.forms().filter_map(|form| sheet.amount(form, of)))
}

/// 勾稽核对: sources − structure of the whole batch, and this sheet against 部门汇总. Both should show 0.00.
pub(super) fn write_ties(page: &mut Page, sheet: &Sheet<'_>) -> Result<(), WriteError> {
    let mut at = sheet.total_row() + 2;
    if sheet.ties() {
        let cells = AMOUNTS.map(|part| sheet.here(sheet.total_row(), (Band::Apart, part)));
        let sums = AMOUNTS.map(|part| total(sheet, (Band::Apart, part)));
        tie_row(page, sheet, at, ("勾稽核对：资金来源－资金结构", cells, sums))?;
        at += 1;
        let last = sheet.total_row().max(super::FIRST_ROW + 1) - 1;
        let [first, last] = [(super::FIRST_ROW, Part::Budget), (last, Part::Executed)]
            .map(|(row, part)| sheet.at(row, Key::Money(Band::Apart, part)));
        let apart = format!("AND(ISNUMBER({first}),ABS({first})>=0.005)");
        page.colour_when(Area::new(first, last), &apart, &Style::ErrorFill.look())?;
    }
    let upper = departments::Sheet::of(sheet.plan, sheet.kind);
    let against = |field, part| {
        let here = sheet.here(sheet.total_row(), (Band::Whole, part));
        format!("ROUND({here}-{},4)", departments::there(&upper, upper.total_row(), &field))
    };
    let formulas =
        [against(departments::Field::Budget, Part::Budget), against(departments::Field::Executed, Part::Executed)];
    let label = format!("勾稽核对：本表－{}", upper.name);
    tie_row(page, sheet, at, (&label, formulas, [Decimal::ZERO; 2]))
}

fn tie_row(
    page: &mut Page,
    sheet: &Sheet<'_>,
    at: u32,
    (label, formulas, yuan): (&str, [String; 2], [Decimal; 2]),
) -> Result<(), WriteError> {
    page.height(at, FOOT_HEIGHT)?;
    let pale = |style: Style| style.look().bold().fill(palette::BRAND_PALE);
    page.merge(Area::new(CellRef::new(at, 0), CellRef::new(at, sheet.lead() - 1)), label, pale(Style::Text))?;
    for ((part, formula), yuan) in AMOUNTS.into_iter().zip(formulas).zip(yuan) {
        let cell = sheet.at(at, Key::Money(Band::Whole, part));
        put(page, cell, Value::Live(formula, Some(sheet.plan.money(yuan))), pale(Style::Money))?;
        page.colour_when(Area::of(cell), &format!("ABS({cell})>=0.005"), &Style::ErrorFill.look())?;
    }
    Ok(())
}
