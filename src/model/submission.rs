//! One normalised form. Every value keeps its address, its raw text and what was done to it.

mod sheets;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::address::{Area, CellRef};
use super::quantity::Direction;
use crate::profile::spec::IndicatorColumn;

pub use super::entry::{Amount, Entry, MeasureEntry, MoneyUnit, Points, Rate, State, Text, UnitSource};

#[derive(Clone, Debug, PartialEq)]
pub struct BudgetLine {
    /// The profile's key (`fiscal_appropriation`), or empty for a line the profile does not know.
    pub key: String,
    pub label: Entry<Text>,
    /// Money columns by their role; only columns the form has.
    pub initial: Option<Entry<Amount>>,
    pub budget: Option<Entry<Amount>>,
    pub executed: Option<Entry<Amount>>,
    pub rate: Option<Entry<Rate>>,
    /// Only in forms that score the execution in the budget block.
    pub points: Option<Entry<Points>>,
    pub score: Option<Entry<Points>>,
}

impl BudgetLine {
    /// In 元, when usable.
    pub fn budget_yuan(&self) -> Option<Decimal> {
        Some(self.budget.as_ref()?.value()?.yuan)
    }

    pub fn executed_yuan(&self) -> Option<Decimal> {
        Some(self.executed.as_ref()?.value()?.yuan)
    }

    /// Executed / budget; `None` for 0/0 and for anything unusable.
    pub fn rate_computed(&self) -> Option<Decimal> {
        self.executed_yuan()?.checked_div(self.budget_yuan()?)
    }
}

/// One indicator row. Names of shared cells are repeated on every row with their top-left address.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    /// Zero-based sheet row.
    pub row: u32,
    pub level1: Entry<Text>,
    /// The level-1 weight in points.
    pub weight: Option<Entry<Points>>,
    pub level2: Entry<Text>,
    /// The level-2 weight in points.
    pub level2_points: Option<Entry<Points>>,
    pub level3: Entry<Text>,
    /// ≥, ≤, 定性 … where it has a column of its own.
    pub operator: Option<Entry<Text>>,
    /// Of target and actual, where it has a column of its own.
    pub unit: Option<Entry<Text>>,
    /// The target as a whole, where operator or unit have columns of their own (`≥95%`).
    pub target_read: Option<String>,
    pub target_adjusted: Option<Entry<Text>>,
    /// Share of the points, as the form states it.
    pub coefficient: Option<Entry<Rate>>,
    /// Whether it is a core indicator, as written.
    pub core: Option<Entry<Text>>,
    /// Columns of the form's own, by index into the profile's `indicators.texts`.
    pub texts: Vec<(u8, Entry<Text>)>,
    /// Index into `Submission::goal_groups`.
    pub goal: Option<usize>,
    /// The row, or a column its points stand in, is hidden on the sheet.
    pub is_hidden: bool,
    /// The cells of points and score that an earlier row has for both.
    pub points_in: Option<CellRef>,
    pub score_in: Option<CellRef>,
    pub target: Option<MeasureEntry>,
    pub actual: Option<MeasureEntry>,
    pub points: Option<Entry<Points>>,
    pub score: Option<Entry<Points>>,
    pub reason: Option<Entry<Text>>,
    /// Index into the profile's level-1 list, when the name is known.
    pub level1_known: Option<usize>,
    /// Index into that level-1's level-2 list.
    pub level2_known: Option<usize>,
    /// By the target's operator, else by the profile's words in target and name; of a date, unknown.
    pub direction: Direction,
}

impl Indicator {
    pub fn points_value(&self) -> Option<Decimal> {
        Some(self.points.as_ref()?.value()?.value)
    }

    pub fn score_value(&self) -> Option<Decimal> {
        Some(self.score.as_ref()?.value()?.value)
    }

    /// The reason, when one is given: blank, a void mark, 无 and a lone 0 are none.
    pub fn reason_given(&self) -> Option<&str> {
        let reason = self.reason.as_ref()?.read()?;
        let bare = reason.trim_matches(|c: char| !c.is_alphanumeric());
        let nothing = bare.is_empty() || bare == "无" || bare.parse::<Decimal>().is_ok_and(|number| number.is_zero());
        (!nothing).then_some(reason)
    }

    /// `预算执行管理/预算执行率` for people; absent parts are left out.
    pub fn subject(&self) -> String {
        let parts = [self.level2.text(), self.level3.text()];
        parts.into_iter().flatten().collect::<Vec<_>>().join("/")
    }
}

/// A printed subtotal among the indicator rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Subtotal {
    pub label: Entry<Text>,
    pub points: Option<Entry<Points>>,
    pub score: Option<Entry<Points>>,
    /// Indexes into `Submission::indicators` of the rows it adds up.
    pub rows: std::ops::Range<usize>,
}

/// The total row.
#[derive(Clone, Debug, PartialEq)]
pub struct Total {
    pub label: Entry<Text>,
    /// The printed sum of points, when there are two numbers.
    pub points: Option<Entry<Points>>,
    /// What the row states as the department's own total. When the only number is the preprinted
    /// one and the scores do not add up to it, the state is `Blank` and `preprinted` holds it.
    pub stated: Entry<Points>,
    pub preprinted: Option<Decimal>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Goals {
    pub planned: Option<Entry<Text>>,
    pub adjusted: Option<Entry<Text>>,
    pub achieved: Option<Entry<Text>>,
    /// Where the form scores the goals.
    pub score: Option<Entry<Points>>,
}

/// A goal with a table of its own; its weight bounds the sum of its rows' scores.
#[derive(Clone, Debug, PartialEq)]
pub struct GoalGroup {
    pub name: Entry<Text>,
    /// Points.
    pub weight: Option<Entry<Points>>,
}

/// The parts of a form that can be missing (STR-04), and required columns (STR-05).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Department,
    Budget,
    Goals,
    Indicators,
    Total,
    /// An indicator column, with the header's cell to point at.
    Column(IndicatorColumn, CellRef),
}

/// A form on another sheet that was not the one used (STR-03).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherForm {
    pub sheet: String,
    pub year: Option<i32>,
    pub same_kind: bool,
}

/// What the workbook around the form showed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Surroundings {
    /// Names of hidden sheets that hold data.
    pub hidden_sheets: Vec<String>,
    pub has_macros: bool,
    pub links_elsewhere: bool,
    pub other_forms: Vec<OtherForm>,
    /// The departments' names on all forms of the workbook, as written; shared by them.
    pub departments: Arc<BTreeSet<String>>,
    /// Why this sheet was used, in words; empty when it was the only form.
    pub chosen_because: String,
}

/// Text in the form's area that belongs to no known part (STR-14), and its cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unused {
    pub cell: CellRef,
    pub written: String,
    /// Inside the box of the form (STR-14); `further`: how many more it stands for, where they are too many to name.
    pub inside: bool,
    pub further: usize,
}

/// One normalised form.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    pub profile: String,
    /// True for a form about one project.
    pub about_project: bool,
    /// Read by its own words, since no profile knows it (STR-20).
    pub is_unknown_form: bool,
    /// False where the form has neither points nor scores: it has no total and no grade.
    pub is_scored: bool,
    pub sheet: String,
    /// The sheets the form goes on on, in order.
    pub further_sheets: Vec<String>,
    /// 1-based among the forms of its sheet; `None` where it is the only one.
    pub place: Option<usize>,
    /// Where on the sheet the form is.
    pub area: Area,
    /// The form's heading, or the first cell of the form when there is none.
    pub title: Entry<Text>,
    /// The year as the form states it.
    pub year: Entry<i32>,
    /// Single fields by their key in the profile (`department`, `filler` …), text as written.
    pub fields: BTreeMap<String, Entry<Text>>,
    pub subordinate_units: Option<Entry<Decimal>>,
    pub money_unit: MoneyUnit,
    pub unit_source: UnitSource,
    /// Cell that states the unit, when one does.
    pub unit_cell: Option<CellRef>,
    pub budget: Vec<BudgetLine>,
    /// What the heading of the budget says the execution is worth (项目资金（20分）).
    pub budget_points: Option<Entry<Points>>,
    pub goals: Goals,
    pub goal_groups: Vec<GoalGroup>,
    pub indicators: Vec<Indicator>,
    pub subtotals: Vec<Subtotal>,
    pub total: Option<Total>,
    /// Header cells of the indicator columns.
    pub columns: BTreeMap<IndicatorColumn, CellRef>,
    pub missing: Vec<Part>,
    pub unused: Vec<Unused>,
    /// Nothing but the template's own texts is filled in.
    pub is_empty_template: bool,
    pub surroundings: Surroundings,
}

impl Submission {
    /// The rows that share a cell of points or score with row `index`, the first of them.
    pub fn sharing(&self, index: usize) -> std::ops::Range<usize> {
        let Some(first) = self.indicators.get(index) else { return index..index };
        let cell = |entry: &Option<Entry<Points>>| entry.as_ref().map(|entry| entry.cell);
        let (points, score) = (cell(&first.points), cell(&first.score));
        let shares = |row: &&Indicator| {
            (row.points_in.is_some() && row.points_in == points) || (row.score_in.is_some() && row.score_in == score)
        };
        let further = self.indicators[index + 1..].iter().take_while(shares).count();
        index..index + 1 + further
    }

    /// Points and score of a row and of those that share a cell with it, each cell counted once.
    pub fn together(&self, index: usize) -> (Option<Decimal>, Option<Decimal>) {
        let rows = &self.indicators[self.sharing(index)];
        let sum = |values: &mut dyn Iterator<Item = Option<Decimal>>| values.flatten().reduce(|a, b| a + b);
        (sum(&mut rows.iter().map(Indicator::points_value)), sum(&mut rows.iter().map(Indicator::score_value)))
    }

    /// The written name of the department, `None` when blank.
    pub fn department_written(&self) -> Option<&str> {
        self.field("department").filter(|name| !name.is_absent()).and_then(Entry::text)
    }

    pub fn field(&self, key: &str) -> Option<&Entry<Text>> {
        self.fields.get(key)
    }

    pub fn line(&self, key: &str) -> Option<&BudgetLine> {
        self.budget.iter().find(|line| line.key == key)
    }

    /// Σ of the department's own scores over indicators, goals and scored budget lines; unusable ones count nothing.
    pub fn scores_sum(&self) -> Decimal {
        let rows = self.indicators.iter().filter_map(Indicator::score_value);
        let lines = self.budget.iter().filter_map(|line| Some(line.score.as_ref()?.value()?.value));
        let goals = self.goals.score.iter().filter_map(|score| Some(score.value()?.value));
        rows.chain(lines).chain(goals).sum()
    }

    /// Every row with points and a score of its own has all its points.
    pub fn has_full_scores(&self) -> bool {
        let full = |(index, row): (usize, &Indicator)| {
            let (points, score) = self.together(index);
            row.points_in.is_some() || row.score_in.is_some() || (points.is_some() && points == score)
        };
        !self.indicators.is_empty() && self.indicators.iter().enumerate().all(full)
    }

    /// Σ of the points of all rows that are scored.
    pub fn points_sum(&self) -> Decimal {
        let rows = self.indicators.iter().filter_map(Indicator::points_value);
        let lines = self.budget.iter().filter_map(|line| Some(line.points.as_ref()?.value()?.value));
        rows.chain(lines).sum()
    }
}
