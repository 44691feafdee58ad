//! Truth → layout → file → read → truth, over every way departments bend the form, alone and together.

use std::path::Path;

use crate::support::Dice;
use crate::support::file::write_xlsx;
use crate::support::grid::Grid;
use crate::support::layout::{Bend, combination, draw};
use crate::support::office::{convert, office};
use crate::support::truth::{LEVEL1, Truth};
use jixiao::ground::Ground;
use jixiao::model::batch::{Arrival, Content, Record};
use jixiao::model::finding::Severity;
use jixiao::model::source::Source;
use jixiao::model::submission::{Entry, Points};
use jixiao::pipeline::journey;
use rust_decimal::Decimal;

/// Combinations tried beside every single bend.
const COMBINATIONS: u64 = 120;

/// Combinations tried in a format that another program must write, which takes it half a second a form.
const COMBINATIONS_CONVERTED: usize = 20;

fn arrival(path: &Path) -> Arrival {
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    let source = Source { path: path.to_owned(), name, size: 0, modified: None, named: true, within: None };
    let mut arrivals = journey(source, &Ground::builtin());
    assert_eq!(arrivals.len(), 1, "one form: {}", path.display());
    arrivals.remove(0)
}

fn record(arrival: &Arrival) -> &Record {
    match &arrival.content {
        Content::Form(record) => record,
        other => panic!("{}: no form: {other:?}", arrival.source.name),
    }
}

fn points(entry: Option<&Entry<Points>>) -> Option<Decimal> {
    Some(entry?.value()?.value)
}

/// Everything the truth says, as the reader should have it; differences come back as lines.
fn differences(truth: &Truth, record: &Record) -> Vec<String> {
    let form = &record.submission;
    let mut lines = Vec::new();
    let mut same = |what: String, wanted: String, got: String| {
        if wanted != got {
            lines.push(format!("{what}: wanted {wanted}, got {got}"));
        }
    };
    let text = |text: Option<&str>| text.unwrap_or("-").to_owned();
    same("department".into(), truth.department.clone(), text(form.department_written()));
    same("year".into(), format!("{:?}", Some(truth.year)), format!("{:?}", form.year.value()));
    let units = form.subordinate_units.as_ref().and_then(Entry::value).copied();
    same("units".into(), format!("{:?}", Some(Decimal::from(truth.units))), format!("{units:?}"));
    for line in &truth.lines {
        let read = form.line(line.key);
        let money = |cents: i64| Some(Decimal::new(cents, 2).normalize());
        let budget = read.and_then(|read| read.budget_yuan()).map(|d| d.normalize());
        let executed = read.and_then(|read| read.executed_yuan()).map(|d| d.normalize());
        same(format!("{} budget", line.key), format!("{:?}", money(line.budget)), format!("{budget:?}"));
        same(format!("{} executed", line.key), format!("{:?}", money(line.executed)), format!("{executed:?}"));
    }
    let goals = [&form.goals.planned, &form.goals.achieved].map(|goal| goal.as_ref().and_then(Entry::text));
    same("planned".into(), truth.planned.clone(), text(goals[0]));
    same("achieved".into(), truth.achieved.clone(), text(goals[1]));
    same("rows".into(), truth.rows.len().to_string(), form.indicators.len().to_string());
    for (i, (row, read)) in truth.rows.iter().zip(&form.indicators).enumerate() {
        let hundredths = |value: i64| format!("{:?}", Some(Decimal::new(value, 2).normalize()));
        let shown = |value: Option<Decimal>| format!("{:?}", value.map(|d| d.normalize()));
        same(format!("{i} level1"), LEVEL1[row.level1].0.into(), text(read.level1.text()));
        same(format!("{i} level2"), row.level2.into(), text(read.level2.text()));
        same(format!("{i} level3"), row.level3.clone(), text(read.level3.text()));
        same(format!("{i} target"), row.target.clone(), text(read.target.as_ref().and_then(Entry::text)));
        same(format!("{i} actual"), row.actual.clone(), text(read.actual.as_ref().and_then(Entry::text)));
        same(format!("{i} reason"), text(row.reason), text(read.reason.as_ref().and_then(Entry::text)));
        same(format!("{i} points"), hundredths(row.points), shown(points(read.points.as_ref())));
        same(format!("{i} score"), hundredths(row.score), shown(points(read.score.as_ref())));
        let weight = hundredths(LEVEL1[row.level1].1 * 100);
        same(format!("{i} weight"), weight, shown(points(read.weight.as_ref())));
    }
    let total = form.total.as_ref().and_then(|total| total.stated.value()).map(|p| p.value.normalize());
    same("total".into(), format!("{:?}", Some(Decimal::new(truth.total(), 2).normalize())), format!("{total:?}"));
    same("filler".into(), truth.filler.into(), text(form.field("filler").and_then(Entry::text)));
    same("phone".into(), truth.phone.into(), text(form.field("phone").and_then(Entry::text)));
    lines
}

/// A right form gives no error and no warning, however it is laid out.
fn false_alarms(arrival: &Arrival) -> Vec<String> {
    let loud = arrival.findings.iter().filter(|f| f.severity != Severity::Info);
    loud.map(|f| format!("{} {:?}: {}", f.code, f.cell.map(|c| c.to_string()), f.message)).collect()
}

fn check(truth: &Truth, path: &Path, what: &str, failures: &mut Vec<String>) {
    let arrival = arrival(path);
    let problems = match &arrival.content {
        Content::Form(record) => [differences(truth, record), false_alarms(&arrival)].concat(),
        other => vec![format!("no form: {other:?}")],
    };
    if !problems.is_empty() {
        let profile = arrival.record().map_or("no form", |record| record.submission.profile.as_str());
        failures.push(format!(
            "{what}, read by {profile}\n    {}",
            problems.into_iter().take(6).collect::<Vec<_>>().join("\n    ")
        ));
    }
}

/// Every single bend, then combinations, each with its truth.
fn cases() -> Vec<(String, Truth, Vec<Bend>)> {
    let plain = [Vec::new()].into_iter().chain(Bend::ALL.map(|bend| vec![bend]));
    let mixed = (0..COMBINATIONS).map(|seed| combination(&mut Dice(seed)));
    let bends = plain.chain(mixed).enumerate();
    bends.map(|(i, bends)| (format!("{i:03} {bends:?}"), Truth::sample(i as u64), bends)).collect()
}

fn write_cases(folder: &Path, cases: &[(String, Truth, Vec<Bend>)]) {
    for (i, (_, truth, bends)) in cases.iter().enumerate() {
        let form = draw(truth, bends);
        let last_year = Truth { department: truth.department.clone(), year: 2022, ..Truth::sample(1_000) };
        let (last_year, mut notes) = (draw(&last_year, &[]), Grid::default());
        notes.text(0, 0, "填报说明：三级指标、年度指标值、全年完成值、分值、得分、偏差及原因分析逐项填写。");
        let sheets: Vec<(&str, &Grid)> = match i % 3 {
            0 => vec![("自评表", &form)],
            1 => vec![("填报说明", &notes), ("自评表", &form), ("!上年", &last_year)],
            _ => vec![("2022", &last_year), ("2023", &form)],
        };
        write_xlsx(&folder.join(format!("{i:03}.xlsx")), &sheets);
    }
}

/// Reads every case in the format; `convert` makes it of the .xlsx that are in a folder.
fn check_cases(cases: &[(String, Truth, Vec<Bend>)], format: &str, convert: impl FnOnce(&Path)) {
    let folder = tempfile::tempdir().expect("a folder");
    write_cases(folder.path(), cases);
    convert(folder.path());
    let mut failures = Vec::new();
    for (i, (what, truth, _)) in cases.iter().enumerate() {
        check(truth, &folder.path().join(format!("{i:03}.{format}")), &format!("{format} {what}"), &mut failures);
    }
    assert!(failures.is_empty(), "{} of {}\n{}", failures.len(), cases.len(), failures.join("\n"));
}

fn check_converted(format: &str) {
    let Some(office) = office() else { return };
    let cases = cases();
    let some = &cases[..cases.len() - COMBINATIONS as usize + COMBINATIONS_CONVERTED];
    check_cases(some, format, |folder| convert(&office, folder, folder, format));
}

#[test]
fn every_layout_is_read_exactly_in_xlsx() {
    check_cases(&cases(), "xlsx", |_| ());
}

#[test]
fn every_layout_is_read_exactly_in_xls() {
    check_converted("xls");
}

#[test]
fn every_layout_is_read_exactly_in_ods() {
    check_converted("ods");
}

/// Blank rows and columns change addresses and nothing else.
#[test]
fn blank_rows_and_columns_change_nothing_but_addresses() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("form.xlsx");
    let truth = Truth::sample(7);
    let mut failures = Vec::new();
    for at in 0..32 {
        let rows = draw(&truth, &[]).with_blank_row(at);
        write_xlsx(&path, &[("自评表", &rows)]);
        check(&truth, &path, &format!("blank row before {at}"), &mut failures);
        let columns = draw(&truth, &[]).with_blank_column(at % 10);
        write_xlsx(&path, &[("自评表", &columns)]);
        check(&truth, &path, &format!("blank column before {}", at % 10), &mut failures);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The form is chosen by what it is, not by where its sheet stands.
#[test]
fn the_order_of_the_sheets_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("form.xlsx");
    let truth = Truth::sample(11);
    let older = Truth { department: truth.department.clone(), year: 2022, ..Truth::sample(12) };
    let (form, last_year, mut notes) = (draw(&truth, &[]), draw(&older, &[]), Grid::default());
    notes.text(0, 0, "填报说明：三级指标、年度指标值、全年完成值、分值、得分逐项填写。");
    let sheets = [("表一", &form), ("表二", &last_year), ("表三", &notes)];
    let mut failures = Vec::new();
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        write_xlsx(&path, &order.map(|i| sheets[i]));
        check(&truth, &path, &format!("sheets {order:?}"), &mut failures);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn moving_the_table_moves_every_address_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let truth = Truth::sample(3);
    let (home, away) = (folder.path().join("home.xlsx"), folder.path().join("away.xlsx"));
    write_xlsx(&home, &[("表", &draw(&truth, &[]))]);
    write_xlsx(&away, &[("表", &draw(&truth, &[]).shifted(5, 3))]);
    let (home, away) = (arrival(&home), arrival(&away));
    let cells = |arrival: &Arrival| -> Vec<(u32, u32)> {
        let rows = record(arrival).submission.indicators.iter();
        let cells = rows.flat_map(|row| [row.level1.cell, row.level3.cell, row.score.as_ref().expect("a score").cell]);
        cells.map(|cell| (cell.row, cell.col)).collect()
    };
    let moved: Vec<(u32, u32)> = cells(&home).into_iter().map(|(row, col)| (row + 5, col + 3)).collect();
    assert_eq!(moved, cells(&away));
}
