//! What the form computes by itself, each with what it shows while nothing is filled in.

use rust_decimal::Decimal;

use super::layout::{Layout, Table};
use crate::model::address::{Area, CellRef};
use crate::profile::spec::{BudgetColumn, IndicatorColumn};

/// A formula, and its result in the blank form (`None`: an empty text).
pub struct Sum {
    pub formula: String,
    pub stored: Option<Decimal>,
}

impl Sum {
    fn blank(formula: String) -> Self {
        Self { formula, stored: None }
    }
}

/// A column of a table from its header, which is no number, to the row that closes it: it grows with rows put in.
pub fn range(layout: &Layout<'_>, table: &Table, what: IndicatorColumn) -> Option<Area> {
    let column = layout.column(what)?;
    Some(Area::new(column.cell(table.header), column.cell(table.end)))
}

fn ranges(layout: &Layout<'_>, what: IndicatorColumn) -> Vec<String> {
    layout.tables.iter().filter_map(|table| Some(range(layout, table, what)?.to_string())).collect()
}

/// Blank until something of it is there.
fn sum(parts: &[String]) -> String {
    let parts = parts.join(",");
    format!("IF(COUNT({parts})=0,\"\",SUM({parts}))")
}

/// The points a form says are given for the execution rate.
pub fn execution_points(layout: &Layout<'_>) -> Option<Decimal> {
    let execution = layout.profile.budget.execution.as_ref().and_then(|execution| execution.points);
    execution.or(layout.profile.layout.execution_points)
}

/// Points that stand in the blank form.
fn fixed(layout: &Layout<'_>) -> Option<Decimal> {
    let groups = layout.tables.iter().flat_map(|table| &table.levels);
    let groups = groups.flat_map(|level| level.groups.iter().map(move |group| (level, group)));
    let points = groups.filter_map(|(level, group)| layout.level2(level, group)?.points);
    let scored = layout.scored_line().zip(layout.budget_column(BudgetColumn::Points));
    let points: Vec<Decimal> = points.chain(scored.and_then(|_| execution_points(layout))).collect();
    (!points.is_empty()).then(|| points.iter().sum())
}

pub fn total_points(layout: &Layout<'_>) -> Option<Sum> {
    let mut parts = ranges(layout, IndicatorColumn::Points);
    if parts.is_empty() {
        return None;
    }
    parts.extend(scored_cell(layout, BudgetColumn::Points).map(|cell| cell.to_string()));
    Some(Sum { formula: sum(&parts), stored: fixed(layout) })
}

pub fn total_score(layout: &Layout<'_>) -> Option<Sum> {
    let mut parts = ranges(layout, IndicatorColumn::Score);
    if parts.is_empty() {
        return None;
    }
    parts.extend(scored_cell(layout, BudgetColumn::Score).map(|cell| cell.to_string()));
    Some(Sum::blank(sum(&parts)))
}

/// The cell of a column in the line that is scored.
pub fn scored_cell(layout: &Layout<'_>, column: BudgetColumn) -> Option<CellRef> {
    Some(layout.budget_column(column)?.cell(layout.scored_line()?))
}

/// The total line, where all it is made of is known.
pub fn total_amount(layout: &Layout<'_>, (line, column): (usize, BudgetColumn)) -> Option<Sum> {
    let spec = &layout.profile.budget;
    let is_total = spec.total_line.as_deref() == Some(layout.line_spec(line).key.as_str());
    let column = layout.budget_column(column)?;
    let parts = spec.total_parts.iter().map(|key| Some(column.cell(layout.line(key)?).to_string()));
    let parts: Vec<String> = parts.collect::<Option<_>>()?;
    (is_total && !parts.is_empty()).then(|| Sum::blank(sum(&parts)))
}

/// Executed ÷ budget; nothing for 0 ÷ 0.
pub fn rate(layout: &Layout<'_>, row: u32) -> Option<Sum> {
    Some(Sum::blank(of_pair(layout, row, |budget, executed| format!("ROUND({executed}/{budget},4)"))?))
}

/// Points × min(1, rate), of the amounts themselves: a rounded rate could be a cent of a point off.
pub fn execution_score(layout: &Layout<'_>) -> Option<Sum> {
    let row = layout.scored_line()?;
    let points = match (execution_points(layout), layout.budget_column(BudgetColumn::Points)) {
        (_, Some(column)) => column.cell(row).to_string(),
        (Some(points), None) => points.to_string(),
        (None, None) => return None,
    };
    let due = |budget: &str, executed: &str| {
        format!("IF(ISNUMBER({points}),ROUND({points}*MIN(1,{executed}/{budget}),2),\"\")")
    };
    Some(Sum::blank(of_pair(layout, row, due)?))
}

fn of_pair(layout: &Layout<'_>, row: u32, then: impl Fn(&str, &str) -> String) -> Option<String> {
    let cell = |column| Some(layout.budget_column(column)?.cell(row).to_string());
    let (budget, executed) = (cell(BudgetColumn::Budget)?, cell(BudgetColumn::Executed)?);
    let computed = then(&budget, &executed);
    Some(format!("IF(AND(ISNUMBER({budget}),ISNUMBER({executed})),IF({budget}=0,\"\",{computed}),\"\")"))
}
