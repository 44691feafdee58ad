//! 预算汇总: department × budget line, totals, and the row that shows that it ties.

mod totals;

use rust_decimal::Decimal;

use super::departments::rate;
use super::plan::{Form, Kind, Plan, Row};
use super::table::{self, Column, Heading, Value, put};
use crate::model::address::{Area, CellRef};
use crate::model::batch::ControlTotals;
use crate::model::standing::MoneyLine;
use crate::write::WriteError;
use crate::write::sheet::{Page, sheet_name};
use crate::write::styles::{Style, palette};

/// Two header rows: the line, then its columns.
const GROUP_ROW: u32 = table::HEADER_ROW;
const FIRST_ROW: u32 = GROUP_ROW + 2;

/// Columns that can be read when they are printed side by side.
const ONE_PAGE: u32 = 12;

/// Where each line's columns stand.
pub struct Sheet<'a> {
    plan: &'a Plan<'a>,
    kind: &'a Kind<'a>,
    /// Key and label, in the profile's order.
    lines: Vec<(&'a str, &'a str)>,
    /// Some form has lines the profile does not know: they have columns of their own.
    others: bool,
    /// Columns before the first line.
    lead: u32,
    ties: bool,
}

impl<'a> Sheet<'a> {
    pub fn of(plan: &'a Plan<'a>, kind: &'a Kind<'a>) -> Self {
        let mut lines: Vec<(&str, &str)> = Vec::new();
        for line in kind.profiles.iter().flat_map(|profile| &profile.budget.lines) {
            let used = || kind.forms().any(|form| form.record.line(&line.key).is_some());
            if !lines.iter().any(|(key, _)| *key == line.key) && (!line.optional || used()) {
                lines.push((&line.key, &line.label));
            }
        }
        let ties = kind.profiles.iter().any(|p| !p.budget.sources.is_empty() && !p.budget.structure.is_empty());
        let others = kind.forms().any(|form| unlisted(form, &lines).next().is_some());
        Self { plan, kind, lines, others, lead: leading(plan, kind).len() as u32, ties }
    }

    fn col(&self, line: usize, offset: u32) -> u32 {
        self.lead + line as u32 * 3 + offset
    }

    fn others_col(&self) -> u32 {
        self.col(self.lines.len(), 0)
    }

    fn tie_col(&self) -> u32 {
        self.others_col() + if self.others { 2 } else { 0 }
    }

    fn row(&self, index: usize) -> u32 {
        FIRST_ROW + index as u32
    }

    fn total_row(&self) -> u32 {
        self.row(self.kind.rows.len())
    }

    fn position(&self, key: &str) -> Option<usize> {
        self.lines.iter().position(|(known, _)| *known == key)
    }

    /// The cells of some lines in one row.
    fn cells(&self, row: u32, keys: &[impl AsRef<str>], offset: u32) -> Vec<String> {
        let cols = keys.iter().filter_map(|key| self.position(key.as_ref())).map(|line| self.col(line, offset));
        cols.map(|col| CellRef::new(row, col).to_string()).collect()
    }
}

/// The columns that say whose a row is: title, width, and what stands in it.
type Leading = (&'static str, f64, for<'r> fn(usize, &Row<'r>) -> Value<'r>);

fn leading(plan: &Plan<'_>, kind: &Kind<'_>) -> Vec<Leading> {
    let project: Leading =
        ("项目名称", 26.0, |_, row| Value::maybe(row.form.and_then(|form| form.slot.project.as_deref())));
    let mut leading: Vec<Leading> = vec![
        ("序号", 6.5, |index, _| Value::count(index + 1)),
        ("部门名称", 24.0, |_, row| Value::text(row.department.name.as_str())),
    ];
    let origin: Leading = ("来源", 14.0, |_, row| Value::maybe(row.origin()));
    leading.extend(plan.has_origins.then_some(origin));
    leading.extend((!kind.main).then_some(project));
    leading
}

/// Lines without columns of their own: unknown ones, and a known one's second.
fn unlisted<'a>(form: &Form<'a>, lines: &[(&str, &str)]) -> impl Iterator<Item = &'a MoneyLine> {
    let all = &form.record.lines;
    let listed: Vec<bool> = (0..all.len())
        .map(|i| lines.iter().any(|(key, _)| *key == all[i].key) && !all[..i].iter().any(|l| l.key == all[i].key))
        .collect();
    all.iter().zip(listed).filter(|(_, listed)| !listed).map(|(line, _)| line)
}

/// The cells (as other sheets name them) of the lines a form's overall figure is made of.
pub fn overall_cells(sheet: &Sheet<'_>, index: usize, form: &Form<'_>, executed: bool) -> Vec<String> {
    let cells = sheet.cells(sheet.row(index), &form.profile.budget.overall(), u32::from(executed));
    cells.into_iter().map(|cell| format!("{}!{cell}", sheet_name(&sheet.kind.budget_sheet()))).collect()
}

pub fn write(plan: &Plan<'_>, kind: &Kind<'_>, written: &mut ControlTotals) -> Result<Page, WriteError> {
    let sheet = Sheet::of(plan, kind);
    let body = FIRST_ROW..sheet.total_row();
    let mut page = table::page(&kind.budget_sheet(), body, (columns(&sheet).len(), plan))?;
    page.tab(palette::BRAND_MID);
    write_header(&mut page, &sheet)?;
    for (index, row) in kind.rows.iter().enumerate() {
        write_row(&mut page, &sheet, index, row)?;
        for line in row.form.iter().flat_map(|form| &form.record.lines) {
            written.budget = written.budget.saturating_add(line.budget_yuan().unwrap_or_default());
            written.executed = written.executed.saturating_add(line.executed_yuan().unwrap_or_default());
        }
    }
    totals::write_totals(&mut page, &sheet)?;
    totals::write_ties(&mut page, &sheet)?;
    Ok(page)
}

fn write_header(page: &mut Page, sheet: &Sheet<'_>) -> Result<(), WriteError> {
    let columns = columns(sheet);
    let last = columns.len() as u32 - 1;
    let heading = Heading {
        title: format!("{}{}预算执行汇总表", sheet.plan.batch.of_year(), sheet.kind.name),
        note: format!("金额单位：{}　执行率＝执行数÷预算数　末行“勾稽核对”应为 0.00", sheet.plan.options.unit.name()),
        pages: if last < ONE_PAGE { 1 } else { 2 },
        columns,
        frozen: sheet.lead,
        foot: 2,
    };
    table::title(page, &heading)?;
    page.freeze(CellRef::new(FIRST_ROW, sheet.lead))?;
    page.print(heading.print(GROUP_ROW + 1))?;
    heading.print_area(page, CellRef::new(sheet.total_row(), last))?;
    page.filter(Area::new(CellRef::new(GROUP_ROW + 1, 0), CellRef::new(sheet.total_row() - 1, last)))?;
    page.height(GROUP_ROW, 22.0)?;
    page.height(GROUP_ROW + 1, 22.0)?;
    for (col, column) in heading.columns.iter().enumerate() {
        page.text(CellRef::new(GROUP_ROW + 1, col as u32), &column.title, Style::Header)?;
    }
    for (first, last, title) in groups(sheet) {
        let area = Area::new(CellRef::new(GROUP_ROW, first), CellRef::new(GROUP_ROW, last));
        page.merge(area, &title, Style::Header)?;
    }
    Ok(())
}

fn columns(sheet: &Sheet<'_>) -> Vec<Column> {
    let column = |title: &str, width| Column { title: title.to_owned(), width };
    let money = sheet.plan.money_width();
    let leading = leading(sheet.plan, sheet.kind).into_iter();
    let mut columns: Vec<Column> = leading.map(|(title, width, _)| column(title, width)).collect();
    for _ in &sheet.lines {
        columns.extend([column("全年预算数", money), column("全年执行数", money), column("执行率", 9.5)]);
    }
    let pair = [column("全年预算数", money), column("全年执行数", money)];
    columns.extend(pair.iter().filter(|_| sheet.others).cloned());
    columns.extend(pair.iter().filter(|_| sheet.ties).cloned());
    columns
}

/// First column, last column, title.
fn groups(sheet: &Sheet<'_>) -> Vec<(u32, u32, String)> {
    let mut groups = vec![(0, sheet.lead - 1, sheet.kind.name.to_owned())];
    for (line, (_, label)) in sheet.lines.iter().enumerate() {
        groups.push((sheet.col(line, 0), sheet.col(line, 2), (*label).to_owned()));
    }
    let pair = |col, title: &str| (col, col + 1, title.to_owned());
    groups.extend(sheet.others.then(|| pair(sheet.others_col(), "其他行（表样以外）")));
    groups.extend(sheet.ties.then(|| pair(sheet.tie_col(), "勾稽：资金来源－资金结构")));
    groups
}

fn write_row(page: &mut Page, sheet: &Sheet<'_>, index: usize, row: &Row<'_>) -> Result<(), WriteError> {
    let at = sheet.row(index);
    let project = row.form.and_then(|form| form.slot.project.as_deref());
    let texts =
        [(row.department.name.as_str(), 24.0), (project.unwrap_or(""), 26.0), (row.origin().unwrap_or(""), 14.0)];
    page.height(at, crate::write::measure::height(texts).max(20.0))?;
    for (col, (.., value)) in (0..).zip(leading(sheet.plan, sheet.kind)) {
        let look = if col == 0 { Style::Centre.look() } else { Style::Text.look().wrap() };
        put(page, CellRef::new(at, col), value(index, row), look)?;
    }
    for (line, (key, _)) in sheet.lines.iter().enumerate() {
        let found = row.form.and_then(|form| form.record.line(key));
        write_line(page, sheet, CellRef::new(at, sheet.col(line, 0)), found)?;
    }
    write_others(page, sheet, at, row)?;
    write_tie(page, sheet, at, row)
}

fn write_line(page: &mut Page, sheet: &Sheet<'_>, at: CellRef, line: Option<&MoneyLine>) -> Result<(), WriteError> {
    let budget = line.and_then(MoneyLine::budget_yuan);
    let executed = line.and_then(MoneyLine::executed_yuan);
    let next = |offset| CellRef::new(at.row, at.col + offset);
    for (offset, yuan) in [(0, budget), (1, executed)] {
        put(page, next(offset), Value::number(yuan.map(|yuan| sheet.plan.money(yuan))), Style::Money)?;
    }
    put(page, next(2), rate(budget, executed, &at.to_string(), &next(1).to_string()), Style::Rate)
}

fn write_others(page: &mut Page, sheet: &Sheet<'_>, at: u32, row: &Row<'_>) -> Result<(), WriteError> {
    if !sheet.others {
        return Ok(());
    }
    for (offset, pick) in AMOUNTS {
        let value = row.form.and_then(|form| others_sum(sheet, &form, pick));
        put(page, CellRef::new(at, sheet.others_col() + offset), Value::number(value), Style::Money)?;
    }
    Ok(())
}

type Pick = fn(&MoneyLine) -> Option<Decimal>;
/// The two money columns of every group.
const AMOUNTS: [(u32, Pick); 2] = [(0, MoneyLine::budget_yuan), (1, MoneyLine::executed_yuan)];

fn others_sum(sheet: &Sheet<'_>, form: &Form<'_>, pick: Pick) -> Option<Decimal> {
    let sum = unlisted(form, &sheet.lines).filter_map(pick).reduce(Decimal::saturating_add)?;
    Some(sheet.plan.money(sum))
}

/// Sources − structure of one department.
fn write_tie(page: &mut Page, sheet: &Sheet<'_>, at: u32, row: &Row<'_>) -> Result<(), WriteError> {
    if !sheet.ties {
        return Ok(());
    }
    for (offset, pick) in AMOUNTS {
        let value = row.form.map_or(Value::Blank, |form| {
            let budget = &form.profile.budget;
            let formula = minus(sheet, at, (&budget.sources, &budget.structure), offset);
            Value::Live(formula, Some(sheet.plan.money(apart(&form, pick))))
        });
        put(page, CellRef::new(at, sheet.tie_col() + offset), value, Style::Money)?;
    }
    Ok(())
}

fn minus(sheet: &Sheet<'_>, row: u32, (sources, structure): (&[String], &[String]), offset: u32) -> String {
    let sum = |keys: &[String]| format!("SUM({})", sheet.cells(row, keys, offset).join(","));
    format!("ROUND({}-{},4)", sum(sources), sum(structure))
}

/// Sources − structure, 元.
fn apart(form: &Form<'_>, pick: Pick) -> Decimal {
    let sum = |keys: &[String]| {
        let amounts = keys.iter().filter_map(|key| pick(form.record.line(key)?));
        amounts.fold(Decimal::ZERO, Decimal::saturating_add)
    };
    sum(&form.profile.budget.sources).saturating_sub(sum(&form.profile.budget.structure))
}
