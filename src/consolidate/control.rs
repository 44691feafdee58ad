//! Sums over what was read, to be found again in what is written.

use rust_decimal::Decimal;

use crate::model::batch::{Batch, ControlTotals, Record};

/// Additions saturate: a figure nobody could mean must not stop the run, and is the same on both sides.
pub fn control_totals(batch: &Batch) -> ControlTotals {
    let mut control = ControlTotals {
        forms: batch.arrivals.iter().filter(|arrival| arrival.record().is_some()).count(),
        findings: batch.all_findings().count(),
        ..ControlTotals::default()
    };
    for (_, _, _, record) in batch.counting() {
        count(&mut control, record);
    }
    control
}

fn count(control: &mut ControlTotals, record: &Record) {
    let lines = &record.submission.budget;
    control.counting_forms += 1;
    control.indicators += record.submission.indicators.len();
    control.budget = sum(control.budget, lines.iter().filter_map(|line| line.budget_yuan()));
    control.executed = sum(control.executed, lines.iter().filter_map(|line| line.executed_yuan()));
    control.own_scores = control.own_scores.saturating_add(record.book.own);
    control.recomputed_scores = control.recomputed_scores.saturating_add(record.book.recomputed);
}

fn sum(start: Decimal, values: impl Iterator<Item = Decimal>) -> Decimal {
    values.fold(start, Decimal::saturating_add)
}
