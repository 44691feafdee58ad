//! 自查: a row for each rule that a spreadsheet can check, which changes as the form is filled in.

use rust_decimal::Decimal;

use super::TemplateJob;
use super::checks::Place;
use super::form::FORM;
use super::layout::Layout;
use super::place::NOWHERE;
use crate::model::address::{Area, CellRef};
use crate::write::sheet::{Page, Print, Stored, Target};
use crate::write::styles::{Look, Style, palette};
use crate::write::{WriteError, measure, summary::RuleText};

pub const SHEET: &str = "自查";
/// What a check says, and what they say together.
const FINE: &str = "通过";
const WRONG: &str = "请检查";
const READY: &str = "可以报送";
/// Column, title, digits.
const COLUMNS: [(&str, f64); 7] =
    [("编号", 9.0), ("检查内容", 30.0), ("级别", 9.0), ("结果", 9.0), ("位置", 8.0), ("查看", 8.0), ("怎样改", 66.0)];
const RESULT: u32 = 3;
/// Behind the columns, out of sight: the number of the first cell that fails, then that of each place.
const NUMBER: u32 = COLUMNS.len() as u32;
const HEADER: u32 = 3;
/// Letters of as many columns as a form may have.
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

pub fn page(job: &TemplateJob<'_>, layout: &Layout<'_>) -> Result<Page, WriteError> {
    let checks = job.checks(layout);
    let mut page = Page::new(SHEET)?;
    page.widths(&COLUMNS.map(|(_, width)| width))?;
    let most = checks.iter().map(|(_, places)| places.len() as u32).max().unwrap_or(0);
    (NUMBER..=NUMBER + most).try_for_each(|col| page.hide_column(col))?;
    page.text(CellRef::new(0, 0), "自查", Style::Title)?;
    page.height(0, 30.0)?;
    let last = HEADER + checks.len() as u32;
    head(&mut page, &checks, last)?;
    for (col, (title, _)) in (0..).zip(COLUMNS) {
        page.text(CellRef::new(HEADER, col), title, Style::Header)?;
    }
    page.height(HEADER, 22.0)?;
    for (row, (rule, places)) in (HEADER + 1..).zip(&checks) {
        check(&mut page, row, (job, rule, places))?;
    }
    let result = Area::new(CellRef::new(HEADER + 1, RESULT), CellRef::new(last, RESULT));
    let first = result.first;
    page.colour_when(result, &format!("{first}=\"{WRONG}\""), &Style::ErrorFill.look().bold())?;
    page.colour_when(result, &format!("{first}=\"{FINE}\""), &Style::GoodFill.look())?;
    page.freeze(CellRef::new(HEADER + 1, 0))?;
    page.print(Print { titles: Some((HEADER, HEADER)), ..Print::default() })?;
    page.tab(palette::BAD);
    page.protect();
    Ok(page)
}

/// How many checks the blank form does not pass.
fn failing(checks: &[(&RuleText, Vec<Place>)]) -> usize {
    checks.iter().filter(|(_, places)| places.iter().any(|place| place.blank.is_some())).count()
}

fn head(page: &mut Page, checks: &[(&RuleText, Vec<Place>)], last: u32) -> Result<(), WriteError> {
    let results = Area::new(CellRef::new(HEADER + 1, RESULT), CellRef::new(last, RESULT));
    let count = format!("COUNTIF({results},\"{WRONG}\")");
    let said = match failing(checks) {
        0 => READY.to_owned(),
        n => format!("还有 {n} 处"),
    };
    let at = CellRef::new(1, 0);
    let area = Area::new(at, CellRef::new(1, RESULT));
    let look = Look { size: 14, ..Style::GoodFill.look().bold().centre() };
    page.merge(area, "", look.clone())?;
    let formula = format!("IF({count}=0,\"{READY}\",\"还有 \"&{count}&\" 处\")");
    page.formula(at, &formula, Stored::Text(said), look)?;
    page.colour_when(area, &format!("$A$2<>\"{READY}\""), &Style::ErrorFill.look())?;
    page.height(1, 28.0)?;
    let hint = Area::new(CellRef::new(2, 0), CellRef::new(2, COLUMNS.len() as u32 - 1));
    page.merge(
        hint,
        "随填随查：结果是“请检查”的，按“位置”到填报表改正。这里只查表格能算出来的问题，收到后还会按全部规则检查。",
        Style::Subtitle,
    )
}

fn check(
    page: &mut Page,
    row: u32,
    (job, rule, places): (&TemplateJob<'_>, &RuleText, &[Place]),
) -> Result<(), WriteError> {
    let at = |col| CellRef::new(row, col);
    let blank = places.iter().filter_map(|place| place.blank).min();
    let severity = job.profile.severities.get(&rule.code).copied().unwrap_or(rule.severity);
    let number = at(NUMBER);
    page.text(at(0), &rule.code, Style::Centre)?;
    page.text(at(1), &rule.title, Style::Text.look().wrap())?;
    page.text(at(2), severity.asks(), Style::Centre)?;
    let said = if blank.is_some() { WRONG } else { FINE };
    let result = format!("IF({number}<{NOWHERE},\"{WRONG}\",\"{FINE}\")");
    page.formula(at(RESULT), &result, Stored::Text(said.to_owned()), Style::Centre)?;
    page.formula(
        at(4),
        &address(number),
        Stored::Text(blank.map_or(String::new(), |at| at.to_string())),
        Style::Centre,
    )?;
    let first = first_cell(places);
    page.link(at(5), "查看", &Target::cell(FORM, first), Style::Link.look().centre())?;
    page.text(at(6), &rule.fix, Style::Text.look().wrap())?;
    page.height(
        row,
        measure::height([(rule.fix.as_str(), COLUMNS[6].1), (rule.title.as_str(), COLUMNS[1].1)]).max(22.0),
    )?;
    // Each place has a cell of its own: together they would be longer than Excel takes.
    let all = Area::new(at(NUMBER + 1), at(NUMBER + places.len() as u32));
    for (col, place) in (NUMBER + 1..).zip(places) {
        page.formula(at(col), &place.formula, Stored::Number(placed(place.blank)), Style::Count)?;
    }
    page.formula(number, &format!("MIN({all})"), Stored::Number(placed(blank)), Style::Count)
}

/// As the formulas number cells.
fn placed(at: Option<CellRef>) -> Decimal {
    at.map_or(1_000_000_000, |at| u64::from(at.row + 1) * 1000 + u64::from(at.col + 1)).into()
}

/// The number as an address.
fn address(number: CellRef) -> String {
    let row = format!("ROUND({number}/1000,0)");
    format!("IF({number}<{NOWHERE},MID(\"{LETTERS}\",{number}-1000*{row},1)&{row},\"\")")
}

/// Where a rule begins to look.
fn first_cell(places: &[Place]) -> CellRef {
    places.iter().map(|place| place.at).min().unwrap_or(CellRef::new(0, 0))
}
