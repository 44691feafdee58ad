mod pages;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use tempfile::TempDir;

use calamine::{Data, Reader, Xlsx, open_workbook};

use super::*;
use crate::consolidate::{Expectation, Filing, consolidate, settle};
use crate::model::address::{Area, CellRef};
use crate::model::finding::{Finding, Outcome, Severity};
use crate::model::grid::{Cell, CellValue};
use crate::model::sample::*;
use crate::record::gathered;

const HINT: &str = "根据《部门整体支出绩效评价指标体系框架》（参考）设置三级指标和指标值";

fn area(text: &str) -> Area {
    let (first, last) = text.split_once(':').expect("two corners");
    Area::new(cell(first), cell(last))
}

/// The form of `model::sample::submission`, as a department would send it.
fn sheet() -> Sheet {
    let words = [
        ("A1", "部门整体支出绩效自评表"),
        ("A2", "（ 2023年度）"),
        ("A3", "评价部门名称"),
        ("C3", "区教育局"),
        ("G3", "下属单位个数"),
        ("A4", "整体支出规模"),
        ("E4", "全年预算数"),
        ("G4", "全年执行数"),
        ("I4", "执行率"),
        ("B5", "资金来源：（1）财政拨款"),
        ("A10", "年度总体目标"),
        ("B10", "年初设定目标"),
        ("F10", "全年完成情况"),
        ("B11", "保障全区教育经费。"),
        ("F11", "全部完成。"),
        ("A12", "分解目标自评"),
        ("A13", "一级指标"),
        ("B13", "权重"),
        ("C13", "二级指标"),
        ("D13", "三级指标"),
        ("E13", "年度指标值"),
        ("F13", "全年完成值"),
        ("G13", "分值"),
        ("H13", "得分"),
        ("I13", "偏差及原因分析"),
        ("A15", "管理指标"),
        ("C15", "预算执行管理"),
        ("D15", "预算执行率"),
        ("D16", "=cmd|'/c calc'!A1"),
        ("E15", "≥95%"),
        ("F15", "91%"),
        ("A17", "总分"),
        ("F17", "填表人：张三"),
        ("A18", "说明：1.本表由部门填报。2.得分不得超过分值。"),
    ];
    let numbers = [
        ("H3", 12.0, ""),
        ("E5", 12_869_807.65, "#,##0.00"),
        ("G5", 150.0, "#,##0.00"),
        ("I5", 0.75, "0.00%"),
        ("B15", 10.0, ""),
        ("G15", 5.0, ""),
        ("H15", 6.0, "0.00"),
        ("G16", 5.0, ""),
        ("H16", 4.79, "0.00"),
        ("B17", 9.79, ""),
    ];
    let text =
        |(at, text): (&str, &str)| (cell(at), Cell { value: CellValue::Text(text.to_owned()), ..Cell::default() });
    let number = |(at, value, code): (&str, f64, &str)| {
        let format = (!code.is_empty()).then(|| Arc::from(code));
        (cell(at), Cell { value: CellValue::Number(value), format, ..Cell::default() })
    };
    let cells = words.into_iter().map(text).chain(numbers.into_iter().map(number)).collect();
    let merges = ["A1:I1", "A2:I2", "A3:B3", "C3:F3", "A4:A9", "B4:D4", "E4:F4", "G4:H4", "B5:D5", "E5:F5", "G5:H5"];
    let more = ["A10:A11", "B10:E10", "F10:I10", "B11:E11", "F11:I11", "A12:I12", "A15:A16", "B15:B16", "C15:C16"];
    let overlapping = ["I1:I3"];
    let headers = ["A13:A14", "B13:B14", "C13:C14", "D13:D14", "E13:E14", "F13:F14", "G13:G14", "H13:H14", "I13:I14"];
    let all = [&merges[..], &more, &headers, &["B17:E17", "F17:I17", "A18:I18"], &overlapping].concat();
    Sheet::new("自评表", cells, all.into_iter().map(area).collect())
}

fn scored_too_high(at: &str, found: &str, expected: &str) -> Finding {
    Finding {
        found: Some(found.to_owned()),
        expected: Some(expected.to_owned()),
        message: format!("{at} 得分 {found} 高于按完成情况计算的 {expected} 分。"),
        fix: format!("请把 {at} 改为 {expected}，或在偏差栏说明依据。"),
        ..finding("SCR-06", Severity::Error, Some(at))
    }
}

fn batch(findings: Vec<Finding>) -> Batch {
    let mut one = arrival("区教育局.xlsx", "区教育局", None);
    one.findings = findings;
    let mut batch = consolidate(gathered(vec![one]), None, Expectation { year: Some(2023), ..Expectation::default() });
    settle(&mut batch, Filing::Together);
    batch
}

fn notice() -> Notice {
    Notice {
        deadline: Some("2024年4月10日".to_owned()),
        contact: Some("区财政局绩效股 0799-3441234".to_owned()),
        created: 1_710_469_200,
    }
}

fn again(sheet: &Sheet, submission: Submission) -> Again {
    Again { sheet: Arc::new(sheet.clone()), book: book(&submission), submission }
}

fn job<'a>(batch: &'a Batch, forms: Vec<(usize, Again)>, notice: &'a Notice) -> DepartmentJob<'a> {
    let titles = |_: &str| ("得分超出分值范围".to_owned(), String::new());
    let department = &batch.departments[0];
    let asked = crate::write::task::asked(batch, department, &titles).expect("memory gives it back");
    DepartmentJob { batch, department, forms, beside: None, asked, fixed: vec![], notice, unmarked: BTreeMap::new() }
}

/// Writes the workbook of the only department; its folder goes when the first of the two is dropped.
fn write_to_disk(batch: &Batch, sheet: &Sheet) -> (TempDir, PathBuf) {
    write_again(batch, again(sheet, submission("区教育局")))
}

fn write_again(batch: &Batch, again: Again) -> (TempDir, PathBuf) {
    let notice = notice();
    let job = job(batch, vec![(0, again)], &notice);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("001_区教育局.xlsx");
    write(&job, &path).expect("the workbook is written");
    (folder, path)
}

fn value(path: &PathBuf, sheet: &str, at: &str) -> Data {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook that opens");
    let range = book.worksheet_range(sheet).expect("the sheet");
    let at = cell(at);
    range.get_value((at.row, at.col)).cloned().unwrap_or_default()
}

fn text_at(path: &PathBuf, sheet: &str, at: &str) -> String {
    value(path, sheet, at).to_string()
}

fn everything() -> Vec<Finding> {
    let unverifiable = Finding { outcome: Outcome::Unverifiable, ..finding("SCR-20", Severity::Info, Some("H16")) };
    let hint = Finding {
        area: Some(area("D15:E16")),
        message: format!("D15 还是模板里的填写提示“{HINT}”，没有填写本单位的内容。"),
        subject: "管理指标".to_owned(),
        ..finding("TXT-01", Severity::Error, Some("D15"))
    };
    let whole = Finding {
        message: "没有找到总分行。".to_owned(),
        sheet: Some("自评表".to_owned()),
        ..finding("STR-04", Severity::Error, None)
    };
    vec![
        finding("BAS-05", Severity::Warning, Some("F17")),
        scored_too_high("H15", "6", "4.79"),
        scored_too_high("H16", "5", "3"),
        unverifiable,
        hint,
        whole,
    ]
}

#[test]
fn errors_come_first_and_neighbours_are_one_line() {
    let (_folder, path) = write_to_disk(&batch(everything()), &sheet());
    let column = |col: &str| (8..=11).map(|row| text_at(&path, LIST, &format!("{col}{row}"))).collect::<Vec<_>>();
    assert_eq!(column("B"), ["须修改", "须修改", "须修改", "需说明"]);
    assert_eq!(column("C"), ["整张表", "D15", "H15:H16", "F17"]);
    assert_eq!(text_at(&path, LIST, "E10"), "H15：6\nH16：5");
    assert_eq!(text_at(&path, LIST, "F10"), "H15：4.79\nH16：3");
    assert!(text_at(&path, LIST, "A2").contains("须修改 3 处，需说明 1 处"), "{}", text_at(&path, LIST, "A2"));
    let heading = ["A1", "A3", "A5"].map(|cell| text_at(&path, LIST, cell)).concat();
    for part in ["区教育局2023年度", "2024年4月10日", "绩效股", "《区教育局.xlsx》"] {
        assert!(heading.contains(part), "{part}: {heading}");
    }
}

#[test]
fn the_form_stands_at_its_own_addresses_and_formulas_stay_text() {
    let (_folder, path) = write_to_disk(&batch(everything()), &sheet());
    let sheet = sheet();
    for (at, cell) in sheet.cells() {
        let shown = value(&path, FORM, &at.to_string());
        match &cell.value {
            CellValue::Text(text) => assert_eq!(shown, Data::String(text.clone()), "{at}"),
            CellValue::Number(number) => assert_eq!(shown, Data::Float(*number), "{at}"),
            other => panic!("{other:?}"),
        }
    }
    let mut book: Xlsx<_> = open_workbook(&path).expect("a workbook");
    let merges = book.merge_cells_by_sheet_name(FORM).expect("the sheet");
    // All of the form's own but the one that overlaps another.
    assert_eq!(merges.len(), sheet.merges.len() - 1);
    let formulas = book.worksheet_formula(FORM).expect("formulas");
    assert_eq!(formulas.used_cells().count(), 0);
}

#[test]
fn scores_stand_side_by_side_with_their_difference() {
    let (_folder, path) = write_to_disk(&batch(everything()), &sheet());
    assert_eq!(value(&path, REVIEW, "G5"), Data::Float(5.0));
    assert_eq!(value(&path, REVIEW, "H5"), Data::Float(4.79));
    assert_eq!(value(&path, REVIEW, "I5"), Data::Float(0.21));
    assert_eq!(text_at(&path, REVIEW, "K5"), "5 × 91% ÷ 95% = 4.79；自评 5 分，高 0.21 分");
    assert_eq!(value(&path, REVIEW, "H7"), Data::Float(9.58));
    assert!(text_at(&path, REVIEW, "A2").contains("自评比复核高 0.21 分"));
}

#[test]
fn without_merges_in_the_file_they_are_rebuilt_from_the_form() {
    let mut bare = sheet();
    (bare.merges, bare.keeps_merges) = (vec![], false);
    let merges = merges::merges(&bare, &submission("区教育局"), Area::new(cell("A1"), cell("I18")));
    let rebuilt: Vec<String> = merges.values().map(Area::to_string).collect();
    for expected in ["A1:I1", "C3:F3", "B5:D5", "E5:F5", "F11:I11", "A12:I12", "A15:A16", "C15:C16", "A10:A11"] {
        assert!(rebuilt.iter().any(|area| area == expected), "{expected}: {rebuilt:?}");
    }
    assert!(!merges.contains_key(&cell("H15")), "a blank reason is no part of the score");
}

#[test]
fn a_department_nobody_could_read_gets_the_list_alone() {
    let mut batch =
        consolidate(gathered(vec![broken("区教育局.xls")]), Some(roster(&["区教育局"]).into()), Expectation::default());
    settle(&mut batch, Filing::Together);
    let notice = Notice::default();
    let job = job(&batch, vec![], &notice);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("001.xlsx");
    write(&job, &path).expect("the workbook is written");
    let book: Xlsx<_> = open_workbook(&path).expect("a workbook");
    assert_eq!(book.sheet_names(), [LIST]);
    assert!(text_at(&path, LIST, "A2").contains("无法读取"));
    assert_eq!(text_at(&path, LIST, "C8"), "整份文件");
}

#[test]
fn marks_carry_what_is_wrong_and_what_to_do() {
    let batch = batch(everything());
    let (notice, sheet) = (notice(), sheet());
    let job = job(&batch, vec![(0, again(&sheet, submission("区教育局")))], &notice);
    let forms = forms(&job);
    let marks = marks::marks(&job, &forms[0], Area::new(cell("A1"), cell("I18")));
    let marked: Vec<String> = marks.levels.keys().map(CellRef::to_string).collect();
    // The title carries the note of what has no cell, and no colour.
    assert_eq!(marked, ["D15", "E15", "H15", "D16", "E16", "H16", "F17"]);
    assert!(marks.notes[&cell("H15")].contains("怎样改：请把 H15 改为 4.79"));
    assert!(marks.notes[&cell("A1")].contains("没有找到总分行"));
}

#[test]
fn a_hostile_sheet_is_shown_only_around_the_form() {
    let far = [(CellRef::new(1_048_575, 16_383), Cell { value: CellValue::Number(1e300), ..Cell::default() })];
    let cells = sheet().cells().map(|(at, cell)| (at, cell.clone())).chain(far).collect();
    let wide = Sheet::new("自评表", cells, vec![area("J1:XFD1048575")]);
    let (_folder, path) = write_to_disk(&batch(everything()), &wide);
    assert_eq!(text_at(&path, FORM, "C3"), "区教育局");
}

#[test]
fn an_empty_record_still_gives_a_workbook() {
    let mut empty = again(&Sheet::new("自评表", vec![], vec![]), submission("区教育局"));
    empty.submission.indicators.clear();
    empty.submission.budget.clear();
    empty.submission.fields.clear();
    empty.submission.total = None;
    empty.book.rows.clear();
    write_again(&batch(everything()), empty);
}
