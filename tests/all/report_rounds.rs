//! Reports as submissions over a collection: rounds, what is carried over, parts put together, the year before.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Reader, Xlsx, open_workbook};
use serde_json::Value;
use tempfile::TempDir;

use crate::reports::{CORRECTED, altered, said, workbook};
use crate::support::package::{rewrite, saved_on};

const NAME: &str = "萍乡市湘东区人民代表大会常务委员 会";
const DEPARTMENTS: [&str; 3] = ["区人大常委会", "区教育局", "区司法局"];
/// A score without a reason, given one.
const EXPLAINED: (&str, &str) = (
    "<w:t>4.79</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:tcW w:type=\"dxa\" w:w=\"960\"/></w:tcPr><w:p/>",
    "<w:t>4.79</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:tcW w:type=\"dxa\" w:w=\"960\"/></w:tcPr>\
     <w:p><w:r><w:t>年底部分款项结算较晚，明年按季度提前申报用款计划。</w:t></w:r></w:p>",
);

/// A bureau that is sent reports.
struct Bureau {
    home: TempDir,
}

impl Bureau {
    fn new() -> Self {
        let bureau = Self { home: TempDir::new().expect("a folder") };
        fs::write(bureau.path("名册.csv"), format!("单位名称\n{}\n", DEPARTMENTS.join("\n"))).expect("a roster");
        bureau
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The golden report under a department's name, changed, and saved on a day of March 2024.
    fn sends(&self, to: &str, (department, day): (&str, u8), changes: &[(&str, &str)]) {
        let path = self.path(to);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        altered(&path, &[&[(NAME, department)], changes].concat());
        rewrite(&path, Some(day), |name, text| Some(saved_on(name, text, day)));
    }

    fn jixiao(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
        let output = command.env("SOURCE_DATE_EPOCH", "1712000000").current_dir(self.home.path()).args(arguments);
        let output = output.output().expect("the program starts");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {told}");
        told
    }

    fn batch(&self, from: &str, out: &str, more: &[&str]) {
        self.jixiao(&[&["batch", from, "--out", out, "--roster", "名册.csv", "--quiet"], more].concat());
    }

    fn lines(&self, out: &str, name: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.path(out).join("data").join(name)).expect("written");
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    /// File, rule and state of the findings of those rules.
    fn states(&self, out: &str, rules: &[&str]) -> Vec<String> {
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let all = self.lines(out, "findings.jsonl").into_iter();
        let asked = all.filter(|line| rules.contains(&text(&line["rule"]).as_str()));
        let mut told: Vec<String> = asked
            .map(|line| format!("{} {} {}", text(&line["file"]), text(&line["rule"]), text(&line["state"])))
            .collect();
        told.sort();
        told
    }

    fn files(&self, out: &str) -> Vec<String> {
        let line = &self.lines(out, "departments.jsonl")[0];
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let files = line["files"].as_array().expect("a list").iter();
        files.map(|file| format!("{} {}", text(&file["file"]), text(&file["state"]))).collect()
    }

    fn bytes(&self, out: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let (root, mut files) = (self.path(out), BTreeMap::new());
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => {
                        let name = path.strip_prefix(&root).expect("below").to_owned();
                        files.insert(name, fs::read(&path).expect("bytes"));
                    }
                }
            }
        }
        files.remove(Path::new("data/run.json"));
        files
    }
}

#[test]
fn a_second_report_supersedes_the_first_and_its_findings_are_fixed_open_or_new() {
    let bureau = Bureau::new();
    let asked = ["XSE-02", "XSE-03", "XSE-04", "XSE-07", "DEV-01"];
    bureau.sends("收表/报告.docx", (DEPARTMENTS[0], 5), &[]);
    bureau.batch("收表", "结果", &[]);
    let first = ["DEV-01", "XSE-03", "XSE-04", "XSE-07"].map(|rule| format!("报告.docx {rule} -"));
    assert_eq!(bureau.states("结果", &asked), first);
    assert_eq!(bureau.files("结果"), ["报告.docx 计入汇总"]);

    // The rate and the problems are put right and the deduction is explained; the satisfaction is not; an amount is
    // wrong that was right.
    let [rate, _, problems] = CORRECTED;
    let amount = ("收入预算1286.98\u{a0}万元", "收入预算1386.98万元");
    bureau.sends("收表/报告改.docx", (DEPARTMENTS[0], 19), &[rate, problems, amount, EXPLAINED]);
    bureau.batch("收表", "结果", &[]);
    let second = [
        "报告.docx DEV-01 fixed",
        "报告.docx XSE-03 fixed",
        "报告.docx XSE-04 -",
        "报告.docx XSE-07 fixed",
        "报告改.docx XSE-02 new",
        "报告改.docx XSE-04 open",
    ];
    assert_eq!(bureau.states("结果", &asked), second);
    assert_eq!(bureau.files("结果"), ["报告改.docx 计入汇总", "报告.docx 已被替代"]);
    assert_eq!(bureau.lines("结果", "departments.jsonl")[0]["round"], 2);
    assert_eq!(bureau.lines("结果", "submissions.jsonl").iter().filter(|line| line["counts"] == true).count(), 1);
    // Nothing new: nothing changes.
    let once = bureau.bytes("结果");
    bureau.batch("收表", "结果", &[]);
    assert!(bureau.bytes("结果") == once);
}

#[test]
fn a_report_whose_file_is_gone_is_carried_over_with_what_it_was_asked() {
    let bureau = Bureau::new();
    bureau.sends("收表/人大.docx", (DEPARTMENTS[0], 5), &[]);
    bureau.batch("收表", "结果", &[]);
    let before = bureau.lines("结果", "submissions.jsonl");
    let list = fs::read(bureau.path("结果/问题反馈/001_区人大常委会.xlsx")).expect("a workbook");
    fs::remove_file(bureau.path("收表/人大.docx")).expect("gone");
    bureau.sends("收表/教育.docx", (DEPARTMENTS[1], 9), &CORRECTED);
    bureau.batch("收表", "结果", &["--carry-over"]);
    assert_eq!(bureau.files("结果"), ["人大.docx 沿用上次"]);
    let after = bureau.lines("结果", "submissions.jsonl");
    assert_eq!(after.len(), 2);
    for key in ["budget", "indicators", "scores", "format", "sheet", "department"] {
        assert_eq!(after[0][key], before[0][key], "{key}");
    }
    let reports = bureau.states("结果", &["XSE-03", "XSE-04", "XSE-07"]);
    assert_eq!(reports.len(), 3, "{reports:?}");
    assert!(reports.iter().all(|line| line.starts_with("人大.docx ")), "{reports:?}");
    assert!(fs::read(bureau.path("结果/问题反馈/001_区人大常委会.xlsx")).expect("a workbook") == list);
    // The next report of that department is its second round.
    bureau.sends("收表/人大改.docx", (DEPARTMENTS[0], 19), &CORRECTED);
    bureau.batch("收表", "结果", &["--carry-over"]);
    let fixed = bureau.states("结果", &["XSE-03", "XSE-04", "XSE-07"]);
    assert_eq!(fixed, ["XSE-03", "XSE-04", "XSE-07"].map(|rule| format!("人大.docx {rule} fixed")));
    assert_eq!(bureau.lines("结果", "departments.jsonl")[0]["round"], 2);
}

#[test]
fn reports_merged_in_steps_and_at_once_give_the_same_bytes() {
    let bureau = Bureau::new();
    let wrong = ("收入预算1286.98\u{a0}万元", "收入预算1386.98万元");
    let sent: [&[(&str, &str)]; 3] = [&[], &CORRECTED, &[wrong]];
    for (part, (department, changes)) in DEPARTMENTS.iter().zip(sent).enumerate() {
        bureau.sends(&format!("收表{part}/报告{part}.docx"), (department, 5), changes);
        fs::write(bureau.path("名册.csv"), format!("单位名称\n{department}\n")).expect("a roster");
        bureau.batch(&format!("收表{part}"), &format!("部分{part}"), &[]);
    }
    let merge = |parts: &[&str], out: &str| {
        bureau.jixiao(&[&["merge"], parts, &["--out", out, "--quiet"]].concat());
    };
    merge(&["部分0", "部分1", "部分2"], "一次");
    merge(&["部分0", "部分1"], "市");
    merge(&["市", "部分2"], "省");
    let (once, steps) = (bureau.bytes("一次"), bureau.bytes("省"));
    assert!(once.len() > 5 && once.keys().eq(steps.keys()), "{:?}\n{:?}", once.keys(), steps.keys());
    for (name, bytes) in &once {
        assert!(steps[name] == *bytes, "{} differs", name.display());
    }
    let rules = |line: &Value| line["rule"].as_str().expect("a rule").to_owned();
    let found: Vec<String> = bureau.lines("一次", "findings.jsonl").iter().map(rules).collect();
    let count = |rule: &str| found.iter().filter(|found| *found == rule).count();
    assert_eq!((count("XSE-02"), count("XSE-03"), count("XSE-07")), (1, 2, 2));
    // Places and sentences stay what they were.
    let own = |out: &str| {
        let lines = bureau.lines(out, "findings.jsonl").into_iter();
        lines
            .filter(|line| line["rule"] == "XSE-02")
            .map(|line| [line["quote"].clone(), line["related"].clone()])
            .collect::<Vec<_>>()
    };
    assert_eq!(own("一次"), own("部分2"));
}

#[test]
fn the_draft_compares_reports_with_those_of_the_year_before() {
    let bureau = Bureau::new();
    bureau.sends("收表/报告.docx", (DEPARTMENTS[0], 5), &CORRECTED);
    bureau.batch("收表", "今年", &[]);
    let before = Bureau::new();
    // 1,352,108.67 yuan less of 基本支出 in both columns, and a score that is lower by a point.
    let table = [("<w:t>（ 2023年度）</w:t>", "<w:t>（ 2022年度）</w:t>"), ("<w:t>4.79</w:t>", "<w:t>3.79</w:t>")];
    before.sends("收表/报告.docx", (DEPARTMENTS[0], 5), &table);
    rewrite(&before.path("收表/报告.docx"), Some(5), |name, text| {
        let is_text = name == "word/document.xml";
        Some(if is_text { text.replace("<w:t>11352108.67</w:t>", "<w:t>10000000.00</w:t>") } else { text })
    });
    before.batch("收表", "去年", &["--year", "2022"]);
    let last = before.path("去年");
    bureau.jixiao(&["report", "今年", "--out", "草稿.docx", "--last-year", last.to_str().expect("a path"), "--quiet"]);
    let said = said(&bureau.path("草稿.docx"));
    for line in [
        "应报送部门（家） 3 3",
        "已报送部门（家） 1 1",
        "全年预算（万元） 1,151.77 1,286.98",
        "全年执行（万元） 1,151.77 1,286.98",
        "总体执行率 100.00% 100.00%",
        "平均自评得分 98.79 99.79",
        "与上年相比，全年预算增加135.21万元，全年执行增加135.21万元，总体执行率持平，平均自评得分增加1.00分。【说明变化较大的原因】",
    ] {
        assert!(said.iter().any(|own| own == line), "{line} is not in\n{}", said.join("\n"));
    }
}

/// The workbook of the department that heads the roster, saved on the 4th of March.
fn with_workbook() -> Bureau {
    let bureau = Bureau::new();
    fs::write(bureau.path("名册.csv"), format!("单位名称,别名\n{},湘东区人民代表大会常务委员会\n", DEPARTMENTS[0]))
        .expect("a roster");
    bureau.send_workbook("收表/表.xlsx", 4);
    bureau
}

impl Bureau {
    fn send_workbook(&self, to: &str, day: u8) {
        let path = self.path(to);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::copy(workbook(), &path).expect("a copy");
        rewrite(&path, Some(day), |name, text| Some(saved_on(name, text, day)));
    }

    fn heading(&self, out: &str) -> String {
        let path = self.path(out).join("问题反馈/001_区人大常委会.xlsx");
        let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
        let range = book.worksheet_range("问题清单").expect("a sheet");
        range.rows().flatten().map(|cell| format!("{cell}\n")).collect()
    }
}

const OF_REPORTS: [&str; 6] = ["DEV-01", "XSE-02", "XSE-03", "XSE-04", "XSE-07", "XSE-08"];
/// What a second report does that puts the rate and the problems right, leaves the satisfaction, and has another amount.
const SECOND: [&str; 6] = [
    "报告.docx XSE-03 fixed",
    "报告.docx XSE-07 fixed",
    "报告改.docx XSE-02 new",
    "报告改.docx XSE-04 open",
    "表.xlsx DEV-01 open",
    "round 2",
];

impl Bureau {
    fn second(&self, to: &str) {
        let [rate, _, problems] = CORRECTED;
        let amount = ("收入预算1286.98\u{a0}万元", "收入预算1386.98万元");
        self.sends(to, (DEPARTMENTS[0], 19), &[rate, problems, amount]);
    }

    fn round(&self, out: &str) -> Vec<String> {
        let round = self.lines(out, "departments.jsonl")[0]["round"].to_string();
        [self.states(out, &OF_REPORTS), vec![format!("round {round}")]].concat()
    }
}

/// What a waiver dismisses at a report beside a workbook is neither asked for nor said to be put right.
#[test]
fn what_is_dismissed_at_a_report_is_not_fixed() {
    let bureau = with_workbook();
    bureau.sends("收表/报告.docx", (DEPARTMENTS[0], 5), &[]);
    bureau.batch("收表", "结果", &[]);
    fs::remove_file(bureau.path("收表/报告.docx")).expect("gone");
    bureau.second("收表/报告改.docx");
    let waivers = format!("单位名称,规则,项目,理由,有效期至\n{},XSE-04,*,已核实,2099-12-31\n", DEPARTMENTS[0]);
    fs::write(bureau.path("豁免.csv"), waivers).expect("a list");
    let said = bureau.jixiao(&["batch", "收表", "--out", "结果", "--roster", "名册.csv", "--waivers", "豁免.csv"]);
    assert!(!said.contains("可以删去"), "{said}");
    assert_eq!(bureau.round("结果"), SECOND.map(|line| line.replace("XSE-04 open", "XSE-04 -")));
    let lines = bureau.lines("结果", "findings.jsonl");
    let waived: Vec<_> = lines.iter().filter(|line| !line["waived"].is_null()).map(|line| &line["rule"]).collect();
    assert_eq!(waived, ["XSE-04"]);
}

#[test]
fn a_report_alone_that_comes_again_beside_a_workbook_has_its_earlier_findings_fixed_or_open() {
    let bureau = with_workbook();
    bureau.sends("收表/报告.docx", (DEPARTMENTS[0], 5), &[]);
    bureau.batch("收表", "结果", &[]);
    let first = ["报告.docx XSE-03 -", "报告.docx XSE-04 -", "报告.docx XSE-07 -", "表.xlsx DEV-01 -", "round 1"];
    assert_eq!(bureau.round("结果"), first);
    assert!(!bureau.heading("结果").contains("第 2 次报送"));
    let once = bureau.bytes("结果");
    bureau.batch("收表", "结果", &[]);
    assert!(bureau.bytes("结果") == once, "nothing new: nothing changes");

    fs::remove_file(bureau.path("收表/报告.docx")).expect("gone");
    bureau.second("收表/报告改.docx");
    bureau.batch("收表", "结果", &[]);
    assert_eq!(bureau.round("结果"), SECOND);
    let list = bureau.heading("结果");
    assert!(list.contains("第 2 次报送"), "{list}");
    assert!(list.contains("上次指出的问题已改 2 处，谢谢配合：XSE-03 第26段、XSE-07 第36段。"), "{list}");
    assert!(list.contains("（新增）报告写“2023年收入预算1386.98万元”") && list.contains("（未改）"), "{list}");
    let twice = bureau.bytes("结果");
    bureau.batch("收表", "结果", &[]);
    assert!(bureau.bytes("结果") == twice, "nothing new: nothing changes");

    // The third puts the rest right; what the first had wrong is listed no more.
    fs::remove_file(bureau.path("收表/报告改.docx")).expect("gone");
    bureau.sends("收表/报告三.docx", (DEPARTMENTS[0], 25), &CORRECTED);
    bureau.batch("收表", "结果", &[]);
    let third = ["报告改.docx XSE-02 fixed", "报告改.docx XSE-04 fixed", "表.xlsx DEV-01 open", "round 3"];
    assert_eq!(bureau.round("结果"), third);
}

#[test]
fn a_report_that_takes_the_place_of_the_one_before_under_its_name_is_the_same_news() {
    let bureau = with_workbook();
    bureau.sends("收表/报告.docx", (DEPARTMENTS[0], 5), &[]);
    bureau.batch("收表", "结果", &[]);
    bureau.second("收表/报告.docx");
    bureau.batch("收表", "结果", &[]);
    let mut expected = SECOND.map(|line| line.replace("报告改", "报告"));
    expected[..4].sort();
    assert_eq!(bureau.round("结果"), expected);
}

/// Without an output before the folder says the same.
#[test]
fn two_reports_beside_a_workbook_in_one_folder_are_two_rounds() {
    let bureau = with_workbook();
    bureau.sends("收表/报告.docx", (DEPARTMENTS[0], 5), &[]);
    bureau.second("收表/报告改.docx");
    bureau.batch("收表", "结果", &[]);
    assert_eq!(bureau.round("结果"), SECOND);
    let once = bureau.bytes("结果");
    bureau.batch("收表", "结果", &[]);
    assert!(bureau.bytes("结果") == once, "nothing new: nothing changes");
    // A merge of the output tells of the same rounds, and so does a merge of that.
    for (from, to) in [("结果", "市"), ("市", "省")] {
        bureau.jixiao(&["merge", from, "--out", to, "--quiet"]);
        let told: Vec<String> = bureau.round(to).iter().map(|line| line.replacen("结果/", "", 1)).collect();
        assert_eq!(told, SECOND, "{to}");
    }
}

#[test]
fn what_two_tables_said_differently_is_fixed_when_either_is_another() {
    let differing = (">4.79<", ">4.97<");
    let sent = || {
        let bureau = with_workbook();
        bureau.sends("收表/报告.docx", (DEPARTMENTS[0], 5), &[&CORRECTED[..], &[differing]].concat());
        bureau.batch("收表", "结果", &[]);
        assert_eq!(bureau.states("结果", &["XSE-08"]), ["表.xlsx XSE-08 -"]);
        bureau
    };
    let report = sent();
    report.sends("收表/报告.docx", (DEPARTMENTS[0], 19), &CORRECTED);
    report.batch("收表", "结果", &[]);
    assert_eq!(report.states("结果", &["XSE-08"]), ["表.xlsx XSE-08 fixed"]);
    // Another workbook, in which something else is another: the difference is still there.
    let table = sent();
    let explained = |name: &str, text: String| {
        let is_texts = name == "xl/sharedStrings.xml";
        assert!(!is_texts || text.contains("保障单位工作正常运转"), "a goal");
        let text = text.replacen("保障单位工作正常运转", "保障人大机关正常运转", 1);
        Some(saved_on(name, text, 20))
    };
    fs::remove_file(table.path("收表/表.xlsx")).expect("gone");
    table.send_workbook("收表/表改.xlsx", 20);
    rewrite(&table.path("收表/表改.xlsx"), Some(20), explained);
    table.batch("收表", "结果", &[]);
    assert_eq!(table.states("结果", &["XSE-08"]), ["表改.xlsx XSE-08 open"]);
    assert_eq!(table.states("结果", &["DEV-01"]), ["表改.xlsx DEV-01 open"]);
    assert_eq!(table.round("结果").last().map(String::as_str), Some("round 2"));
}
