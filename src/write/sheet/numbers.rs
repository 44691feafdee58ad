//! Columns and numbers as the library takes them.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::model::address::CellRef;

/// Columns past Excel's last are refused by the library, so clipping here hides nothing.
pub(super) fn column(at: CellRef) -> u16 {
    u16::try_from(at.col).unwrap_or(u16::MAX)
}

pub(super) fn float(value: Decimal) -> f64 {
    // Every decimal is within the range of a float; 15 digits are what Excel keeps.
    value.to_f64().unwrap_or(0.0)
}
