//! The totals row of 预算汇总, and the rows that show that it ties.

use rust_decimal::Decimal;

use super::{AMOUNTS, FIRST_ROW, SOUND, Sheet, apart, unlisted};
use crate::model::address::{Area, CellRef};
use crate::write::WriteError;
use crate::write::sheet::{Page, quoted};
use crate::write::styles::{Style, palette};
use crate::write::summary::departments::{self, rate};
use crate::write::summary::plan::{Form, Kind};
use crate::write::summary::table::{Value, letters, put};

pub(super) fn write_totals(page: &mut Page, sheet: &Sheet<'_>) -> Result<(), WriteError> {
    let at = sheet.total_row();
    page.height(at, 22.0)?;
    for col in 0..sheet.lead {
        let text = if col == 1 { "合计" } else { "" };
        page.text(CellRef::new(at, col), text, Style::Text.look().total())?;
    }
    write_group(
        page,
        sheet,
        sheet.whole_col(0),
        [total(sheet, |form| form.budget()), total(sheet, |form| form.executed())],
    )?;
    for (line, (key, _)) in sheet.lines.iter().enumerate() {
        let sums = AMOUNTS.map(|(_, pick)| total(sheet, |form| pick(form.record.line(key)?)));
        write_group(page, sheet, sheet.col(line, 0), sums)?;
    }
    page.text(CellRef::new(at, sheet.verdict_col()), "", Style::Text.look().total())?;
    write_sound(page, sheet)?;
    for (offset, pick) in AMOUNTS.iter().filter(|_| sheet.others) {
        let lines = |form: &Form<'_>| unlisted(form, &sheet.lines).filter_map(pick).reduce(Decimal::saturating_add);
        write_sum(page, sheet, sheet.others_col() + offset, total(sheet, lines))?;
    }
    for (offset, pick) in AMOUNTS.iter().filter(|_| sheet.ties) {
        write_sum(page, sheet, sheet.tie_col() + offset, total(sheet, |form| Some(apart(form, *pick))))?;
    }
    Ok(())
}

/// The totals of a line's columns, 元.
fn write_group(page: &mut Page, sheet: &Sheet<'_>, first: u32, sums: [Decimal; 2]) -> Result<(), WriteError> {
    for (col, sum) in (first..).zip(sums) {
        write_sum(page, sheet, col, sum)?;
    }
    let cell = |offset| CellRef::new(sheet.total_row(), first + offset).to_string();
    let rate = rate(Some(sums[0]), Some(sums[1]), &cell(0), &cell(1));
    put(page, CellRef::new(sheet.total_row(), first + 2), rate, Style::Rate.look().total())
}

/// 合计 once more without the forms whose money has an open error.
fn write_sound(page: &mut Page, sheet: &Sheet<'_>) -> Result<(), WriteError> {
    let at = sheet.total_row() + 1;
    page.height(at, 22.0)?;
    let label = format!("不含金额有误的{}{}", sheet.doubtful(), if sheet.kind.main { "家" } else { "个" });
    for col in 0..sheet.lead {
        page.text(CellRef::new(at, col), if col == 1 { &label } else { "" }, Style::Text.look().total())?;
    }
    let range = |col: u32| format!("{0}{1}:{0}{2}", letters(col), FIRST_ROW + 1, sheet.total_row());
    let sums = sound_totals(sheet.kind);
    for (offset, sum) in (0..).zip(sums) {
        let col = sheet.whole_col(offset);
        let formula = format!("SUMIFS({},{},{})", range(col), range(sheet.verdict_col()), quoted(SOUND));
        let value = match sheet.kind.rows.is_empty() {
            true => Value::Number(Decimal::ZERO),
            false => Value::Live(formula, Some(sheet.plan.money(sum))),
        };
        put(page, CellRef::new(at, col), value, Style::Money.look().total())?;
    }
    let cell = |offset| CellRef::new(at, sheet.whole_col(offset)).to_string();
    let rate = rate(Some(sums[0]), Some(sums[1]), &cell(0), &cell(1));
    put(page, CellRef::new(at, sheet.whole_col(2)), rate, Style::Rate.look().total())
}

/// Budget and executed of the forms without an open money error, 元.
pub fn sound_totals(kind: &Kind<'_>) -> [Decimal; 2] {
    let sound = || kind.forms().filter(|form| !form.has_money_error());
    let sum = |amounts: &mut dyn Iterator<Item = Decimal>| amounts.fold(Decimal::ZERO, Decimal::saturating_add);
    [sum(&mut sound().filter_map(Form::budget)), sum(&mut sound().filter_map(Form::executed))]
}

/// 元 over all forms.
fn total(sheet: &Sheet<'_>, amount: impl Fn(&Form<'_>) -> Option<Decimal>) -> Decimal {
    sheet.kind.forms().filter_map(amount).fold(Decimal::ZERO, Decimal::saturating_add)
}

fn write_sum(page: &mut Page, sheet: &Sheet<'_>, col: u32, yuan: Decimal) -> Result<(), WriteError> {
    let at = CellRef::new(sheet.total_row(), col);
    let value = match sheet.kind.rows.is_empty() {
        true => Value::Number(Decimal::ZERO),
        false => {
            let range = format!("{0}{1}:{0}{2}", letters(col), FIRST_ROW + 1, at.row);
            Value::Live(format!("SUBTOTAL(9,{range})"), Some(sheet.plan.money(yuan)))
        }
    };
    put(page, at, value, Style::Money.look().total())
}

/// 勾稽核对: sources − structure of the whole batch, and this sheet against 部门汇总. Both should show 0.00.
pub(super) fn write_ties(page: &mut Page, sheet: &Sheet<'_>) -> Result<(), WriteError> {
    let mut at = sheet.total_row() + 2;
    if sheet.ties {
        let cells = |offset| CellRef::new(sheet.total_row(), sheet.tie_col() + offset).to_string();
        let sums = AMOUNTS.map(|(_, pick)| total(sheet, |form| Some(apart(form, pick))));
        tie_row(page, sheet, at, ("勾稽核对：资金来源－资金结构", [cells(0), cells(1)], sums))?;
        at += 1;
        let rows = Area::new(
            CellRef::new(FIRST_ROW, sheet.tie_col()),
            CellRef::new(sheet.total_row().max(FIRST_ROW + 1) - 1, sheet.tie_col() + 1),
        );
        let apart = format!("AND(ISNUMBER({0}),ABS({0})>=0.005)", rows.first);
        page.colour_when(rows, &apart, &Style::ErrorFill.look())?;
    }
    let upper = departments::Sheet::of(sheet.plan, sheet.kind);
    let against = |field, offset| {
        let here = CellRef::new(sheet.total_row(), sheet.whole_col(offset));
        format!("ROUND({here}-{},4)", departments::there(&upper, upper.total_row(), &field))
    };
    let formulas = [against(departments::Field::Budget, 0), against(departments::Field::Executed, 1)];
    let label = format!("勾稽核对：本表－{}", upper.name);
    tie_row(page, sheet, at, (&label, formulas, [Decimal::ZERO; 2]))
}

fn tie_row(
    page: &mut Page,
    sheet: &Sheet<'_>,
    at: u32,
    (label, formulas, yuan): (&str, [String; 2], [Decimal; 2]),
) -> Result<(), WriteError> {
    page.height(at, 22.0)?;
    let look = Style::Money.look().bold().fill(palette::BRAND_PALE);
    let area = Area::new(CellRef::new(at, 0), CellRef::new(at, sheet.lead - 1));
    page.merge(area, label, Style::Text.look().bold().fill(palette::BRAND_PALE))?;
    for ((offset, formula), yuan) in (0..).zip(formulas).zip(yuan) {
        let cell = CellRef::new(at, sheet.lead + offset);
        put(page, cell, Value::Live(formula, Some(sheet.plan.money(yuan))), look.clone())?;
        page.colour_when(Area::of(cell), &format!("ABS({cell})>=0.005"), &Style::ErrorFill.look())?;
    }
    Ok(())
}
