//! Which rules of the catalogue a spreadsheet can check, and how: each is a list of places where it may fail.
//! A check says at least what the rule says; it may also say what another finding makes superfluous.
//! To add a rule: one line in `CHECKS` and its places below.

mod indicators;
mod money;
mod rows;

use rust_decimal::Decimal;

use super::layout::{Group, Layout, Level, Table};
use super::place::{among, cell, one, tidy, without};
use crate::model::address::CellRef;
use crate::profile::spec::IndicatorColumn as C;
use crate::write::sheet::quoted;
use rows::Rows;

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
pub const CHECKS: [(&str, Places); 24] = [
    ("BAS-01", |form| form.department()),
    ("BAS-04", |form| form.subordinate_units()),
    ("BAS-05", |form| form.contact()),
    ("BUD-01", |form| form.amounts_missing()),
    ("BUD-02", |form| form.rates()),
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
    ("SCR-03", |form| form.total()),
    ("GRD-01", |form| form.grade()),
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

    /// The grade begins with that of the total, as 优秀 does.
    fn grade(&self) -> Vec<Place> {
        let Some((at, total)) = self.field("grade").zip(self.total_cell()) else { return vec![] };
        let grades = &self.layout.profile.scoring.grades;
        let lowest = grades.last().map(|grade| quoted(&grade.name)).unwrap_or_default();
        let total = cell(total);
        let due = grades
            .iter()
            .rev()
            .skip(1)
            .fold(lowest, |due, grade| format!("IF({total}>={},{},{due})", grade.from, quoted(&grade.name)));
        let written = tidy(&cell(at));
        let differs = format!("LEFT({written},LEN({due}))<>{due}");
        let wrong = format!("IF(ISNUMBER({total}),AND(NOT({}),{differs}),FALSE)", self.void(&cell(at)));
        vec![Place { at, formula: one(at, &wrong), blank: None }]
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

    fn groups(&self) -> impl Iterator<Item = (&'a Table, &'a Level, &'a Group)> {
        let tables = self.layout.tables.iter();
        let levels = tables.flat_map(|table| table.levels.iter().map(move |level| (table, level)));
        levels.flat_map(|(table, level)| level.groups.iter().map(move |group| (table, level, group)))
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
