//! Where a form says the unit of its money: behind a column's label, behind the heading of the budget, in a note.

use super::beside;
use super::budget::Budget;
use super::fields::is_money_unit;
use super::label::View;
use crate::model::address::CellRef;
use crate::model::text::{compact, label_key};
use crate::profile::spec::Role;

type Stated = Option<(CellRef, String)>;

/// The unit behind a money header, else behind the heading of the block.
pub fn of_header(view: &View<'_>, budget: &Budget) -> Stated {
    let named = budget.columns().find_map(|column| Some((column.header, column.remark.clone()?)));
    named.filter(|(_, unit)| unit.ends_with('元')).or_else(|| {
        let cells = budget.rows().flat_map(|row| view.filled(row));
        cells.into_iter().find_map(|(at, cell)| Some((at, remark(cell.text()?)?)))
    })
}

/// 项目资金（万元）, 部门预算执行情况(万元)(10分).
fn remark(text: &str) -> Option<String> {
    const LONGEST: usize = 120;
    let text = Some(text).filter(|text| text.len() < LONGEST)?;
    let key = label_key(text);
    let inner = || {
        let all = compact(text).into_owned();
        let mut brackets = all.split('(').skip(1).filter_map(|part| part.split(')').next().map(str::to_owned));
        brackets.find(|part| part.ends_with('元') && part.chars().count() <= 7)
    };
    key.remark.filter(|remark| remark.ends_with('元')).or_else(inner)
}

/// 单位：万元, 金额单位 | 元, or a lone （万元） above the table.
pub fn of_note(view: &View<'_>, end: u32) -> Stated {
    let above = |row: u32| row < end;
    let beside = view.with_role(Role::UnitNote).filter(|text| above(text.cell.row)).find_map(|text| {
        let value = beside::value(view, text)?;
        let unit = compact(value.content.text()?).into_owned();
        is_money_unit(&unit).then_some((value.cell, unit))
    });
    beside.or_else(|| {
        let cells = (view.area.first.row..end).flat_map(|row| view.filled(row));
        let within = cells.into_iter().find_map(|(at, cell)| Some((at, unit_in(&compact(cell.text()?), view)?)));
        let above = || view.sheet.above.iter().rev().find_map(|line| unit_in(&compact(line), view));
        within.or_else(|| Some((view.area.first, above()?)))
    })
}

fn unit_in(text: &str, view: &View<'_>) -> Option<String> {
    let bare = text.trim_matches(['(', ')', '[', ']']);
    if bare.ends_with('元') && is_money_unit(bare) && bare.chars().count() <= 5 {
        return Some(bare.to_owned());
    }
    let words = &view.profile.labels.unit_notes;
    let behind = |word: &String| {
        let at = text.rfind(word.as_str())? + word.len();
        let unit = text[at..].trim_start_matches([':', '(']);
        (unit.len() < text[at..].len() && is_money_unit(unit)).then(|| unit.to_owned())
    };
    words.iter().find_map(behind)
}
