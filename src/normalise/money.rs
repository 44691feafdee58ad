//! Amounts: number, text with separators, unit in the cell, in the header, in a note, or nowhere.

use rust_decimal::Decimal;

use super::figure::figure;
use super::reader::{Filled, Notes, Reader, is_number_as_text};
use crate::model::address::CellRef;
use crate::model::money_unit::money_unit_in;
use crate::model::number::{round, within};
use crate::model::raw::{RawForm, RawValue};
use crate::model::submission::{Amount, Entry, MoneyUnit, State, UnitSource};
use crate::profile::spec::Profile;

/// The unit of all amounts that name none, who says so, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormUnit {
    pub unit: MoneyUnit,
    pub source: UnitSource,
    pub cell: Option<CellRef>,
}

/// A header beats a note, a note beats the profile's default.
pub fn form_unit(raw: &RawForm, profile: &Profile) -> FormUnit {
    let stated = |stated: &Option<(CellRef, String)>, source| {
        let (cell, text) = stated.as_ref()?;
        Some(FormUnit { unit: money_unit_in(text)?, source, cell: Some(*cell) })
    };
    let default = FormUnit { unit: profile.money_unit, source: UnitSource::Profile, cell: None };
    stated(&raw.unit_header, UnitSource::Header).or_else(|| stated(&raw.unit_note, UnitSource::Note)).unwrap_or(default)
}

impl Reader<'_> {
    pub fn amount(&self, raw: &RawValue, form: FormUnit) -> Entry<Amount> {
        let mut entry = self.figure(raw, |filled, notes| match filled.number(notes) {
            Some(value) => stored(filled, value, form.unit),
            None => written(filled.text()?, form.unit, notes),
        });
        if matches!(entry.state, State::Void) && self.profile.budget.void_is_zero {
            let nothing = Amount { yuan: Decimal::ZERO, unit: form.unit, unit_in_cell: false, decimals: 0 };
            entry.state = State::Read(nothing);
            entry.notes.push("“无”类符号按0读取");
            return entry;
        }
        entry.as_text = entry.value().is_some() && is_number_as_text(&raw.content);
        entry
    }
}

/// A number cell. Its format may name a unit (`0.00"万元"`), and may show the number in it (`0!.0,"万元"`): then the
/// unit of what is stored is the smaller one.
fn stored(filled: &Filled, value: Decimal, form: MoneyUnit) -> Option<Amount> {
    let display = filled.cell.display().filter(|display| display.number.is_some() && !display.is_percent());
    let Some(display) = display else { return amount(value, None, form, value.scale()) };
    let decimals = display.decimals.unwrap_or(value.scale());
    let shown_in = money_unit_in(&display.behind).or_else(|| money_unit_in(&display.before)).or_else(|| {
        let scale = ["元", ""].iter().find_map(|word| display.behind.trim().strip_suffix(word));
        scale
            .filter(|scale| !scale.is_empty())
            .and_then(|scale| money_unit_in(&format!("{scale}元")))
            .filter(|unit| *unit != MoneyUnit::Yuan)
    });
    if display.scale == Decimal::ONE {
        return amount(value, shown_in, form, decimals);
    }
    let unit = shown_in.unwrap_or(form);
    let stored_in = unit.factor().checked_mul(display.scale).map(|factor| factor.normalize());
    match stored_in.and_then(MoneyUnit::of_factor) {
        Some(unit) => amount(value, Some(unit), form, value.scale()),
        None => amount(display.number?, Some(unit), form, decimals),
    }
}

fn written(text: &str, form: MoneyUnit, notes: &mut Notes) -> Option<Amount> {
    let figure = figure(text, notes)?;
    let value = if figure.bracketed { -figure.value().abs() } else { figure.value() };
    let (scale, behind) = (figure.numeral.scale, figure.behind.as_str());
    let is_plain = scale == Decimal::ONE;
    let in_cell = match behind {
        "" if is_plain => None,
        "" | "元" | "元整" | "圆" | "圆整" | "元人民币" => Some(scale),
        "千元" | "万元" | "百万元" | "亿元" if is_plain => money_unit_in(behind).map(MoneyUnit::factor),
        "万" | "亿" if is_plain => money_unit_in(&format!("{behind}元")).map(MoneyUnit::factor),
        _ => return None,
    };
    if in_cell.is_some() {
        notes.push("按单元格内的单位读取");
    }
    let decimals = figure.numeral.decimals;
    match in_cell.map(|factor| MoneyUnit::of_factor(factor).ok_or(factor)) {
        None => amount(value, None, form, decimals),
        Some(Ok(unit)) => amount(value, Some(unit), form, decimals),
        Some(Err(factor)) => amount(value.checked_mul(factor)?, Some(MoneyUnit::Yuan), form, decimals),
    }
}

/// An amount in 元, of a size that sums cannot overflow with.
fn amount(value: Decimal, in_cell: Option<MoneyUnit>, form: MoneyUnit, decimals: u32) -> Option<Amount> {
    let unit = in_cell.unwrap_or(form);
    let yuan = within(round(value.checked_mul(unit.factor())?, 10))?.normalize();
    Some(Amount { yuan, unit, unit_in_cell: in_cell.is_some(), decimals: decimals.min(10) })
}
