//! Sums over what was read, to be found again in what is written.

use rust_decimal::Decimal;

use crate::model::batch::{Batch, ControlTotals};
use crate::model::standing::FormStanding;

/// Additions saturate: a figure nobody could mean must not stop the run, and is the same on both sides.
pub fn control_totals(batch: &Batch) -> ControlTotals {
    let mut control = ControlTotals {
        forms: batch.arrivals.iter().filter(|arrival| arrival.form().is_some()).count(),
        findings: batch.weights().count(),
        ..ControlTotals::default()
    };
    for (_, _, _, form) in batch.counting() {
        count(&mut control, form);
    }
    control
}

fn count(control: &mut ControlTotals, form: &FormStanding) {
    control.counting_forms += 1;
    control.indicators += form.indicators;
    control.budget = sum(control.budget, form.lines.iter().filter_map(|line| line.budget));
    control.executed = sum(control.executed, form.lines.iter().filter_map(|line| line.executed));
    control.own_scores = control.own_scores.saturating_add(form.scores.own);
    control.recomputed_scores = control.recomputed_scores.saturating_add(form.scores.recomputed);
}

fn sum(start: Decimal, values: impl Iterator<Item = Decimal>) -> Decimal {
    values.fold(start, Decimal::saturating_add)
}
