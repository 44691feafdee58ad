//! Everything a run writes, opened and checked: the summary, department workbooks, marked originals, reminders.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jixiao::model::address::CellRef;
use tempfile::TempDir;

use crate::support::book::{Book, Sheet, check, workbooks};
use crate::support::file::write_saved;
use crate::support::layout::{combination, draw};
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
        if department % 3 == 0 {
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

fn checked(folder: &Path) -> usize {
    let found = workbooks(folder);
    found.iter().for_each(|path| check(path));
    found.len()
}

#[test]
fn every_workbook_of_a_season_is_sound() {
    let season = Season::new();
    (1..DEPARTMENTS).for_each(|department| season.sends(department, 5, department % 4 == 1));
    season.run(&["--annotate", "--sample", "3", "--unit", "wan", "--group-by-section"]);
    assert!(checked(&season.path("结果")) > 15);
    // Of a department with two faulty columns the sums and differences come from formulas.
    crate::summary::recalculated_as_stored(&season.path("结果/问题反馈/预算股/003_区第3局.xlsx"));
    (2..DEPARTMENTS).step_by(2).for_each(|department| season.sends(department, 9, true));
    season.run(&["--annotate", "--deadline", "2099-03-15"]);
    assert!(checked(&season.path("结果")) > 10);
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
