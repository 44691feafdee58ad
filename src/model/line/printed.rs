//! What the list of indicators needs of a form's line.

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::model::address::CellRef;
use crate::model::score::Verdict;

/// A form's rows as they are printed.
#[derive(Debug, Deserialize)]
pub struct PrintedForm<'a> {
    #[serde(borrow)]
    indicators: Vec<Indicator<'a>>,
    #[serde(borrow, default)]
    goal_groups: Vec<Group<'a>>,
    #[serde(borrow)]
    scores: Scores<'a>,
}

type Text<'a> = Option<Cow<'a, str>>;

#[derive(Debug, Deserialize)]
struct Group<'a> {
    #[serde(borrow)]
    name: Text<'a>,
}

#[derive(Debug, Deserialize)]
struct Scores<'a> {
    #[serde(rename = "self")]
    own: Option<Decimal>,
    #[serde(borrow)]
    execution: Option<Further<'a>>,
    #[serde(borrow)]
    goals: Option<Further<'a>>,
}

/// A scored row that is no indicator.
#[derive(Debug, Deserialize)]
struct Further<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    label: Text<'a>,
    #[serde(borrow)]
    target: Text<'a>,
    #[serde(borrow)]
    actual: Text<'a>,
    points: Option<Decimal>,
    score: Option<Decimal>,
    recomputed: Decimal,
    #[serde(borrow)]
    verdict: Cow<'a, str>,
    #[serde(borrow)]
    words: Cow<'a, str>,
    cell: Option<CellRef>,
}

#[derive(Debug, Deserialize)]
struct Indicator<'a> {
    #[serde(borrow)]
    level1: Text<'a>,
    #[serde(borrow)]
    level1_known: Text<'a>,
    #[serde(borrow)]
    level2: Text<'a>,
    #[serde(borrow)]
    level3: Text<'a>,
    #[serde(borrow)]
    target: Text<'a>,
    #[serde(borrow)]
    actual: Text<'a>,
    points: Option<Decimal>,
    score: Option<Decimal>,
    #[serde(borrow)]
    reason: Text<'a>,
    recomputed: Option<Decimal>,
    #[serde(borrow)]
    verdict: Text<'a>,
    #[serde(borrow)]
    why: Text<'a>,
    #[serde(borrow)]
    computation: Text<'a>,
    goal: Option<usize>,
    #[serde(borrow)]
    operator: Text<'a>,
    #[serde(borrow)]
    unit: Text<'a>,
    #[serde(borrow)]
    target_adjusted: Text<'a>,
    coefficient: Option<Decimal>,
    #[serde(borrow)]
    core: Text<'a>,
    points_in: Option<CellRef>,
    score_in: Option<CellRef>,
    cells: Cells,
}

#[derive(Debug, Deserialize)]
struct Cells {
    score: Option<CellRef>,
}

/// One printed row: an indicator, the budget line that is scored, or the goals that are.
#[derive(Clone, Debug)]
pub struct PrintedRow<'b> {
    pub levels: [&'b str; 3],
    pub goal: Option<&'b str>,
    pub operator: Option<&'b str>,
    pub target: Option<&'b str>,
    pub unit: Option<&'b str>,
    pub adjusted: Option<&'b str>,
    pub core: Option<&'b str>,
    pub actual: Option<&'b str>,
    /// Ratio.
    pub coefficient: Option<Decimal>,
    pub points: Option<Decimal>,
    pub own: Option<Decimal>,
    pub recomputed: Decimal,
    /// As people read it; `None` where the row has no score of its own.
    pub verdict: Option<&'static str>,
    pub words: Cow<'b, str>,
    pub reason: Option<&'b str>,
    /// Of the score.
    pub cell: Option<CellRef>,
}

impl PrintedForm<'_> {
    /// The scored execution first, then the scored goals, then the indicators.
    pub fn rows(&self) -> impl Iterator<Item = PrintedRow<'_>> {
        let further = [&self.scores.execution, &self.scores.goals].into_iter().flatten().map(|row| self.further(row));
        further.chain(self.indicators.iter().map(|row| self.indicator(row)))
    }

    /// How many of them are indicators.
    pub fn indicators(&self) -> usize {
        self.indicators.len()
    }

    fn is_scored(&self) -> bool {
        self.scores.own.is_some()
    }

    fn further<'b>(&'b self, row: &'b Further<'_>) -> PrintedRow<'b> {
        PrintedRow {
            levels: [&row.name, "", row.label.as_deref().unwrap_or("")],
            goal: None,
            operator: None,
            target: row.target.as_deref(),
            unit: None,
            adjusted: None,
            core: None,
            actual: row.actual.as_deref(),
            coefficient: None,
            points: row.points,
            own: row.score,
            recomputed: row.recomputed,
            verdict: Some(Verdict::name_of(&row.verdict)).filter(|_| self.is_scored()),
            words: Cow::Borrowed(&row.words),
            reason: None,
            cell: row.cell,
        }
    }

    fn indicator<'b>(&'b self, row: &'b Indicator<'_>) -> PrintedRow<'b> {
        let goal = row.goal.and_then(|goal| self.goal_groups.get(goal.checked_sub(1)?)?.name.as_deref());
        let has_score = self.is_scored() && row.score_in.is_none();
        PrintedRow {
            levels: [&row.level1_known.as_ref().or(row.level1.as_ref()), &row.level2.as_ref(), &row.level3.as_ref()]
                .map(|text| text.map_or("", |text| text.as_ref())),
            goal,
            operator: row.operator.as_deref(),
            target: row.target.as_deref(),
            unit: row.unit.as_deref(),
            adjusted: row.target_adjusted.as_deref(),
            core: row.core.as_deref(),
            actual: row.actual.as_deref(),
            coefficient: row.coefficient,
            points: row.points,
            own: row.score,
            recomputed: row.recomputed.unwrap_or_default(),
            verdict: row.verdict.as_deref().map(Verdict::name_of).filter(|_| has_score),
            words: self.words(row),
            reason: row.reason.as_deref(),
            cell: row.cells.score,
        }
    }

    /// The computation; of a row that has its points or its score in an earlier row's cell, which row that is.
    fn words<'b>(&'b self, row: &'b Indicator<'_>) -> Cow<'b, str> {
        let place = |cell: CellRef| format!("第{}行合并（{cell}）", cell.on_sheet().row + 1);
        match (row.points_in, row.score_in) {
            (Some(points), Some(score)) if points.row == score.row => {
                format!("分值、得分与第{}行合并（{points}、{score}）", points.on_sheet().row + 1).into()
            }
            (Some(points), Some(score)) => format!("分值与{}，得分与{}", place(points), place(score)).into(),
            (Some(cell), None) => format!("分值与{}", place(cell)).into(),
            (None, Some(cell)) => format!("得分与{}", place(cell)).into(),
            (None, None) if !self.is_scored() => "本表不设分值和得分".into(),
            (None, None) => Cow::Borrowed(row.computation.as_deref().or(row.why.as_deref()).unwrap_or("")),
        }
    }
}
