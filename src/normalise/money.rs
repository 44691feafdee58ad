//! Amounts: number, text with separators, unit in the cell, in the header, in a note, or nowhere.

use rust_decimal::Decimal;

use super::figure::figure;
use super::reader::{Filled, Notes, Reader, is_number_as_text};
use crate::model::address::CellRef;
use crate::model::grid::CellValue;
use crate::model::number::{from_float, round, within};
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
        Some(FormUnit { unit: named(text)?, source, cell: Some(*cell) })
    };
    let default = FormUnit { unit: profile.money_unit, source: UnitSource::Profile, cell: None };
    stated(&raw.unit_header, UnitSource::Header).or_else(|| stated(&raw.unit_note, UnitSource::Note)).unwrap_or(default)
}

fn named(text: &str) -> Option<MoneyUnit> {
    match text {
        _ if text.contains("万元") => Some(MoneyUnit::WanYuan),
        _ if text.contains('元') => Some(MoneyUnit::Yuan),
        _ => None,
    }
}

impl Reader<'_> {
    pub fn amount(&self, raw: &RawValue, form: FormUnit) -> Entry<Amount> {
        let mut entry = self.entry(raw, |filled, notes| match &filled.cell.value {
            CellValue::Number(value) => stored(filled, *value, form.unit),
            CellValue::Text(_) => written(filled.written, form.unit, notes),
            _ => None,
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

/// A number cell; its format may name the unit (`0.00"万元"`), unless it only shows 元 in 万 (`0!.0,"万元"`).
fn stored(filled: &Filled, value: f64, unit: MoneyUnit) -> Option<Amount> {
    let value = from_float(value)?;
    let decimals = filled.cell.shown().map_or(value.scale(), |format| format.decimals);
    let code = filled.cell.format.as_deref().unwrap_or("");
    let in_cell = named(code).filter(|_| !code.contains('!'));
    amount(value, in_cell, unit, decimals)
}

fn written(text: &str, unit: MoneyUnit, notes: &mut Notes) -> Option<Amount> {
    let figure = figure(text, notes)?;
    let value = if figure.bracketed { -figure.value().abs() } else { figure.value() };
    let scale = figure.numeral.scale;
    let yuan = matches!(figure.behind.as_str(), "元" | "元整" | "圆" | "圆整");
    if !yuan && !figure.behind.is_empty() {
        return None;
    }
    let (value, in_cell) = if scale == Decimal::ONE {
        (value, yuan.then_some(MoneyUnit::Yuan))
    } else if scale == MoneyUnit::WanYuan.factor() {
        (value, Some(MoneyUnit::WanYuan))
    } else {
        (value.checked_mul(scale)?, Some(MoneyUnit::Yuan))
    };
    if in_cell.is_some() {
        notes.push("按单元格内的单位读取");
    }
    amount(value, in_cell, unit, figure.numeral.decimals)
}

/// An amount in 元, of a size that sums cannot overflow with.
fn amount(value: Decimal, in_cell: Option<MoneyUnit>, form: MoneyUnit, decimals: u32) -> Option<Amount> {
    let unit = in_cell.unwrap_or(form);
    let yuan = within(round(value.checked_mul(unit.factor())?, 10))?.normalize();
    Some(Amount { yuan, unit, unit_in_cell: in_cell.is_some(), decimals: decimals.min(10) })
}
