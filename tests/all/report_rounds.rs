//! Reports as submissions over a collection: rounds, what is carried over, parts put together, the year before.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::reports::{CORRECTED, altered, said};
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
        "总体执行率 100% 100%",
        "平均自评得分 98.79 99.79",
    ] {
        assert!(said.iter().any(|own| own == line), "{line} is not in\n{}", said.join("\n"));
    }
}
