//! A folder dropped on the program, with what bureaus put beside the forms.

mod forty;
mod ways;
mod window;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::book::check::check;

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
    desk.put(
        "设置.toml",
        "bureau = \"湘东区财政局\"\ndeadline = 2099-04-10\ncontact = \"绩效股\"\nsample = \"10%\"\nunit = \"wan\"\n",
    );
    desk.put("豁免.csv", "单位名称,规则,项目,理由,有效期至\n区夜间照明管理所,BAS-03,*,已核实,\n");
    let output = desk.drop();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let said = lines(&output);
    for taken in ["名册　名册.csv", "设置　设置.toml", "豁免　豁免.csv"] {
        assert!(said[..8].iter().any(|line| line == taken), "{taken}: {said:?}");
    }
    let out = desk.home.path().join("收表_结果");
    assert!(said.last().expect("a last line").ends_with("收表_结果"), "{said:?}");
    let mut book: Xlsx<_> = open_workbook(out.join("汇总表.xlsx")).expect("the summary");
    let first = |cells: &[Data]| cells[0].to_string();
    let overview = book.worksheet_range("总览").expect("a sheet");
    let head = overview.rows().next().map(first).expect("a title");
    assert!(head.starts_with("湘东区财政局　2023年度") && head.contains("（截至 "), "{head}");
    let notices = book.worksheet_range("退回通知").expect("a sheet");
    let messages = notices.rows().skip(4).map(|cells| cells[4].to_string()).collect::<Vec<_>>();
    assert!(
        !messages.is_empty() && messages.iter().all(|text| text.ends_with("谢谢支持！\n湘东区财政局")),
        "{messages:?}"
    );
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
    desk.put("设置.toml", "year = 23\n");
    desk.refused(&["第1行", "year", "2000–2099"]);
    desk.put("设置.toml", "期限 = \"2024-04-15\"\n");
    desk.refused(&["第1行", "没有“期限”这一项", "deadline"]);
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
    // What is to be done stands beside the file, and what was there from the last time is replaced.
    let beside = desk.folder().join("区农机推广站_问题反馈.xlsx");
    assert!(said.contains("问题反馈　") && said.ends_with("区农机推广站_问题反馈.xlsx"), "{said}");
    check(&beside);
    fs::write(&beside, "的旧内容").expect("written");
    let names = || {
        let entries = fs::read_dir(desk.folder()).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        entries.collect::<std::collections::BTreeSet<_>>()
    };
    let before = names();
    jixiao(desk.home.path(), &["收表/区河湖管理中心.xlsx", "收表/区农机推广站.xlsx"]);
    check(&beside);
    assert_eq!(names(), before, "nothing else is written");
}

/// As it comes from a chat: the folder packed, with or without itself around its files.
#[test]
fn a_zip_is_done_as_the_folder_it_holds() {
    let desk = Desk::new();
    desk.put("设置.toml", "contact = \"绩效股\"\n");
    waivers(&desk.folder().join("豁免.xlsx"), "已核实");
    let files = |result: &str| {
        let path = desk.home.path().join(result).join("data/run.json");
        let run: Value = serde_json::from_slice(&fs::read(path).expect("the run")).expect("one document");
        let inputs = run["inputs"].as_array().expect("inputs").iter();
        let names =
            inputs.map(|input| input["file"].as_str().expect("a name").rsplit(['!', '/']).next().map(str::to_owned));
        (names.collect::<Option<Vec<_>>>(), run["counts"]["expected"].clone())
    };
    desk.drop();
    let expected = files("收表_结果");
    for (name, top) in [("平铺.zip", ""), ("一层.zip", "收表/")] {
        let mut zip = zip::ZipWriter::new(fs::File::create(desk.home.path().join(name)).expect("a file"));
        for entry in fs::read_dir(desk.folder()).expect("a folder") {
            let path = entry.expect("an entry").path();
            let inside = format!("{top}{}", path.file_name().expect("a name").to_string_lossy());
            zip.start_file(inside, zip::write::SimpleFileOptions::default()).expect("an entry");
            std::io::Write::write_all(&mut zip, &fs::read(path).expect("bytes")).expect("an entry");
        }
        zip.finish().expect("a zip");
        let output = jixiao(desk.home.path(), &[name]);
        let said = lines(&output);
        for taken in ["名册　名册.csv", "设置　设置.toml", "豁免　豁免.xlsx"] {
            assert!(said[..8].iter().any(|line| line == taken), "{taken}: {said:?}");
        }
        let result = name.replace(".zip", "_结果");
        assert_eq!(files(&result), expected, "{name}");
        let findings = desk.home.path().join(&result).join("data/findings.jsonl");
        assert!(fs::read_to_string(findings).expect("findings").contains("已核实"));
    }
}

fn waivers(path: &Path, reason: &str) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let header = ["单位名称", "规则", "项目", "理由", "有效期至"];
    for (row, cells) in (0..).zip([header, ["区夜间照明管理所", "BAS-03", "*", reason, "2099-12-31"]]) {
        (0..).zip(cells).for_each(|(col, text)| drop(sheet.write(row, col, text).map(|_| ())));
    }
    book.save(path).expect("a workbook");
}

#[test]
fn a_list_of_waivers_in_excel_is_read_and_its_lines_are_named() {
    let desk = Desk::new();
    waivers(&desk.folder().join("豁免.xlsx"), "");
    desk.refused(&["豁免.xlsx", "第2行", "理由"]);
    waivers(&desk.folder().join("豁免.xlsx"), "已核实");
    assert_eq!(desk.drop().status.code(), Some(1));
    desk.put("豁免.csv", "单位名称,规则,项目,理由,有效期至\n");
    let output = desk.drop();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("2份豁免"), "{output:?}");
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
