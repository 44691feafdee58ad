//! A collection over its rounds: which file counts, what became of the findings, what departments answered.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::file::write_saved;
use crate::support::grid::Grid;
use crate::support::layout::{Bend, draw};
use crate::support::truth::Truth;
use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;
use tempfile::TempDir;

const DEPARTMENTS: [&str; 4] = ["区教育局", "区司法局", "区水利局", "区民政局"];

/// A bureau's folder over three weeks.
struct Season {
    home: TempDir,
}

impl Season {
    fn new() -> Self {
        let season = Self { home: TempDir::new().expect("a folder") };
        fs::create_dir(season.inbox()).expect("a folder");
        fs::write(season.roster(), format!("单位名称\n{}\n", DEPARTMENTS.join("\n"))).expect("a roster");
        season
    }

    fn inbox(&self) -> PathBuf {
        self.home.path().join("收表")
    }

    fn out(&self) -> PathBuf {
        self.home.path().join("结果")
    }

    fn roster(&self) -> PathBuf {
        self.home.path().join("名册.csv")
    }

    fn run(&self) -> BTreeMap<String, Vec<u8>> {
        self.run_with(&[])
    }

    fn output_of(&self, more: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
        command.env("SOURCE_DATE_EPOCH", "1712000000").arg("batch").arg(self.inbox());
        command.args(["--quiet", "--out"]).arg(self.out()).arg("--roster").arg(self.roster()).args(more);
        command.output().expect("the program starts")
    }

    fn run_with(&self, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
        let output = self.output_of(more);
        assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
        let files = ["data/findings.jsonl", "data/departments.jsonl", "data/submissions.jsonl", "汇总表.xlsx"];
        files.into_iter().map(|name| (name.to_owned(), fs::read(self.out().join(name)).expect("written"))).collect()
    }

    /// A form of a department as it is saved on a day.
    fn sends(&self, name: &str, day: u8, truth: &Truth, bends: &[Bend]) {
        write_saved(&self.inbox().join(name), day, &[("自评表", &draw(truth, bends))]);
    }

    fn lines(&self, name: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.out().join("data").join(name)).expect("the lines");
        text.lines().map(|line| serde_json::from_str(line).expect("a line")).collect()
    }

    /// `file rule state reply` of every error and warning of a department, in their order.
    fn findings(&self, department: &str) -> Vec<String> {
        let loud = self.lines("findings.jsonl").into_iter().filter(|finding| finding["severity"] != "info");
        let of = loud.filter(|finding| finding["department"] == department);
        of.map(|finding| {
            let text = |key: &str| finding[key].as_str().unwrap_or("-").to_owned();
            let reply = finding["reply"]["text"].as_str().map(|text| format!(" {text}")).unwrap_or_default();
            format!("{} {} {}{reply}", text("file"), text("rule"), text("state"))
        })
        .collect()
    }

    fn department(&self, name: &str) -> Value {
        let lines = self.lines("departments.jsonl");
        lines.into_iter().find(|line| line["department"] == name).expect("its line")
    }

    /// `file state` of a department's files.
    fn files(&self, name: &str) -> Vec<String> {
        let line = self.department(name);
        let files = line["files"].as_array().expect("files").iter();
        files.map(|file| format!("{} {}", file["file"].as_str().unwrap(), file["state"].as_str().unwrap())).collect()
    }

    fn sheet(&self, path: &Path, name: &str) -> Vec<Vec<Data>> {
        let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
        book.worksheet_range(name).expect("a sheet").rows().map(<[Data]>::to_vec).collect()
    }
}

fn truth(department: &str) -> Truth {
    let seed = DEPARTMENTS.iter().position(|name| *name == department).expect("one of them") as u64;
    Truth { department: department.to_owned(), ..Truth::sample(seed) }
}

/// Its first row has more than its points.
fn too_high(mut truth: Truth) -> Truth {
    truth.rows[0].score = truth.rows[0].points + 100;
    truth
}

/// Its second row has no result.
fn without_actual(mut truth: Truth) -> Truth {
    truth.rows[1].actual = String::new();
    truth
}

/// The list of a department workbook as it comes back: its first line answered.
fn feedback(season: &Season, department: &str, to: &str, text: &str) {
    let workbook = season.department(department)["workbook"].as_str().expect("a workbook").to_owned();
    let rows = season.sheet(&season.out().join(workbook), "问题清单");
    let header = rows.iter().position(|row| row.iter().any(|cell| *cell == "整改说明")).expect("a header");
    let mut grid = Grid::default();
    for (row, cells) in (0..).zip(&rows) {
        for (col, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.to_string().is_empty()) {
            grid.text(row, col, cell.to_string());
        }
    }
    let col = |title: &str| rows[header].iter().position(|cell| *cell == title).expect("a column") as u32;
    grid.text(header as u32 + 1, col("整改情况"), "已改");
    grid.text(header as u32 + 1, col("整改说明"), text);
    write_saved(&season.inbox().join(to), 31, &[("问题清单", &grid)]);
}

#[test]
fn what_was_asked_is_fixed_open_or_new_and_answers_come_back() {
    let season = Season::new();
    let first = too_high(truth("区教育局"));
    season.sends("区教育局.xlsx", 1, &without_actual(first.clone()), &[]);
    season.sends("区司法局.xlsx", 1, &truth("区司法局"), &[]);
    season.run();
    assert_eq!(season.findings("区教育局"), ["区教育局.xlsx SCR-02 -", "区教育局.xlsx IND-03 -"]);
    assert_eq!(season.department("区教育局")["round"], 1);

    // The score is put right, the result still lacks, a reason went; the table moved, the file has another name, and
    // the list comes back under a name that says it is the newest form.
    let mut second = without_actual(truth("区教育局"));
    second.planned = String::new();
    feedback(&season, "区教育局", "区教育局自评表（最新）.xlsx", "已按实际改正");
    season.sends("教育局报送.xlsx", 9, &second, &[Bend::Moved, Bend::BlankRows]);
    season.run();
    let found = season.findings("区教育局");
    assert_eq!(
        found,
        [
            "区教育局.xlsx SCR-02 fixed 已按实际改正",
            "区教育局.xlsx IND-03 -",
            "教育局报送.xlsx TXT-02 new",
            "教育局报送.xlsx IND-03 open",
        ]
    );
    let files = ["教育局报送.xlsx 计入汇总", "区教育局.xlsx 已被替代", "区教育局自评表（最新）.xlsx 反馈表"];
    assert_eq!(season.files("区教育局"), files);
    assert_eq!(season.department("区教育局")["round"], 2);
    assert_eq!(season.department("区教育局")["replies"][0]["text"], "已按实际改正");
    assert_eq!(season.findings("区司法局"), Vec::<String>::new());

    let overview = season.sheet(&season.out().join("汇总表.xlsx"), "总览");
    let counts = |round: &str| {
        let row = overview.iter().find(|row| row.iter().any(|cell| *cell == round)).expect("the round");
        let at = row.iter().position(|cell| *cell == round).expect("its place");
        row[at + 2..at + 5].iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!((counts("合计"), counts("第2次")), (vec!["1".into(), "1".into(), "1".into()], counts("合计")));
    assert_eq!(counts("第1次"), ["0", "0", "0"]);

    let workbook = season.department("区教育局")["workbook"].as_str().expect("a workbook").to_owned();
    let list = season.sheet(&season.out().join(workbook), "问题清单");
    let says = |text: &str| list.iter().flatten().any(|cell| cell.to_string().contains(text));
    assert!(says("第 2 次报送：须修改 2 处") && says("已改 1 处，谢谢") && says("（未改）") && says("（新增）"));
    let order: Vec<bool> = list
        .iter()
        .flatten()
        .map(ToString::to_string)
        .filter(|text| text.starts_with('（'))
        .filter_map(|text| {
            text.starts_with("（未改）").then_some(true).or(text.starts_with("（新增）").then_some(false))
        })
        .collect();
    assert_eq!(order, [true, false], "open ones first");
    // Where the collection stands: a state that lasts keeps its day.
    let mut status = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    let said = status.arg("status").arg(season.out()).args(["--format", "json"]).output().expect("the program starts");
    let status: Value = serde_json::from_slice(&said.stdout).expect("one document");
    assert_eq!(
        (&status["year"], &status["counts"]["未报送"], &status["counts"]["退回"]),
        (&2023.into(), &2.into(), &1.into())
    );
    let line = &status["departments"][0];
    assert_eq!(
        (&line["department"], &line["round"], &line["since"]),
        (&"区教育局".into(), &2.into(), &"2024-04-02".into())
    );
    let list = season.home.path().join("催报.txt");
    let done =
        Command::new(env!("CARGO_BIN_EXE_jixiao")).arg("status").arg(season.out()).arg("--out").arg(&list).status();
    assert!(done.expect("the program starts").success());
    let list = fs::read_to_string(list).expect("a list");
    let named: Vec<&str> = list.lines().map(|line| line.split('：').next().expect("a name")).collect();
    assert_eq!(named, ["区水利局", "区民政局", "区教育局"], "{list}");
    let book = season.home.path().join("催报.xlsx");
    let mut status = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    let done = status.arg("status").arg(season.out()).arg("--out").arg(&book).status();
    assert!(done.expect("the program starts").success());
    let rows = season.sheet(&book, "催报清单");
    let rounds = rows[1].iter().position(|cell| *cell == "报送次数").expect("the column");
    assert_eq!(rows[2..].iter().map(|row| row[rounds].clone()).collect::<Vec<_>>(), [0.0, 0.0, 2.0].map(Data::Float));
    // Nothing new arrives: nothing changes.
    assert!(season.run() == season.run());
}

#[test]
fn the_form_saved_last_counts_whatever_names_say_and_a_doubt_is_a_question() {
    let season = Season::new();
    let early = too_high(truth("区水利局"));
    season.sends("区水利局（1）.xlsx", 1, &early, &[]);
    season.sends("区水利局.xlsx", 9, &truth("区水利局"), &[]);
    season.sends("区民政局终稿.xlsx", 1, &too_high(truth("区民政局")), &[]);
    season.sends("区民政局.xlsx", 9, &truth("区民政局"), &[]);
    season.run();
    assert_eq!(season.files("区水利局"), ["区水利局.xlsx 计入汇总", "区水利局（1）.xlsx 已被替代"]);
    assert_eq!(season.department("区水利局")["state"], "通过");
    assert_eq!(season.files("区民政局"), ["区民政局.xlsx 计入汇总", "区民政局终稿.xlsx 已被替代"]);
    assert_eq!(season.department("区民政局")["state"], "通过(需说明)");
    assert!(season.findings("区民政局").contains(&"- BAT-03 -".to_owned()), "{:?}", season.findings("区民政局"));
}

#[test]
fn a_summary_among_the_inputs_is_passed_over() {
    let season = Season::new();
    season.sends("区教育局.xlsx", 1, &truth("区教育局"), &[]);
    season.run();
    fs::copy(season.out().join("汇总表.xlsx"), season.inbox().join("区司法局自评表.xlsx")).expect("copied");
    season.run();
    assert_eq!(season.department("区司法局")["state"], "未报送");
    assert!(season.lines("findings.jsonl").iter().all(|finding| finding["file"] != "区司法局自评表.xlsx"));
}

#[test]
fn a_submission_whose_file_is_gone_is_remembered_by_the_output() {
    let season = Season::new();
    let first = without_actual(too_high(truth("区教育局")));
    season.sends("区教育局.xlsx", 1, &first, &[]);
    season.run();
    fs::remove_file(season.inbox().join("区教育局.xlsx")).expect("gone");
    let mut second = without_actual(truth("区教育局"));
    second.planned = String::new();
    season.sends("区教育局新.xlsx", 9, &second, &[Bend::Moved]);
    season.run();
    let expected =
        ["区教育局.xlsx SCR-02 fixed", "区教育局新.xlsx TXT-02 new", "区教育局新.xlsx IND-03 open"].map(str::to_owned);
    let sorted = |season: &Season| {
        let mut found = season.findings("区教育局");
        found.sort();
        found
    };
    let mut wanted = expected.to_vec();
    wanted.sort();
    assert_eq!(sorted(&season), wanted);
    assert_eq!(
        (&season.department("区教育局")["round"], &season.department("区教育局")["errors"]),
        (&2.into(), &2.into())
    );
    // While nothing new arrives all stays as it is, to the byte.
    let once = season.run();
    assert_eq!(sorted(&season), wanted);
    assert!(season.run() == once);
    // Everything right at last: all that was open is fixed, and nothing is asked.
    fs::remove_file(season.inbox().join("区教育局新.xlsx")).expect("gone");
    season.sends("区教育局（3）.xlsx", 20, &truth("区教育局"), &[]);
    season.run();
    assert_eq!(sorted(&season), ["区教育局新.xlsx IND-03 fixed", "区教育局新.xlsx TXT-02 fixed"]);
    assert_eq!(
        (&season.department("区教育局")["round"], &season.department("区教育局")["state"]),
        (&3.into(), &"通过".into())
    );
    // Without a file it is missing, and the ledger says that there was one.
    fs::remove_file(season.inbox().join("区教育局（3）.xlsx")).expect("gone");
    season.sends("区司法局.xlsx", 20, &truth("区司法局"), &[]);
    season.run();
    let line = season.department("区教育局");
    assert_eq!((&line["state"], &line["round"]), (&"未报送".into(), &3.into()));
    let ledger = season.sheet(&season.out().join("汇总表.xlsx"), "报送台账");
    assert!(ledger.iter().flatten().any(|cell| cell.to_string().contains("以前报送的文件已不在")));
}

#[test]
fn an_earlier_output_elsewhere_serves_as_well() {
    let season = Season::new();
    season.sends("区教育局.xlsx", 1, &too_high(truth("区教育局")), &[]);
    season.run();
    let earlier = season.home.path().join("第一轮");
    fs::rename(season.out(), &earlier).expect("put aside");
    fs::remove_file(season.inbox().join("区教育局.xlsx")).expect("gone");
    season.sends("区教育局.xlsx", 9, &truth("区教育局"), &[]);
    season.run_with(&["--previous", earlier.to_str().expect("a path")]);
    assert_eq!(season.findings("区教育局"), ["区教育局.xlsx SCR-02 fixed"]);
    assert_eq!(season.department("区教育局")["round"], 2);
}

#[test]
fn what_nobody_asked_to_change_is_to_be_explained() {
    let season = Season::new();
    // A score is asked about; beside it a target becomes lower, a result another, an indicator goes.
    let first = too_high(truth("区教育局"));
    season.sends("区教育局第一稿.xlsx", 1, &first, &[]);
    let mut second = truth("区教育局");
    let lowered =
        second.rows.iter().position(|row| row.target.starts_with('≥') && row.target.ends_with('%')).expect("one");
    let number: u32 = second.rows[lowered].target.trim_matches(['≥', '%']).parse().expect("a whole number");
    second.rows[lowered].target = format!("≥{}%", number - 1);
    let other = lowered + 1;
    second.rows[other].reason = Some("统计口径调整");
    let is_further = |row: &usize| second.rows[*row].level1 == second.rows[row - 1].level1 && *row > other + 1;
    let removed = (1..second.rows.len()).rev().find(is_further).expect("a row beside others");
    let (points, score) = (second.rows[removed].points, second.rows[removed].score);
    let gone = second.rows.remove(removed).level3;
    second.rows[removed - 1].points += points;
    second.rows[removed - 1].score += score;
    season.sends("区教育局第二稿.xlsx", 9, &second, &[Bend::Moved]);
    season.run();
    let found = season.lines("findings.jsonl").into_iter().filter(|finding| finding["rule"] == "RND-02");
    let found: Vec<(String, Value)> = found
        .map(|finding| (finding["subject"].as_str().expect("a subject").to_owned(), finding["state"].clone()))
        .collect();
    let name = |row: usize| format!("{}/{}", second.rows[row].level2, second.rows[row].level3);
    let has = |subject: &str| found.iter().any(|(known, state)| known == subject && state.is_null());
    assert!(has(&format!("{}/指标值", name(lowered))), "{found:?}");
    assert!(found.iter().any(|(subject, _)| subject.ends_with(&gone)), "{found:?}");
    assert!(has(&format!("{}/分值", name(removed - 1))) && has(&format!("{}/得分", name(removed - 1))), "{found:?}");
    assert!(!found.iter().any(|(subject, _)| subject.starts_with(&name(0))), "it was asked about: {found:?}");
    assert_eq!(found.len(), 4, "{found:?}");
}

/// This year's output is not last year's, and is named; an output that tells no year is taken at its word.
#[test]
fn last_years_output_is_of_an_earlier_year() {
    for (year, code) in [(2022, 0), (2023, 2), (2024, 2)] {
        let (before, season) = (Season::new(), Season::new());
        for (season, year) in [(&before, year), (&season, 2023)] {
            season.sends("区教育局.xlsx", 1, &Truth { year, ..truth("区教育局") }, &[]);
            fs::write(season.roster(), "单位名称\n区教育局\n").expect("a roster");
        }
        before.run();
        let output = season.output_of(&["--last-year", before.out().to_str().expect("a path")]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{year}: {told}");
        assert_eq!(told.contains(&format!("{year}年度")) && told.contains("2023年度"), code == 2, "{told}");
    }
}

#[test]
fn last_years_figures_stand_beside_this_years_and_a_leap_is_a_hint() {
    let before = Season::new();
    let season = Season::new();
    let halved = |mut truth: Truth| {
        truth.lines.iter_mut().for_each(|line| (line.budget, line.executed) = (line.budget / 2, line.executed / 2));
        truth
    };
    before.sends("区教育局.xlsx", 1, &Truth { year: 2022, ..halved(truth("区教育局")) }, &[]);
    before.sends(
        "区水利局.xlsx",
        1,
        &Truth { year: 2022, department: "区水务局".to_owned(), ..truth("区水利局") },
        &[],
    );
    fs::write(before.roster(), "单位名称\n区教育局\n区水务局\n").expect("last year's roster");
    before.run();
    fs::write(season.roster(), "单位名称,别名\n区教育局,\n区水利局,区水务局\n").expect("this year's");
    season.sends("区教育局.xlsx", 9, &truth("区教育局"), &[]);
    season.sends("区水利局.xlsx", 9, &truth("区水利局"), &[]);
    let out = before.out();
    season.run_with(&["--last-year", out.to_str().expect("a path")]);
    let found = season.lines("findings.jsonl").into_iter().filter(|finding| finding["rule"] == "RND-03");
    let found: Vec<String> = found.map(|finding| format!("{} {}", finding["department"], finding["subject"])).collect();
    assert_eq!(found, ["\"区教育局\" \"全年预算数\"", "\"区教育局\" \"全年执行数\""]);
    let told = season.lines("findings.jsonl").into_iter().filter(|finding| finding["rule"] == "RND-03");
    assert!(told.into_iter().all(|finding| finding["found"].as_str().is_some_and(|found| found.ends_with(" 元"))));
    let summary = season.sheet(&season.out().join("汇总表.xlsx"), "部门汇总");
    let column = |title: &str| summary[2].iter().position(|cell| *cell == title).expect("the column");
    let (now, then) = (column("全年预算数"), column("上年预算数"));
    let figures = |name: &str| {
        let row = summary.iter().find(|row| row.iter().any(|cell| *cell == name)).expect("its row");
        [now, then].map(|col| row[col].to_string().parse::<f64>().expect("a number"))
    };
    let [now, then] = figures("区教育局");
    assert!((now / then - 2.0).abs() < 0.001, "{now} {then}");
    let [now, then] = figures("区水利局");
    assert!((now - then).abs() < 0.001, "its name has changed: {now} {then}");
    assert!(season.department("区教育局")["state"] == "通过");
}
