//! Points, scores and weights: 4.79, "4.79分", "５", 30%, 0.3.

use rust_decimal::Decimal;

use super::figure::figure;
use super::reader::{Filled, Notes, Reader, is_number_as_text};
use crate::model::number::round;
use crate::model::raw::RawValue;
use crate::model::submission::{Entry, Points};

impl Reader<'_> {
    pub fn points(&self, raw: &RawValue) -> Entry<Points> {
        let total = self.profile.scoring.total;
        let mut entry = self.figure(raw, |filled, notes| read(filled, total, notes));
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
    let Some(value) = filled.number(notes) else { return written(filled.text()?, total, notes) };
    let display = filled.cell.display();
    let shown = display.as_ref().and_then(|display| Some((display, display.number?)));
    match shown {
        Some((display, number)) if display.is_percent() => {
            share(number.checked_div(Decimal::ONE_HUNDRED)?, display.decimals.unwrap_or(0), total, notes)
        }
        Some((display, number)) => points(number, display.decimals.unwrap_or(number.scale())),
        None => points(value, value.scale()),
    }
}

/// A text such as `4.79分`, `30%`, `5/5` or `5分（满分5分）`.
pub fn written(text: &str, total: Decimal, notes: &mut Notes) -> Option<Points> {
    // 得4分.
    let figure = figure(text.trim_start_matches(['得', '计', '自', '评']), notes)?;
    let value = figure.value();
    let behind = match figure.behind.split_once('/') {
        Some((own, most)) if is_most(most, value) => {
            notes.push("去掉“/满分”");
            own
        }
        _ => figure.behind.as_str(),
    };
    match behind {
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

/// What a score is out of is a number, and not less than the score: 5/5, 4.5分/5分.
fn is_most(text: &str, score: Decimal) -> bool {
    let most = text.trim_end_matches('分').parse::<Decimal>();
    most.is_ok_and(|most| most >= score && most > Decimal::ZERO)
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
