//! Parts of a batch put together: what comes out is what the whole gives, and what merging in steps gives.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use calamine::{Data, DataType, Reader, Xlsx, open_workbook};
use serde_json::Value;
use tempfile::TempDir;

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_workbooks")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

fn jixiao(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command.env("SOURCE_DATE_EPOCH", "1712000000").args(arguments).output().expect("the program starts")
}

/// A run that goes through.
fn run(arguments: &[&str]) {
    let output = jixiao(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {said}");
}

/// Exit 2, and one line that holds all these words.
fn refused(arguments: &[&str], words: &[&str]) {
    let output = jixiao(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    for word in words {
        assert!(said.contains(word), "{arguments:?} does not say {word}: {said}");
    }
}

/// The sample forms dealt out to so many folders, and a batch of each.
struct Parts {
    home: TempDir,
}

impl Parts {
    fn of(count: usize, more: &[&str]) -> Self {
        let parts = Self { home: TempDir::new().expect("a folder") };
        let mut files: Vec<PathBuf> =
            fs::read_dir(samples()).expect("samples").map(|e| e.expect("a file").path()).collect();
        files.retain(|path| !["名册.csv", "README.md", "项目"].iter().any(|name| path.ends_with(name)));
        files.sort();
        for (index, file) in files.iter().enumerate() {
            let part = parts.path(&format!("报送/{}", index % count));
            fs::create_dir_all(&part).expect("a folder");
            fs::copy(file, part.join(file.file_name().expect("a name"))).expect("copied");
        }
        for part in 0..count {
            parts.batch(&format!("报送/{part}"), &format!("部分{part}"), more);
        }
        parts.batch("报送", "整批", more);
        parts
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn batch(&self, from: &str, out: &str, more: &[&str]) {
        let (from, out) = (self.path(from), self.path(out));
        run(&[&["batch", text(&from), "--out", text(&out), "--quiet", "--year", "2023"], more].concat());
    }

    fn merge(&self, parts: &[&str], out: &str) {
        let (parts, out) = (parts.iter().map(|part| self.path(part)).collect::<Vec<_>>(), self.path(out));
        let parts = parts.iter().map(|part| text(part));
        run(&["merge"].into_iter().chain(parts).chain(["--out", text(&out), "--quiet"]).collect::<Vec<_>>());
    }

    fn lines(&self, out: &str, name: &str) -> Vec<Value> {
        let path = self.path(out).join("data").join(name);
        let text = fs::read_to_string(path).expect("lines");
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    fn run_json(&self, out: &str) -> Value {
        let path = self.path(out).join("data/run.json");
        serde_json::from_str(&fs::read_to_string(path).expect("run.json")).expect("JSON")
    }

    /// Every file of an output but run.json, by its name.
    fn bytes(&self, out: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.path(out), &self.path(out), &mut files);
        files.remove(Path::new("data/run.json"));
        files
    }
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => collect(root, &path, files),
            false => {
                drop(files.insert(path.strip_prefix(root).expect("below").to_owned(), fs::read(&path).expect("bytes")))
            }
        }
    }
}

/// A line without the names of the part that a file came in: those are all that may differ.
fn without_parts(value: &Value) -> String {
    let mut value = value.clone();
    for key in ["source", "workbook"] {
        value.as_object_mut().expect("an object").remove(key);
    }
    let mut text = value.to_string();
    for part in 0..9 {
        text = text.replace(&format!("部分{part}/"), "").replace(&format!("{part}/区"), "区");
    }
    text
}

const ROSTER: [&str; 1] = ["--roster"];

fn roster() -> String {
    text(&samples().join("名册.csv")).to_owned()
}

#[test]
fn merging_the_parts_of_a_batch_gives_what_the_whole_gives() {
    let roster = roster();
    let parts = Parts::of(3, &[ROSTER[0], &roster]);
    parts.merge(&["部分0", "部分1", "部分2"], "合并");
    for name in ["submissions.jsonl", "findings.jsonl", "departments.jsonl"] {
        let told = |out: &str| {
            let mut lines: Vec<String> = parts.lines(out, name).iter().map(without_parts).collect();
            lines.sort();
            lines
        };
        let (whole, merged) = (told("整批"), told("合并"));
        let differ: Vec<_> = merged.iter().filter(|line| !whole.contains(line)).collect();
        assert!(whole.len() == merged.len() && differ.is_empty(), "{name}: {differ:?}");
    }
    let (whole, merged) = (parts.run_json("整批"), parts.run_json("合并"));
    assert_eq!(whole["control_totals"], merged["control_totals"]);
    assert_eq!(whole["counts"], merged["counts"]);
    let submissions = parts.lines("合并", "submissions.jsonl");
    assert!(submissions.iter().all(|line| {
        let part = line["source"].as_str().expect("the part");
        line["file"].as_str().is_some_and(|file| file.starts_with(&format!("{part}/区")))
    }));
    let departments = parts.lines("合并", "departments.jsonl");
    assert!(departments.iter().any(|line| line["state"] == "未报送"), "the missing are there");
    let books: BTreeSet<&str> = departments.iter().filter_map(|line| line["workbook"].as_str()).collect();
    assert!(!books.is_empty() && books.iter().all(|book| parts.path("合并").join(book).is_file()));
}

#[test]
fn merging_in_steps_gives_what_merging_at_once_gives() {
    let roster = roster();
    for more in [&[][..], &[ROSTER[0], roster.as_str()]] {
        let parts = Parts::of(3, more);
        parts.merge(&["部分0", "部分1", "部分2"], "一次");
        parts.merge(&["部分0", "部分1"], "市");
        parts.merge(&["市", "部分2"], "省");
        let (once, steps) = (parts.bytes("一次"), parts.bytes("省"));
        assert!(once.len() > 5 && once.keys().eq(steps.keys()), "{:?}\n{:?}", once.keys(), steps.keys());
        for (name, bytes) in &once {
            assert!(steps[name] == *bytes, "{} differs", name.display());
        }
    }
}

/// Every county has its 区教育局: with lists of their own these are two departments.
#[test]
fn departments_of_different_lists_are_different_departments() {
    let home = Parts { home: TempDir::new().expect("a folder") };
    for (county, further) in [("甲县", "甲单位"), ("乙县", "乙单位")] {
        let folder = home.path(&format!("{county}/报送"));
        fs::create_dir_all(&folder).expect("a folder");
        fs::copy(samples().join("区河湖管理中心.xlsx"), folder.join("表.xlsx")).expect("copied");
        fs::write(home.path(&format!("{county}/名册.csv")), format!("单位名称\n区河湖管理中心\n{further}\n"))
            .expect("a list");
        let list = home.path(&format!("{county}/名册.csv"));
        home.batch(&format!("{county}/报送"), &format!("{county}/out"), &["--roster", text(&list)]);
    }
    home.merge(&["甲县/out", "乙县/out"], "市");
    let told: Vec<(String, String, String)> = home
        .lines("市", "departments.jsonl")
        .iter()
        .map(|line| {
            let word = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
            (word("source"), word("department"), word("state"))
        })
        .collect();
    let names: Vec<(&str, &str)> = told.iter().map(|(source, name, _)| (source.as_str(), name.as_str())).collect();
    let expected = [
        ("甲县/out", "区河湖管理中心"),
        ("甲县/out", "甲单位"),
        ("乙县/out", "区河湖管理中心"),
        ("乙县/out", "乙单位"),
    ];
    assert_eq!(names, expected);
    assert_eq!(told.iter().filter(|(.., state)| state == "未报送").count(), 2);
    // A part without a list has departments too: what is due is what came and what is missing.
    home.batch("甲县/报送", "丙县/out", &[]);
    home.merge(&["甲县/out", "乙县/out", "丙县/out"], "三县");
    let counts = &home.run_json("三县")["counts"];
    assert_eq!((&counts["expected"], &counts["received"]), (&5.into(), &3.into()));
    let rules: Vec<_> = home.lines("市", "findings.jsonl").iter().map(|line| line["rule"].to_string()).collect();
    assert!(!rules.iter().any(|rule| rule.contains("BAT-03")), "two counties, no second submission: {rules:?}");
    let copied = home.lines("市", "findings.jsonl").iter().filter(|line| line["rule"] == "BAT-04").count();
    assert_eq!(copied, 2, "the same text in two counties");
    let mut book: Xlsx<_> = open_workbook(home.path("市/汇总表.xlsx")).expect("a summary");
    for sheet in ["部门汇总", "预算汇总", "指标明细", "问题清单", "报送台账"] {
        let range = book.worksheet_range(sheet).expect("a sheet");
        let origin = range.cells().find(|(_, _, cell)| **cell == Data::String("来源".to_owned()));
        let (row, col, _) = origin.unwrap_or_else(|| panic!("{sheet} has no column 来源"));
        let below: BTreeSet<String> =
            range.rows().skip(row + 1).map(|row| row[col].to_string()).filter(|text| text.contains("/out")).collect();
        assert_eq!(below.len(), 2, "{sheet}: {below:?}");
    }
    let one = home.path("全市名册.csv");
    fs::write(&one, "单位名称\n区河湖管理中心\n甲单位\n乙单位\n").expect("a list");
    let (a, b, out) = (home.path("甲县/out"), home.path("乙县/out"), home.path("合一"));
    run(&["merge", text(&a), text(&b), "--out", text(&out), "--roster", text(&one), "--quiet"]);
    let states: Vec<String> =
        home.lines("合一", "departments.jsonl").iter().map(|line| line["state"].to_string()).collect();
    assert_eq!(states.len(), 3, "with one list a department is one");
}

#[test]
fn what_is_no_whole_part_is_named_and_nothing_is_written() {
    let parts = Parts::of(2, &[]);
    let (a, b, out) = (parts.path("部分0"), parts.path("部分1"), parts.path("合并"));
    let (a, b, out) = (text(&a), text(&b), text(&out));
    refused(&["merge", a, b, a, "--out", out], &["部分0", "只能合并一次"]);
    refused(&["merge", a, b, "--out", a], &["--out", "部分0"]);
    refused(&["merge", a, b, "--out", &format!("{a}/里面")], &["--out", "部分0"]);
    refused(&["merge", a, text(&parts.path("报送")), "--out", out], &["报送", "不是 jixiao 的输出文件夹"]);
    parts.merge(&["部分0", "部分1"], "市");
    refused(&["merge", text(&parts.path("市")), b, "--out", out], &["部分1", "只能合并一次"]);
    let data = parts.path("部分1/data");
    let whole = fs::read(data.join("submissions.jsonl")).expect("lines");
    fs::write(data.join("submissions.jsonl"), &whole[..whole.len() - 40]).expect("written");
    refused(&["merge", a, b, "--out", out], &["部分1", "submissions.jsonl", "重新运行"]);
    let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    fs::write(data.join("submissions.jsonl"), lines[1..].concat()).expect("written");
    refused(&["merge", a, b, "--out", out], &["部分1", "submissions.jsonl", "改动"]);
    fs::write(data.join("submissions.jsonl"), &whole).expect("written");
    let departments = fs::read(data.join("departments.jsonl")).expect("lines");
    fs::write(data.join("departments.jsonl"), "").expect("written");
    refused(&["merge", a, b, "--out", out], &["部分1", "departments.jsonl", "改动"]);
    fs::write(data.join("departments.jsonl"), &departments).expect("written");
    fs::remove_file(data.join("findings.jsonl")).expect("removed");
    refused(&["merge", a, b, "--out", out], &["部分1", "findings.jsonl"]);
    assert!(!Path::new(out).exists());
}

/// Every city has its 甲县 and 乙县: the workbooks of one do not take the place of the other's.
#[test]
fn cities_with_counties_of_the_same_names_stay_apart() {
    let parts = Parts::of(2, &[]);
    for city in ["A市", "B市"] {
        for (county, from) in [("甲县", "报送/0"), ("乙县", "报送/1")] {
            parts.batch(from, &format!("{city}/{county}/out"), &[]);
        }
        parts.merge(&[&format!("{city}/甲县/out"), &format!("{city}/乙县/out")], &format!("{city}/out"));
    }
    parts.merge(&["A市/out", "B市/out"], "省");
    let departments = parts.lines("省", "departments.jsonl");
    let books: Vec<&str> = departments.iter().filter_map(|line| line["workbook"].as_str()).collect();
    assert!(books.len() > 4 && books.iter().collect::<BTreeSet<_>>().len() == books.len(), "{books:?}");
    assert!(books.iter().all(|book| parts.path("省").join(book).is_file()));
    let one = |city: &str| parts.lines(&format!("{city}/out"), "departments.jsonl").len();
    assert_eq!(departments.len(), one("A市") + one("B市"));
}

/// Forms read by a profile that only the county has: their money is the same, and a list given for the whole names
/// the departments.
#[test]
fn an_own_profile_and_a_list_for_the_whole_lose_nothing() {
    let home = Parts { home: TempDir::new().expect("a folder") };
    let (profile, list) = (home.path("my.toml"), home.path("名册.csv"));
    fs::write(&profile, "extends = \"xiangdong-2023\"\nname = \"my\"\n").expect("a profile");
    fs::write(&list, "单位名称\n区河湖管理中心\n").expect("a list");
    for (part, file) in [("一", "区河湖管理中心.xlsx"), ("二", "区农机推广站.xlsx")] {
        let folder = home.path(&format!("报送{part}"));
        fs::create_dir_all(&folder).expect("a folder");
        fs::copy(samples().join(file), folder.join(file)).expect("copied");
        home.batch(&format!("报送{part}"), part, &["--profile", text(&profile)]);
    }
    home.merge(&["一", "二"], "合并");
    let mut book: Xlsx<_> = open_workbook(home.path("合并/汇总表.xlsx")).expect("a summary");
    let range = book.worksheet_range("部门汇总").expect("a sheet");
    let header = range.rows().position(|row| row.contains(&Data::String("全年预算数".to_owned()))).expect("a header");
    let column = range.rows().nth(header).expect("it").iter().position(|cell| *cell == "全年预算数").expect("it");
    let money: Vec<f64> = range.rows().skip(header + 1).take(2).filter_map(|row| row[column].as_f64()).collect();
    let stated: f64 = ["一", "二"]
        .iter()
        .flat_map(|part| home.lines(part, "submissions.jsonl"))
        .map(|line| {
            let lines = line["budget"].as_array().expect("lines").clone();
            let sources =
                lines.iter().filter(|l| ["fiscal_appropriation", "other_funds"].iter().any(|key| l["line"] == *key));
            sources.map(|l| l["budget"].as_str().expect("money").parse::<f64>().expect("a number")).sum::<f64>()
        })
        .sum();
    assert!(money.len() == 2 && (money.iter().sum::<f64>() - stated).abs() < 0.01, "{money:?} {stated}");
    let (a, b, out) = (home.path("一"), home.path("二"), home.path("有名册"));
    run(&["merge", text(&a), text(&b), "--out", text(&out), "--roster", text(&list), "--quiet"]);
    let names: Vec<Value> =
        home.lines("有名册", "submissions.jsonl").into_iter().map(|line| line["department"].clone()).collect();
    assert_eq!(names, [Value::from("区河湖管理中心"), Value::Null]);
}
