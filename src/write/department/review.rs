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

const COLUMNS: [(&str, f64); 11] = [
    ("序号", 5.0),
    ("二级指标", 16.0),
    ("三级指标", 24.0),
    ("年度指标值", 18.0),
    ("全年完成值", 18.0),
    ("分值", 8.0),
    ("自评得分", 9.0),
    ("复核得分", 9.0),
    ("差额", 8.0),
    ("结论", 10.0),
    ("计算说明", 44.0),
];
const HEADER: u32 = 3;

/// One row of the table.
struct Row<'a> {
    names: [&'a str; 4],
    points: Option<Decimal>,
    own: Option<Decimal>,
    score: Cow<'a, RowScore>,
    /// The score stands in an earlier row's cell.
    is_shared: bool,
}

pub fn page(form: &Form<'_>) -> Result<Page, WriteError> {
    let mut page = Page::new(&format!("{REVIEW}{}", form.suffix))?;
    page.widths(&COLUMNS.map(|(_, width)| width))?;
    heading(&mut page, form)?;
    for (col, (name, _)) in COLUMNS.iter().enumerate() {
        page.text(CellRef::new(HEADER, col as u32), name, Style::Header)?;
    }
    page.height(HEADER, 24.0)?;
    let rows = rows(form);
    for (index, row) in rows.iter().enumerate() {
        line(&mut page, form, index, row)?;
    }
    totals(&mut page, form, HEADER + 1 + rows.len() as u32)?;
    page.freeze(CellRef::new(HEADER + 1, 3))?;
    page.print(Print { titles: Some((HEADER, HEADER)), ..Print::default() })?;
    page.tab(palette::GREY);
    Ok(page)
}

fn heading(page: &mut Page, form: &Form<'_>) -> Result<(), WriteError> {
    let project = form.slot.project.as_ref().map(|project| format!("　{project}")).unwrap_or_default();
    let width = COLUMNS.iter().map(|(_, width)| width).sum::<f64>();
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

fn line(page: &mut Page, form: &Form<'_>, index: usize, row: &Row<'_>) -> Result<(), WriteError> {
    let at = |col| CellRef::new(HEADER + 1 + index as u32, col);
    let text = Style::Text.look().wrap();
    let blank = row.is_shared || !form.again.submission.is_scored;
    page.text(at(0), &(index + 1).to_string(), Style::Centre)?;
    for (col, name) in (1..).zip(row.names) {
        page.text(at(col), name, text.clone())?;
    }
    score(page, at(5), row.points)?;
    score(page, at(6), row.own)?;
    score(page, at(7), (!blank).then_some(row.score.recomputed))?;
    let difference = row.own.unwrap_or_default().saturating_sub(row.score.recomputed);
    let number = at(0).row + 1;
    let stored = Stored::Number(difference);
    match blank {
        true => (8..10).try_for_each(|col| page.blank(at(col), Style::Text))?,
        false => {
            page.formula(at(8), &format!("N(G{number})-H{number}"), stored, Style::Difference)?;
            page.text(at(9), row.score.verdict.name(), verdict(&row.score.verdict).centre())?;
        }
    }
    let words = words(row);
    page.text(at(10), &words, text)?;
    let texts = row.names.into_iter().zip(COLUMNS[1..].iter().map(|(_, width)| *width));
    let height = measure::height(texts.chain([(words.as_str(), COLUMNS[10].1)]));
    page.height(at(0).row, height + 2.0)
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
    let look = Style::Score.look().total();
    if !form.again.submission.is_scored {
        return Ok(());
    }
    page.text(CellRef::new(row, 0), "合计", Style::Centre.look().total())?;
    for col in [1, 2, 3, 4, 9, 10] {
        page.blank(CellRef::new(row, col), Style::Text.look().total())?;
    }
    let sums = [(5, "F", form.again.submission.points_sum()), (6, "G", book.own), (7, "H", book.recomputed)];
    for (col, letter, value) in sums {
        let formula = format!("SUM({letter}{}:{letter}{})", HEADER + 2, row);
        page.formula(CellRef::new(row, col), &formula, Stored::Number(value), look.clone())?;
    }
    let difference = Stored::Number(book.own.saturating_sub(book.recomputed));
    let number = row + 1;
    page.formula(CellRef::new(row, 8), &format!("G{number}-H{number}"), difference, Style::Difference.look().total())?;
    page.height(row, 22.0)
}
