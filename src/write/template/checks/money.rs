//! What can be said of amounts.

use rust_decimal::Decimal;

use super::{Form, Place, Rows};
use crate::model::address::CellRef;
use crate::model::submission::MoneyUnit;
use crate::profile::spec::BudgetColumn;
use crate::write::template::place::{cell, one, tidy};

impl Form<'_> {
    /// An amount, or a mark that stands for none.
    pub(super) fn is_amount(&self, at: CellRef) -> String {
        let at = cell(at);
        match self.layout.profile.budget.void_is_zero {
            true => format!("OR(ISNUMBER({at}),AND(LEN({})>0,{}))", tidy(&at), self.void(&at)),
            false => format!("ISNUMBER({at})"),
        }
    }

    pub(super) fn money(&self) -> Decimal {
        // A cent is no difference; what is written in 万元 is as fine.
        self.layout.profile.tolerances.money / self.layout.profile.money_unit.factor()
    }

    pub(super) fn budget_cell(&self, column: BudgetColumn, row: u32) -> Option<CellRef> {
        Some(self.layout.budget_column(column)?.cell(row))
    }

    /// Rows of the budget's lines, with whether they may be left blank.
    pub(super) fn lines(&self) -> Vec<(u32, bool)> {
        let lines = self.layout.budget.iter().flat_map(|budget| &budget.lines);
        lines.map(|(at, _, row)| (*row, self.layout.line_spec(*at).optional)).collect()
    }

    /// Budget and executed of every line.
    pub(super) fn pairs(&self) -> Vec<(CellRef, CellRef)> {
        let pair = |(row, _): (u32, bool)| {
            Some((self.budget_cell(BudgetColumn::Budget, row)?, self.budget_cell(BudgetColumn::Executed, row)?))
        };
        self.lines().into_iter().filter_map(pair).collect()
    }

    pub(super) fn amounts_missing(&self) -> Vec<Place> {
        let columns = [BudgetColumn::Budget, BudgetColumn::Executed];
        let cells = self.lines().into_iter().flat_map(|(row, optional)| columns.map(|column| (column, row, optional)));
        let place = |(column, row, optional): (BudgetColumn, u32, bool)| {
            let at = self.budget_cell(column, row)?;
            // What may be blank may still not be words.
            let fine = if optional {
                format!("OR({},{})", self.is_amount(at), self.void(&cell(at)))
            } else {
                self.is_amount(at)
            };
            Some(Place { at, formula: one(at, &format!("NOT({fine})")), blank: Some(at).filter(|_| !optional) })
        };
        cells.filter_map(place).collect()
    }

    /// At the executed amount of every line with two amounts.
    pub(super) fn of_pairs(&self, wrong: impl Fn(&str, &str) -> String) -> Vec<Place> {
        let place = |(budget, executed): (CellRef, CellRef)| {
            let (b, e) = (format!("SUM({})", cell(budget)), format!("SUM({})", cell(executed)));
            let both = format!("AND({},{},{})", self.is_amount(budget), self.is_amount(executed), wrong(&b, &e));
            Place { at: executed, formula: one(executed, &both), blank: None }
        };
        self.pairs().into_iter().map(place).collect()
    }

    pub(super) fn without_budget(&self) -> Vec<Place> {
        self.of_pairs(|budget, executed| format!("{budget}=0,{executed}>0"))
    }

    /// The form computes its rates; somebody may still have written over the formula.
    pub(super) fn rates(&self) -> Vec<Place> {
        let tolerance = self.layout.profile.tolerances.rate_points / Decimal::ONE_HUNDRED;
        let place = |(row, _): (u32, bool)| {
            let at = self.budget_cell(BudgetColumn::Rate, row)?;
            let budget = self.budget_cell(BudgetColumn::Budget, row)?;
            let executed = self.budget_cell(BudgetColumn::Executed, row)?;
            let (rate, b, e) = (cell(at), format!("SUM({})", cell(budget)), format!("SUM({})", cell(executed)));
            let both = self.all_amounts(&[budget, executed]);
            // Right for what should stand there, where the execution is what is wrong.
            let excused = format!("AND({e}>{b},SUM({rate})<=1)");
            let differs =
                format!("IF(ISNUMBER({rate}),ROUND(ABS({rate}-{e}/{b}),8)>{tolerance},NOT({}))", self.void(&rate));
            let wrong = format!("IF(AND({both},{b}>0),AND(NOT({excused}),{differs}),FALSE)");
            Some(Place { at, formula: one(at, &wrong), blank: None })
        };
        self.lines().into_iter().filter_map(place).collect()
    }

    pub(super) fn over_budget(&self) -> Vec<Place> {
        let tolerance = self.money();
        self.of_pairs(|budget, executed| format!("{budget}>0,ROUND({executed}-{budget},6)>{tolerance}"))
    }

    /// The cells of a column in the lines of these keys; `None` where one is not printed.
    pub(super) fn side(&self, keys: &[String], column: BudgetColumn) -> Option<Vec<CellRef>> {
        let cells: Option<Vec<_>> = keys.iter().map(|key| self.budget_cell(column, self.layout.line(key)?)).collect();
        cells.filter(|cells| !cells.is_empty())
    }

    pub(super) fn sum(cells: &[CellRef]) -> String {
        let cells: Vec<String> = cells.iter().map(|at| cell(*at)).collect();
        format!("SUM({})", cells.join(","))
    }

    pub(super) fn all_amounts(&self, cells: &[CellRef]) -> String {
        cells.iter().map(|at| format!("{},SUM({})>=0", self.is_amount(*at), cell(*at))).collect::<Vec<_>>().join(",")
    }

    pub(super) fn low_execution(&self) -> Vec<Place> {
        let profile = self.layout.profile;
        let keys: Vec<String> = profile.budget.overall().into_iter().map(str::to_owned).collect();
        let total = profile.budget.total_line.iter().chain(&profile.budget.structure);
        let row = total.into_iter().find_map(|key| self.layout.line(key));
        let at = row.and_then(|row| self.budget_cell(BudgetColumn::Rate, row));
        let sides = self.side(&keys, BudgetColumn::Budget).zip(self.side(&keys, BudgetColumn::Executed));
        let (Some(at), Some((budget, executed))) = (at, sides) else { return vec![] };
        let explained: Vec<String> = self.reasons_of_execution();
        let reasons = if explained.is_empty() { String::new() } else { format!(",{}=0", explained.join("+")) };
        let low = profile.thresholds.low_execution;
        let (b, e) = (Self::sum(&budget), Self::sum(&executed));
        let all: Vec<CellRef> = budget.iter().chain(&executed).copied().collect();
        let wrong = format!("AND({},{b}>0,{e}<{b}*{low}{reasons})", self.all_amounts(&all));
        vec![Place { at, formula: one(at, &wrong), blank: None }]
    }

    /// Counts of the reasons given in the rows about the budget's execution.
    pub(super) fn reasons_of_execution(&self) -> Vec<String> {
        let names = &self.layout.profile.words.execution_level2;
        let rows = self.groups().filter(|(_, level, group)| {
            self.layout.level2(level, group).is_some_and(|level2| names.contains(&level2.name))
        });
        rows.filter_map(|(table, _, group)| {
            let rows = Rows { form: self, table };
            Some(format!("SUMPRODUCT({}*(1-{}))", rows.within(group.rows.clone()), rows.no_reason()?))
        })
        .collect()
    }

    pub(super) fn sources(&self) -> Vec<Place> {
        let spec = &self.layout.profile.budget;
        let columns = [BudgetColumn::Budget, BudgetColumn::Executed];
        let place = |column| {
            let (sources, structure) = (self.side(&spec.sources, column)?, self.side(&spec.structure, column)?);
            let all: Vec<CellRef> = sources.iter().chain(&structure).copied().collect();
            let differs =
                format!("ABS(ROUND({}-{},6))>{}", Self::sum(&sources), Self::sum(&structure), self.slack(&all));
            let wrong = format!("AND({},{differs})", self.all_amounts(&all));
            Some(Place { at: *sources.first()?, formula: one(*sources.first()?, &wrong), blank: None })
        };
        columns.into_iter().filter_map(place).collect()
    }

    /// Half of the last digit shown of every amount, whole 元 and zeros apart; at least the form's tolerance.
    pub(super) fn slack(&self, cells: &[CellRef]) -> String {
        let exact = match self.layout.profile.money_unit {
            MoneyUnit::Yuan => |at: &str| format!("SUM({at})=ROUND(SUM({at}),0)"),
            _ => |at: &str| format!("SUM({at})=0"),
        };
        let half = |at: &CellRef| format!("IF({},0,0.005)", exact(&cell(*at)));
        format!("MAX({},{})", self.money(), cells.iter().map(half).collect::<Vec<_>>().join("+"))
    }

    pub(super) fn total_line(&self) -> Vec<Place> {
        let spec = &self.layout.profile.budget;
        let Some(row) = spec.total_line.as_deref().and_then(|key| self.layout.line(key)) else { return vec![] };
        let columns = [BudgetColumn::Initial, BudgetColumn::Budget, BudgetColumn::Executed];
        let place = |column| {
            let (at, parts) = (self.budget_cell(column, row)?, self.side(&spec.total_parts, column)?);
            let wrong = format!(
                "AND(ISNUMBER({0}),COUNT({1})>0,ABS(ROUND(SUM({0})-{2},6))>{3})",
                cell(at),
                parts.iter().map(|at| cell(*at)).collect::<Vec<_>>().join(","),
                Self::sum(&parts),
                self.slack(&[parts.as_slice(), &[at]].concat())
            );
            Some(Place { at, formula: one(at, &wrong), blank: None })
        };
        columns.into_iter().filter_map(place).collect()
    }

    pub(super) fn negative(&self) -> Vec<Place> {
        let columns = [BudgetColumn::Initial, BudgetColumn::Budget, BudgetColumn::Executed];
        let cells = self.lines().into_iter().flat_map(|(row, _)| columns.map(|column| (column, row)));
        let cells = cells.filter_map(|(column, row)| self.budget_cell(column, row));
        cells.map(|at| Place { at, formula: one(at, &format!("SUM({})<0", cell(at))), blank: None }).collect()
    }
}
