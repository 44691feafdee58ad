//! One fault in a right form, wherever it stands and however the form is laid out: its own rule, no other error.
//! And rows in another order: the same findings at other addresses.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::Dice;
use crate::support::case::findings;
use crate::support::file::write_xlsx;
use crate::support::layout::{combination, draw};
use crate::support::truth::{Row, Truth};
use jixiao::ground::Ground;
use jixiao::model::address::CellRef;
use jixiao::model::finding::Severity;
use jixiao::model::grid::{Cell, Sheet};
use jixiao::model::source::Source;
use jixiao::pipeline::journey;
use jixiao::rules::example::Case;
use jixiao::rules::registry::ALL;
use jixiao::rules::{Check, Rule};
use proptest::prelude::*;

type Fault = (&'static str, fn(&mut Truth));

/// The first row behind the seven of 管理指标 counts visits; the last is the satisfaction.
const VISITS: usize = 7;

fn last(truth: &mut Truth) -> &mut Row {
    truth.rows.last_mut().expect("a row")
}

const FAULTS: [Fault; 23] = [
    ("BAS-01", |form| form.department.clear()),
    ("BAS-03", |form| form.year = 2022),
    ("BUD-04", |form| form.lines[1].executed = 500_000),
    ("BUD-05", |form| form.lines[2].executed += 12_345_600),
    ("BUD-07", |form| form.lines[0].budget += 3_500_000),
    ("BUD-13", |form| form.lines[3].executed = -1_000_000),
    ("TXT-01", |form| form.planned = "（100字以内）".to_owned()),
    ("TXT-02", |form| form.achieved.clear()),
    ("WGT-02", |form| {
        form.rows[VISITS].points += 100;
        form.rows[VISITS].score += 100;
    }),
    ("WGT-05", |form| (form.rows[VISITS + 1].points, form.rows[VISITS + 1].score) = (0, 0)),
    ("SCR-02", |form| form.rows[VISITS].score += 100),
    ("SCR-06", |form| {
        let row = &mut form.rows[VISITS + 2];
        (row.actual, row.score, row.reason) = ("90%".to_owned(), 490, Some("两处隐患需待汛期过后整改。"));
    }),
    ("SCR-09", |form| form.rows[VISITS].actual = "8次".to_owned()),
    ("SCR-09", |form| last(form).actual = "81.5%".to_owned()),
    ("SCR-12", |form| form.rows[VISITS].actual = "未开展".to_owned()),
    ("SCR-13", |form| form.rows[VISITS + 3].score = 480),
    ("DEV-01", |form| {
        let row = &mut form.rows[VISITS + 3];
        (row.actual, row.score) = ("81%".to_owned(), 450);
    }),
    ("IND-01", |form| form.rows[VISITS + 1].level3 = "任务2：".to_owned()),
    ("IND-02", |form| form.rows[VISITS + 2].target.clear()),
    ("IND-03", |form| form.rows[VISITS + 2].actual.clear()),
    ("IND-07", |form| form.rows[VISITS + 2].actual = "≥96%".to_owned()),
    ("IND-08", |form| last(form).actual = "930%".to_owned()),
    ("STR-07", |form| {
        let row = &mut form.rows[VISITS + 2];
        (row.level3, row.target) = ("任务1：".to_owned(), "检查发现问题的整改情况".to_owned());
    }),
];

/// Rules that are heard of as errors when a file with this form is read.
fn errors(truth: &Truth, bends: u64, folder: &Path) -> BTreeSet<String> {
    let path = folder.join("form.xlsx");
    write_xlsx(&path, &[("自评表", &draw(truth, &combination(&mut Dice(bends))))]);
    let source = Source { path, name: "form.xlsx".to_owned(), size: 0, modified: None, named: true, within: None };
    let arrivals = journey(source, &Ground::builtin().of_year(Some(2023)));
    let found = arrivals.into_iter().flat_map(|arrival| arrival.findings);
    found.filter(|f| f.severity == Severity::Error).map(|f| f.code.to_string()).collect()
}

/// Rows of the example form that may change places, and the first column that goes with them.
const ROWS: [(&[u32], u32); 4] = [(&[13, 14, 15, 16, 17, 18, 19], 2), (&[20, 21], 3), (&[22, 23], 3), (&[25, 26], 2)];

/// The later of two like rows is named, of all rows the first; a subtotal and a total line are no rows; these move by themselves.
const ORDERED: [&str; 5] = ["IND-10", "IND-16", "SCR-05", "BUD-08", "IND-11"];

fn moved(at: CellRef, turns: usize) -> CellRef {
    let group = ROWS.iter().find(|(rows, first)| rows.contains(&at.row) && at.col >= *first);
    let place = group.and_then(|(rows, _)| Some((rows, rows.iter().position(|row| *row == at.row)?)));
    place.map_or(at, |(rows, i)| CellRef::new(rows[(i + turns) % rows.len()], at.col))
}

/// The case with the rows of each group turned; merges over a group stay where they are.
fn turned(mut case: Case, turns: usize) -> Case {
    for sheet in &mut case.workbook.sheets {
        let spans = |at: CellRef| sheet.merges.iter().any(|area| area.contains(at) && area.first.row != area.last.row);
        let place = |at: CellRef| if spans(at) { at } else { moved(at, turns) };
        let cells: Vec<(CellRef, Cell)> = sheet.cells().map(|(at, cell)| (place(at), cell.clone())).collect();
        let mut new = Sheet::new(sheet.name.clone(), cells, sheet.merges.clone());
        new.visibility = sheet.visibility;
        let mut unseen = sheet.unseen().clone();
        // A row that is hidden stays so wherever its texts go.
        unseen.rows.iter_mut().for_each(|(first, last)| {
            let row = moved(CellRef::new(*first, 8), turns).row;
            (*first, *last) = (row, row + *last - *first);
        });
        *sheet = new.with_unseen(unseen);
    }
    case
}

fn fired(rule: &Rule) -> Case {
    let mut case = Case::clean();
    (rule.example.fires)(&mut case);
    case
}

/// A ten-thousandth of a small amount is nothing: that the sums tie then says nothing about its unit.
#[test]
fn a_small_amount_too_many_is_not_in_another_unit() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let mut truth = Truth::sample(0);
    truth.lines[1].executed = 500_000;
    assert_eq!(errors(&truth, 342, folder.path()), BTreeSet::from(["BUD-04".to_owned()]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_fault_is_one_error_in_any_layout(seed in 0u64..5_000, bends in 0u64..5_000, fault in 0..FAULTS.len()) {
        let folder = tempfile::TempDir::new().expect("a folder");
        let (code, change) = FAULTS[fault];
        let mut truth = Truth::sample(seed);
        prop_assert_eq!(errors(&truth, bends, folder.path()), BTreeSet::new());
        change(&mut truth);
        prop_assert_eq!(errors(&truth, bends, folder.path()), BTreeSet::from([code.to_owned()]));
    }
}

#[test]
fn the_order_of_rows_changes_addresses_alone() {
    let rules = ALL.iter().filter(|rule| matches!(rule.check, Check::Form(_)) && !ORDERED.contains(&rule.code));
    for (rule, turns) in rules.flat_map(|rule| [(*rule, 1), (*rule, 3)]) {
        let of = |case: &Case, place: &dyn Fn(CellRef) -> CellRef| -> BTreeSet<_> {
            let own = findings(case).0.into_iter();
            own.map(|f| (f.code.to_string(), f.severity.key(), f.cell.map(place))).collect()
        };
        let spans = fired(rule).workbook.sheets[0].merges.clone();
        let place = |at: CellRef| match spans.iter().any(|area| area.contains(at) && area.first.row != area.last.row) {
            true => at,
            false => moved(at, turns),
        };
        assert_eq!(of(&turned(fired(rule), turns), &|at| at), of(&fired(rule), &place), "{rule:?}");
    }
}
