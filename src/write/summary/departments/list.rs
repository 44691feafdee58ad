//! The columns: which there are, what each is called, how wide it is, how it looks, what stands in it and below it.

use super::optional;
use super::shown::Shown;
use super::values;
use crate::model::finding::Severity;
use crate::write::columns::{self, column};
use crate::write::sheet::Target;
use crate::write::styles::{Look, Style, palette};
use crate::write::summary::indicators;
use crate::write::summary::plan::{Kind, Plan};
use crate::write::summary::table::Value;

/// What other sheets and formulas know a column by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    No,
    Code,
    Name,
    Project,
    /// A field of the form's head: 实施单位 and the like.
    Head(&'static str),
    Section,
    /// Of a merged batch, the part.
    Origin,
    State,
    /// Distinct submissions of the department's own form.
    Round,
    Units,
    Budget,
    Executed,
    Rate,
    /// Of last year, where they are known.
    LastBudget,
    LastExecuted,
    LastTotal,
    /// A level-1 score, by the name the score book uses.
    Level(String),
    /// Own scores under names no profile knows.
    OtherLevels,
    /// What the total row says.
    Stated,
    /// The sum of the own scores.
    Own,
    Recomputed,
    Difference,
    Verified,
    Unverified,
    GradeOwn,
    GradeRecomputed,
    Rank,
    Indicators,
    Errors,
    Warnings,
    Infos,
    Sampling,
    Workbook,
    ReviewScore,
    ReviewOpinion,
    Reviewer,
}

use Field::*;

pub type Column = columns::Column<Field, Holds>;

/// What stands in a row, and in the rows of sums.
#[derive(Clone, Copy)]
pub struct Holds {
    pub value: for<'a> fn(&Shown<'_, 'a>) -> Value<'a>,
    pub total: Total,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    Blank,
    /// Whose sums these are, and of how many.
    Name,
    Sum,
    Mean,
    /// Of the sums of money beside it.
    Rate,
}

type ValueOf = for<'a> fn(&Shown<'_, 'a>) -> Value<'a>;

pub fn plain(field: Field, title: &'static str, width: f64, look: fn() -> Look, value: ValueOf) -> Column {
    column(field, title, width, look, Holds { value, total: Total::Blank })
}

pub fn totalled(
    field: Field,
    title: &'static str,
    (width, look, total): (f64, fn() -> Look, Total),
    value: ValueOf,
) -> Column {
    column(field, title, width, look, Holds { value, total })
}

fn centre() -> Look {
    Style::Centre.look()
}

fn text() -> Look {
    Style::Text.look()
}

pub fn wrapped() -> Look {
    Style::Text.look().wrap()
}

fn count() -> Look {
    Style::Count.look().centre()
}

fn money() -> Look {
    Style::Money.look()
}

pub fn score() -> Look {
    Style::Score.look()
}

pub fn list(plan: &Plan<'_>, kind: &Kind<'_>) -> Vec<Column> {
    let mut list = whose(plan.name_width);
    list.extend(optional::head(kind));
    list.extend(state(plan.section_width()));
    list.extend(amounts(plan.money_width()));
    list.extend(optional::levels(kind));
    list.extend(totals());
    list.extend(problems());
    list.extend(review());
    let has_last_year = kind.main && kind.rows.iter().any(|row| row.department.last_year.is_some());
    list.retain(|column| match column.key {
        Origin => plan.has_origins,
        LastBudget | LastExecuted | LastTotal => has_last_year,
        Project => !kind.main,
        Units | Round => kind.main,
        _ => true,
    });
    list
}

fn whose(name: f64) -> Vec<Column> {
    vec![
        plain(No, "序号", 6.5, centre, |s| Value::count(s.index + 1)),
        plain(Code, "单位编码", 10.0, text, |s| Value::maybe(s.row.entry.and_then(|entry| entry.code.as_deref()))),
        totalled(Name, "部门名称", (name, wrapped, Total::Name), |s| Value::text(s.row.department.name.as_str())),
        plain(Project, "项目名称", 24.0, wrapped, |s| Value::maybe(values::project(&s.row))),
    ]
}

fn state(section: f64) -> Vec<Column> {
    vec![
        plain(Section, "归口股室", section, text, |s| Value::maybe(s.row.section())),
        plain(Origin, "来源", 14.0, wrapped, |s| Value::maybe(s.row.origin())),
        plain(State, "状态", 12.5, centre, |s| s.of_department(|department| Value::text(department.state.name()))),
        plain(Round, "报送次数", 9.0, count, |s| {
            s.of_department(|department| values::round(s.sheet.plan, department))
        }),
        totalled(Units, "下属单位", (9.0, count, Total::Sum), |s| {
            s.of_form(|form| Value::number(form.record.subordinate_units))
        }),
    ]
}

fn amounts(width: f64) -> Vec<Column> {
    vec![
        totalled(Budget, "全年预算数", (width, money, Total::Sum), |s| {
            s.of_form(|form| values::money(s, form.budget(), false))
        }),
        totalled(Executed, "全年执行数", (width, money, Total::Sum), |s| {
            s.of_form(|form| values::money(s, form.executed(), true))
        }),
        totalled(Rate, "执行率", (9.5, || Style::Rate.look(), Total::Rate), |s| {
            s.of_form(|form| values::rate(form.budget(), form.executed(), &s.here(&Budget), &s.here(&Executed)))
        }),
        plain(LastBudget, "上年预算数", width, money, |s| s.of_last_year(|last| s.in_unit(last.budget))),
        plain(LastExecuted, "上年执行数", width, money, |s| s.of_last_year(|last| s.in_unit(last.executed))),
        plain(LastTotal, "上年总分", 9.0, score, |s| s.of_last_year(|last| last.total)),
    ]
}

fn totals() -> Vec<Column> {
    let grey = || Style::Score.look().ink(palette::GREY);
    let apart = || Style::Difference.look();
    vec![
        totalled(Stated, "自评总分(填报)", (13.5, score, Total::Mean), |s| {
            s.of_scored(|form| Value::number(form.record.scores.stated))
        }),
        totalled(Own, "各项得分合计", (13.0, score, Total::Mean), |s| s.of_scored(|form| values::own(s, form))),
        totalled(Recomputed, "自评总分(复核)", (13.5, score, Total::Mean), |s| {
            let behind = |form: &_| indicators::ranges(s.sheet.plan, form, indicators::Field::Recomputed);
            s.of_scored(|form| values::sum(&behind(form), form.record.scores.recomputed))
        }),
        totalled(Difference, "差额", (8.5, apart, Total::Mean), |s| {
            let formula = format!("{}-{}", s.here(&Own), s.here(&Recomputed));
            s.of_scored(|form| Value::Live(formula, Some(form.difference())))
        }),
        plain(Verified, "已核验分值", 10.0, score, |s| {
            s.of_scored(|form| Value::Number(form.record.scores.verified_points))
        }),
        plain(Unverified, "未核验分值", 10.0, grey, |s| {
            s.of_scored(|form| Value::Number(form.record.scores.unverified_points))
        }),
        plain(GradeOwn, "等级(填报)", 10.0, centre, |s| {
            s.of_scored(|form| Value::text(form.record.scores.grade_own.as_str()))
        }),
        plain(GradeRecomputed, "等级(复核)", 10.0, centre, |s| {
            s.of_scored(|form| Value::text(form.record.scores.grade_recomputed.as_str()))
        }),
        plain(Rank, "排名", 7.0, centre, |s| {
            s.of_scored(|_| s.sheet.ranks[s.index].map_or(Value::Blank, Value::count))
        }),
    ]
}

fn problems() -> Vec<Column> {
    let sum = (7.0, count as fn() -> Look, Total::Sum);
    vec![
        totalled(Indicators, "指标数", (7.5, count, Total::Sum), |s| {
            s.of_form(|form| values::indicator_count(s.sheet.plan, form))
        }),
        totalled(Errors, "错误", sum, |s| values::finding_count(s, Severity::Error)),
        totalled(Warnings, "警告", sum, |s| values::finding_count(s, Severity::Warning)),
        totalled(Infos, "提示", sum, |s| values::finding_count(s, Severity::Info)),
        plain(Sampling, "抽查建议", 38.0, wrapped, |s| {
            s.sheet.advice.get(&s.index).map_or(Value::Blank, |advice| Value::text(advice.clone()))
        }),
        plain(
            Workbook,
            "反馈表",
            7.5,
            || Style::Link.look().centre(),
            |s| match &s.row.department.workbook {
                Some(path) => Value::Link("打开".into(), Target::File(path.clone())),
                None => Value::Blank,
            },
        ),
    ]
}

fn review() -> Vec<Column> {
    let input = || Style::Input.look();
    vec![
        plain(
            ReviewScore,
            "评审得分",
            9.0,
            || Style::Input.look().number("0.00"),
            |s| s.of_reviewer(|review| review.score.as_deref()),
        ),
        plain(ReviewOpinion, "复核意见", 24.0, input, |s| s.of_reviewer(|review| review.opinion.as_deref())),
        plain(Reviewer, "复核人", 9.0, input, |s| s.of_reviewer(|review| review.reviewer.as_deref())),
    ]
}
