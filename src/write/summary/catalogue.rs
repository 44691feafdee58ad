//! 规则说明: each rule in words, how often it spoke in this batch, and how 抽查建议 is counted.

use super::plan::{Plan, RuleLine};
use super::table::{self, Column, FIRST_ROW, Heading, Value, put};
use super::{findings, sampling};
use crate::model::address::{Area, CellRef};
use crate::write::WriteError;
use crate::write::measure;
use crate::write::sheet::{Page, Target};
use crate::write::styles::{Look, Style, palette};

pub const SHEET: &str = "规则说明";
const COLUMNS: [(&str, f64); 7] = [
    ("规则", 11.0),
    ("级别", 9.0),
    ("名称", 26.0),
    ("为什么要查", 52.0),
    ("怎样修改", 52.0),
    ("本批次数", 10.0),
    ("涉及部门", 10.0),
];

/// The cell of a rule's code, for links.
pub fn cell_of(plan: &Plan<'_>, code: &str) -> Option<CellRef> {
    let index = plan.rules.iter().position(|rule| rule.code == code)?;
    Some(CellRef::new(FIRST_ROW + index as u32, 0))
}

pub fn write(plan: &Plan<'_>) -> Result<Page, WriteError> {
    let mut page = Page::new(SHEET)?;
    page.tab(palette::WARN);
    table::open(&mut page, &heading(plan), plan.rules.len() as u32)?;
    for (row, rule) in (FIRST_ROW..).zip(&plan.rules) {
        write_rule(&mut page, plan, row, rule)?;
    }
    let mut row = FIRST_ROW + plan.rules.len() as u32 + 1;
    if !plan.batch.not_run.is_empty() {
        row = write_block(&mut page, row, "本次没有执行的规则", &not_run(plan))?;
    }
    if !plan.batch.notices.is_empty() {
        row = write_block(&mut page, row, "本次运行的其他说明", &plan.batch.notices)?;
    }
    let sampling: Vec<String> = sampling::EXPLANATION.iter().map(|line| (*line).to_owned()).collect();
    row = write_block(&mut page, row, "抽查建议怎样计算", &sampling)?;
    write_legend(&mut page, row)?;
    colour(&mut page, plan.rules.len() as u32)?;
    Ok(page)
}

fn heading(plan: &Plan<'_>) -> Heading {
    Heading {
        title: format!("{}绩效自评表审核规则说明", plan.batch.of_year()),
        note: "错误＝须修改后重新报送　警告＝须说明　提示＝供参考　次数点击可跳到问题清单第一处".to_owned(),
        columns: COLUMNS.iter().map(|(title, width)| Column { title: (*title).to_owned(), width: *width }).collect(),
        frozen: 1,
        pages: 1,
        foot: 0,
    }
}

fn write_rule(page: &mut Page, plan: &Plan<'_>, row: u32, rule: &RuleLine<'_>) -> Result<(), WriteError> {
    let at = |col| CellRef::new(row, col);
    let texts = [(rule.title, 26.0), (rule.why, 52.0), (rule.fix, 52.0)];
    page.height(row, measure::height(texts).max(20.0))?;
    put(page, at(0), Value::text(rule.code), Style::Centre.look().top())?;
    put(page, at(1), Value::text(rule.severity.name()), Style::Centre.look().top())?;
    for (col, text) in (2..).zip([rule.title, rule.why, rule.fix]) {
        put(page, at(col), Value::text(text), Style::Prose)?;
    }
    let hits = findings::count_formula(plan, findings::Field::Rule, rule.code);
    let value = match rule.first {
        Some(position) => {
            let (sheet, cell) = plan.findings.place(position, findings::col(plan, findings::Field::Rule));
            Value::Jump(Some(hits), rule.hits.into(), Target::cell(&sheet, cell))
        }
        None => Value::Live(hits, Some(rule.hits.into())),
    };
    put(page, at(5), value, Style::Count.look().centre().top())?;
    put(page, at(6), Value::count(rule.departments), Style::Count.look().centre().top())
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

/// A heading and lines below the table; the next free row.
fn write_block(page: &mut Page, row: u32, title: &str, lines: &[String]) -> Result<u32, WriteError> {
    let across = |row| Area::new(CellRef::new(row, 0), CellRef::new(row, COLUMNS.len() as u32 - 1));
    page.merge(across(row), title, Style::Heading)?;
    let width: f64 = COLUMNS.iter().map(|(_, width)| width).sum();
    for (at, line) in (row + 1..).zip(lines) {
        page.merge(across(at), line, Style::Text.look().border(crate::write::styles::Border::None).wrap())?;
        page.height(at, measure::height([(line.as_str(), width)]))?;
    }
    Ok(row + lines.len() as u32 + 2)
}

/// What the colours mean, in every sheet.
fn write_legend(page: &mut Page, row: u32) -> Result<(), WriteError> {
    let across = Area::new(CellRef::new(row, 0), CellRef::new(row, COLUMNS.len() as u32 - 1));
    page.merge(across, "颜色含义（各表相同）", Style::Heading)?;
    for (at, (style, name, meaning)) in (row + 1..).zip(LEGEND) {
        page.text(CellRef::new(at, 0), name, middle(style.look().centre()))?;
        page.text(CellRef::new(at, 1), meaning, Style::Subtitle)?;
    }
    Ok(())
}

/// Cells to fill in are written against the top; a legend is not.
pub fn middle(look: Look) -> Look {
    Look { top: false, ..look }
}

pub const LEGEND: [(Style, &str, &str); 6] = [
    (Style::ErrorFill, "须修改", "错误；状态为退回、无法读取；差额 1 分及以上"),
    (Style::WarningFill, "须说明", "警告；状态为通过(需说明)；复核与自评不一致"),
    (Style::InfoFill, "供参考", "提示；状态为待确认"),
    (Style::GoodFill, "通过", "没有需要修改或说明的问题"),
    (Style::Unverifiable, "无法核验", "也表示未报送或不计入统计"),
    (Style::Input, "待填写", "由评审人员填写"),
];

fn colour(page: &mut Page, rules: u32) -> Result<(), WriteError> {
    let level = Area::new(CellRef::new(FIRST_ROW, 1), CellRef::new(FIRST_ROW + rules.max(1) - 1, 1));
    table::colour_levels(page, level)
}
