//! 总览: the batch on one A4 page. Every number is a live formula over the other sheets and leads to its rows.

mod bands;
mod cards;
mod extra;
mod first;

use super::catalogue::{self, LEGEND};
use super::departments;
use super::plan::{Plan, RuleLine};
use super::table::OVERVIEW;
use super::{findings, indicators, ledger, notice, review_sheet};
use crate::model::address::{Area, CellRef};
use crate::model::moment;
use crate::write::WriteError;
use crate::write::sheet::{Cell, Chart, Page, Print, Series, Target};
use crate::write::styles::{Border, Look, Style, palette};

/// The page is a grid of narrow columns that cards, charts and lists are laid over.
const COLUMNS: u32 = 24;
const COLUMN_WIDTH: f64 = 8.86;
/// Pixels of a column of that width in the default font.
const COLUMN_PIXELS: u32 = 67;
/// As wide as A4 is at this height; a laptop shows that much at this zoom, percent.
const SCREEN: u16 = 85;
const ROW: f64 = 22.5;
const ROW_PIXELS: u32 = 30;
/// Rules and remarks that fit on the page.
const LINES: u32 = 10;

/// The rule that marks them.
const UNKNOWN_RULE: &str = "STR-20";
const UNKNOWN: &str =
    "请抽看几份读得对不对；同样的表多时，用 jixiao profile new 生成表样配置后再汇总，就能查得更细（见规则 STR-20）";

/// First rows of the page's parts.
const CARDS: u32 = 3;
const BANDS: u32 = CARDS + 9;
const LISTS: u32 = BANDS + bands::HEIGHT + 1;
/// First row of the links and of the legend.
fn foot(plan: &Plan<'_>) -> u32 {
    LISTS + LINES + 3 + extra::height(plan)
}

pub fn write(plan: &Plan<'_>) -> Result<Page, WriteError> {
    let mut page = Page::new(OVERVIEW)?;
    page.tab(palette::BRAND);
    page.widths(&[COLUMN_WIDTH; COLUMNS as usize])?;
    let foot = foot(plan);
    for row in 0..foot + 2 {
        page.height(row, ROW)?;
    }
    let main = departments::Sheet::of(plan, plan.main());
    write_title(&mut page, plan)?;
    cards::write(&mut page, plan, &main)?;
    bands::write(&mut page, plan, &main)?;
    write_rules(&mut page, plan)?;
    first::write(&mut page, plan, &main)?;
    extra::write(&mut page, plan, &main)?;
    write_foot(&mut page, plan)?;
    page.zoom(SCREEN);
    page.print(Print { one_page: true, ..Print::default() })?;
    page.print_area(Area::new(CellRef::new(0, 0), CellRef::new(foot + 1, COLUMNS - 1)))?;
    Ok(page)
}

/// Cells from `first` to `last` of one row.
fn across(row: u32, first: u32, last: u32) -> Area {
    Area::new(CellRef::new(row, first), CellRef::new(row, last))
}

/// A number over merged cells that leads somewhere.
fn number(page: &mut Page, area: Area, cell: Cell<'_>, target: &Target) -> Result<(), WriteError> {
    page.merge(area, "", cell.look.clone())?;
    page.jump(area.first, "点击查看明细，可用筛选按钮只看这一类", target, cell)
}

fn link(page: &mut Page, area: Area, (text, target): (&str, &Target), look: Look) -> Result<(), WriteError> {
    page.merge(area, "", look.clone())?;
    page.link(area.first, text, target, look)
}

fn write_title(page: &mut Page, plan: &Plan<'_>) -> Result<(), WriteError> {
    let band = Style::Title.look().ink(palette::WHITE).fill(palette::BRAND).indent(1);
    let kind = plan.main().profiles.first().map_or("绩效自评表", |profile| profile.title.as_str());
    page.height(0, 32.0)?;
    let until = moment::day(plan.options.created);
    let bureau = plan.options.bureau.as_ref().map_or(String::new(), |name| format!("{name}　"));
    let title = format!("{bureau}{}{kind}　审核情况总览（截至 {until}）", plan.batch.of_year());
    page.merge(across(0, 0, COLUMNS - 1), &title, band)?;
    let unit = plan.options.unit.name();
    let deadline = plan.options.deadline.as_ref().map_or(String::new(), |d| format!("　重新报送截止：{d}"));
    let note = format!("金额单位：{unit}{deadline}　数字均为公式，点击可跳到明细");
    page.merge(across(1, 0, COLUMNS - 1), &note, Style::Subtitle.look().indent(1))?;
    match plan.batch.counting().filter(|(_, _, _, record)| record.is_unknown_form).count() {
        0 => page.height(2, 5.0),
        count => write_unknown(page, plan, count),
    }
}

/// Forms that no profile knows, and what to do about them.
fn write_unknown(page: &mut Page, plan: &Plan<'_>, count: usize) -> Result<(), WriteError> {
    let text = format!("{count} 份表没有专门的表样配置，按表上栏目读取：{UNKNOWN}");
    let look = Style::InfoFill.look().size(9).indent(1).border(Border::None);
    page.height(2, 19.0)?;
    match catalogue::cell_of(plan, UNKNOWN_RULE) {
        Some(cell) => link(page, across(2, 0, COLUMNS - 1), (&text, &Target::cell(catalogue::SHEET, cell)), look),
        None => page.merge(across(2, 0, COLUMNS - 1), &text, look),
    }
}

/// The most frequent rules that ask for something on a form, most frequent first.
fn top_rules<'p>(plan: &'p Plan<'_>) -> Vec<&'p RuleLine<'p>> {
    let mut rules: Vec<_> = plan.rules.iter().filter(|r| r.asked > 0 && !r.code.starts_with("BAT-")).collect();
    rules.sort_by(|a, b| b.asked.cmp(&a.asked).then(a.code.cmp(b.code)));
    rules.truncate(LINES as usize);
    rules
}

fn write_rules(page: &mut Page, plan: &Plan<'_>) -> Result<(), WriteError> {
    let rules = top_rules(plan);
    page.merge(across(LISTS, 0, 13), "最常见的问题（须修改和需说明，前十项）", Style::Heading)?;
    let header = Style::Header.look().size(9);
    page.merge(across(LISTS + 1, 0, 1), "规则", header.clone())?;
    page.merge(across(LISTS + 1, 2, 6), "名称", header.clone())?;
    page.text(CellRef::new(LISTS + 1, 7), "次数", header.clone())?;
    page.text(CellRef::new(LISTS + 1, 8), "部门", header)?;
    for (row, rule) in (LISTS + 2..).zip(&rules) {
        write_rule(page, plan, row, rule)?;
    }
    if rules.is_empty() {
        return page.merge(across(LISTS + 2, 0, 8), "没有需要修改或说明的问题", Style::GoodFill);
    }
    let (first, last) = (LISTS + 2, LISTS + 1 + rules.len() as u32);
    let column = |col| Area::new(CellRef::new(first, col), CellRef::new(last, col));
    let series = Series { name: "次数".to_owned(), values: column(7), colour: palette::BRAND_MID };
    let chart = Chart {
        lying: true,
        title: "次数".to_owned(),
        sheet: OVERVIEW.to_owned(),
        categories: column(0),
        series: vec![series],
        size: (5 * COLUMN_PIXELS - 6, (LINES + 1) * ROW_PIXELS),
    };
    page.chart(CellRef::new(LISTS + 1, 9), &chart)
}

fn write_rule(page: &mut Page, plan: &Plan<'_>, row: u32, rule: &RuleLine<'_>) -> Result<(), WriteError> {
    let small = Style::Text.look().size(9);
    let target = catalogue::cell_of(plan, rule.code).map(|cell| Target::cell(catalogue::SHEET, cell));
    match target {
        Some(target) => link(page, across(row, 0, 1), (rule.code, &target), small.clone().linked())?,
        None => page.merge(across(row, 0, 1), rule.code, small.clone())?,
    }
    page.merge(across(row, 2, 6), rule.title, small.clone())?;
    let (sheet, cell) = plan.findings.place(rule.first.unwrap_or(0), findings::col(plan, findings::Field::Rule));
    let hits = findings::asked_formula(plan, rule.code);
    let look = Style::Count.look().size(9).bold().centre();
    let hits = Cell { formula: Some(&hits), value: rule.asked.into(), look: look.clone() };
    page.jump(CellRef::new(row, 7), "跳到问题清单中的第一处", &Target::cell(&sheet, cell), hits)?;
    page.number(CellRef::new(row, 8), rule.asked_of.into(), Style::Count.look().size(9).centre())
}

/// Links to the other sheets, and what the colours mean.
fn write_foot(page: &mut Page, plan: &Plan<'_>) -> Result<(), WriteError> {
    let foot = foot(plan);
    page.height(foot - 1, 5.0)?;
    let look = Style::Link.look().size(9).fill(palette::BRAND_PALE).centre();
    let sheets = sheets(plan);
    let width = COLUMNS / sheets.len().max(1) as u32;
    for (index, name) in (0..).zip(&sheets).take(COLUMNS as usize) {
        let width = width.max(1);
        let area = across(foot, index * width, index * width + width - 1);
        link(page, area, (name, &Target::cell(name, CellRef::new(0, 0))), look.clone())?;
    }
    page.merge(across(foot + 1, 0, 2), "颜色含义", Style::Subtitle.look().centre())?;
    for (index, (style, name, _)) in (0..).zip(LEGEND) {
        let area = across(foot + 1, 3 + index * 3, 5 + index * 3);
        page.merge(area, name, catalogue::middle(style.look().size(9).centre().border(Border::None)))?;
    }
    Ok(())
}

fn sheets(plan: &Plan<'_>) -> Vec<String> {
    let (main, others) = (plan.main(), plan.others());
    let mut names = vec![main.summary_sheet(), main.budget_sheet()];
    names.extend(
        [indicators::SHEET, findings::SHEET, ledger::SHEET, catalogue::SHEET, notice::SHEET].map(str::to_owned),
    );
    names
        .extend(plan.options.sample.iter().flat_map(|_| [review_sheet::LIST, review_sheet::BLOCKS].map(str::to_owned)));
    names.extend(others.iter().flat_map(|kind| [kind.summary_sheet(), kind.budget_sheet()]));
    names
}
