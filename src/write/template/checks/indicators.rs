//! What can be said of indicators, their points and their scores.

use rust_decimal::Decimal;

use super::{Form, Place, Rows};
use crate::model::address::CellRef;
use crate::profile::spec::{Blank, BudgetColumn, IndicatorColumn as C};
use crate::write::template::layout::{Group, Level, Table};
use crate::write::template::place::{NOWHERE, area, cell, first, one};
use crate::write::template::sums::{self, range, scored_cell};

impl<'a> Form<'a> {
    pub(super) fn points_sum(&self) -> Vec<Place> {
        let Some(at) = self.layout.total.zip(self.layout.column(C::Points)).map(|(row, points)| points.cell(row))
        else {
            return vec![];
        };
        let lacking: Vec<String> = self
            .layout
            .tables
            .iter()
            .filter_map(|table| {
                let rows = Rows { form: self, table };
                Some(format!("SUMPRODUCT({}*{})", rows.inside(), rows.points_missing()?))
            })
            .collect();
        let areas: Vec<String> =
            self.layout.tables.iter().filter_map(|table| Some(area(range(self.layout, table, C::Points)?))).collect();
        let line =
            scored_cell(self.layout, BudgetColumn::Points).map(|at| format!(",{}", cell(at))).unwrap_or_default();
        let (areas, total) = (areas.join(","), self.layout.profile.scoring.total);
        let open = [BudgetColumn::Points, BudgetColumn::Score].map(|column| scored_cell(self.layout, column));
        let known = match open {
            // A line scored without saying of how many leaves the sum unknown.
            [Some(points), Some(score)] => format!(",OR(ISNUMBER({}),NOT(ISNUMBER({})))", cell(points), cell(score)),
            _ => String::new(),
        };
        let wrong = format!(
            "AND(COUNT({areas})>0,{}=0{known},ABS(ROUND(SUM({areas}{line})-{total},6))>{})",
            lacking.join("+"),
            self.points()
        );
        let fixed = self.groups().any(|(_, level, group)| self.fixed(level, group).is_some());
        vec![Place { at, formula: one(at, &wrong), blank: Some(at).filter(|_| fixed) }]
    }

    pub(super) fn fixed(&self, level: &Level, group: &Group) -> Option<Decimal> {
        self.layout.level2(level, group)?.points
    }

    /// Points in some rows differ from what they should be, where every filled row of them has points.
    pub(super) fn differs(&self, table: &'a Table, rows: std::ops::Range<u32>, due: &str) -> Option<String> {
        let own = Rows { form: self, table };
        let inside = own.within(rows.clone());
        let lacking = own.points_missing()?;
        let points = area(range(self.layout, table, C::Points)?);
        let header = cell(CellRef::new(table.header, 0));
        let sum = format!(
            "SUM(INDEX({points},ROW({})-ROW({header})+1):INDEX({points},ROW({})-ROW({header})+1))",
            cell(CellRef::new(rows.start, 0)),
            cell(CellRef::new(rows.end - 1, 0)),
        );
        let tolerance = self.points();
        Some(format!(
            "AND({due}>0,SUMPRODUCT({inside}*({}))>0,SUMPRODUCT({inside}*{lacking})=0,ABS(ROUND({sum}-{due},6))>{tolerance})",
            own.there()?
        ))
    }

    pub(super) fn level_sums(&self) -> Vec<Place> {
        let levels = self.layout.tables.iter().flat_map(|table| table.levels.iter().map(move |level| (table, level)));
        let place = |(table, level): (&'a Table, &'a Level)| {
            self.layout.level1(level).weight?;
            let at = self.layout.column(C::Weight)?.cell(level.rows().start);
            let wrong = self.differs(table, level.rows(), &format!("SUM({})", cell(at)))?;
            let points: Option<Vec<Decimal>> = level.groups.iter().map(|group| self.fixed(level, group)).collect();
            let some = level.groups.iter().any(|group| self.fixed(level, group).is_some());
            let right = points.is_some_and(|points| Some(points.iter().sum()) == self.layout.level1(level).weight);
            Some(Place { at, formula: one(at, &wrong), blank: Some(at).filter(|_| some && !right) })
        };
        levels.filter_map(place).collect()
    }

    pub(super) fn fixed_points(&self) -> Vec<Place> {
        let place = |(table, level, group): (&'a Table, &'a Level, &'a Group)| {
            let due = self.fixed(level, group)?;
            let at = self.layout.column(C::Points)?.cell(group.rows.start);
            Some(Place {
                at,
                formula: one(at, &self.differs(table, group.rows.clone(), &due.to_string())?),
                blank: None,
            })
        };
        self.groups().filter_map(place).collect()
    }

    /// At a column of every table.
    pub(super) fn rows(&self, at: C, wrong: impl Fn(&Rows<'_, 'a>) -> Option<String>) -> Vec<Place> {
        let place = |table| {
            let (rows, within) = (Rows { form: self, table }, range(self.layout, table, at)?);
            let wrong = format!("{}*{}", rows.inside(), wrong(&rows)?);
            Some(Place {
                at: self.layout.column(at)?.cell(table.header + 1),
                formula: first(within, &wrong),
                blank: None,
            })
        };
        self.layout.tables.iter().filter_map(place).collect()
    }

    pub(super) fn points_missing(&self) -> Vec<Place> {
        self.rows(C::Points, |rows| rows.points_missing())
    }

    pub(super) fn scores_missing(&self) -> Vec<Place> {
        let rows = self.rows(C::Score, |rows| {
            let (points, score) = (rows.area(C::Points)?, rows.area(C::Score)?);
            Some(format!("ISNUMBER({points})*({points}>0)*(1-ISNUMBER({score}))"))
        });
        let line = scored_cell(self.layout, BudgetColumn::Points).zip(scored_cell(self.layout, BudgetColumn::Score));
        let line = line.map(|(points, score)| {
            let wrong = format!("AND(SUM({})>0,NOT(ISNUMBER({})))", cell(points), cell(score));
            let known = sums::execution_points(self.layout).is_some();
            Place { at: score, formula: one(score, &wrong), blank: Some(score).filter(|_| known) }
        });
        let fixed = self.groups().find(|(_, level, group)| self.fixed(level, group).is_some());
        let fixed = fixed.and_then(|(.., group)| Some(self.layout.column(C::Score)?.cell(group.rows.start)));
        // The first row with points is the first without a score.
        let rows = rows.into_iter().enumerate().map(|(at, place)| Place { blank: fixed.filter(|_| at == 0), ..place });
        line.into_iter().chain(rows).collect()
    }

    pub(super) fn scores_outside(&self) -> Vec<Place> {
        let rows = self.rows(C::Score, |rows| {
            let (points, score) = (rows.area(C::Points)?, rows.area(C::Score)?);
            let above = format!("({score}>{points})*({score}>0)");
            Some(format!("ISNUMBER({points})*ISNUMBER({score})*((({score}<0)+{above})>0)"))
        });
        let line = scored_cell(self.layout, BudgetColumn::Points).zip(scored_cell(self.layout, BudgetColumn::Score));
        let line = line.map(|(points, score)| {
            let (p, s) = (cell(points), cell(score));
            let wrong = format!("AND(ISNUMBER({p}),ISNUMBER({s}),OR({s}<0,AND({s}>{p},{s}>0)))");
            Place { at: score, formula: one(score, &wrong), blank: None }
        });
        line.into_iter().chain(rows).collect()
    }

    /// Where every score can be added up, the total is their sum; the form computes it, unless somebody wrote over it.
    pub(super) fn total(&self) -> Vec<Place> {
        // Scores without points prove nothing about their sum.
        let is_scored = [C::Points, C::Score].into_iter().all(|column| self.layout.column(column).is_some());
        let Some(at) = self.total_cell().filter(|_| is_scored) else { return vec![] };
        let scores = self.layout.tables.iter().filter_map(|table| range(self.layout, table, C::Score)).map(area);
        let scores: Vec<String> = scores.chain(scored_cell(self.layout, BudgetColumn::Score).map(cell)).collect();
        let broken = self.scores_missing().into_iter().chain(self.scores_outside());
        let broken: String = broken.map(|place| format!(",{}", place.formula)).collect();
        let (scores, total) = (scores.join(","), cell(at));
        let wrong = format!(
            "AND(ISNUMBER({total}),COUNT({scores})>0,MIN({NOWHERE}{broken})>={NOWHERE},ABS(ROUND(SUM({total})-SUM({scores}),6))>{})",
            self.points()
        );
        vec![Place { at, formula: one(at, &wrong), blank: None }]
    }

    /// Where the form's total stands.
    pub(super) fn total_cell(&self) -> Option<CellRef> {
        let in_row = self.layout.total.zip(self.layout.column(C::Score)).map(|(row, score)| score.cell(row));
        let in_head = self.layout.head.iter().find(|field| field.blank == Blank::Total).map(|field| field.value.first);
        in_row.or(in_head)
    }

    pub(super) fn names_missing(&self) -> Vec<Place> {
        self.rows(C::Level3, |rows| Some(format!("{}*{}", rows.used(), rows.unnamed())))
    }

    pub(super) fn targets_missing(&self) -> Vec<Place> {
        self.rows(C::Target, |rows| {
            let without = rows.table.levels.iter().filter(|level| !self.layout.level1(level).has_targets);
            let with: String = without.map(|level| format!("*(1-{})", rows.within(level.rows()))).collect();
            Some(format!("{}*{}{with}", rows.used(), rows.blank(C::Target)?))
        })
    }

    pub(super) fn unexplained(&self) -> Vec<Place> {
        self.rows(C::Reason, |rows| {
            let (points, score) = (rows.area(C::Points)?, rows.area(C::Score)?);
            let numbers = format!("ISNUMBER({points})*ISNUMBER({score})");
            Some(format!("{numbers}*({score}<{points})*({score}>=0)*{}", rows.no_reason()?))
        })
    }
}
