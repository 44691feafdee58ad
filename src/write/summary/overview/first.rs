//! 先看这些: what a reviewer would ask about first.

use rust_decimal::Decimal;

use super::{COLUMNS, LINES, LISTS, across, link};
use crate::model::address::CellRef;
use crate::model::batch::{DepartmentState, FileState};
use crate::model::number;
use crate::write::WriteError;
use crate::write::sheet::{Page, Target};
use crate::write::styles::{Style, palette};
use crate::write::summary::departments::{Field, Sheet};
use crate::write::summary::ledger;
use crate::write::summary::plan::{Form, Plan, Row};

/// Columns of the list.
const LEFT: u32 = 14;
/// Departments named for one reason, so that one reason does not fill the list.
const NAMED: usize = 3;
/// Below this a difference between own and recomputed total is rounding, points.
const NOTABLE: Decimal = Decimal::from_parts(5, 0, 0, false, 2);

struct Remark {
    kind: &'static str,
    text: String,
    style: Style,
    target: Target,
}

pub fn write(page: &mut Page, plan: &Plan<'_>, sheet: &Sheet<'_>) -> Result<(), WriteError> {
    page.merge(across(LISTS, LEFT, COLUMNS - 1), "先看这些", Style::Heading)?;
    let header = Style::Header.look().size(9);
    page.merge(across(LISTS + 1, LEFT, LEFT + 1), "事项", header.clone())?;
    page.merge(across(LISTS + 1, LEFT + 2, COLUMNS - 1), "部门与情况（点击查看）", header)?;
    let remarks = remarks(plan, sheet);
    for (row, remark) in (LISTS + 2..).zip(&remarks) {
        page.merge(across(row, LEFT, LEFT + 1), remark.kind, remark.style.look().size(9).centre())?;
        let area = across(row, LEFT + 2, COLUMNS - 1);
        let look = Style::Text.look().size(9).ink(palette::INK);
        link(page, area, (&remark.text, &remark.target), look)?;
    }
    match remarks.is_empty() {
        true => page.merge(across(LISTS + 2, LEFT, COLUMNS - 1), "没有需要特别留意的部门", Style::GoodFill),
        false => Ok(()),
    }
}

fn remarks(plan: &Plan<'_>, sheet: &Sheet<'_>) -> Vec<Remark> {
    let states = [
        (DepartmentState::Missing, Style::Unverifiable),
        (DepartmentState::ToConfirm, Style::InfoFill),
        (DepartmentState::Unreadable, Style::ErrorFill),
    ];
    let states = states.into_iter().filter_map(|(state, style)| by_state(plan, sheet, state, style));
    let mut remarks: Vec<Remark> = states.collect();
    remarks.extend(undecided(plan));
    remarks.extend(doubtful_versions(plan, sheet));
    remarks.extend(money_errors(plan, sheet));
    remarks.extend(doubtful(plan, sheet));
    let room = (LINES as usize).saturating_sub(remarks.len());
    remarks.extend(differences(plan, sheet, room));
    remarks
}

/// One line for all departments in a state.
fn by_state(plan: &Plan<'_>, sheet: &Sheet<'_>, state: DepartmentState, style: Style) -> Option<Remark> {
    one_line(plan, sheet, (state.name(), style, Field::Name), |row| row.department.state == state && !row.is_further)
}

/// `3家：甲、乙、丙`, the rest counted.
fn named(found: &[(usize, &str)]) -> String {
    let names: Vec<_> = found.iter().take(NAMED).map(|(_, name)| *name).collect();
    let more = if found.len() > NAMED { "等" } else { "" };
    format!("{}家：{}{more}", found.len(), names.join("、"))
}

/// Forms that are nobody's: somebody has to say whose they are.
fn undecided(plan: &Plan<'_>) -> Option<Remark> {
    let files = plan.batch.arrivals.iter().zip(&plan.batch.states);
    let names: Vec<_> = files
        .filter(|(_, state)| **state == FileState::Unplaced)
        .map(|(file, _)| (0, file.source.file_name()))
        .collect();
    let text = format!(
        "{}个文件归属待定：{}",
        names.len(),
        names.iter().take(NAMED).map(|(_, name)| *name).collect::<Vec<_>>().join("、")
    );
    let target = Target::cell(ledger::SHEET, CellRef::new(0, 0));
    (!names.is_empty()).then_some(Remark { kind: FileState::Unplaced.name(), text, style: Style::InfoFill, target })
}

/// Departments of whose files a person has to say which one counts.
fn doubtful_versions(plan: &Plan<'_>, sheet: &Sheet<'_>) -> Option<Remark> {
    let is_doubtful = |row: &Row<'_>| row.department.slots.iter().any(|slot| slot.is_doubtful) && !row.is_further;
    one_line(plan, sheet, ("版本存疑", Style::WarningFill, Field::Round), is_doubtful)
}

/// Departments whose money has an open error.
fn money_errors(plan: &Plan<'_>, sheet: &Sheet<'_>) -> Option<Remark> {
    let is_wrong = |row: &Row<'_>| row.form.is_some_and(|form| form.has_money_error());
    one_line(plan, sheet, ("金额有误", Style::ErrorFill, Field::Budget), is_wrong)
}

fn one_line(
    plan: &Plan<'_>,
    sheet: &Sheet<'_>,
    (kind, style, field): (&'static str, Style, Field),
    is_meant: impl Fn(&Row<'_>) -> bool,
) -> Option<Remark> {
    let rows = plan.main().rows.iter().enumerate().filter(|(_, row)| is_meant(row));
    let found: Vec<_> = rows.map(|(index, row)| (index, row.department.name.as_str())).collect();
    let target = Target::cell(&sheet.name, sheet.cell(found.first()?.0, &field));
    Some(Remark { kind, text: named(&found), style, target })
}

/// Totals that state something else than the scores add up to.
fn doubtful(plan: &Plan<'_>, sheet: &Sheet<'_>) -> Vec<Remark> {
    let remark = |(index, form): (usize, &Form<'_>)| {
        let stated = form.record.scores.stated?;
        let own = form.record.scores.own;
        if !form.is_scored() {
            return None;
        }
        let name = &form.department.name;
        let text = format!("{name}：总分填报 {}，各项得分合计 {}", number::plain(stated), number::plain(own));
        let target = Target::cell(&sheet.name, sheet.cell(index, &Field::Own));
        (stated != own).then_some(Remark { kind: "总分存疑", text, style: Style::ErrorFill, target })
    };
    forms(plan).filter_map(remark).take(NAMED).collect()
}

/// The largest differences between own and recomputed totals.
fn differences(plan: &Plan<'_>, sheet: &Sheet<'_>, room: usize) -> Vec<Remark> {
    let mut found: Vec<_> = forms(plan).filter(|(_, form)| form.difference().abs() >= NOTABLE).collect();
    found.sort_by_key(|(_, form)| std::cmp::Reverse(form.difference().abs()));
    let remark = |(index, form): &(usize, &Form<'_>)| {
        let (book, plain) = (&form.record.scores, |value| number::plain(number::round(value, 2)));
        let (own, again, apart) = (plain(book.own), plain(book.recomputed), plain(form.difference()));
        let text = format!("{}：各项得分合计 {own}，复核 {again}，差额 {apart}", form.department.name);
        let target = Target::cell(&sheet.name, sheet.cell(*index, &Field::Difference));
        Remark { kind: "差额较大", text, style: Style::WarningFill, target }
    };
    found.iter().take(room).map(remark).collect()
}

fn forms<'p, 'a>(plan: &'p Plan<'a>) -> impl Iterator<Item = (usize, &'p Form<'a>)> {
    plan.main().rows.iter().enumerate().filter_map(|(index, row)| Some((index, row.form.as_ref()?)))
}
