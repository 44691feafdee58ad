//! Everything a run writes, opened and checked: the summary, department workbooks, marked originals, reminders.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use jixiao::model::address::CellRef;
use tempfile::TempDir;

use crate::support::book::check::{check, check_outputs};
use crate::support::book::{Book, Sheet, workbooks};
use crate::support::file::write_saved;
use crate::support::layout::{combination, draw};
use crate::support::package::text_of;
use crate::support::{Dice, truth::Truth};

const DEPARTMENTS: u64 = 12;

/// Twelve departments with known faults, reported twice: the second time some of it is mended.
struct Season(TempDir);

impl Season {
    fn new() -> Self {
        let season = Self(TempDir::new().expect("a folder"));
        fs::create_dir(season.path("收表")).expect("a folder");
        let names: String =
            (0..DEPARTMENTS).map(|i| format!("区第{}局,{}\n", i + 1, ["预算股", "社保股"][i as usize % 2])).collect();
        fs::write(season.path("名册.csv"), format!("单位名称,归口股室\n{names}")).expect("a roster");
        season
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn sends(&self, department: u64, day: u8, is_mended: bool) {
        let name = format!("区第{}局", department + 1);
        let mut truth = Truth { department: name.clone(), ..Truth::sample(department) };
        if !is_mended {
            truth.rows[1].score = truth.rows[1].points + 100;
            truth.rows[2].actual = String::new();
            truth.lines[0].budget += 1_000_000;
        }
        if department.is_multiple_of(3) {
            truth.rows[4].score -= 50;
            truth.rows[4].reason = None;
        }
        let bends = combination(&mut Dice(department));
        write_saved(&self.path(&format!("收表/{name}_{day}.xlsx")), day, &[("自评表", &draw(&truth, &bends))]);
    }

    fn run(&self, options: &[&str]) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
        command.env("SOURCE_DATE_EPOCH", "1712000000").arg("batch").arg(self.path("收表")).arg("--quiet");
        command.arg("--out").arg(self.path("结果")).arg("--roster").arg(self.path("名册.csv")).args(options);
        let output = command.output().expect("the program starts");
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    }

    fn summary(&self) -> Book {
        Book::open(&self.path("结果/汇总表.xlsx"))
    }
}

#[test]
fn every_workbook_of_a_season_is_sound() {
    let season = Season::new();
    (1..DEPARTMENTS).for_each(|department| season.sends(department, 5, department % 4 == 1));
    season.run(&["--annotate", "--sample", "3", "--unit", "wan", "--group-by-section"]);
    assert!(check_outputs(&season.path("结果")).len() > 15);
    // Of a department with two faulty columns the sums and differences come from formulas.
    let copy = season.path("复算/003.xlsx");
    std::fs::create_dir(season.path("复算")).expect("a folder");
    std::fs::copy(season.path("结果/问题反馈/预算股/003_区第3局.xlsx"), &copy).expect("a copy");
    crate::summary::recalculated_as_stored(&[copy]);
    (2..DEPARTMENTS).step_by(2).for_each(|department| season.sends(department, 9, true));
    season.run(&["--annotate", "--deadline", "2099-03-15"]);
    assert!(check_outputs(&season.path("结果")).len() > 10);
    let reminders = season.path("催报.xlsx");
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command.arg("status").arg(season.path("结果")).arg("--out").arg(&reminders);
    assert!(command.output().expect("the program starts").status.success());
    check(&reminders);
}

/// The cells of a column below its title.
fn column<'s>(sheet: &'s Sheet, title: &str) -> impl Iterator<Item = (CellRef, &'s str)> {
    let header = sheet.find(title).unwrap_or_else(|| panic!("{title}"));
    let cells = sheet.cells.iter().filter(move |(at, _)| at.col == header.col && at.row > header.row);
    cells.map(|(at, cell)| (*at, cell.text.as_str()))
}

/// What stands in a row under a title.
fn beside<'s>(sheet: &'s Sheet, row: u32, title: &str) -> &'s str {
    sheet.text(CellRef::new(row, sheet.find(title).unwrap_or_else(|| panic!("{title}")).col))
}

/// A count leads to the first of what it counts, of the same department and level; a rule to what is said of it.
#[test]
fn a_link_leads_to_what_it_speaks_of() {
    let season = Season::new();
    (1..DEPARTMENTS).for_each(|department| season.sends(department, 5, department % 4 == 1));
    season.run(&[]);
    let book = season.summary();
    let (departments, findings) = (book.sheet("部门汇总"), book.sheet("问题清单"));
    let mut followed = 0;
    for level in ["错误", "警告", "提示"] {
        for (at, count) in column(departments, level).filter(|(at, _)| !beside(departments, at.row, "序号").is_empty())
        {
            let Some((sheet, target)) = departments.link(at) else {
                assert_eq!(count, "0", "{at} counts and leads nowhere");
                continue;
            };
            assert_eq!(sheet, "问题清单");
            assert_eq!(beside(findings, target.row, "部门"), beside(departments, at.row, "部门名称"));
            assert_eq!(beside(findings, target.row, "级别"), level);
            followed += 1;
        }
    }
    assert!(followed > 10, "{followed}");
    let indicators = book.sheet("指标明细");
    for (at, count) in column(departments, "指标数").filter(|(at, _)| departments.link(*at).is_some()) {
        let (_, target) = departments.link(at).expect("a link");
        let name = beside(departments, at.row, "部门名称");
        assert_eq!(beside(indicators, target.row, "部门"), name);
        assert_eq!(column(indicators, "部门").filter(|(_, text)| *text == name).count().to_string(), count);
    }
    let rules = book.sheet("规则说明");
    for (at, count) in column(rules, "本批次数").filter(|(at, _)| rules.link(*at).is_some()) {
        let code = beside(rules, at.row, "规则");
        let (_, target) = rules.link(at).expect("a link");
        assert_eq!(beside(findings, target.row, "依据规则"), code);
        let told = column(findings, "依据规则")
            .filter(|(row, text)| *text == code && beside(findings, row.row, "计入统计") == "是");
        assert_eq!(told.count().to_string(), count, "{code}");
    }
    let (ledger, notices) = (book.sheet("报送台账"), book.sheet("退回通知"));
    for (at, _) in column(ledger, "通知").filter(|(at, _)| ledger.link(*at).is_some()) {
        let (_, target) = ledger.link(at).expect("a link");
        assert_eq!(beside(notices, target.row, "部门名称"), beside(ledger, at.row, "部门名称"));
    }
}

/// A place in a department's list leads to the marked cell of that address.
#[test]
fn a_place_leads_to_the_marked_cell() {
    let season = Season::new();
    season.sends(2, 5, false);
    season.run(&[]);
    let path = workbooks(&season.path("结果/问题反馈")).remove(0);
    let book = Book::open(&path);
    let list = book.sheet("问题清单");
    let mut followed = 0;
    for (at, place) in column(list, "位置").filter(|(at, _)| list.link(*at).is_some()) {
        let (sheet, target) = list.link(at).expect("a link");
        assert!(sheet.starts_with("标注原表"), "{sheet}");
        assert!(place.starts_with(&target.to_string()), "{place} leads to {target}");
        followed += 1;
    }
    assert!(followed >= 3);
    let sign = list
        .cells
        .values()
        .any(|cell| cell.text.contains("签字") || cell.text.contains("签章") || cell.text.contains("（盖章）"));
    assert!(sign, "a line to sign");
}

const RED: &str = "FCE4E4";
const YELLOW: &str = "FFF2CC";
const GREY: &str = "EDEDED";
const INPUT: &str = "FFFDE7";

fn lines(season: &Season, name: &str) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(season.path("结果/data").join(name)).expect("the lines");
    text.lines().map(|line| serde_json::from_str(line).expect("a line")).collect()
}

/// A rule over the cells below a title that gives a text its colour.
fn colours(book: &Book, sheet: &str, title: &str, text: &str, fill: &str) -> bool {
    let sheet = book.sheet(sheet);
    let col = sheet.find(title).unwrap_or_else(|| panic!("{title}")).col;
    let is_it = |(over, formula, own): &(jixiao::model::address::Area, String, String)| {
        over.first.col == col && formula.ends_with(&format!("{}=\"{text}\"", over.first)) && own == fill
    };
    book.colours(sheet).iter().any(is_it)
}

#[test]
fn states_and_levels_have_their_colours_everywhere() {
    let season = Season::new();
    season.sends(2, 5, false);
    season.run(&[]);
    let book = season.summary();
    for sheet in ["部门汇总", "报送台账"] {
        for (state, fill) in [
            ("退回", RED),
            ("无法读取", RED),
            ("通过(需说明)", YELLOW),
            ("未报送", GREY),
            ("待确认", "E6EFF9"),
            ("通过", "E5F2DC"),
        ] {
            assert!(colours(&book, sheet, "状态", state, fill), "{sheet} {state}");
        }
    }
    for (state, fill) in [("计入汇总", "E5F2DC"), ("无法读取", RED), ("待确认", "E6EFF9")] {
        assert!(colours(&book, "报送台账", "文件状态", state, fill), "{state}");
    }
    for (sheet, title) in [("问题清单", "级别"), ("规则说明", "级别")] {
        for (level, fill) in [("错误", RED), ("警告", YELLOW), ("提示", "E6EFF9")] {
            assert!(colours(&book, sheet, title, level, fill), "{sheet} {level}");
        }
    }
    // Whole rows that do not count, scores that differ or could not be checked.
    let rule = |sheet: &str, begins: &str, ends: &str, fill: &str| {
        let sheet = book.sheet(sheet);
        let (first, last) = [begins, ends].map(|title| sheet.find(title).expect("a title").col).into();
        book.colours(sheet).iter().any(|(over, _, own)| (over.first.col, over.last.col) == (first, last) && own == fill)
    };
    assert!(rule("问题清单", "序号", "计入统计", GREY));
    assert!(rule("指标明细", "复核得分", "计算过程（或无法核验的原因）", YELLOW));
    assert!(rule("指标明细", "复核得分", "计算过程（或无法核验的原因）", GREY));
    for (title, fill) in [("错误", RED), ("警告", YELLOW), ("差额", RED), ("差额", YELLOW), ("抽查建议", YELLOW)]
    {
        assert!(rule("部门汇总", title, title, fill), "{title}");
    }
}

#[test]
fn what_is_wrong_is_red_and_what_is_asked_for_is_yellow() {
    let season = Season::new();
    season.sends(2, 5, false);
    season.sends(3, 5, true);
    season.run(&["--annotate"]);
    let book = season.summary();
    for sheet in ["部门汇总", "预算汇总"] {
        let sheet = book.sheet(sheet);
        let title = if sheet.name == "部门汇总" { "全年预算数" } else { "合计" };
        let col = sheet.find(title).expect("a title").col;
        let fill = |name: &str| {
            let (at, _) = column(sheet, "部门名称").find(|(_, text)| *text == name).expect("its row");
            book.fill(sheet, CellRef::new(at.row, col)).to_owned()
        };
        assert_eq!((fill("区第3局").as_str(), fill("区第4局").as_str()), (RED, ""), "{}", sheet.name);
    }
    let departments = book.sheet("部门汇总");
    for title in ["评审得分", "复核意见", "复核人"] {
        let at = departments.find(title).expect("a title");
        assert_eq!(book.fill(departments, CellRef::new(at.row + 1, at.col)), INPUT);
    }
    // Digits that are meant as text have no green corners.
    for sheet in book.sheets.iter().filter(|sheet| sheet.root.child("autoFilter").is_some() && sheet.name != "预算汇总")
    {
        let over = sheet.root.all("ignoredError").first().and_then(|ignored| ignored.get("sqref").map(str::to_owned));
        let begins = sheet.find("序号").or(sheet.find("规则")).expect("its first title");
        let first = CellRef::new(begins.row + 1, 0).to_string();
        assert!(over.is_some_and(|over| over.starts_with(&first)), "{}", sheet.name);
    }
    // Each finding with a cell is marked and commented there, in the redrawn form and in the copy of the original.
    let workbook = season.path("结果/问题反馈/003_区第3局.xlsx");
    let copy = season.path("结果/问题反馈/003_区第3局_标注.xlsx");
    let is_asked = |line: &serde_json::Value| {
        line["department"] == "区第3局" && ["error", "warning"].iter().any(|level| line["severity"] == **level)
    };
    let found: Vec<_> = lines(&season, "findings.jsonl").into_iter().filter(is_asked).collect();
    for (path, sheet) in [(workbook, "标注原表"), (copy, "自评表")] {
        let book = Book::open(&path);
        let sheet = book.sheet(sheet);
        let commented = book.commented(sheet);
        for finding in found.iter().filter(|finding| finding["cell"].is_string()) {
            let cell = finding["cell"].as_str().expect("a cell").split(':').next().expect("one");
            let at: CellRef = cell.parse().expect("an address");
            assert!(commented.contains(&at), "{cell} {commented:?}");
            let fills: &[&str] = if finding["severity"] == "error" { &[RED] } else { &[RED, YELLOW] };
            assert!(fills.contains(&book.fill(sheet, at)), "{cell} {}", book.fill(sheet, at));
        }
        assert!(commented.len() >= 3);
    }
}

/// 先看这些 names departments by their figures and leads to their rows.
#[test]
fn what_is_to_be_looked_at_first_is_what_stands_in_the_rows() {
    let season = Season::new();
    (1..DEPARTMENTS).for_each(|department| season.sends(department, 5, department % 4 == 1));
    season.run(&[]);
    let book = season.summary();
    let (overview, departments) = (book.sheet("总览"), book.sheet("部门汇总"));
    let heading = overview.find("先看这些").expect("the list");
    let rows = overview.cells.iter().filter(|(at, _)| at.row > heading.row + 1 && at.row < heading.row + 14);
    let mut kinds = std::collections::BTreeSet::new();
    for (at, cell) in
        rows.filter(|(at, _)| at.col == heading.col && overview.link(CellRef::new(at.row, at.col + 2)).is_some())
    {
        let remark = CellRef::new(at.row, at.col + 2);
        let (sheet, target) = overview.link(remark).expect("a link");
        if sheet == "部门汇总" && cell.text != "版本存疑" {
            let name = beside(departments, target.row, "部门名称");
            assert!(overview.text(remark).contains(name), "{} leads to {name}", overview.text(remark));
        }
        kinds.insert(cell.text.clone());
    }
    assert!(kinds.contains("差额较大"), "{kinds:?}");
    // The largest differences come first.
    let apart = |text: &str| text.rsplit("差额 ").next().and_then(|number| number.parse::<f64>().ok());
    let told: Vec<f64> = overview
        .cells
        .values()
        .filter(|cell| cell.text.contains("，差额 "))
        .filter_map(|cell| apart(&cell.text))
        .collect();
    assert!(!told.is_empty() && told.is_sorted_by(|a, b| a.abs() >= b.abs()), "{told:?}");
    let largest = column(departments, "差额").filter(|(at, _)| !beside(departments, at.row, "序号").is_empty());
    let largest = largest.filter_map(|(_, text)| text.parse::<f64>().ok()).map(f64::abs).fold(0.0, f64::max);
    assert!((told[0].abs() - largest).abs() < 0.005, "{told:?} {largest}");
}

/// Sheets are told apart by the colours of their tabs: what is wrong is red in the summary and in a workbook.
#[test]
fn every_sheet_has_a_coloured_tab() {
    let season = Season::new();
    season.sends(2, 5, false);
    season.run(&[]);
    for (name, red) in [("结果/汇总表.xlsx", 5), ("结果/问题反馈/003_区第3局.xlsx", 1)] {
        let path = season.path(name);
        for number in 1..=Book::open(&path).sheets.len() {
            let xml = text_of(&path, &format!("xl/worksheets/sheet{number}.xml"));
            let colour = xml.split("<tabColor rgb=\"FF").nth(1).map(|rest| &rest[..6]);
            assert_eq!(colour.is_some_and(|colour| colour == "C00000"), number == red, "{name} {number} {colour:?}");
            assert!(colour.is_some(), "{name} {number}");
        }
    }
}

/// Every file that was read has the time at which it was saved.
#[test]
fn the_ledger_tells_when_a_file_was_saved() {
    let season = Season::new();
    season.sends(2, 5, false);
    season.sends(3, 17, true);
    season.run(&[]);
    let book = season.summary();
    let ledger = book.sheet("报送台账");
    let times: Vec<&str> = column(ledger, "文件时间")
        .map(|(_, text)| text)
        .filter(|text| text.starts_with(|c: char| c.is_ascii_digit()))
        .collect();
    assert_eq!(times.len(), 2, "{times:?}");
    assert!(times[0].contains("2024-03-05") && times[1].contains("2024-03-17"), "{times:?}");
}

/// A department's workbook asks for an answer to each task, to be picked from three.
#[test]
fn each_task_can_be_answered() {
    let season = Season::new();
    season.sends(2, 5, false);
    season.run(&[]);
    let book = Book::open(&season.path("结果/问题反馈/003_区第3局.xlsx"));
    let list = book.sheet("问题清单");
    let tasks: Vec<CellRef> = column(list, "级别").filter(|(_, text)| !text.is_empty()).map(|(at, _)| at).collect();
    let at = list.find("整改情况").expect("a title");
    let rule = list.root.all("dataValidation").into_iter().next().expect("a list of answers");
    assert_eq!(
        rule.get("sqref"),
        Some(
            format!("{}:{}", CellRef::new(at.row + 1, at.col), CellRef::new(at.row + tasks.len() as u32, at.col))
                .as_str()
        )
    );
    assert_eq!(rule.child("formula1").map(|list| list.text.as_str()), Some("\"已改,已说明,申请豁免\""));
    // A script that puts rows in leaves merges where they were: none may come to lie over an answer.
    let merged = list.root.all("mergeCell").into_iter().filter_map(|merge| merge.get("ref"));
    let merged: Vec<&str> = merged
        .filter(|merge| {
            merge
                .split(':')
                .next()
                .and_then(|first| first.parse::<CellRef>().ok())
                .is_some_and(|first| first.row > at.row)
        })
        .collect();
    assert_eq!(merged, Vec::<&str>::new());
    for task in tasks {
        for title in ["整改情况", "整改说明"] {
            let col = list.find(title).expect("a title").col;
            assert_eq!(book.fill(list, CellRef::new(task.row, col)), INPUT);
        }
        let fill = if beside(list, task.row, "级别") == "须修改" { RED } else { YELLOW };
        assert_eq!(book.fill(list, task), fill);
    }
}
