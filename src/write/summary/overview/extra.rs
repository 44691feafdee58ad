//! Below the lists: departments by 归口股室, state and grade; and what became of the findings, round by round.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{LINES, LISTS, across, number};
use crate::model::address::CellRef;
use crate::model::batch::DepartmentState;
use crate::model::finding::Severity;
use crate::model::reply::RoundState;
use crate::write::WriteError;
use crate::write::sheet::{Cell, Page, quoted};
use crate::write::styles::{Look, Style};
use crate::write::summary::departments::{Field, Sheet, header};
use crate::write::summary::plan::{Plan, Row};
use crate::write::task;

/// First row of this part of the page.
const TOP: u32 = LISTS + LINES + 3;
/// Sections shown; the rest stands on 部门汇总.
const MOST_SECTIONS: usize = 30;
/// Of departments the roster gives none, and of all.
const NO_SECTION: &str = "未分股室";
const ALL: &str = "合计";
/// Columns of the sections' names, and where the rounds begin.
const NAME: u32 = 2;
const ROUNDS: u32 = 17;
/// Rounds shown each by itself.
const MOST_ROUNDS: usize = 6;
const STATES: [DepartmentState; 6] = [
    DepartmentState::Missing,
    DepartmentState::ToConfirm,
    DepartmentState::Unreadable,
    DepartmentState::Returned,
    DepartmentState::AcceptedWithWarnings,
    DepartmentState::Accepted,
];

/// Rows it takes.
pub fn height(plan: &Plan<'_>) -> u32 {
    match sections(plan).len().max(rounds(plan).len()) {
        0 => 0,
        rows => rows as u32 + 3,
    }
}

pub fn write(page: &mut Page, plan: &Plan<'_>, sheet: &Sheet<'_>) -> Result<(), WriteError> {
    write_sections(page, plan, sheet)?;
    write_rounds(page, plan)
}

/// A line of departments: what it is called, the condition that its formulas count by, and its rows.
struct Section<'p> {
    name: &'p str,
    condition: (Field, String),
    rows: Vec<&'p Row<'p>>,
}

/// 归口股室 of the roster with its rows, in their order, and the line they add up to; nothing where the roster names
/// none.
fn sections<'p>(plan: &'p Plan<'_>) -> Vec<Section<'p>> {
    let mut found: Vec<Section<'_>> = Vec::new();
    for row in plan.main().rows.iter().filter(|row| row.section().is_some()) {
        let name = row.section().unwrap_or_default();
        match found.iter_mut().find(|section| section.name == name) {
            Some(section) => section.rows.push(row),
            None => found.push(Section { name, condition: (Field::Section, quoted(name)), rows: vec![row] }),
        }
    }
    if found.is_empty() {
        return found;
    }
    found.truncate(MOST_SECTIONS);
    let all = plan.main().rows.iter();
    let without: Vec<&Row<'_>> = all.clone().filter(|row| row.section().is_none()).collect();
    if !without.is_empty() {
        found.push(Section { name: NO_SECTION, condition: (Field::Section, quoted("=")), rows: without });
    }
    found.push(Section { name: ALL, condition: (Field::No, quoted(">0")), rows: all.collect() });
    found
}

fn write_sections(page: &mut Page, plan: &Plan<'_>, sheet: &Sheet<'_>) -> Result<(), WriteError> {
    let sections = sections(plan);
    if sections.is_empty() {
        return Ok(());
    }
    let grades: Vec<&str> = plan
        .main()
        .profiles
        .first()
        .map_or(vec![], |profile| profile.scoring.grades.iter().map(|grade| grade.name.as_str()).take(4).collect());
    // 部门数 before the states, 执行率 behind the grades.
    let last = NAME + (STATES.len() + grades.len()) as u32 + 2;
    page.merge(across(TOP, 0, last), "各股室情况（家；等级为复核等级）", Style::Heading)?;
    let look = Style::Header.look().size(8);
    page.merge(across(TOP + 1, 0, NAME), "归口股室", look.clone())?;
    let titles = ["部门数"].into_iter().chain(STATES.map(DepartmentState::name)).chain(grades.iter().copied());
    for (col, title) in (NAME + 1..).zip(titles.chain(["执行率"])) {
        page.text(CellRef::new(TOP + 1, col), title, Look { wrap: false, ..look.clone() })?;
    }
    for (row, section) in (TOP + 2..).zip(&sections) {
        page.merge(across(row, 0, NAME), section.name, Style::Text.look().size(9))?;
        write_section(page, sheet, row, (section, &grades))?;
    }
    Ok(())
}

fn write_section(
    page: &mut Page,
    sheet: &Sheet<'_>,
    at: u32,
    (Section { condition, rows, .. }, grades): (&Section<'_>, &[&str]),
) -> Result<(), WriteError> {
    // Subtotals have no number.
    let of = format!("{},\">0\",{},{}", sheet.range(&Field::No), sheet.range(&condition.0), condition.1);
    let departments: Vec<&&Row<'_>> = rows.iter().filter(|row| !row.is_further).collect();
    let counted = |field: Field, text: &str| format!("COUNTIFS({of},{},{})", sheet.range(&field), quoted(text));
    let mut counts =
        vec![(format!("COUNTIFS({of},{},\"?*\")", sheet.range(&Field::State)), departments.len(), Field::State)];
    for state in STATES {
        let count = departments.iter().filter(|row| row.department.state == state).count();
        counts.push((counted(Field::State, state.name()), count, Field::State));
    }
    for grade in grades {
        let has = |row: &&&Row<'_>| {
            row.form.is_some_and(|form| form.is_scored() && form.record.scores.grade_recomputed == **grade)
        };
        let count = rows.iter().filter(has).count();
        counts.push((counted(Field::GradeRecomputed, grade), count, Field::GradeRecomputed));
    }
    let look = Style::Count.look().size(9).centre();
    let next = (NAME + 1..).zip(counts).try_fold(NAME + 1, |_, (col, (formula, count, field))| {
        let cell = Cell { formula: Some(&formula), value: count.into(), look: look.clone() };
        page.jump(CellRef::new(at, col), "跳到部门汇总的这一列", &header(sheet, &field), cell)?;
        Ok(col + 1)
    })?;
    let sum = |amounts: &mut dyn Iterator<Item = Decimal>| amounts.fold(Decimal::ZERO, Decimal::saturating_add);
    let forms = || rows.iter().filter_map(|row| row.form);
    let (budget, executed) =
        (sum(&mut forms().filter_map(|form| form.budget())), sum(&mut forms().filter_map(|form| form.executed())));
    let total = |field: Field| format!("SUMIFS({},{of})", sheet.range(&field));
    let formula = format!("IFERROR({}/{},0)", total(Field::Executed), total(Field::Budget));
    let value = executed.checked_div(budget).unwrap_or_default();
    let cell = Cell { formula: Some(&formula), value, look: Style::Rate.look().size(9) };
    number(page, across(at, next, next), cell, &header(sheet, &Field::Rate))
}

/// New, open and fixed tasks of the departments that are in their Nth round; the first line has all. Nothing before
/// anybody sent something a second time.
fn rounds(plan: &Plan<'_>) -> Vec<(String, [usize; 3])> {
    let mut by_round: BTreeMap<usize, [usize; 3]> = BTreeMap::new();
    for department in &plan.batch.departments {
        let round = plan.batch.round(department).min(MOST_ROUNDS);
        let counts = by_round.entry(round).or_default();
        counts[2] += task::tasks(&task::fixed_of_gone(department)).len();
        for slot in &department.slots {
            let files = [Some(slot.counting()), slot.before_here()];
            for weight in files.into_iter().flatten().flat_map(|file| plan.batch.arrivals[file].weights()) {
                let states = [RoundState::New, RoundState::Open, RoundState::Fixed];
                let column = states.iter().position(|state| weight.state == Some(*state));
                if let Some(column) =
                    column.filter(|_| weight.counts && !weight.goes_on && weight.severity != Severity::Info)
                {
                    counts[column] += 1;
                }
            }
        }
    }
    by_round.remove(&0);
    if by_round.keys().all(|round| *round < 2) {
        return vec![];
    }
    let all = by_round.values().fold([0; 3], |sums, counts| [0, 1, 2].map(|i| sums[i] + counts[i]));
    let lines = by_round.into_iter().map(|(round, counts)| (format!("第{round}次"), counts));
    [("合计".to_owned(), all)].into_iter().chain(lines).collect()
}

fn write_rounds(page: &mut Page, plan: &Plan<'_>) -> Result<(), WriteError> {
    let rounds = rounds(plan);
    if rounds.is_empty() {
        return Ok(());
    }
    page.merge(across(TOP, ROUNDS, ROUNDS + 4), "整改情况（处）", Style::Heading)?;
    let look = Style::Header.look().size(8);
    page.merge(across(TOP + 1, ROUNDS, ROUNDS + 1), "轮次", look.clone())?;
    for (col, state) in (ROUNDS + 2..).zip([RoundState::New, RoundState::Open, RoundState::Fixed]) {
        page.text(CellRef::new(TOP + 1, col), state.name(), look.clone())?;
    }
    for (row, (name, counts)) in (TOP + 2..).zip(rounds) {
        page.merge(across(row, ROUNDS, ROUNDS + 1), &name, Style::Centre.look().size(9))?;
        for (col, count) in (ROUNDS + 2..).zip(counts) {
            page.number(CellRef::new(row, col), count.into(), Style::Count.look().size(9).centre())?;
        }
    }
    Ok(())
}
