//! 评分复核: every indicator with its own and its recomputed score, and the computation in words.

mod rows;

use rust_decimal::Decimal;

use rows::{Row, rows};

use super::{Form, REVIEW};
use crate::model::address::{Area, CellRef};
use crate::model::number;
use crate::model::score::Verdict;
use crate::write::WriteError;
use crate::write::columns::{self, column};
use crate::write::measure;
use crate::write::sheet::{Page, Print};
use crate::write::styles::{Look, Style, palette};
use crate::write::value::Value;

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

type Column = columns::Column<Field, Holds>;

/// What stands in a row, and what its total is made of: the sum of the column, or the difference of two sums.
#[derive(Clone, Copy)]
struct Holds {
    value: for<'a> fn(&'a Row<'a>) -> Value<'a>,
    total: Option<fn(&Form<'_>) -> Decimal>,
}

type ValueOf = for<'a> fn(&'a Row<'a>) -> Value<'a>;

const fn shown(key: Field, title: &'static str, width: f64, look: fn() -> Look, value: ValueOf) -> Column {
    column(key, title, width, look, Holds { value, total: None })
}

const fn summed(
    key: Field,
    title: &'static str,
    (width, look): (f64, fn() -> Look),
    total: fn(&Form<'_>) -> Decimal,
    value: ValueOf,
) -> Column {
    column(key, title, width, look, Holds { value, total: Some(total) })
}

fn centre() -> Look {
    Style::Centre.look()
}

fn text() -> Look {
    Style::Text.look().wrap()
}

fn score() -> Look {
    Style::Score.look()
}

fn difference() -> Look {
    Style::Difference.look()
}

static COLUMNS: [Column; 11] = [
    shown(Field::No, "序号", 5.0, centre, |row| Value::count(row.number)),
    shown(Field::Level2, "二级指标", 16.0, text, |row| Value::text(row.names[0])),
    shown(Field::Level3, "三级指标", 24.0, text, |row| Value::text(row.names[1])),
    shown(Field::Target, "年度指标值", 18.0, text, |row| Value::text(row.names[2])),
    shown(Field::Actual, "全年完成值", 18.0, text, |row| Value::text(row.names[3])),
    summed(
        Field::Points,
        "分值",
        (8.0, score),
        |form| form.again.submission.points_sum(),
        |row| Value::number(row.points),
    ),
    summed(Field::Own, "自评得分", (9.0, score), |form| form.again.book.own, |row| Value::number(row.own)),
    summed(
        Field::Recomputed,
        "复核得分",
        (9.0, score),
        |form| form.again.book.recomputed,
        |row| Value::number(row.is_scored.then_some(row.score.recomputed)),
    ),
    summed(Field::Difference, "差额", (8.0, difference), off_by, |row| row.difference_value()),
    shown(Field::Verdict, "结论", 10.0, centre, |row| match row.is_scored {
        true => Value::text(row.score.verdict.name()),
        false => Value::Blank,
    }),
    shown(Field::Words, "计算说明", 44.0, text, |row| Value::text(words(row))),
];
/// Stay in sight.
const FROZEN: Field = Field::Target;
const HEADER: u32 = 3;

pub fn page(form: &Form<'_>) -> Result<Page, WriteError> {
    let mut page = Page::new(&format!("{REVIEW}{}", form.suffix))?;
    page.widths(&columns::widths(&COLUMNS))?;
    heading(&mut page, form)?;
    columns::write_titles(&mut page, &COLUMNS, HEADER)?;
    page.height(HEADER, 24.0)?;
    let rows = rows(form);
    for row in &rows {
        let cells = COLUMNS.iter().map(|column| ((column.holds.value)(row), row.look(column))).collect();
        columns::write_row(&mut page, &COLUMNS, (row.at, 0.0), cells)?;
    }
    totals(&mut page, form, HEADER + 1 + rows.len() as u32)?;
    page.freeze(columns::at(&COLUMNS, HEADER + 1, &FROZEN))?;
    page.print(Print { titles: Some((HEADER, HEADER)), ..Print::default() })?;
    page.tab(palette::GREY);
    Ok(page)
}

fn heading(page: &mut Page, form: &Form<'_>) -> Result<(), WriteError> {
    let project = form.slot.project.as_ref().map(|project| format!("　{project}")).unwrap_or_default();
    let width = columns::widths(&COLUMNS).iter().sum::<f64>();
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
    let difference = off_by(form);
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

impl Row<'_> {
    fn difference(&self) -> Decimal {
        self.own.unwrap_or_default().saturating_sub(self.score.recomputed)
    }

    fn difference_value(&self) -> Value<'_> {
        let here = |field| columns::at(&COLUMNS, self.at, &field);
        let formula = || format!("N({})-{}", here(Field::Own), here(Field::Recomputed));
        if self.is_scored { Value::Live(formula(), Some(self.difference())) } else { Value::Blank }
    }

    fn look(&self, column: &Column) -> Look {
        match column.key {
            Field::Verdict if self.is_scored => verdict(&self.score.verdict).centre(),
            _ => (column.look)(),
        }
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
    if !form.again.submission.is_scored {
        return Ok(());
    }
    let here = |row, field| columns::at(&COLUMNS, row, &field);
    let cells = COLUMNS.iter().map(|column| {
        let value = match (column.key, column.holds.total) {
            (Field::No, _) => Value::text("合计"),
            (Field::Difference, Some(total)) => {
                Value::Live(format!("{}-{}", here(row, Field::Own), here(row, Field::Recomputed)), Some(total(form)))
            }
            (field, Some(total)) => {
                let sum = format!("SUM({}:{})", here(HEADER + 1, field), here(row - 1, field));
                Value::Live(sum, Some(total(form)))
            }
            (_, None) => Value::Blank,
        };
        (value, (column.look)().total())
    });
    let cells = cells.collect();
    columns::write_row(page, &COLUMNS, (row, 22.0), cells).map(|_| ())
}

fn off_by(form: &Form<'_>) -> Decimal {
    form.again.book.own.saturating_sub(form.again.book.recomputed)
}
