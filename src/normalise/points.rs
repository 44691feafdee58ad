//! Points, scores and weights: 4.79, "4.79分", "５", 30%, 0.3.

use rust_decimal::Decimal;

use super::figure::figure;
use super::reader::{Filled, Notes, Reader, is_number_as_text};
use crate::model::grid::CellValue;
use crate::model::number::{from_float, round};
use crate::model::raw::RawValue;
use crate::model::submission::{Entry, Points};

impl Reader<'_> {
    pub fn points(&self, raw: &RawValue) -> Entry<Points> {
        let total = self.profile.scoring.total;
        let mut entry = self.entry(raw, |filled, notes| read(filled, total, notes));
        entry.as_text = entry.value().is_some() && is_number_as_text(&raw.content);
        entry
    }

    /// A weight may also be a share of the total: 30 % and 0.3 are 30 points of 100.
    pub fn weight(&self, raw: &RawValue) -> Entry<Points> {
        let mut entry = self.points(raw);
        let total = self.profile.scoring.total;
        if let Some(points) = entry.value().filter(|points| points.value > Decimal::ZERO && points.value < Decimal::ONE)
            && let Some(value) = points.value.checked_mul(total)
        {
            let decimals = points.decimals.saturating_sub(2);
            entry.state = crate::model::submission::State::Read(Points { value: value.normalize(), decimals });
            entry.notes.push("按占总分的比例读取");
        }
        entry
    }
}

fn read(filled: &Filled, total: Decimal, notes: &mut Notes) -> Option<Points> {
    match &filled.cell.value {
        CellValue::Number(value) => {
            let value = from_float(*value)?;
            match filled.cell.shown() {
                Some(format) if format.percent => share(value, format.decimals, total, notes),
                format => points(value, format.map_or(value.scale(), |format| format.decimals)),
            }
        }
        CellValue::Text(_) => written(filled.written, total, notes),
        _ => None,
    }
}

/// A text such as `4.79分` or `30%`.
pub fn written(text: &str, total: Decimal, notes: &mut Notes) -> Option<Points> {
    let figure = figure(text, notes)?;
    let value = figure.value();
    match figure.behind.as_str() {
        _ if figure.numeral.scale != Decimal::ONE => None,
        "" => points(value, figure.numeral.decimals),
        "分" => {
            notes.push("去掉“分”字");
            points(value, figure.numeral.decimals)
        }
        "%" => share(value.checked_div(Decimal::ONE_HUNDRED)?, figure.numeral.decimals, total, notes),
        _ => None,
    }
}

fn share(ratio: Decimal, decimals: u32, total: Decimal, notes: &mut Notes) -> Option<Points> {
    notes.push("按占总分的比例读取");
    points(ratio.checked_mul(total)?, decimals)
}

/// Below 10⁹, so that sums cannot overflow.
fn points(value: Decimal, decimals: u32) -> Option<Points> {
    let sane = value.abs() < Decimal::from(1_000_000_000);
    sane.then(|| Points { value: round(value, 10).normalize(), decimals: decimals.min(10) })
}
