//! Which rules of the catalogue a spreadsheet can check, and how: each is a list of places where it may fail.
//! A check says at least what the rule says; it may also say what another finding makes superfluous.
//! To add a rule: one line in `CHECKS` and its places below.

use rust_decimal::Decimal;

use super::layout::{Group, Layout, Level, Table};
use super::place::{among, area, cell, first, one, tidy, without};
use super::sums::{range, scored_cell};
use crate::model::address::{Area, CellRef};
use crate::model::submission::MoneyUnit;
use crate::profile::spec::{BudgetColumn, IndicatorColumn as C};

/// Where a rule may fail: the number of the first cell, and that cell in the blank form, if it fails there.
pub struct Place {
    /// The first cell it looks at.
    pub at: CellRef,
    pub formula: String,
    pub blank: Option<CellRef>,
}

/// What a rule can be checked by on a form; nothing where the form has not what it needs.
pub type Places = fn(&Form<'_>) -> Vec<Place>;

/// In the order of the catalogue.
pub const CHECKS: [(&str, Places); 21] = [
    ("BAS-01", |form| form.department()),
    ("BAS-04", |form| form.subordinate_units()),
    ("BAS-05", |form| form.contact()),
    ("BUD-01", |form| form.amounts_missing()),
    ("BUD-04", |form| form.without_budget()),
    ("BUD-05", |form| form.over_budget()),
    ("BUD-06", |form| form.low_execution()),
    ("BUD-07", |form| form.sources()),
    ("BUD-08", |form| form.total_line()),
    ("BUD-13", |form| form.negative()),
    ("WGT-01", |form| form.points_sum()),
    ("WGT-02", |form| form.level_sums()),
    ("WGT-04", |form| form.fixed_points()),
    ("WGT-05", |form| form.points_missing()),
    ("SCR-01", |form| form.scores_missing()),
    ("SCR-02", |form| form.scores_outside()),
    ("IND-01", |form| form.names_missing()),
    ("IND-02", |form| form.targets_missing()),
    ("IND-03", |form| form.rows(C::Actual, |rows| Some(format!("{}*{}", rows.used(), rows.blank(C::Actual)?)))),
    ("DEV-01", |form| form.unexplained()),
    ("TXT-02", |form| form.goals()),
];

/// The form a check is made for; what is known of it before it is filled in.
pub struct Form<'a> {
    pub layout: &'a Layout<'a>,
    pub has_department: bool,
    pub has_units: bool,
}

/// Of a number that is a phone: digits.
const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

impl<'a> Form<'a> {
    fn void(&self, value: &str) -> String {
        among(value, &self.layout.profile.words.void_marks)
    }

    /// An amount, or a mark that stands for none.
    fn is_amount(&self, at: CellRef) -> String {
        let at = cell(at);
        match self.layout.profile.budget.void_is_zero {
            true => format!("OR(ISNUMBER({at}),AND(LEN({})>0,{}))", tidy(&at), self.void(&at)),
            false => format!("ISNUMBER({at})"),
        }
    }

    fn money(&self) -> Decimal {
        // A cent is no difference; what is written in 万元 is as fine.
        self.layout.profile.tolerances.money / self.layout.profile.money_unit.factor()
    }

    fn points(&self) -> Decimal {
        self.layout.profile.tolerances.score
    }

    fn field(&self, key: &str) -> Option<CellRef> {
        Some(self.layout.field(key)?.value.first)
    }

    /// Where the name is missing, another field that may say it (主管部门) is taken.
    fn department(&self) -> Vec<Place> {
        let Some(at) = self.field("department") else { return vec![] };
        let names = self.layout.profile.field("department").map_or(&[][..], |field| &field.labels);
        let others =
            self.layout.head.iter().filter(|field| names.contains(&field.label)).map(|field| field.value.first);
        let all = others.filter(|other| *other != at).chain([at]);
        let blank: Vec<String> = all.map(|at| self.void(&cell(at))).collect();
        let blank_now = Some(at).filter(|_| !self.has_department);
        vec![Place { at, formula: one(at, &format!("AND({})", blank.join(","))), blank: blank_now }]
    }

    fn subordinate_units(&self) -> Vec<Place> {
        let place = |at: CellRef| {
            let (at, value) = (at, cell(at));
            let wrong = format!("IF(ISNUMBER({value}),OR({value}<0,{value}<>ROUND({value},0)),TRUE)");
            Place { at, formula: one(at, &wrong), blank: Some(at).filter(|_| !self.has_units) }
        };
        self.field("subordinate_units").map(place).into_iter().collect()
    }

    fn contact(&self) -> Vec<Place> {
        let stated = |at: CellRef| format!("NOT({})", self.void(&cell(at)));
        let digits = |at: CellRef| format!("LEN({0})-LEN({1})", cell(at), without(&cell(at), &DIGITS));
        let phone = |at: CellRef| format!("AND({0}>=7,{0}<=15)", digits(at));
        let (filler, number) = (self.field("filler"), self.field("phone"));
        let reached = [filler, number].into_iter().flatten().map(phone).collect::<Vec<_>>().join(",");
        let named = filler.map(|at| Place { at, formula: one(at, &format!("NOT({})", stated(at))), blank: Some(at) });
        let reachable =
            number.map(|at| Place { at, formula: one(at, &format!("NOT(OR({reached}))")), blank: Some(at) });
        named.into_iter().chain(reachable).collect()
    }

    fn budget_cell(&self, column: BudgetColumn, row: u32) -> Option<CellRef> {
        Some(self.layout.budget_column(column)?.cell(row))
    }

    /// Rows of the budget's lines, with whether they may be left blank.
    fn lines(&self) -> Vec<(u32, bool)> {
        let lines = self.layout.budget.iter().flat_map(|budget| &budget.lines);
        lines.map(|(at, _, row)| (*row, self.layout.line_spec(*at).optional)).collect()
    }

    /// Budget and executed of every line.
    fn pairs(&self) -> Vec<(CellRef, CellRef)> {
        let pair = |(row, _): (u32, bool)| {
            Some((self.budget_cell(BudgetColumn::Budget, row)?, self.budget_cell(BudgetColumn::Executed, row)?))
        };
        self.lines().into_iter().filter_map(pair).collect()
    }

    fn amounts_missing(&self) -> Vec<Place> {
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
    fn of_pairs(&self, wrong: impl Fn(&str, &str) -> String) -> Vec<Place> {
        let place = |(budget, executed): (CellRef, CellRef)| {
            let (b, e) = (format!("SUM({})", cell(budget)), format!("SUM({})", cell(executed)));
            let both = format!("AND({},{},{})", self.is_amount(budget), self.is_amount(executed), wrong(&b, &e));
            Place { at: executed, formula: one(executed, &both), blank: None }
        };
        self.pairs().into_iter().map(place).collect()
    }

    fn without_budget(&self) -> Vec<Place> {
        self.of_pairs(|budget, executed| format!("{budget}=0,{executed}>0"))
    }

    fn over_budget(&self) -> Vec<Place> {
        let tolerance = self.money();
        self.of_pairs(|budget, executed| format!("{budget}>0,ROUND({executed}-{budget},6)>{tolerance}"))
    }

    /// The cells of a column in the lines of these keys; `None` where one is not printed.
    fn side(&self, keys: &[String], column: BudgetColumn) -> Option<Vec<CellRef>> {
        let cells: Option<Vec<_>> = keys.iter().map(|key| self.budget_cell(column, self.layout.line(key)?)).collect();
        cells.filter(|cells| !cells.is_empty())
    }

    fn sum(cells: &[CellRef]) -> String {
        let cells: Vec<String> = cells.iter().map(|at| cell(*at)).collect();
        format!("SUM({})", cells.join(","))
    }

    fn all_amounts(&self, cells: &[CellRef]) -> String {
        cells.iter().map(|at| format!("{},SUM({})>=0", self.is_amount(*at), cell(*at))).collect::<Vec<_>>().join(",")
    }

    fn low_execution(&self) -> Vec<Place> {
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
    fn reasons_of_execution(&self) -> Vec<String> {
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

    fn sources(&self) -> Vec<Place> {
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
    fn slack(&self, cells: &[CellRef]) -> String {
        let exact = match self.layout.profile.money_unit {
            MoneyUnit::Yuan => |at: &str| format!("SUM({at})=ROUND(SUM({at}),0)"),
            _ => |at: &str| format!("SUM({at})=0"),
        };
        let half = |at: &CellRef| format!("IF({},0,0.005)", exact(&cell(*at)));
        format!("MAX({},{})", self.money(), cells.iter().map(half).collect::<Vec<_>>().join("+"))
    }

    fn total_line(&self) -> Vec<Place> {
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

    fn negative(&self) -> Vec<Place> {
        let columns = [BudgetColumn::Initial, BudgetColumn::Budget, BudgetColumn::Executed];
        let cells = self.lines().into_iter().flat_map(|(row, _)| columns.map(|column| (column, row)));
        let cells = cells.filter_map(|(column, row)| self.budget_cell(column, row));
        cells.map(|at| Place { at, formula: one(at, &format!("SUM({})<0", cell(at))), blank: None }).collect()
    }

    fn groups(&self) -> impl Iterator<Item = (&'a Table, &'a Level, &'a Group)> {
        let tables = self.layout.tables.iter();
        let levels = tables.flat_map(|table| table.levels.iter().map(move |level| (table, level)));
        levels.flat_map(|(table, level)| level.groups.iter().map(move |group| (table, level, group)))
    }

    fn points_sum(&self) -> Vec<Place> {
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

    fn fixed(&self, level: &Level, group: &Group) -> Option<Decimal> {
        self.layout.level2(level, group)?.points
    }

    /// Points in some rows differ from what they should be, where every filled row of them has points.
    fn differs(&self, table: &'a Table, rows: std::ops::Range<u32>, due: &str) -> Option<String> {
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

    fn level_sums(&self) -> Vec<Place> {
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

    fn fixed_points(&self) -> Vec<Place> {
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
    fn rows(&self, at: C, wrong: impl Fn(&Rows<'_, 'a>) -> Option<String>) -> Vec<Place> {
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

    fn points_missing(&self) -> Vec<Place> {
        self.rows(C::Points, |rows| rows.points_missing())
    }

    fn scores_missing(&self) -> Vec<Place> {
        let rows = self.rows(C::Score, |rows| {
            let (points, score) = (rows.area(C::Points)?, rows.area(C::Score)?);
            Some(format!("ISNUMBER({points})*({points}>0)*(1-ISNUMBER({score}))"))
        });
        let line = scored_cell(self.layout, BudgetColumn::Points).zip(scored_cell(self.layout, BudgetColumn::Score));
        let line = line.map(|(points, score)| {
            let wrong = format!("AND(SUM({})>0,NOT(ISNUMBER({})))", cell(points), cell(score));
            let known = super::sums::execution_points(self.layout).is_some();
            Place { at: score, formula: one(score, &wrong), blank: Some(score).filter(|_| known) }
        });
        let fixed = self.groups().find(|(_, level, group)| self.fixed(level, group).is_some());
        let fixed = fixed.and_then(|(.., group)| Some(self.layout.column(C::Score)?.cell(group.rows.start)));
        // The first row with points is the first without a score.
        let rows = rows.into_iter().enumerate().map(|(at, place)| Place { blank: fixed.filter(|_| at == 0), ..place });
        line.into_iter().chain(rows).collect()
    }

    fn scores_outside(&self) -> Vec<Place> {
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

    fn names_missing(&self) -> Vec<Place> {
        self.rows(C::Level3, |rows| Some(format!("{}*{}", rows.used(), rows.unnamed())))
    }

    fn targets_missing(&self) -> Vec<Place> {
        self.rows(C::Target, |rows| {
            let without = rows.table.levels.iter().filter(|level| !self.layout.level1(level).has_targets);
            let with: String = without.map(|level| format!("*(1-{})", rows.within(level.rows()))).collect();
            Some(format!("{}*{}{with}", rows.used(), rows.blank(C::Target)?))
        })
    }

    fn unexplained(&self) -> Vec<Place> {
        self.rows(C::Reason, |rows| {
            let (points, score) = (rows.area(C::Points)?, rows.area(C::Score)?);
            let numbers = format!("ISNUMBER({points})*ISNUMBER({score})");
            Some(format!("{numbers}*({score}<{points})*({score}>=0)*{}", rows.no_reason()?))
        })
    }

    fn goals(&self) -> Vec<Place> {
        use crate::profile::spec::GoalText::Adjusted;
        let goals = self.layout.goals.iter().filter(|goal| goal.what != Adjusted);
        let place = |at: CellRef| {
            let value = cell(at);
            let bare = without(&tidy(&value), &["。", ".", "、", "，", ",", "%", "％", "；", ";"]);
            let number = format!("NOT(ISERROR(VALUE({bare})))");
            Place {
                at,
                formula: one(at, &format!("OR({},{},{number})", self.void(&value), self.void(&bare))),
                blank: Some(at),
            }
        };
        goals.map(|goal| place(goal.value.first)).collect()
    }
}

/// The rows of one table as areas, from its header to the row that closes it.
pub struct Rows<'f, 'a> {
    form: &'f Form<'a>,
    table: &'a Table,
}

impl Rows<'_, '_> {
    fn area(&self, what: C) -> Option<String> {
        range(self.form.layout, self.table, what).map(area)
    }

    /// 1 in the rows of the table, wherever its ends have moved to.
    fn inside(&self) -> String {
        let own = self.own();
        let [header, end] = [self.table.header, self.table.end].map(|row| cell(CellRef::new(row, 0)));
        format!("(ROW({own})>ROW({header}))*(ROW({own})<ROW({end}))")
    }

    /// 1 in these rows and in those put in between them.
    fn within(&self, rows: std::ops::Range<u32>) -> String {
        let own = self.own();
        let [first, last] = [rows.start, rows.end - 1].map(|row| cell(CellRef::new(row, 0)));
        format!("(ROW({own})>=ROW({first}))*(ROW({own})<=ROW({last}))")
    }

    fn own(&self) -> String {
        area(Area::new(CellRef::new(self.table.header, 0), CellRef::new(self.table.end, 0)))
    }

    fn blank(&self, what: C) -> Option<String> {
        Some(self.form.void(&self.area(what)?))
    }

    /// Nothing, or a word of the template with a number behind it.
    fn unnamed(&self) -> String {
        let Some(names) = self.area(C::Level3) else { return "1".to_owned() };
        let words = &self.form.layout.profile.words;
        let bare = without(&names, &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "：", ":", "、", ".", " "]);
        let blank: Vec<String> = words.void_marks.iter().chain(&words.placeholders).cloned().collect();
        among(&bare, &blank).to_string()
    }

    /// 0 in rows nobody has begun.
    fn begun(&self, columns: &[C]) -> String {
        let blank: String =
            columns.iter().filter_map(|column| self.blank(*column)).map(|blank| format!("*{blank}")).collect();
        format!("(1-{}{blank})", self.unnamed())
    }

    fn used(&self) -> String {
        self.begun(&[C::Target, C::Actual, C::Score, C::Reason])
    }

    fn points_missing(&self) -> Option<String> {
        let points = self.area(C::Points)?;
        Some(format!("{}*(1-ISNUMBER({points})*({points}>0))", self.filled()))
    }

    fn filled(&self) -> String {
        self.begun(&[C::Target, C::Actual, C::Score])
    }

    /// 1 where the form has a row at all: one that is begun, or has points.
    fn there(&self) -> Option<String> {
        let points = self.area(C::Points)?;
        Some(format!("(({}+ISNUMBER({points})*({points}>0))>0)", self.filled()))
    }

    fn no_reason(&self) -> Option<String> {
        let marks = self.form.layout.profile.words.void_marks.iter().cloned().chain(["0".to_owned()]);
        Some(among(&self.area(C::Reason)?, &marks.collect::<Vec<_>>()))
    }
}
