//! 抽查名单 and 复核打分表: whom to look at, and for each a block to fill in while looking.

use super::plan::{Form, Plan, Row};
use super::sampling::Pick;
use super::table::{self, FIRST_ROW, Heading, Value};
use crate::model::address::{Area, CellRef};
use crate::model::line::{PrintedForm, PrintedRow};
use crate::model::number::plain;
use crate::write::WriteError;
use crate::write::columns::{self, Column, titled};
use crate::write::sheet::{Page, Print};
use crate::write::styles::{Look, Style, palette};

pub const LIST: &str = "抽查名单";
pub const BLOCKS: &str = "复核打分表";

type ListColumn = Column<&'static str, for<'r> fn(&Listed<'r>) -> Value<'r>>;

/// A department that is to be looked at, with its place in the list.
struct Listed<'r> {
    number: usize,
    plan: &'r Plan<'r>,
    row: Row<'r>,
    pick: &'r Pick,
}

impl<'r> Listed<'r> {
    fn scored(&self) -> Option<Form<'r>> {
        self.row.form.filter(Form::is_scored)
    }
}

fn prose() -> Look {
    Style::Prose.look()
}

fn score() -> Look {
    Style::Score.look().top()
}

fn difference() -> Look {
    Style::Difference.look().top()
}

fn input() -> Look {
    Style::Input.look()
}

static LIST_COLUMNS: [ListColumn; 7] = [
    titled("序号", 7.0, || Style::Centre.look().top(), |listed| Value::count(listed.number)),
    titled("部门名称", 30.0, prose, |listed| Value::text(listed.row.department.name.as_str())),
    titled("归口股室", 22.0, prose, |listed| Value::maybe(listed.row.section())),
    titled("理由", 52.0, prose, |listed| Value::text(listed.pick.reasons.as_str())),
    titled("差额", 9.0, difference, |listed| Value::number(listed.scored().map(|form| form.difference()))),
    titled("未核验分值", 11.0, score, |listed| {
        Value::number(listed.scored().map(|form| form.record.scores.unverified_points))
    }),
    titled(
        "全年预算数",
        18.0,
        || Style::Money.look().top(),
        |listed| Value::number(listed.row.form.and_then(|form| form.budget()).map(|yuan| listed.plan.money(yuan))),
    ),
];

/// Exactly the departments that are to be looked at, first first.
pub fn list<'a>(plan: &'a Plan<'a>, picks: &'a [Pick]) -> Result<Page, WriteError> {
    let mut page = Page::new(LIST)?;
    page.tab(palette::WARN);
    let heading = Heading {
        title: format!("{}绩效自评抽查名单", plan.batch.of_year()),
        note: format!(
            "金额单位：{}　共 {} 家　排序：先看累计分数，再看理由条数，再看全年预算数，最后按名册顺序（见规则说明）",
            plan.options.unit.name(),
            picks.len()
        ),
        columns: columns::headers(&LIST_COLUMNS),
        frozen: 2,
        breaks: vec![],
        foot: 0,
    };
    table::open(&mut page, &heading, picks.len() as u32)?;
    for (index, pick) in picks.iter().enumerate() {
        let listed = Listed { number: index + 1, plan, row: plan.main().rows[pick.row], pick };
        let cells = LIST_COLUMNS.iter().map(|column| ((column.holds)(&listed), (column.look)())).collect();
        columns::write_row(&mut page, &LIST_COLUMNS, (FIRST_ROW + index as u32, 20.0), cells)?;
    }
    Ok(page)
}

/// What the form says of an indicator; nothing where the reviewer fills in.
type BlockColumn = Column<&'static str, for<'r> fn(&'r PrintedRow<'r>) -> Value<'r>>;

static BLOCK_COLUMNS: [BlockColumn; 12] = [
    titled("二级指标", 20.5, prose, |row| Value::text(row.levels[1])),
    titled("三级指标", 26.0, prose, |row| Value::text(row.levels[2])),
    titled("年度指标值", 16.0, prose, |row| Value::maybe(row.target)),
    titled("全年完成值", 16.0, prose, |row| Value::maybe(row.actual)),
    titled("分值", 8.0, score, |row| Value::number(row.points)),
    titled("自评得分", 9.0, score, |row| Value::number(row.own)),
    titled("重新计算", 9.0, score, |row| Value::number(row.verdict.map(|_| row.recomputed))),
    titled("差额", 8.0, difference, |row| match (row.verdict, row.own) {
        (Some(_), Some(own)) => Value::Number(own.saturating_sub(row.recomputed)),
        _ => Value::Blank,
    }),
    titled("复核完成值", 14.0, input, |_| Value::Blank),
    titled("复核得分", 10.0, input, |_| Value::Blank),
    titled("偏差", 9.0, input, |_| Value::Blank),
    titled("复核意见", 26.0, input, |_| Value::Blank),
];

/// A block for each, ready to print: what the form says, what it gives recomputed, and room for the reviewer.
pub fn blocks(plan: &Plan<'_>, picks: &[Pick]) -> Result<Page, WriteError> {
    let mut page = Page::new(BLOCKS)?;
    page.tab(palette::WARN);
    page.widths(&columns::widths(&BLOCK_COLUMNS))?;
    page.text(CellRef::new(0, 0), &format!("{}绩效自评复核打分表", plan.batch.of_year()), Style::Title)?;
    page.height(0, 28.0)?;
    let (mut at, mut starts) = (1, vec![]);
    for (index, pick) in picks.iter().enumerate() {
        starts.extend((index > 0).then_some(at));
        at = block(&mut page, plan, (at, index + 1), pick)? + 2;
    }
    // A department is one reviewer's sheet of paper.
    let percent = Some(table::percent(table::pixels(columns::widths(&BLOCK_COLUMNS))));
    page.print(Print { titles: Some((0, 0)), percent, breaks: (vec![], starts), ..Print::default() })?;
    Ok(page)
}

/// Gives the row behind it.
fn block(page: &mut Page, plan: &Plan<'_>, (at, number): (u32, usize), pick: &Pick) -> Result<u32, WriteError> {
    let row = &plan.main().rows[pick.row];
    let Some(form) = row.form else { return Ok(at) };
    let across = |row| Area::new(CellRef::new(row, 0), CellRef::new(row, BLOCK_COLUMNS.len() as u32 - 1));
    let section = row.section().map(|section| format!("（{section}）")).unwrap_or_default();
    let scores = &form.record.scores;
    let stated = scores.stated.map_or("未填".to_owned(), plain);
    let heading = format!(
        "{number}. {}{section}　自评总分(填报) {stated}　各项得分合计 {}　自评总分(复核) {}",
        row.department.name,
        plain(scores.own),
        plain(scores.recomputed)
    );
    page.merge(across(at), &heading, Style::Heading)?;
    page.height(at, 22.0)?;
    page.height(at + 1, 22.0)?;
    columns::write_titles(page, &BLOCK_COLUMNS, at + 1)?;
    let body = plan.batch.bodies.read(form.record.body).map_err(WriteError::laid_aside)?;
    let printed: PrintedForm<'_> =
        serde_json::from_slice(&body).map_err(|cause| WriteError::laid_aside(cause.into()))?;
    let mut next = at + 2;
    for printed in printed.rows() {
        let cells = BLOCK_COLUMNS.iter().map(|column| ((column.holds)(&printed), (column.look)())).collect();
        columns::write_row(page, &BLOCK_COLUMNS, (next, 20.0), cells)?;
        next += 1;
    }
    page.merge(across(next), "复核人：　　　　　　　　　复核日期：　　　　　　　　　复核总分：", Style::Text.look())?;
    page.height(next, 26.0)?;
    Ok(next)
}
