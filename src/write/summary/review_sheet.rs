//! 抽查名单 and 复核打分表: whom to look at, and for each a block to fill in while looking.

use super::plan::{Plan, Row};
use super::sampling::Pick;
use super::table::{self, Column, FIRST_ROW, Heading, Value, put};
use crate::model::address::{Area, CellRef};
use crate::model::line::{PrintedForm, PrintedRow};
use crate::write::sheet::{Page, Print};
use crate::write::styles::{Look, Style, palette};
use crate::write::{WriteError, measure};

pub const LIST: &str = "抽查名单";
pub const BLOCKS: &str = "复核打分表";

/// A column of the list: title, width in digits, look, and what stands in it.
type ListColumn = (&'static str, f64, fn() -> Look, for<'r> fn(&Plan<'r>, &Row<'r>, &'r Pick) -> Value<'r>);

const LIST_COLUMNS: [ListColumn; 7] = [
    ("序号", 7.0, || Style::Centre.look().top(), |_, _, _| Value::Blank),
    ("部门名称", 24.0, || Style::Prose.look(), |_, row, _| Value::text(row.department.name.as_str())),
    ("归口股室", 14.0, || Style::Prose.look(), |_, row, _| Value::maybe(row.section())),
    ("理由", 60.0, || Style::Prose.look(), |_, _, pick| Value::text(pick.reasons.as_str())),
    (
        "差额",
        9.0,
        || Style::Difference.look().top(),
        |_, row, _| Value::number(row.form.filter(|form| form.is_scored()).map(|form| form.difference())),
    ),
    (
        "未核验分值",
        11.0,
        || Style::Score.look().top(),
        |_, row, _| {
            Value::number(row.form.filter(|form| form.is_scored()).map(|form| form.record.scores.unverified_points))
        },
    ),
    (
        "全年预算数",
        18.0,
        || Style::Money.look().top(),
        |plan, row, _| Value::number(row.form.and_then(|form| form.budget()).map(|yuan| plan.money(yuan))),
    ),
];

/// Exactly the departments that are to be looked at, first first.
pub fn list(plan: &Plan<'_>, picks: &[Pick]) -> Result<Page, WriteError> {
    let mut page = Page::new(LIST)?;
    page.tab(palette::WARN);
    let column = |(title, width): (&str, f64)| Column { title: title.to_owned(), width };
    let heading = Heading {
        title: format!("{}绩效自评抽查名单", plan.batch.of_year()),
        note: format!(
            "金额单位：{}　共 {} 家　排序：先看累计分数，再看理由条数，再看全年预算数，最后按名册顺序（见规则说明）",
            plan.options.unit.name(),
            picks.len()
        ),
        columns: LIST_COLUMNS.iter().map(|(title, width, ..)| column((title, *width))).collect(),
        frozen: 2,
        pages: 1,
        foot: 0,
    };
    table::open(&mut page, &heading, picks.len() as u32)?;
    for (index, pick) in picks.iter().enumerate() {
        let (at, row) = (FIRST_ROW + index as u32, &plan.main().rows[pick.row]);
        page.height(at, measure::height([(pick.reasons.as_str(), 60.0)]).max(20.0))?;
        for (col, (title, _, look, value)) in (0..).zip(LIST_COLUMNS) {
            let value = if title == "序号" { Value::count(index + 1) } else { value(plan, row, pick) };
            put(&mut page, CellRef::new(at, col), value, look())?;
        }
    }
    Ok(page)
}

/// A column of a block: title, width in digits, look, and what the form says; nothing where the reviewer fills in.
type BlockColumn = (&'static str, f64, fn() -> Look, fn(&PrintedRow<'_>) -> Value<'static>);

fn owned(text: &str) -> Value<'static> {
    Value::Text(text.to_owned().into())
}

const BLOCK_COLUMNS: [BlockColumn; 12] = [
    ("二级指标", 16.0, || Style::Prose.look(), |row| owned(row.levels[1])),
    ("三级指标", 24.0, || Style::Prose.look(), |row| owned(row.levels[2])),
    ("年度指标值", 16.0, || Style::Prose.look(), |row| owned(row.target.unwrap_or_default())),
    ("全年完成值", 16.0, || Style::Prose.look(), |row| owned(row.actual.unwrap_or_default())),
    ("分值", 8.0, || Style::Score.look().top(), |row| Value::number(row.points)),
    ("自评得分", 9.0, || Style::Score.look().top(), |row| Value::number(row.own)),
    (
        "重新计算",
        9.0,
        || Style::Score.look().top(),
        |row| match row.verdict {
            Some(_) => Value::Number(row.recomputed),
            None => Value::Blank,
        },
    ),
    (
        "差额",
        8.0,
        || Style::Difference.look().top(),
        |row| match (row.verdict, row.own) {
            (Some(_), Some(own)) => Value::Number(own.saturating_sub(row.recomputed)),
            _ => Value::Blank,
        },
    ),
    ("复核完成值", 14.0, || Style::Input.look(), |_| Value::Blank),
    ("复核得分", 10.0, || Style::Input.look(), |_| Value::Blank),
    ("偏差", 9.0, || Style::Input.look(), |_| Value::Blank),
    ("复核意见", 26.0, || Style::Input.look(), |_| Value::Blank),
];

/// A block for each, ready to print: what the form says, what it gives recomputed, and room for the reviewer.
pub fn blocks(plan: &Plan<'_>, picks: &[Pick]) -> Result<Page, WriteError> {
    let mut page = Page::new(BLOCKS)?;
    page.tab(palette::WARN);
    page.widths(&BLOCK_COLUMNS.map(|(_, width, ..)| width))?;
    page.text(CellRef::new(0, 0), &format!("{}绩效自评复核打分表", plan.batch.of_year()), Style::Title)?;
    page.height(0, 28.0)?;
    let mut at = 1;
    for (index, pick) in picks.iter().enumerate() {
        at = block(&mut page, plan, (at, index + 1), pick)? + 2;
    }
    page.print(Print { titles: Some((0, 0)), ..Print::default() })?;
    Ok(page)
}

/// Gives the row behind it.
fn block(page: &mut Page, plan: &Plan<'_>, (at, number): (u32, usize), pick: &Pick) -> Result<u32, WriteError> {
    let row = &plan.main().rows[pick.row];
    let Some(form) = row.form else { return Ok(at) };
    let across = |row| Area::new(CellRef::new(row, 0), CellRef::new(row, BLOCK_COLUMNS.len() as u32 - 1));
    let section = row.section().map(|section| format!("（{section}）")).unwrap_or_default();
    let scores = &form.record.scores;
    let stated = scores.stated.map_or("未填".to_owned(), crate::model::number::plain);
    let plain = crate::model::number::plain;
    let heading = format!(
        "{number}. {}{section}　自评总分(填报) {stated}　各项得分合计 {}　自评总分(复核) {}",
        row.department.name,
        plain(scores.own),
        plain(scores.recomputed)
    );
    page.merge(across(at), &heading, Style::Heading)?;
    for (col, (title, ..)) in (0..).zip(BLOCK_COLUMNS) {
        page.text(CellRef::new(at + 1, col), title, Style::Header)?;
    }
    let body = plan.batch.bodies.read(form.record.body).map_err(WriteError::laid_aside)?;
    let printed: PrintedForm<'_> =
        serde_json::from_slice(&body).map_err(|cause| WriteError::laid_aside(cause.into()))?;
    let mut next = at + 2;
    for printed in printed.rows() {
        let values: Vec<Value<'_>> = BLOCK_COLUMNS.iter().map(|(.., value)| value(&printed)).collect();
        let texts =
            values.iter().zip(BLOCK_COLUMNS).filter_map(|(value, (_, width, ..))| Some((value.words()?, width)));
        page.height(next, measure::height(texts).max(20.0))?;
        for ((col, (_, _, look, _)), value) in (0..).zip(BLOCK_COLUMNS).zip(values) {
            put(page, CellRef::new(next, col), value, look())?;
        }
        next += 1;
    }
    page.merge(across(next), "复核人：　　　　　　　　　复核日期：　　　　　　　　　复核总分：", Style::Text.look())?;
    page.height(next, 26.0)?;
    Ok(next)
}
