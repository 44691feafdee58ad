//! 评分复核: every indicator with its own and its recomputed score, and the computation in words.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::{Form, REVIEW};
use crate::model::address::{Area, CellRef};
use crate::model::goals;
use crate::model::number;
use crate::model::score::{RowScore, Verdict};
use crate::model::submission::{Entry, Indicator, Points};
use crate::write::WriteError;
use crate::write::measure;
use crate::write::sheet::{Page, Print, Stored};
use crate::write::styles::{Look, Style, palette};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    No,
    Level2,
    Level3,
    Target,
    Actual,
    Points,
    Own,
    Recomputed,
    Difference,
    Verdict,
    Words,
}

/// What is shown, its title and its width in digits.
const COLUMNS: [(Field, &str, f64); 11] = [
    (Field::No, "序号", 5.0),
    (Field::Level2, "二级指标", 16.0),
    (Field::Level3, "三级指标", 24.0),
    (Field::Target, "年度指标值", 18.0),
    (Field::Actual, "全年完成值", 18.0),
    (Field::Points, "分值", 8.0),
    (Field::Own, "自评得分", 9.0),
    (Field::Recomputed, "复核得分", 9.0),
    (Field::Difference, "差额", 8.0),
    (Field::Verdict, "结论", 10.0),
    (Field::Words, "计算说明", 44.0),
];
/// Stay in sight.
const FROZEN: Field = Field::Target;
const HEADER: u32 = 3;

/// One row of the table.
struct Row<'a> {
    /// Level 2, level 3, target, actual.
    names: [&'a str; 4],
    points: Option<Decimal>,
    own: Option<Decimal>,
    score: Cow<'a, RowScore>,
    /// The score stands in an earlier row's cell.
    is_shared: bool,
}

pub fn page(form: &Form<'_>) -> Result<Page, WriteError> {
    let mut page = Page::new(&format!("{REVIEW}{}", form.suffix))?;
    page.widths(&COLUMNS.map(|(.., width)| width))?;
    heading(&mut page, form)?;
    for (field, title, _) in COLUMNS {
        page.text(at(HEADER, field), title, Style::Header)?;
    }
    page.height(HEADER, 24.0)?;
    let rows = rows(form);
    for (index, row) in rows.iter().enumerate() {
        line(&mut page, form, index, row)?;
    }
    totals(&mut page, form, HEADER + 1 + rows.len() as u32)?;
    page.freeze(at(HEADER + 1, FROZEN))?;
    page.print(Print { titles: Some((HEADER, HEADER)), ..Print::default() })?;
    page.tab(palette::GREY);
    Ok(page)
}

fn heading(page: &mut Page, form: &Form<'_>) -> Result<(), WriteError> {
    let project = form.slot.project.as_ref().map(|project| format!("　{project}")).unwrap_or_default();
    let width = COLUMNS.iter().map(|(.., width)| width).sum::<f64>();
    let summary = summary(form);
    let lines = [
        (format!("评分复核{project}"), Style::Title.look(), 28.0),
        (summary.clone(), Look::default().size(11).wrap(), measure::height([(summary.as_str(), width)]) + 4.0),
    ];
    for (row, (text, look, height)) in (0..).zip(lines) {
        let last = CellRef::new(row, COLUMNS.len() as u32 - 1);
        page.merge(Area::new(CellRef::new(row, 0), last), &text, look)?;
        page.height(row, height)?;
    }
    page.height(HEADER - 1, 6.0)
}

/// Both totals, both grades, and how much of it could be verified.
fn summary(form: &Form<'_>) -> String {
    let book = &form.again.book;
    if !form.again.submission.is_scored {
        return "本表不设分值和得分，没有可以复核的得分。".to_owned();
    }
    let difference = book.own.saturating_sub(book.recomputed);
    let compared = match difference.is_zero() {
        true => "两者一致".to_owned(),
        false => format!("自评比复核{} 分", off(difference)),
    };
    let unverified = match book.unverified_points.is_zero() {
        true => "全部分值均可核验。".to_owned(),
        false => format!(
            "其中 {} 分无法核验（按自评得分计入，不作为错误），已核验 {} 分。",
            number::plain(book.unverified_points),
            number::plain(book.verified_points)
        ),
    };
    format!(
        "自评得分合计 {} 分（{}），复核得分 {} 分（{}），{compared}；{unverified}",
        number::plain(book.own),
        book.grade_own,
        number::plain(book.recomputed),
        book.grade_recomputed
    )
}

/// `高 0.41`
fn off(difference: Decimal) -> String {
    let way = if difference.is_sign_negative() { "低" } else { "高" };
    format!("{way} {}", number::plain(difference.abs()))
}

/// The computation, and what the department's own score is apart from it.
fn words(row: &Row<'_>) -> String {
    match (&row.score.verdict, row.own) {
        (Verdict::Differ(_), Some(own)) => {
            let apart = off(own.saturating_sub(row.score.recomputed));
            format!("{}；自评 {} 分，{apart} 分", row.score.words, number::plain(own))
        }
        _ => row.score.words.clone(),
    }
}

fn rows<'a>(form: &Form<'a>) -> Vec<Row<'a>> {
    let (submission, book) = (&form.again.submission, &form.again.book);
    let value = |entry: &Option<Entry<Points>>| entry.as_ref().and_then(Entry::value).map(|points| points.value);
    let execution = book.execution.iter().filter_map(|(key, score)| {
        let line = submission.line(key)?;
        let names = ["预算执行", line.label.text().unwrap_or(""), "", ""];
        Some(Row {
            names,
            points: value(&line.points),
            own: value(&line.score),
            score: Cow::Borrowed(score),
            is_shared: false,
        })
    });
    let indicators = submission.indicators.iter().zip(&book.rows).map(|(indicator, score)| Row {
        names: names(indicator),
        points: indicator.points_value(),
        own: indicator.score_value(),
        score: Cow::Borrowed(score),
        is_shared: indicator.score_in.is_some(),
    });
    let goals = goals::scored(submission).map(|(entry, score)| Row {
        names: ["目标完成情况", "", "", ""],
        points: None,
        own: entry.value().map(|points| points.value),
        score: Cow::Owned(score),
        is_shared: false,
    });
    execution.chain(goals).chain(indicators).collect()
}

fn names(indicator: &Indicator) -> [&str; 4] {
    [
        indicator.level2.text().unwrap_or(""),
        indicator.level3.text().unwrap_or(""),
        indicator.target.as_ref().and_then(Entry::text).unwrap_or(""),
        indicator.actual.as_ref().and_then(Entry::text).unwrap_or(""),
    ]
}

/// A column's cell in a row.
fn at(row: u32, wanted: Field) -> CellRef {
    let col = COLUMNS.iter().position(|(field, ..)| *field == wanted).unwrap_or(0);
    CellRef::new(row, col as u32)
}

fn line(page: &mut Page, form: &Form<'_>, index: usize, row: &Row<'_>) -> Result<(), WriteError> {
    let number = HEADER + 1 + index as u32;
    let words = words(row);
    for (field, ..) in COLUMNS {
        cell(page, form, (at(number, field), field), (index, row, &words))?;
    }
    let texts = COLUMNS.iter().filter_map(|(field, _, width)| Some((text(*field, row, &words)?, *width)));
    page.height(number, measure::height(texts) + 2.0)
}

/// The text of a column that may need several lines.
fn text<'a>(field: Field, row: &'a Row<'_>, words: &'a str) -> Option<&'a str> {
    match field {
        Field::Level2 => Some(row.names[0]),
        Field::Level3 => Some(row.names[1]),
        Field::Target => Some(row.names[2]),
        Field::Actual => Some(row.names[3]),
        Field::Words => Some(words),
        _ => None,
    }
}

fn cell(
    page: &mut Page,
    form: &Form<'_>,
    (at, field): (CellRef, Field),
    (index, row, words): (usize, &Row<'_>, &str),
) -> Result<(), WriteError> {
    let is_blank = row.is_shared || !form.again.submission.is_scored;
    match field {
        Field::No => page.text(at, &(index + 1).to_string(), Style::Centre),
        Field::Points => score(page, at, row.points),
        Field::Own => score(page, at, row.own),
        Field::Recomputed => score(page, at, (!is_blank).then_some(row.score.recomputed)),
        Field::Difference | Field::Verdict if is_blank => page.blank(at, Style::Text),
        Field::Difference => {
            let apart = row.own.unwrap_or_default().saturating_sub(row.score.recomputed);
            let formula = format!("N({})-{}", self::at(at.row, Field::Own), self::at(at.row, Field::Recomputed));
            page.formula(at, &formula, Stored::Number(apart), Style::Difference)
        }
        Field::Verdict => page.text(at, row.score.verdict.name(), verdict(&row.score.verdict).centre()),
        _ => page.text(at, text(field, row, words).unwrap_or_default(), Style::Text.look().wrap()),
    }
}

fn score(page: &mut Page, at: CellRef, value: Option<Decimal>) -> Result<(), WriteError> {
    match value {
        Some(value) => page.number(at, value, Style::Score),
        None => page.blank(at, Style::Score),
    }
}

fn verdict(verdict: &Verdict) -> Look {
    match verdict {
        Verdict::Agree(_) => Style::GoodFill.look(),
        Verdict::Differ(_) => Style::ErrorFill.look(),
        Verdict::Unverifiable(_) => Style::Unverifiable.look(),
    }
}

fn totals(page: &mut Page, form: &Form<'_>, row: u32) -> Result<(), WriteError> {
    let book = &form.again.book;
    if !form.again.submission.is_scored {
        return Ok(());
    }
    for (field, ..) in COLUMNS {
        let (cell, look) = (at(row, field), Style::Score.look().total());
        let sum = |value| (format!("SUM({}:{})", at(HEADER + 1, field), at(row - 1, field)), Stored::Number(value));
        let (formula, stored) = match field {
            Field::No => {
                page.text(cell, "合计", Style::Centre.look().total())?;
                continue;
            }
            Field::Points => sum(form.again.submission.points_sum()),
            Field::Own => sum(book.own),
            Field::Recomputed => sum(book.recomputed),
            Field::Difference => {
                let formula = format!("{}-{}", at(row, Field::Own), at(row, Field::Recomputed));
                (formula, Stored::Number(book.own.saturating_sub(book.recomputed)))
            }
            _ => {
                page.blank(cell, Style::Text.look().total())?;
                continue;
            }
        };
        let look = if field == Field::Difference { Style::Difference.look().total() } else { look };
        page.formula(cell, &formula, stored, look)?;
    }
    page.height(row, 22.0)
}
