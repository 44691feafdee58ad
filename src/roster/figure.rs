//! Figures of a roster: what a cell shows, and what a text says in 元.

use rust_decimal::Decimal;

use crate::model::grid::{Cell, CellValue};
use crate::model::number;
use crate::model::roster::LedgerFigure;
use crate::model::submission::MoneyUnit;
use crate::model::text::compact;

/// Marks that stand for "no figure".
const NONE: [&str; 6] = ["", "-", "—", "——", "/", "无"];

/// A cell as text, with at least the decimals its format shows: they tell how exact a figure is.
pub fn shown(cell: &Cell) -> String {
    match &cell.value {
        CellValue::Text(text) | CellValue::Error(text) => text.clone(),
        CellValue::Number(value) | CellValue::Date(value) => {
            let decimals = cell
                .number_format()
                .filter(|format| !format.is_percentage())
                .and_then(|format| format.decimals())
                .unwrap_or(0);
            let value = number::from_float(*value).unwrap_or_default().normalize();
            format!("{value:.*}", value.scale().max(decimals.min(6)) as usize)
        }
        CellValue::Bool(value) => value.to_string(),
        CellValue::Empty | CellValue::Picture => String::new(),
    }
}

/// A plain number; `Ok(None)` when there is none, `Err` when it is something else.
pub fn parse(written: &str) -> Result<Option<Decimal>, ()> {
    let text = compact(written).replace(',', "");
    match NONE.contains(&text.as_str()) {
        true => Ok(None),
        false => text.parse().ok().and_then(number::within).map(Some).ok_or(()),
    }
}

/// An amount in the unit of its column, unless it names its own (1286.98万元).
pub fn ledger(written: &str, unit: MoneyUnit) -> Result<Option<LedgerFigure>, ()> {
    let text = compact(written);
    let (digits, unit) = match (text.strip_suffix("万元").or_else(|| text.strip_suffix('万')), text.strip_suffix('元'))
    {
        (Some(digits), _) => (digits, MoneyUnit::WanYuan),
        (None, Some(digits)) => (digits, MoneyUnit::Yuan),
        (None, None) => (&*text, unit),
    };
    let Some(value) = parse(digits)? else { return Ok(None) };
    let half = Decimal::new(5, value.scale().min(27) + 1);
    let in_yuan = |value: Decimal| value.checked_mul(unit.factor()).ok_or(());
    Ok(Some(LedgerFigure { yuan: in_yuan(value)?, tolerance: in_yuan(half)?, unit }))
}
