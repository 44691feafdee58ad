//! 预算汇总: department × budget line, totals, and the row that shows that it ties.

mod rows;
mod totals;

use rust_decimal::Decimal;

pub use totals::sound_totals;

use super::plan::{Form, Kind, Plan, Row};
use super::table::{self, Header, Heading, Value};
use crate::model::address::{Area, CellRef};
use crate::model::batch::ControlTotals;
use crate::model::standing::MoneyLine;
use crate::profile::spec::Profile;
use crate::write::WriteError;
use crate::write::sheet::{Page, Target, sheet_name};
use crate::write::styles::{Style, palette};

/// Two header rows: the line, then its columns.
const GROUP_ROW: u32 = table::HEADER_ROW;
const FIRST_ROW: u32 = GROUP_ROW + 2;

/// The group of the overall figure.
const WHOLE: &str = "合计";
/// Budget, executed, rate.
const GROUP: u32 = 3;
/// Said of a form whose money has an open error, and of one whose money has none.
const WRONG: &str = "有误";
const SOUND: &str = "无误";

/// Totals, those without forms whose money is wrong, and what shows that they tie; none is higher than this.
const FOOT: u32 = 4;
const FOOT_HEIGHT: f64 = 22.0;
const HEADER_HEIGHT: f64 = 22.0;

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
        // The lines of a form that nobody sent would be empty columns.
        let is_sent = |profile: &Profile| kind.forms().any(|form| form.profile.name == profile.name);
        let sent: Vec<&Profile> = kind.profiles.iter().copied().filter(|profile| is_sent(profile)).collect();
        let asked = if sent.is_empty() { kind.profiles.iter().copied().take(1).collect() } else { sent };
        for line in asked.into_iter().flat_map(|profile| &profile.budget.lines) {
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
        self.lead + (line as u32 + 1) * GROUP + offset
    }

    /// 合计, computed for every form, in front of the lines.
    fn whole_col(&self, offset: u32) -> u32 {
        self.lead + offset
    }

    /// Whether its money is free of open errors.
    fn verdict_col(&self) -> u32 {
        self.tie_col() + if self.ties { 2 } else { 0 }
    }

    /// The forms that 不含… leaves out.
    fn doubtful(&self) -> usize {
        self.kind.forms().filter(|form| form.has_money_error()).count()
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
        ("部门名称", plan.name_width, |_, row| Value::text(row.department.name.as_str())),
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

/// The cell (as other sheets name it) of a form's overall figure.
pub fn overall_cell(sheet: &Sheet<'_>, index: usize, executed: bool) -> String {
    let cell = CellRef::new(sheet.row(index), sheet.whole_col(u32::from(executed)));
    format!("{}!{cell}", sheet_name(&sheet.kind.budget_sheet()))
}

/// The cell of its total, and of the total without forms whose money has an open error.
pub fn total_cells(sheet: &Sheet<'_>, executed: bool) -> [Target; 2] {
    let col = sheet.whole_col(u32::from(executed));
    [0, 1].map(|below| Target::cell(&sheet.kind.budget_sheet(), CellRef::new(sheet.total_row() + below, col)))
}

pub fn write(plan: &Plan<'_>, kind: &Kind<'_>, written: &mut ControlTotals) -> Result<Page, WriteError> {
    let sheet = Sheet::of(plan, kind);
    let body = FIRST_ROW..sheet.total_row();
    let mut page = table::page(&kind.budget_sheet(), body, (columns(&sheet).len(), plan))?;
    page.tab(palette::BRAND_MID);
    let heading = write_header(&mut page, &sheet)?;
    let mut heights = Vec::new();
    for (index, row) in kind.rows.iter().enumerate() {
        heights.push(rows::write_row(&mut page, &sheet, index, row)?);
        for line in row.form.iter().flat_map(|form| &form.record.lines) {
            written.budget = written.budget.saturating_add(line.budget_yuan().unwrap_or_default());
            written.executed = written.executed.saturating_add(line.executed_yuan().unwrap_or_default());
        }
    }
    totals::write_totals(&mut page, &sheet)?;
    totals::write_ties(&mut page, &sheet)?;
    heights.extend([FOOT_HEIGHT; FOOT as usize]);
    heading.keep_foot(&mut page, (FIRST_ROW, 2.0 * HEADER_HEIGHT), &heights)?;
    Ok(page)
}

fn write_header(page: &mut Page, sheet: &Sheet<'_>) -> Result<Heading, WriteError> {
    let columns = columns(sheet);
    let last = columns.len() as u32 - 1;
    let heading = Heading {
        title: format!("{}{}预算执行汇总表", sheet.plan.batch.of_year(), sheet.kind.name),
        note: format!(
            "金额单位：{}　执行率＝执行数÷预算数　红色＝金额有未改的错误，“不含”一行不计　末行“勾稽核对”应为 0.00",
            sheet.plan.options.unit.name()
        ),
        breaks: if last < ONE_PAGE { vec![] } else { groups(sheet).iter().map(|(first, ..)| *first).collect() },
        columns,
        frozen: sheet.lead,
        foot: FOOT,
    };
    table::title(page, &heading)?;
    page.freeze(CellRef::new(FIRST_ROW, sheet.lead))?;
    page.print(heading.print(GROUP_ROW + 1))?;
    heading.print_area(page, CellRef::new(sheet.total_row() - 1, last))?;
    page.filter(Area::new(CellRef::new(GROUP_ROW + 1, 0), CellRef::new(sheet.total_row() - 1, last)))?;
    page.height(GROUP_ROW, HEADER_HEIGHT)?;
    page.height(GROUP_ROW + 1, HEADER_HEIGHT)?;
    for (col, column) in heading.columns.iter().enumerate() {
        page.text(CellRef::new(GROUP_ROW + 1, col as u32), &column.title, Style::Header)?;
    }
    page.text(CellRef::new(GROUP_ROW, sheet.verdict_col()), "", Style::Header)?;
    for (first, last, title) in groups(sheet) {
        let area = Area::new(CellRef::new(GROUP_ROW, first), CellRef::new(GROUP_ROW, last));
        page.merge(area, &title, Style::Header)?;
    }
    Ok(heading)
}

fn columns(sheet: &Sheet<'_>) -> Vec<Header> {
    let column = |title: &str, width| Header { title: title.to_owned(), width };
    let money = sheet.plan.money_width();
    let leading = leading(sheet.plan, sheet.kind).into_iter();
    let mut columns: Vec<Header> = leading.map(|(title, width, _)| column(title, width)).collect();
    for _ in 0..=sheet.lines.len() {
        columns.extend([column("全年预算数", money), column("全年执行数", money), column("执行率", 9.5)]);
    }
    let pair = [column("全年预算数", money), column("全年执行数", money)];
    columns.extend(pair.iter().filter(|_| sheet.others).cloned());
    columns.extend(pair.iter().filter(|_| sheet.ties).cloned());
    columns.push(column("金额核对", 9.0));
    columns
}

/// First column, last column, title.
fn groups(sheet: &Sheet<'_>) -> Vec<(u32, u32, String)> {
    let mut groups = vec![
        (0, sheet.lead - 1, sheet.kind.name.to_owned()),
        (sheet.whole_col(0), sheet.whole_col(2), WHOLE.to_owned()),
    ];
    for (line, (_, label)) in sheet.lines.iter().enumerate() {
        // A total that a form prints is one of its lines; 合计 is computed for every form.
        let title = if *label == WHOLE { format!("{WHOLE}（表内填报）") } else { (*label).to_owned() };
        groups.push((sheet.col(line, 0), sheet.col(line, 2), title));
    }
    let pair = |col, title: &str| (col, col + 1, title.to_owned());
    groups.extend(sheet.others.then(|| pair(sheet.others_col(), "其他行（表样以外）")));
    groups.extend(sheet.ties.then(|| pair(sheet.tie_col(), "勾稽：资金来源－资金结构")));
    groups
}

type Pick = fn(&MoneyLine) -> Option<Decimal>;
/// The two money columns of every group.
const AMOUNTS: [(u32, Pick); 2] = [(0, MoneyLine::budget_yuan), (1, MoneyLine::executed_yuan)];

/// Sources − structure, 元.
fn apart(form: &Form<'_>, pick: Pick) -> Decimal {
    let sum = |keys: &[String]| {
        let amounts = keys.iter().filter_map(|key| pick(form.record.line(key)?));
        amounts.fold(Decimal::ZERO, Decimal::saturating_add)
    };
    sum(&form.profile.budget.sources).saturating_sub(sum(&form.profile.budget.structure))
}
