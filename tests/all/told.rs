//! What people are told is true, and no more than they need: a total as the form states it, an amount in another unit
//! beside a second fault, a batch of another year, one line for what is said of many cells, nothing to a department
//! that put everything right, and a file that cannot be read named with what to send instead.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jixiao::rules::example::Case;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::file::write_saved;
use crate::support::layout::draw;
use crate::support::{example, truth::Truth};
use crate::ties::{Table, number};

/// A folder, a roster and what a run says of them.
struct Office {
    home: TempDir,
    terminal: String,
}

impl Office {
    fn new(roster: &[&str]) -> Self {
        let home = TempDir::new().expect("a folder");
        fs::create_dir(home.path().join("收表")).expect("a folder");
        fs::write(home.path().join("名册.csv"), format!("单位名称\n{}\n", roster.join("\n"))).expect("a roster");
        Self { home, terminal: String::new() }
    }

    fn inbox(&self, name: &str) -> PathBuf {
        self.home.path().join("收表").join(name)
    }

    fn out(&self) -> PathBuf {
        self.home.path().join("结果")
    }

    /// A form without anything to change, its own year and words, saved on that day.
    fn send(&self, file: &str, (department, year, seed, day): (&str, i32, u64, u8), change: impl Fn(&mut Truth)) {
        let mut truth = Truth { department: department.to_owned(), year, ..Truth::sample(seed) };
        change(&mut truth);
        write_saved(&self.inbox(file), day, &[("自评表", &draw(&truth, &[]))]);
    }

    fn run(mut self) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
        command.env("SOURCE_DATE_EPOCH", "1712000000").arg("batch").arg(self.inbox("")).arg("--quiet");
        command.arg("--out").arg(self.out()).arg("--roster").arg(self.home.path().join("名册.csv"));
        let output = command.output().expect("the program starts");
        assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
        self.terminal = String::from_utf8_lossy(&output.stdout).into_owned();
        self
    }

    fn lines(&self, name: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.out().join("data").join(name)).expect("the lines");
        text.lines().map(|line| serde_json::from_str(line).expect("a line")).collect()
    }

    fn found(&self, rule: &str) -> Vec<Value> {
        self.lines("findings.jsonl").into_iter().filter(|line| line["rule"] == rule).collect()
    }

    fn sheet(&self, name: &str) -> Table {
        Table::of(&self.out().join("汇总表.xlsx"), name)
    }
}

/// One file of the clean form with a few cells changed.
fn case(change: impl Fn(&mut Case)) -> Office {
    let office = Office::new(&["湘东区教育局"]);
    let mut case = Case::clean();
    change(&mut case);
    example::write(&case, &office.inbox("湘东区教育局.xlsx"));
    office.run()
}

#[test]
fn a_total_is_shown_as_the_form_states_it() {
    let office = case(|case| case.set("H29", "91.37"));
    let summary = office.sheet("部门汇总");
    let shown = |title: &str| summary.beside("部门名称", "湘东区教育局", title);
    assert_eq!((shown("自评总分(填报)"), shown("各项得分合计")), ("91.37".to_owned(), "99.74".to_owned()));
    let found = office.found("SCR-03");
    let message = found[0]["message"].as_str().expect("a message");
    assert!(message.contains("91.37") && message.contains("99.74"), "{message}");
    // A total that is not stated is blank, and not the sum.
    let blank = case(|case| case.blank("H29")).sheet("部门汇总");
    assert_eq!(blank.beside("部门名称", "湘东区教育局", "自评总分(填报)"), "");
    assert_eq!(blank.beside("部门名称", "湘东区教育局", "各项得分合计"), "99.74");
}

#[test]
fn an_amount_in_another_unit_is_named_also_beside_a_second_fault() {
    let in_ten_thousands = |case: &mut Case| {
        case.set("E7", "1135.210867");
        case.set("G7", "1123.858758");
    };
    let alone = case(in_ten_thousands);
    let both = case(|case| {
        in_ten_thousands(case);
        case.set("E5", "12345978.90");
    });
    for (office, proposed) in [(&alone, true), (&both, false)] {
        let found = office.found("BUD-09");
        let cells: Vec<&str> = found.iter().filter_map(|line| line["cell"].as_str()).collect();
        assert_eq!(cells, ["E7", "G7"]);
        assert_eq!(found[0]["expected"].is_string(), proposed, "{}", found[0]);
        assert!(found[1]["expected"].is_string());
        // Nobody is told to replace a right amount.
        assert!(office.found("BUD-07").is_empty());
    }
    // Where no factor explains it both sums are said and none is proposed.
    let apart = case(|case| case.set("E5", "12345978.90"));
    let found = apart.found("BUD-07");
    let message = found[0]["message"].as_str().expect("a message");
    assert!(found[0]["expected"].is_null() && message.contains("12,870,107.65") && message.contains("12,869,807.65"));
}

#[test]
fn the_year_is_what_most_forms_say() {
    let office = Office::new(&["区教育局", "区民政局", "区水利局"]);
    for (department, year, seed) in [("区教育局", 2024, 1), ("区民政局", 2024, 2), ("区水利局", 2023, 3)] {
        office.send(&format!("{department}.xlsx"), (department, year, seed, 9), |_| {});
    }
    let office = office.run();
    let found = office.found("BAS-03");
    let whose: Vec<&str> = found.iter().filter_map(|line| line["department"].as_str()).collect();
    assert_eq!(whose, ["区水利局"], "nobody is told to retype a right year");
    assert!(office.sheet("总览").0[0][0].to_string().contains("2024年度"));
}

#[test]
fn what_is_said_of_many_cells_and_asks_for_nothing_is_said_once() {
    let office = case(|case| {
        let cells: Vec<String> = (14..=20).map(|row| format!("H{row}")).collect();
        for cell in &cells[..4] {
            case.text(cell, "4");
        }
        case.set("H14", "4.98765");
        case.set("H15", "4.87654");
        case.text("I14", "个别资料报送较晚，已督促");
        case.text("I15", "个别资料报送较晚，已督促");
        case.set("H29", "96.60419");
    });
    for (rule, first, count) in [("STR-11", "H16", 2), ("SCR-15", "H14", 2)] {
        let found = office.found(rule);
        assert_eq!(found.len(), 1, "{rule}");
        assert_eq!((found[0]["severity"].as_str(), found[0]["cell"].as_str()), (Some("info"), Some(first)), "{rule}");
        assert_eq!(found[0]["related"].as_array().map(Vec::len), Some(count - 1), "{rule}: {}", found[0]);
    }
}

#[test]
fn who_put_everything_right_is_told_nothing() {
    let office = Office::new(&["区教育局", "区民政局"]);
    let wrong = |truth: &mut Truth| truth.rows[0].score = truth.rows[0].points + 100;
    office.send("区教育局.xlsx", ("区教育局", 2023, 1, 9), wrong);
    office.send("区教育局（更正）.xlsx", ("区教育局", 2023, 1, 20), |_| {});
    // The older file's name ranks above the newer one's: a person is asked.
    office.send("区民政局（更正）.xlsx", ("区民政局", 2023, 2, 9), |_| {});
    office.send("区民政局（初稿）.xlsx", ("区民政局", 2023, 2, 20), |truth| truth.units += 1);
    let office = office.run();
    let levels: Vec<(String, String)> = office
        .found("BAT-03")
        .iter()
        .map(|line| ["department", "severity"].map(|key| line[key].as_str().expect("a word").to_owned()).into())
        .collect();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(levels, [pair("区教育局", "info"), pair("区民政局", "warning")]);
    let departments = office.lines("departments.jsonl");
    assert_eq!((&departments[0]["state"], &departments[0]["workbook"]), (&"通过".into(), &Value::Null));
    assert_eq!(departments[1]["state"], "通过(需说明)");
    let notices = office.sheet("退回通知").column("部门名称");
    assert_eq!(notices, ["区民政局"]);
    let asked = office.sheet("退回通知").beside("部门名称", "区民政局", "退回通知");
    assert!(asked.contains("请核实以哪一份为准"), "{asked}");
}

#[test]
fn what_cannot_be_read_is_named_with_what_to_send_instead() {
    let office = Office::new(&["区教育局", "区民政局", "区水利局", "区司法局", "区统计局"]);
    fs::write(office.inbox("区教育局自评表.pdf"), "%PDF-1.4\n").expect("a file");
    fs::write(office.inbox("区民政局.jpg"), [0xff, 0xd8, 0xff, 0xe0, 0, 0]).expect("a file");
    office.send("区水利局.xlsx", ("区水利局", 2023, 1, 9), |_| {});
    fs::write(office.inbox("区水利局附件.pdf"), "%PDF-1.4\n").expect("a file");
    let mut other = crate::support::grid::Grid::default();
    other.text(0, 0, "值班电话");
    other.text(1, 0, "办公室");
    write_saved(&office.inbox("区司法局.xlsx"), 9, &[("通讯录", &other)]);
    let office = office.run();

    let departments = office.lines("departments.jsonl");
    let states: Vec<&str> = departments.iter().filter_map(|line| line["state"].as_str()).collect();
    assert_eq!(states, ["无法读取", "无法读取", "通过", "无法读取", "未报送"]);
    let overview = office.sheet("总览");
    for (state, count) in [("未报送", 1), ("无法读取", 3), ("通过", 1)] {
        assert_eq!(overview.below(state), count.to_string(), "{state}");
        assert!(office.terminal.contains(&format!("{state:　<4}　{count} 个部门")), "{state}: {}", office.terminal);
    }
    let (notices, ledger) = (office.sheet("退回通知"), office.sheet("报送台账"));
    let told = [
        ("区教育局", "区教育局自评表.pdf", "内容是 PDF 文件", "请报送填好的 Excel"),
        ("区民政局", "区民政局.jpg", "内容是图片", "请报送填好的 Excel"),
        ("区司法局", "区司法局.xlsx", "文件中找不到自评表", "请在下发的自评表模板中填写"),
    ];
    for (department, file, what, instead) in told {
        let notice = notices.beside("部门名称", department, "退回通知");
        assert!([file, what, instead, "报送可以读取的自评表"].iter().all(|words| notice.contains(words)), "{notice}");
        assert_eq!(ledger.beside("文件", file, "文件状态"), "无法读取");
        assert!(ledger.beside("文件", file, "说明").contains(what), "{file}");
        let workbook = departments.iter().find(|line| line["department"] == department).expect("it");
        let list = Table::of(&office.out().join(workbook["workbook"].as_str().expect("a workbook")), "问题清单");
        let all: String = list.0.iter().flatten().map(ToString::to_string).collect();
        assert!([file, what, instead].iter().all(|words| all.contains(words)), "{all}");
    }
    // Beside a form it is material, and nothing is found.
    assert_eq!(ledger.beside("文件", "区水利局附件.pdf", "文件状态"), "随附材料");
    assert!(!office.lines("findings.jsonl").iter().any(|line| line["file"] == "区水利局附件.pdf"));
    assert!(number(&overview.below("须修改（处）")) == rust_decimal::Decimal::from(4));
}

#[test]
fn another_departments_name_stays_inside_the_bureau() {
    let office = Office::new(&["区教育局", "区民政局"]);
    for (department, seed) in [("区教育局", 1), ("区民政局", 1)] {
        office.send(&format!("{department}.xlsx"), (department, 2023, seed, 9), |_| {});
    }
    let office = office.run();
    let found = office.found("BAT-04");
    assert_eq!(found.len(), 2);
    assert!(found[0]["message"].as_str().is_some_and(|message| message.contains("区民政局")));
    let notices = office.sheet("退回通知");
    for (own, other) in [("区教育局", "区民政局"), ("区民政局", "区教育局")] {
        let notice = notices.beside("部门名称", own, "退回通知");
        assert!(notice.contains("与1个部门高度相似") && !notice.contains(other), "{notice}");
        let workbook =
            fs::read_dir(office.out().join("问题反馈")).expect("a folder").map(|entry| entry.expect("it").path());
        let workbook = workbook.into_iter().find(|path| path.to_string_lossy().contains(own)).expect("its workbook");
        assert!(!names(&workbook, other), "{own}");
    }
}

/// Whether any part of a package holds the words.
fn names(path: &Path, words: &str) -> bool {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).expect("a file")).expect("a package");
    (0..archive.len()).any(|index| {
        let mut text = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_index(index).expect("a part"), &mut text).expect("bytes");
        String::from_utf8_lossy(&text).contains(words)
    })
}

#[test]
fn a_department_that_checks_itself_reads_the_words_of_its_workbook() {
    let office = Office::new(&["区教育局"]);
    office.send("区教育局.xlsx", ("区教育局", 2023, 1, 9), |truth| {
        truth.rows[0].score = truth.rows[0].points + 100;
        (truth.filler, truth.phone) = ("", "");
    });
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    let output = command.arg("check").arg(office.inbox("区教育局.xlsx")).output().expect("the program starts");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("须修改 1 处，需说明 1 处"), "{told}");
    assert!(told.contains("  须修改 H13 ") && told.contains("  需说明 "), "{told}");
    assert!(!["错误", "警告", "提示"].iter().any(|word| told.contains(word)), "{told}");
}
