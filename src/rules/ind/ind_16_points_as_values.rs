use rust_decimal::Decimal;

use crate::model::finding::{Severity, Subject};
use crate::model::quantity::Measure;
use crate::model::submission::{Indicator, MeasureEntry};
use crate::profile::spec::{IndicatorColumn, Profile};
use crate::rules::example::{Case, Example};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "IND-16",
    name: "points-as-values",
    severity: Severity::Error,
    title: "指标值和完成值填的是分值和得分",
    why: "指标值是年初定的数量、比例或时间，完成值是年终实际达到的数；填成分值和得分，就看不出任务完成了没有。",
    fix: "请把指标值改成带单位或“%”的数字（如“≥95%”“12次”），完成值改成实际完成的数字。",
    over: &["IND-04", "IND-05", "SCR-20"],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: copy_points,
        silent: |case| {
            copy_points(case);
            case.text("E22", "5个");
        },
    },
};

/// Two or three rows may count five things for five points.
const FEWEST: usize = 4;

fn copy_points(case: &mut Case) {
    const POINTS: [(u32, &str); 15] = [
        (14, "5"),
        (15, "5"),
        (16, "4"),
        (17, "4"),
        (18, "4"),
        (19, "4"),
        (20, "4"),
        (21, "5"),
        (22, "5"),
        (23, "5"),
        (24, "5"),
        (25, "5"),
        (26, "20"),
        (27, "15"),
        (28, "10"),
    ];
    for (row, points) in POINTS {
        case.set(&format!("E{row}"), points);
        case.set(&format!("F{row}"), if row == 25 { "4.74" } else { points });
    }
}

fn check(form: &Form, out: &mut Findings) {
    let rows: Option<Vec<Row>> = form.filled().map(|(_, row)| Row::of(row)).collect();
    let Some(rows) = rows.filter(|rows| rows.len() >= FEWEST) else { return };
    let Some(first) = rows.first().filter(|_| are_points(&rows, form.profile)) else { return };
    let message = format!(
        "{} 起各行的指标值没有单位、符号和“%”，就是分值；完成值就是得分，看不出定了什么指标、完成了多少。",
        first.target.cell
    );
    let others = rows.iter().skip(1).map(|row| row.target.cell);
    out.at(first.target, Subject::Form)
        .subject(form.profile.indicators.label(IndicatorColumn::Target))
        .related(others)
        .message(message);
}

/// A row whose target and actual are numbers and nothing else.
struct Row<'a> {
    target: &'a MeasureEntry,
    asked: Decimal,
    reached: Decimal,
    points: Option<Decimal>,
    score: Option<Decimal>,
}

impl<'a> Row<'a> {
    fn of(row: &'a Indicator) -> Option<Self> {
        let target = row.target.as_ref()?;
        Some(Self {
            target,
            asked: bare_number(target)?,
            reached: bare_number(row.actual.as_ref()?)?,
            points: row.points_value(),
            score: row.score_value(),
        })
    }
}

fn bare_number(entry: &MeasureEntry) -> Option<Decimal> {
    let Measure::Quantity(quantity) = entry.value()? else { return None };
    let bare = quantity.unit.is_none() && quantity.operator.is_none() && quantity.upper.is_none();
    (bare && quantity.per.is_none() && !quantity.about).then_some(quantity.value)
}

/// Row by row; or in sum, 100 in all, where the points stand somewhere else or the form asks for none.
fn are_points(rows: &[Row], profile: &Profile) -> bool {
    let is_each = |row: &Row| row.points == Some(row.asked) && row.score.is_none_or(|score| score == row.reached);
    let sum = |value: fn(&Row) -> Decimal| rows.iter().map(value).sum::<Decimal>();
    let is_scored = rows.iter().any(|row| row.score.is_some());
    let are_scores = match is_scored {
        true => sum(|row| row.reached) == sum(|row| row.score.unwrap_or_default()),
        false => rows.iter().all(|row| row.reached <= row.asked),
    };
    rows.iter().all(is_each) || (sum(|row| row.asked) == profile.scoring.total && are_scores)
}
