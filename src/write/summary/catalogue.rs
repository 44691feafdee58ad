//! 规则说明: each rule in words, how often it spoke in this batch, and how 抽查建议 is counted.

use super::plan::{Plan, RuleLine};
use super::table::{self, FIRST_ROW, Heading, Value};
use super::{findings, sampling};
use crate::model::address::{Area, CellRef};
use crate::write::WriteError;
use crate::write::columns::{self, Column, titled};
use crate::write::measure;
use crate::write::sheet::{Page, Target};
use crate::write::styles::{Look, Style, palette};

pub const SHEET: &str = "规则说明";

type CatalogueColumn = Column<&'static str, for<'r> fn(&Plan<'r>, &RuleLine<'r>) -> Value<'r>>;

fn centre() -> Look {
    Style::Centre.look().top()
}

fn prose() -> Look {
    Style::Prose.look()
}

fn count() -> Look {
    Style::Count.look().centre().top()
}

/// Rows of the last two blocks, with the blank one between them: they are printed on one page.
const END: usize = sampling::EXPLANATION.len() + LEGEND.len() + 3;
/// Of a row without a height of its own.
const LINE_HEIGHT: f64 = 15.0;
const CODE: &str = "规则";
const LEVEL: &str = "级别";
static COLUMNS: [CatalogueColumn; 7] = [
    titled(CODE, 11.0, centre, |_, rule| Value::text(rule.code)),
    titled(LEVEL, 9.0, centre, |_, rule| Value::text(rule.severity.name())),
    titled("名称", 26.0, prose, |_, rule| Value::text(rule.title)),
    titled("为什么要查", 52.0, prose, |_, rule| Value::text(rule.why)),
    titled("怎样修改", 52.0, prose, |_, rule| Value::text(rule.fix)),
    titled("本批次数", 10.0, count, hits),
    titled("涉及部门", 10.0, count, |_, rule| Value::count(rule.departments)),
];

/// Leads to the first of them.
fn hits<'r>(plan: &Plan<'r>, rule: &RuleLine<'r>) -> Value<'r> {
    let hits = findings::count_formula(plan, findings::Field::Rule, rule.code);
    match rule.first {
        Some(position) => {
            let (sheet, cell) = plan.findings.place(position, findings::col(plan, findings::Field::Rule));
            Value::Jump(Some(hits), rule.hits.into(), Target::cell(&sheet, cell))
        }
        None => Value::Live(hits, Some(rule.hits.into())),
    }
}

/// The cell of a rule's code, for links.
pub fn cell_of(plan: &Plan<'_>, code: &str) -> Option<CellRef> {
    let index = plan.rules.iter().position(|rule| rule.code == code)?;
    Some(columns::at(&COLUMNS, FIRST_ROW + index as u32, &CODE))
}

pub fn write(plan: &Plan<'_>) -> Result<Page, WriteError> {
    let mut page = Page::new(SHEET)?;
    page.tab(palette::WARN);
    table::open(&mut page, &heading(plan), plan.rules.len() as u32)?;
    let mut heights = Vec::new();
    for (row, rule) in (FIRST_ROW..).zip(&plan.rules) {
        let cells = COLUMNS.iter().map(|column| ((column.holds)(plan, rule), (column.look)())).collect();
        heights.push(columns::write_row(&mut page, &COLUMNS, (row, 20.0), cells)?);
    }
    if !plan.batch.not_run.is_empty() {
        write_block(&mut page, &mut heights, "本次没有执行的规则", &not_run(plan))?;
    }
    if !plan.batch.notices.is_empty() {
        write_block(&mut page, &mut heights, "本次运行的其他说明", &plan.batch.notices)?;
    }
    let sampling: Vec<String> = sampling::EXPLANATION.iter().map(|line| (*line).to_owned()).collect();
    write_block(&mut page, &mut heights, "抽查建议怎样计算", &sampling)?;
    write_legend(&mut page, &mut heights)?;
    let heading = heading(plan);
    // The first page has the title too.
    heights[0] += 45.0;
    heading.keep_together(&mut page, (FIRST_ROW, table::header_height(&heading.columns)), (&heights, END))?;
    colour(&mut page, plan.rules.len() as u32)?;
    Ok(page)
}

fn heading(plan: &Plan<'_>) -> Heading {
    Heading {
        title: format!("{}绩效自评表审核规则说明", plan.batch.of_year()),
        note: "错误＝须修改后重新报送　警告＝需说明　提示＝供参考　次数点击可跳到问题清单第一处".to_owned(),
        columns: columns::headers(&COLUMNS),
        frozen: 1,
        breaks: vec![],
        foot: END as u32,
    }
}

/// One line for one reason, whichever rules it keeps from running.
fn not_run(plan: &Plan<'_>) -> Vec<String> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for rule in &plan.batch.not_run {
        match reasons.iter_mut().find(|(reason, _)| *reason == rule.reason) {
            Some((_, codes)) => codes.push(&rule.code),
            None => reasons.push((&rule.reason, vec![&rule.code])),
        }
    }
    reasons.into_iter().map(|(reason, codes)| format!("{}　{reason}", codes.join("、"))).collect()
}

/// A heading and lines, a blank row below what stands there; the heights are those of all rows so far.
fn write_block(page: &mut Page, heights: &mut Vec<f64>, title: &str, lines: &[String]) -> Result<(), WriteError> {
    write_heading(page, heights, title)?;
    let width: f64 = columns::widths(&COLUMNS).iter().sum();
    for line in lines {
        let at = FIRST_ROW + heights.len() as u32;
        page.merge(across(at), line, Style::Text.look().border(crate::write::styles::Border::None).wrap())?;
        heights.push(measure::height([(line.as_str(), width)]));
        page.height(at, measure::height([(line.as_str(), width)]))?;
    }
    Ok(())
}

fn across(row: u32) -> Area {
    Area::new(CellRef::new(row, 0), CellRef::new(row, COLUMNS.len() as u32 - 1))
}

fn write_heading(page: &mut Page, heights: &mut Vec<f64>, title: &str) -> Result<(), WriteError> {
    heights.extend([LINE_HEIGHT; 2]);
    page.merge(across(FIRST_ROW + heights.len() as u32 - 1), title, Style::Heading)
}

/// What the colours mean, in every sheet.
fn write_legend(page: &mut Page, heights: &mut Vec<f64>) -> Result<(), WriteError> {
    write_heading(page, heights, "颜色含义（各表相同）")?;
    for (style, name, meaning) in LEGEND {
        let at = FIRST_ROW + heights.len() as u32;
        page.text(CellRef::new(at, 0), name, middle(style.look().centre()))?;
        page.text(CellRef::new(at, 1), meaning, Style::Subtitle)?;
        heights.push(LINE_HEIGHT);
    }
    Ok(())
}

/// Cells to fill in are written against the top; a legend is not.
pub fn middle(look: Look) -> Look {
    Look { top: false, ..look }
}

pub const LEGEND: [(Style, &str, &str); 6] = [
    (Style::ErrorFill, "须修改", "错误；状态为退回、无法读取；差额 1 分及以上"),
    (Style::WarningFill, "需说明", "警告；状态为通过(需说明)；复核与自评不一致"),
    (Style::InfoFill, "供参考", "提示；状态为待确认"),
    (Style::GoodFill, "通过", "没有需要修改或说明的问题"),
    (Style::Unverifiable, "无法核验", "也表示未报送或不计入统计"),
    (Style::Input, "待填写", "由评审人员填写"),
];

fn colour(page: &mut Page, rules: u32) -> Result<(), WriteError> {
    table::colour_levels(page, columns::area(&COLUMNS, (FIRST_ROW, rules), &LEVEL))
}
