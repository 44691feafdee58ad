//! 部门汇总 (and 项目汇总): one row per department or project, everything a reviewer decides by.

use rust_decimal::Decimal;

use super::plan::{Form, Kind, Plan, Row};
use super::table::{self, Column, FIRST_ROW, HEADER_ROW, Heading, Value, letters, put, range_of};
use super::{budget, indicators, sampling};
use crate::model::address::{Area, CellRef};
use crate::model::batch::{ControlTotals, DepartmentState, Tally};
use crate::write::WriteError;
use crate::write::sheet::{Book, Page, Target, quoted, sheet_name};
use crate::write::styles::{Look, Style, palette};

/// The columns, in the order of `fields`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    No,
    Code,
    Name,
    Project,
    Section,
    State,
    Units,
    Budget,
    Executed,
    Rate,
    /// A level-1 score, by the name the score book uses.
    Level(String),
    /// Own scores under names no profile knows.
    OtherLevels,
    Own,
    Recomputed,
    Difference,
    Verified,
    Unverified,
    GradeOwn,
    GradeRecomputed,
    Rank,
    Indicators,
    Errors,
    Warnings,
    Infos,
    Sampling,
    Workbook,
    ReviewScore,
    ReviewOpinion,
    Reviewer,
}

use Field::*;

/// The columns of one kind's sheet, and where each stands.
pub struct Sheet<'a> {
    plan: &'a Plan<'a>,
    kind: &'a Kind<'a>,
    pub name: String,
    pub fields: Vec<Field>,
    ranks: Vec<Option<usize>>,
    budget: budget::Sheet<'a>,
    large: Option<Decimal>,
}

impl<'a> Sheet<'a> {
    pub fn of(plan: &'a Plan<'a>, kind: &'a Kind<'a>) -> Self {
        let fields = fields(kind);
        let large = sampling::large_budget(kind);
        let budget = budget::Sheet::of(plan, kind);
        Self { plan, kind, name: kind.summary_sheet(), fields, ranks: ranks(kind), budget, large }
    }

    pub fn col(&self, field: &Field) -> u32 {
        self.fields.iter().position(|f| f == field).unwrap_or(0) as u32
    }

    pub fn row(&self, index: usize) -> u32 {
        self.kind.sheet_row(index, FIRST_ROW)
    }

    pub fn cell(&self, index: usize, field: &Field) -> CellRef {
        CellRef::new(self.row(index), self.col(field))
    }

    pub fn total_row(&self) -> u32 {
        FIRST_ROW + self.kind.height()
    }

    /// The data cells of a column; with the row before the totals when there are none.
    fn area(&self, field: &Field) -> Area {
        let col = self.col(field);
        Area::new(CellRef::new(FIRST_ROW, col), CellRef::new(self.total_row().max(FIRST_ROW + 1) - 1, col))
    }

    /// As other sheets name the column in formulas.
    pub fn range(&self, field: &Field) -> String {
        range_of(&self.name, self.area(field))
    }

    /// As this sheet names a cell.
    fn here(&self, row: u32, field: &Field) -> String {
        CellRef::new(row, self.col(field)).to_string()
    }
}

fn fields(kind: &Kind<'_>) -> Vec<Field> {
    let mut fields = vec![No, Code, Name, Section, State, Units, Budget, Executed, Rate];
    if !kind.main {
        fields.insert(3, Project);
        fields.retain(|field| *field != Units);
    }
    let levels = level_names(kind);
    let other = kind.forms().any(|form| !other_score(form, |name| levels.contains(name)).is_zero());
    fields.extend(levels.iter().cloned().map(Level));
    fields.extend(other.then_some(OtherLevels));
    fields.extend([Own, Recomputed, Difference, Verified, Unverified, GradeOwn, GradeRecomputed, Rank]);
    fields.extend([Indicators, Errors, Warnings, Infos, Sampling, Workbook, ReviewScore, ReviewOpinion, Reviewer]);
    fields
}

fn level_names(kind: &Kind<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for profile in &kind.profiles {
        let execution = profile.budget.execution.iter().map(|execution| &execution.name);
        for name in execution.chain(profile.indicators.level1.iter().map(|level| &level.name)) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
    }
    names
}

/// By recomputed total, best first; equal totals share a place.
fn ranks(kind: &Kind<'_>) -> Vec<Option<usize>> {
    let mut totals: Vec<Decimal> = kind.forms().map(|form| form.record.book.recomputed).collect();
    totals.sort_unstable_by(|a, b| b.cmp(a));
    let rank = |row: &Row<'_>| {
        let own = row.form?.record.book.recomputed;
        Some(totals.partition_point(|total| *total > own) + 1)
    };
    kind.rows.iter().map(rank).collect()
}

fn column(field: &Field, plan: &Plan<'_>) -> Column {
    let money = plan.money_width();
    let (title, width) = match field {
        No => ("序号", 6.5),
        Code => ("单位编码", 10.0),
        Name => ("部门名称", 22.0),
        Project => ("项目名称", 24.0),
        Section => ("归口股室", 11.0),
        State => ("状态", 12.5),
        Units => ("下属单位", 7.5),
        Budget => ("全年预算数", money),
        Executed => ("全年执行数", money),
        Rate => ("执行率", 9.5),
        Level(name) => return Column { title: name.clone(), width: 8.5 },
        OtherLevels => ("其他得分", 8.5),
        Own => ("自评总分(填报)", 9.5),
        Recomputed => ("自评总分(复核)", 9.5),
        Difference => ("差额", 8.5),
        Verified => ("已核验分值", 8.5),
        Unverified => ("未核验分值", 8.5),
        GradeOwn => ("等级(填报)", 8.0),
        GradeRecomputed => ("等级(复核)", 8.0),
        Rank => ("排名", 7.0),
        Indicators => ("指标数", 7.5),
        Errors => ("错误", 7.0),
        Warnings => ("警告", 7.0),
        Infos => ("提示", 7.0),
        Sampling => ("抽查建议", 30.0),
        Workbook => ("反馈表", 7.5),
        ReviewScore => ("评审得分", 8.5),
        ReviewOpinion => ("复核意见", 24.0),
        Reviewer => ("复核人", 9.0),
    };
    Column { title: title.to_owned(), width }
}

fn look(field: &Field, plan: &Plan<'_>) -> Look {
    match field {
        No | State | GradeOwn | GradeRecomputed | Rank => Style::Centre.look(),
        Code | Section => Style::Text.look(),
        Name | Project | Sampling => Style::Text.look().wrap(),
        Units | Indicators | Errors | Warnings | Infos => Style::Count.look(),
        Budget | Executed => Style::money(plan.options.unit).look(),
        Rate => Style::Rate.look(),
        Level(_) | OtherLevels | Own | Recomputed => Style::Score.look(),
        Verified => Style::Score.look(),
        Unverified => Style::Score.look().ink(palette::GREY),
        Difference => Style::Difference.look(),
        Workbook => Style::Link.look().centre(),
        ReviewScore => Style::Input.look().number("0.00"),
        ReviewOpinion | Reviewer => Style::Input.look(),
    }
}

pub fn write(book: &mut Book, plan: &Plan<'_>, kind: &Kind<'_>, written: &mut ControlTotals) -> Result<(), WriteError> {
    let sheet = Sheet::of(plan, kind);
    let mut page = book.page(&sheet.name)?;
    page.tab(palette::BRAND);
    table::open(&mut page, &heading(&sheet), kind.height())?;
    for (index, row) in kind.rows.iter().enumerate() {
        write_row(&mut page, &sheet, index, row)?;
        count(written, row);
    }
    for (name, rows) in &kind.sections {
        let first = sheet.row(rows.start);
        page.group(first, first + rows.len() as u32 - 1)?;
        write_sums(&mut page, &sheet, (name, rows.clone()), first + rows.len() as u32)?;
    }
    write_sums(&mut page, &sheet, ("合计", 0..kind.rows.len()), sheet.total_row())?;
    colour(&mut page, &sheet)?;
    book.put(page);
    Ok(())
}

fn heading(sheet: &Sheet<'_>) -> Heading {
    let unit = sheet.plan.options.unit.name();
    let what = if sheet.kind.main { "整体支出" } else { "支出" };
    Heading {
        title: format!("{}年度{}{what}绩效自评汇总表", sheet.plan.batch.year, sheet.kind.name),
        note: format!(
            "金额单位：{unit}　差额＝填报−复核　灰色数字为无法核验　黄色栏由评审人员填写　合计行得分为平均分，随筛选变化"
        ),
        columns: sheet.fields.iter().map(|field| column(field, sheet.plan)).collect(),
        frozen: sheet.col(if sheet.kind.main { &Name } else { &Project }) + 1,
        pages: 2,
    }
}

fn count(written: &mut ControlTotals, row: &Row<'_>) {
    let Some(form) = row.form else { return };
    written.counting_forms += 1;
    written.own_scores = written.own_scores.saturating_add(form.record.book.own);
    written.recomputed_scores = written.recomputed_scores.saturating_add(form.record.book.recomputed);
}

fn write_row(page: &mut Page, sheet: &Sheet<'_>, index: usize, row: &Row<'_>) -> Result<(), WriteError> {
    let advice = row.form.and_then(|form| sampling::advice(sheet.plan, &form, sheet.large)).unwrap_or_default();
    let texts = [(row.department.name.as_str(), 22.0), (advice.as_str(), 30.0), (project(row).unwrap_or(""), 24.0)];
    page.height(sheet.row(index), crate::write::measure::height(texts).max(20.0))?;
    for field in &sheet.fields {
        let value = match field {
            Sampling if !advice.is_empty() => Value::text(advice.as_str()),
            _ => value(sheet, index, row, field),
        };
        put(page, sheet.cell(index, field), value, look(field, sheet.plan))?;
    }
    Ok(())
}

fn project<'a>(row: &Row<'a>) -> Option<&'a str> {
    row.form?.slot.project.as_deref()
}

fn value<'a>(sheet: &Sheet<'_>, index: usize, row: &Row<'a>, field: &Field) -> Value<'a> {
    match field {
        No => Value::count(index + 1),
        Code => Value::maybe(row.entry.and_then(|entry| entry.code.as_deref())),
        Name => Value::text(row.department.name.as_str()),
        Project => Value::maybe(project(row)),
        Section => Value::maybe(row.section()),
        State => Value::text(row.department.state.name()),
        Errors | Warnings | Infos => finding_count(sheet, row, field),
        Workbook => match &row.department.workbook {
            Some(path) => Value::Link("打开".into(), Target::File(path.clone())),
            None => Value::Blank,
        },
        Sampling | ReviewScore | ReviewOpinion | Reviewer => Value::Blank,
        _ => row.form.map_or(Value::Blank, |form| form_value(sheet, index, &form, field)),
    }
}

fn form_value<'a>(sheet: &Sheet<'_>, index: usize, form: &Form<'a>, field: &Field) -> Value<'a> {
    let book = &form.record.book;
    let here = |field: &Field| sheet.here(sheet.row(index), field);
    let behind = |col: indicators::Field| indicators::ranges(sheet.plan, form, col);
    match field {
        Units => Value::number(form.record.submission.subordinate_units.as_ref().and_then(|e| e.value()).copied()),
        Budget | Executed => money(sheet, index, form, field),
        Rate => rate(form.budget(), form.executed(), &here(&Budget), &here(&Executed)),
        Level(name) => match book.by_level1.iter().find(|(known, _)| known == name) {
            Some((_, score)) => level(&behind, name, *score),
            None => Value::Blank,
        },
        OtherLevels => other_levels(sheet, form, &behind(indicators::Field::Own), &here),
        Own => Value::Live(own_formula(sheet, &here), Some(book.own)),
        Recomputed => sum(&behind(indicators::Field::Recomputed), book.recomputed),
        Difference => Value::Live(format!("{}-{}", here(&Own), here(&Recomputed)), Some(form.difference())),
        Verified => Value::Number(book.verified_points),
        Unverified => Value::Number(book.unverified_points),
        GradeOwn => Value::text(book.grade_own.as_str()),
        GradeRecomputed => Value::text(book.grade_recomputed.as_str()),
        Rank => sheet.ranks[index].map_or(Value::Blank, Value::count),
        Indicators => indicator_count(sheet.plan, form),
        _ => Value::Blank,
    }
}

/// The lines of 预算汇总 this figure is made of.
fn money<'a>(sheet: &Sheet<'_>, index: usize, form: &Form<'_>, field: &Field) -> Value<'a> {
    let yuan = if *field == Budget { form.budget() } else { form.executed() };
    let Some(yuan) = yuan else { return Value::Blank };
    let cells = budget::overall_cells(&sheet.budget, index, form, *field == Executed);
    Value::Live(format!("SUM({})", cells.join(",")), Some(sheet.plan.money(yuan)))
}

/// Executed / budget, empty for a budget of 0.
pub fn rate<'a>(budget: Option<Decimal>, executed: Option<Decimal>, over: &str, under: &str) -> Value<'a> {
    let (Some(budget), Some(executed)) = (budget, executed) else { return Value::Blank };
    Value::Live(format!("IF({over}=0,\"\",{under}/{over})"), executed.checked_div(budget))
}

fn level<'a>(behind: &dyn Fn(indicators::Field) -> Vec<String>, name: &str, stored: Decimal) -> Value<'a> {
    let (names, scores) = (behind(indicators::Field::Level1), behind(indicators::Field::Own));
    let parts = names.iter().zip(&scores).map(|(names, scores)| format!("SUMIFS({scores},{names},{})", quoted(name)));
    let parts: Vec<_> = parts.collect();
    match parts.is_empty() {
        true => Value::Number(stored),
        false => Value::Live(parts.join("+"), Some(stored)),
    }
}

/// Own points that stand under no name the sheet has a column for.
fn other_score(form: &Form<'_>, known: impl Fn(&String) -> bool) -> Decimal {
    let book = &form.record.book;
    let levels = book.by_level1.iter().filter(|(name, _)| known(name)).map(|(_, score)| *score);
    levels.fold(book.own, Decimal::saturating_sub)
}

fn other_levels<'a>(
    sheet: &Sheet<'_>,
    form: &Form<'_>,
    scores: &[String],
    here: &dyn Fn(&Field) -> String,
) -> Value<'a> {
    let stored = other_score(form, |name| sheet.fields.contains(&Level(name.clone())));
    let levels: Vec<_> = sheet.fields.iter().filter(|f| matches!(f, Level(_))).map(here).collect();
    // Scores beside further budget lines stand in no row of 指标明细: then there is no formula for them.
    let listed = form.record.book.by_level1.iter().map(|(_, score)| *score);
    let all_listed = listed.fold(Decimal::ZERO, Decimal::saturating_add) == form.record.book.own;
    match scores.is_empty() || !all_listed {
        true => Value::Number(stored),
        false => Value::Live(format!("SUM({})-SUM({})", scores.join(","), levels.join(",")), Some(stored)),
    }
}

fn own_formula(sheet: &Sheet<'_>, here: &dyn Fn(&Field) -> String) -> String {
    let parts = sheet.fields.iter().filter(|field| matches!(field, Level(_) | OtherLevels)).map(here);
    format!("SUM({})", parts.collect::<Vec<_>>().join(","))
}

fn sum<'a>(ranges: &[String], stored: Decimal) -> Value<'a> {
    match ranges.is_empty() {
        true => Value::Number(stored),
        false => Value::Live(format!("SUM({})", ranges.join(",")), Some(stored)),
    }
}

fn indicator_count<'a>(plan: &Plan<'_>, form: &Form<'_>) -> Value<'a> {
    let count = form.record.submission.indicators.len();
    match plan.indicator_rows.get(&form.arrival_index).filter(|rows| !rows.is_empty()) {
        Some(rows) => {
            let (name, cell) = plan.indicators.place(rows.start, 0);
            Value::Jump(None, Decimal::from(count), Target::cell(&name, cell))
        }
        None => Value::count(count),
    }
}

fn finding_count<'a>(sheet: &Sheet<'_>, row: &Row<'_>, field: &Field) -> Value<'a> {
    let Tally { errors, warnings, infos } = sheet.plan.tally(row, sheet.kind.main);
    let count = match field {
        Errors => errors,
        Warnings => warnings,
        _ => infos,
    };
    let rows = sheet.plan.finding_rows(row, sheet.kind.main);
    match rows.is_empty() || count == 0 {
        true => Value::count(count),
        false => {
            let (name, cell) = sheet.plan.findings.place(rows.start, 0);
            Value::Jump(None, Decimal::from(count), Target::cell(&name, cell))
        }
    }
}

/// A subtotal or the totals row: SUBTOTAL follows the filter and leaves other subtotals out.
fn write_sums(
    page: &mut Page,
    sheet: &Sheet<'_>,
    (name, rows): (&str, std::ops::Range<usize>),
    at: u32,
) -> Result<(), WriteError> {
    page.height(at, 22.0)?;
    let first = if rows.start == 0 { FIRST_ROW } else { sheet.row(rows.start) };
    let is_total = at == sheet.total_row();
    for field in &sheet.fields {
        let cell = CellRef::new(at, sheet.col(field));
        let range = format!("{0}{1}:{0}{2}", letters(cell.col), first + 1, at);
        let value = match field {
            Name if is_total => Value::text(format!("合计（{}家）", sheet.kind.rows.len())),
            Name => Value::text(format!("{name} 小计（{}家）", rows.len())),
            Rate => total_rate(sheet, &rows, at),
            _ if at == first => Value::Blank,
            _ => sum_value(sheet, &rows, field, &range),
        };
        put(page, cell, value, look(field, sheet.plan).total())?;
    }
    Ok(())
}

fn total_rate<'a>(sheet: &Sheet<'_>, rows: &std::ops::Range<usize>, at: u32) -> Value<'a> {
    let forms = || sheet.kind.rows[rows.clone()].iter().filter_map(|row| row.form);
    let budget = forms().filter_map(|form| form.budget()).reduce(Decimal::saturating_add);
    let executed = forms().filter_map(|form| form.executed()).reduce(Decimal::saturating_add);
    rate(budget, executed, &sheet.here(at, &Budget), &sheet.here(at, &Executed))
}

fn sum_value<'a>(sheet: &Sheet<'_>, rows: &std::ops::Range<usize>, field: &Field, range: &str) -> Value<'a> {
    let rows = &sheet.kind.rows[rows.clone()];
    let values: Vec<Decimal> = rows.iter().filter_map(|row| figure(sheet, row, field)).collect();
    let total = values.iter().copied().fold(Decimal::ZERO, Decimal::saturating_add);
    match field {
        Units | Budget | Executed | Indicators | Errors | Warnings | Infos => {
            Value::Live(format!("SUBTOTAL(9,{range})"), Some(total))
        }
        Level(_) | Own | Recomputed | Difference => {
            let mean = total.checked_div(Decimal::from(values.len()));
            Value::Live(format!("IFERROR(SUBTOTAL(1,{range}),\"\")"), mean)
        }
        _ => Value::Blank,
    }
}

/// The number a row shows in a column that is summed.
fn figure(sheet: &Sheet<'_>, row: &Row<'_>, field: &Field) -> Option<Decimal> {
    let tally = || sheet.plan.tally(row, sheet.kind.main);
    match field {
        Errors => return Some(tally().errors.into()),
        Warnings => return Some(tally().warnings.into()),
        Infos => return Some(tally().infos.into()),
        _ => {}
    }
    let form = row.form?;
    let book = &form.record.book;
    match field {
        Units => form.record.submission.subordinate_units.as_ref()?.value().copied(),
        Budget => form.budget().map(|yuan| sheet.plan.money(yuan)),
        Executed => form.executed().map(|yuan| sheet.plan.money(yuan)),
        Indicators => Some(form.record.submission.indicators.len().into()),
        Level(name) => book.by_level1.iter().find(|(known, _)| known == name).map(|(_, score)| *score),
        Own => Some(book.own),
        Recomputed => Some(book.recomputed),
        Difference => Some(form.difference()),
        _ => None,
    }
}

/// Colours by rule, so that they stay right when somebody changes a cell.
fn colour(page: &mut Page, sheet: &Sheet<'_>) -> Result<(), WriteError> {
    let state = sheet.area(&State);
    for (name, style) in STATE_COLOURS {
        page.colour_when(state, &format!("{}={}", state.first, quoted(name.name())), &style.look())?;
    }
    for (field, style) in [(Errors, Style::ErrorFill), (Warnings, Style::WarningFill)] {
        let area = sheet.area(&field);
        page.colour_when(area, &format!("AND(ISNUMBER({0}),{0}>0)", area.first), &style.look())?;
    }
    let apart = sheet.area(&Difference);
    page.colour_when(apart, &format!("AND(ISNUMBER({0}),ABS({0})>=1)", apart.first), &Style::ErrorFill.look())?;
    page.colour_when(apart, &format!("AND(ISNUMBER({0}),ABS({0})>=0.005)", apart.first), &Style::WarningFill.look())?;
    let advice = sheet.area(&Sampling);
    page.colour_when(advice, &format!("LEFT({},2)=\"优先\"", advice.first), &Style::WarningFill.look())?;
    page.bars(sheet.area(&Rate))
}

/// Colours of the states, everywhere.
pub const STATE_COLOURS: [(DepartmentState, Style); 6] = [
    (DepartmentState::Missing, Style::Unverifiable),
    (DepartmentState::ToConfirm, Style::InfoFill),
    (DepartmentState::Unreadable, Style::ErrorFill),
    (DepartmentState::Returned, Style::ErrorFill),
    (DepartmentState::AcceptedWithWarnings, Style::WarningFill),
    (DepartmentState::Accepted, Style::GoodFill),
];

/// `'部门汇总'!A3`, where a filter can be set.
pub fn header(sheet: &Sheet<'_>, field: &Field) -> Target {
    Target::cell(&sheet.name, CellRef::new(HEADER_ROW, sheet.col(field)))
}

/// A cell of this sheet as other sheets name it.
pub fn there(sheet: &Sheet<'_>, row: u32, field: &Field) -> String {
    format!("{}!{}", sheet_name(&sheet.name), CellRef::new(row, sheet.col(field)))
}
