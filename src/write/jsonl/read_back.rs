//! The figures as they stand in the written lines, for the tie-out.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::{FINDINGS, SUBMISSIONS};
use crate::model::batch::ControlTotals;
use crate::write::WriteError;

/// Only what is summed: serde passes over the rest of a line without keeping it.
#[derive(Deserialize)]
struct Line {
    counts: bool,
    budget: Vec<BudgetFigures>,
    indicators: Vec<IndicatorFigures>,
    scores: Scores,
}

#[derive(Deserialize)]
struct BudgetFigures {
    budget: Option<Decimal>,
    executed: Option<Decimal>,
}

#[derive(Deserialize)]
struct IndicatorFigures {}

#[derive(Deserialize)]
struct Scores {
    #[serde(rename = "self")]
    own: Option<Decimal>,
    recomputed: Option<Decimal>,
}

/// Control totals of the JSON lines in the folder `data`.
pub fn read_back(data: &Path) -> Result<ControlTotals, WriteError> {
    let mut control = ControlTotals::default();
    each_line(&data.join(SUBMISSIONS), |text| {
        let line: Line = serde_json::from_str(text)?;
        control.forms += 1;
        if line.counts {
            count(&mut control, &line);
        }
        Ok(())
    })?;
    each_line(&data.join(FINDINGS), |_| {
        control.findings += 1;
        Ok(())
    })?;
    Ok(control)
}

fn each_line(path: &Path, mut take: impl FnMut(&str) -> serde_json::Result<()>) -> Result<(), WriteError> {
    let file = File::open(path).map_err(WriteError::io(path))?;
    for line in BufReader::with_capacity(1 << 16, file).lines() {
        let line = line.map_err(WriteError::io(path))?;
        take(&line).map_err(|cause| WriteError::io(path)(cause.into()))?;
    }
    Ok(())
}

fn count(control: &mut ControlTotals, line: &Line) {
    let sum = |start: Decimal, values: &mut dyn Iterator<Item = Decimal>| values.fold(start, Decimal::saturating_add);
    control.counting_forms += 1;
    control.indicators += line.indicators.len();
    control.budget = sum(control.budget, &mut line.budget.iter().filter_map(|figures| figures.budget));
    control.executed = sum(control.executed, &mut line.budget.iter().filter_map(|figures| figures.executed));
    control.own_scores = control.own_scores.saturating_add(line.scores.own.unwrap_or_default());
    control.recomputed_scores = control.recomputed_scores.saturating_add(line.scores.recomputed.unwrap_or_default());
}
