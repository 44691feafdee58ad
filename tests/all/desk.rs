//! A folder dropped on the program, with what bureaus put beside the forms.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

struct Desk {
    home: TempDir,
}

impl Desk {
    /// The samples with their roster.
    fn new() -> Self {
        let desk = Self { home: TempDir::new().expect("a folder") };
        fs::create_dir(desk.folder()).expect("a folder");
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_workbooks")).expect("the samples")
        {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|ext| ["xlsx", "csv"].iter().any(|known| ext == *known)) {
                fs::copy(&path, desk.folder().join(path.file_name().expect("a name"))).expect("copied");
            }
        }
        desk
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("收表")
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.folder().join(name), text).expect("written");
    }

    fn drop(&self) -> Output {
        jixiao(self.home.path(), &["收表"])
    }

    fn refused(&self, words: &[&str]) {
        let output = self.drop();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(words.iter().all(|word| said.contains(word)), "{words:?}: {said}");
        assert!(!self.home.path().join("收表_结果").exists());
    }
}

fn jixiao(home: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command.current_dir(home).args(arguments).stdin(Stdio::null()).output().expect("the program starts")
}

fn lines(output: &Output) -> Vec<String> {
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn a_folder_is_done_with_what_lies_in_it() {
    let desk = Desk::new();
    desk.put("设置.toml", "deadline = 2099-04-10\ncontact = \"绩效股\"\nsample = \"10%\"\nunit = \"wan\"\n");
    desk.put("豁免.csv", "单位名称,规则,项目,理由,有效期至\n区夜间照明管理所,BAS-03,*,已核实,\n");
    let output = desk.drop();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let said = lines(&output);
    for taken in ["名册　名册.csv", "设置　设置.toml", "豁免　豁免.csv"] {
        assert!(said[..8].iter().any(|line| line == taken), "{taken}: {said:?}");
    }
    let out = desk.home.path().join("收表_结果");
    assert!(said.last().expect("a last line").ends_with("收表_结果"), "{said:?}");
    assert!(out.join("汇总表.xlsx").is_file());
    let run: Value =
        serde_json::from_slice(&fs::read(out.join("data/run.json")).expect("the run")).expect("one document");
    let inputs = run["inputs"].as_array().expect("inputs").iter().map(|input| input["file"].as_str().expect("a name"));
    assert!(inputs.into_iter().all(|file| !file.ends_with(".csv") && !file.ends_with(".toml")));
    let findings = fs::read_to_string(out.join("data/findings.jsonl")).expect("findings");
    assert!(findings.contains("已核实"));
    // Once more from inside the folder: the same place.
    let again = jixiao(&desk.folder(), &["."]);
    assert!(lines(&again).last().expect("a last line").ends_with("收表_结果"));
}

#[test]
fn what_is_not_understood_is_named_with_its_line() {
    let desk = Desk::new();
    desk.put("设置.toml", "# 年度\nyaer = 2023\n");
    desk.refused(&["设置.toml 第2行", "yaer", "year"]);
    desk.put("设置.toml", "year = 2023\ndeadline = \"下周\"\n");
    desk.refused(&["第2行", "deadline", "2024-04-15"]);
    desk.put("设置.toml", "unit = \"角\"\n");
    desk.refused(&["第1行", "unit"]);
    desk.put("设置.toml", "contact = 绩效股\n");
    desk.refused(&["第1行", "引号"]);
    fs::remove_file(desk.folder().join("设置.toml")).expect("gone");
    desk.put("名册.xls", "单位名称\n");
    desk.refused(&["2份名册", "名册.csv", "名册.xls"]);
}

#[test]
fn nothing_to_do_is_said() {
    let desk = Desk::new();
    fs::remove_dir_all(desk.folder()).expect("gone");
    fs::create_dir(desk.folder()).expect("an empty folder");
    desk.refused(&["是空的"]);
    let alone = jixiao(desk.home.path(), &[]);
    assert_eq!(alone.status.code(), Some(2));
    let word = jixiao(desk.home.path(), &["bach"]);
    assert!(String::from_utf8_lossy(&word.stderr).contains("是不是 batch"), "{word:?}");
    assert_eq!(word.status.code(), Some(2));
}

#[test]
fn files_are_looked_at() {
    let desk = Desk::new();
    let output = jixiao(&desk.folder(), &["区河湖管理中心.xlsx", "区农机推广站.xlsx"]);
    assert_eq!(output.status.code(), Some(1));
    let said = lines(&output).join("\n");
    assert!(
        said.contains("区河湖管理中心.xlsx：没有需要修改的地方") && said.contains("区农机推广站.xlsx：须修改"),
        "{said}"
    );
}

#[test]
fn batch_takes_the_same_unless_its_options_name_others() {
    let desk = Desk::new();
    let out = desk.home.path().join("out");
    let own = desk.home.path().join("own.csv");
    fs::write(&own, "单位名称\n区河湖管理中心\n").expect("a roster");
    let departments = || fs::read_to_string(out.join("data/departments.jsonl")).expect("the lines").lines().count();
    let run = |more: &[&str]| jixiao(desk.home.path(), &[&["batch", "收表", "--out", "out", "--quiet"], more].concat());
    run(&[]);
    assert_eq!(departments(), 16);
    run(&["--roster", own.to_str().expect("a path")]);
    assert_eq!(departments(), 1);
}
