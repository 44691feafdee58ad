//! What a person may drop, however it is written and wherever it lies.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{Desk, jixiao, lines, waivers};

fn run_json(out: &Path) -> Value {
    serde_json::from_slice(&fs::read(out.join("data/run.json")).expect("the run")).expect("one document")
}

/// Every file below with its bytes.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => found.extend(tree(&path)),
            false => drop(found.insert(path.display().to_string(), fs::read(&path).expect("bytes"))),
        }
    }
    found
}

fn refused(desk: &Desk, arguments: &[&str], words: &[&str]) {
    let before = tree(desk.home.path());
    let output = jixiao(desk.home.path(), arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    assert!(words.iter().all(|word| said.contains(word)), "{words:?}: {said}");
    assert!(tree(desk.home.path()) == before, "{arguments:?}: nothing is written, nothing is lost");
}

#[test]
fn a_folder_without_forms_is_answered_and_earlier_results_are_passed_over() {
    let desk = Desk::new();
    assert_eq!(desk.drop().status.code(), Some(1));
    refused(&desk, &["收表_结果"], &["是 jixiao 的结果文件夹", "请拖收表的文件夹"]);
    let last_year = desk.home.path().join("去年");
    fs::create_dir(&last_year).expect("a folder");
    fs::rename(desk.home.path().join("收表_结果"), last_year.join("2022结果")).expect("moved");
    refused(&desk, &["去年"], &["没有可以读取的表", "输出文件夹 1 个", "自评表放进去"]);
    // Beside forms: passed over, counted, untouched.
    fs::rename(&last_year, desk.folder().join("去年")).expect("moved");
    let before = tree(&desk.folder());
    assert_eq!(desk.drop().status.code(), Some(1));
    let run = run_json(&desk.home.path().join("收表_结果"));
    assert_eq!(run["skipped"]["输出文件夹"], 1, "{}", run["skipped"]);
    assert_eq!(run["counts"]["received"], 13);
    assert!(tree(&desk.folder()) == before, "inputs are never written to");
}

#[test]
fn what_windows_leaves_behind_is_no_collection_and_a_roster_alone_is_one() {
    let desk = Desk::new();
    let empty = desk.home.path().join("U盘");
    fs::create_dir(&empty).expect("a folder");
    for name in ["Thumbs.db", "desktop.ini", "~$区教育局.xlsx", ".~lock.a.xlsx#"] {
        fs::write(empty.join(name), b"x").expect("written");
    }
    refused(&desk, &["U盘"], &["没有可以读取的表", "临时锁文件(~$) 1 个"]);
    fs::copy(desk.folder().join("名册.csv"), empty.join("名册.csv")).expect("copied");
    let output = jixiao(desk.home.path(), &["U盘"]);
    assert_eq!(output.status.code(), Some(1), "all are missing");
    assert!(lines(&output).iter().any(|line| line.starts_with("未报送　　16 个部门")), "{output:?}");
}

#[test]
fn what_is_no_path_several_folders_and_options_are_answered() {
    let desk = Desk::new();
    refused(&desk, &["没有的文件夹"], &["找不到“没有的文件夹”"]);
    refused(&desk, &[r"D:\收表\甲.xlsx"], &[r"找不到“D:\收表\甲.xlsx”"]);
    refused(&desk, &["收表", "收表"], &["一次请只拖一个文件夹"]);
    refused(&desk, &["收表", "--quite"], &["没有 --quite", "是不是 --quiet"]);
    let quiet = jixiao(desk.home.path(), &["收表", "--quiet", "--out", "别处"]);
    assert!(quiet.status.code() == Some(1) && quiet.stderr.is_empty(), "{quiet:?}");
    assert!(lines(&quiet).last().is_some_and(|line| line == "结果　别处"), "{quiet:?}");
    assert!(desk.home.path().join("别处/汇总表.xlsx").is_file() && !desk.home.path().join("收表_结果").exists());
    fs::create_dir(desk.home.path().join("收表_结果")).expect("a folder");
    fs::write(desk.home.path().join("收表_结果/领导批示.docx"), b"x").expect("written");
    refused(&desk, &["收表"], &["收表_结果", "改名或移走"]);
    fs::remove_dir_all(desk.home.path().join("收表_结果")).expect("gone");
    let help = jixiao(desk.home.path(), &["收表", "--help"]);
    assert!(
        help.status.code() == Some(0) && String::from_utf8_lossy(&help.stdout).contains("--carry-over"),
        "{help:?}"
    );
    let aside = jixiao(&desk.folder(), &["名册.csv", "区河湖管理中心.xlsx"]);
    assert!(!lines(&aside).contains(&"名册.csv：没有需要修改的地方".to_owned()), "{aside:?}");
    let json = jixiao(desk.home.path(), &["收表", "--format", "json"]);
    let said: Value = serde_json::from_slice(&json.stdout).expect("one document");
    assert_eq!(said["received"], 13);
}

/// 设置 as Notepad saves it: with a mark or in GBK, lines ended twice, quotes of a Chinese keyboard, an ending of its own.
#[test]
fn settings_are_read_however_they_were_typed() {
    let plain = "deadline = \"2099-04-10\"\nsample = 2\n";
    let typed = "# 期限\r\ndeadline ＝ “2099-04-10”\r\nsample = 2\r\n";
    let gbk = encoding_rs::GBK.encode(typed).0.into_owned();
    for (name, bytes) in [
        ("设置.toml", format!("\u{feff}{}", plain.replace('\n', "\r\n")).into_bytes()),
        ("设置.toml.txt", gbk),
        ("设置.TOML", plain.as_bytes().to_vec()),
    ] {
        let desk = Desk::new();
        fs::write(desk.folder().join(name), bytes).expect("written");
        let output = desk.drop();
        let said = lines(&output);
        assert!(said[..8].contains(&format!("设置　{name}")), "{name}: {said:?} {output:?}");
        let summary = fs::File::open(desk.home.path().join("收表_结果/汇总表.xlsx")).expect("the summary");
        let mut strings = String::new();
        let mut summary = zip::ZipArchive::new(summary).expect("a zip");
        let mut part = summary.by_name("xl/sharedStrings.xml").expect("strings");
        std::io::Read::read_to_string(&mut part, &mut strings).expect("text");
        assert!(strings.contains("2099年4月10日") && strings.contains("抽查名单"), "{name}");
    }
    let desk = Desk::new();
    desk.put("设置.toml", "\u{feff}# 年度\r\n\r\nyaer = 2023\r\n");
    refused(&desk, &["收表"], &["设置.toml 第3行", "yaer", "year"]);
    desk.put("设置.txt", plain);
    refused(&desk, &["收表"], &["2份设置", "设置.toml", "设置.txt"]);
}

#[test]
fn names_are_the_same_in_capitals_and_a_roster_of_another_name_is_pointed_out() {
    let desk = Desk::new();
    fs::rename(desk.folder().join("名册.csv"), desk.folder().join("名册.CSV")).expect("renamed");
    waivers(&desk.folder().join("豁免.xlsx"), "已核实");
    fs::rename(desk.folder().join("豁免.xlsx"), desk.folder().join("豁免.XLSX")).expect("renamed");
    fs::create_dir(desk.folder().join("表样")).expect("a folder");
    let profile = "# 本县的表样\r\nextends = \"xiangdong-2023\"\r\nname = \"本县-2023\"\r\n";
    desk.put("表样/本县.TOML", &format!("\u{feff}{profile}"));
    fs::write(desk.folder().join("表样/甲.toml"), encoding_rs::GBK.encode(profile).0).expect("written");
    // Both are called 本县-2023, which is said: both were read.
    refused(&desk, &["收表"], &["本县.TOML", "甲.toml", "本县-2023"]);
    fs::remove_file(desk.folder().join("表样/本县.TOML")).expect("gone");
    let said = lines(&desk.drop());
    for taken in ["名册　名册.CSV", "豁免　豁免.XLSX", "表样　甲.toml"] {
        assert!(said[..8].iter().any(|line| line == taken), "{taken}: {said:?}");
    }
    let forms = fs::read_to_string(desk.home.path().join("收表_结果/data/submissions.jsonl")).expect("the lines");
    assert!(forms.contains("\"profile\":\"本县-2023\""));
    fs::rename(desk.folder().join("名册.CSV"), desk.folder().join("2023年单位名册.csv")).expect("renamed");
    let said = lines(&desk.drop());
    assert!(said.iter().any(|line| line.contains("没有采用“2023年单位名册.csv”")), "{said:?}");
    fs::rename(desk.folder().join("2023年单位名册.csv"), desk.folder().join("名册.et")).expect("renamed");
    let said = lines(&desk.drop());
    assert!(
        said.iter().any(|line| line.contains("没有采用“名册.et”") && line.contains("另存为 名册.xlsx")),
        "{said:?}"
    );
}

/// A roster as a bureau keeps it, through the program: its sections, its end, and a mistake in it.
#[test]
fn a_roster_kept_in_excel_is_taken_or_its_row_is_named() {
    let desk = Desk::new();
    fs::remove_file(desk.folder().join("名册.csv")).expect("gone");
    let roster = |last: &str| {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let rows = [
            ["序号", "预算部门", "归口股室"],
            ["1", "区河湖管理中心", ""],
            ["2", "区农机推广站", ""],
            ["", "", ""],
            ["3", last, "行财股"],
            ["合计", "3家", ""],
        ];
        sheet.merge_range(0, 0, 0, 2, "2023年度绩效自评单位名册", &rust_xlsxwriter::Format::new()).expect("a title");
        for (row, cells) in (1..).zip(rows) {
            (0..).zip(cells).for_each(|(col, text)| drop(sheet.write(row, col, text).map(|_| ())));
        }
        sheet.merge_range(2, 2, 3, 2, "农业股", &rust_xlsxwriter::Format::new()).expect("a merge");
        book.save(desk.folder().join("名册.xlsx")).expect("a workbook");
    };
    roster("区农机推广站");
    refused(&desk, &["收表"], &["名册第4行和第6行", "区农机推广站", "请"]);
    roster("区人大常委会");
    desk.drop();
    let departments = fs::read_to_string(desk.home.path().join("收表_结果/data/departments.jsonl")).expect("lines");
    let departments: Vec<Value> = departments.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let listed = departments.iter().filter(|one| !one["section"].is_null());
    let listed: Vec<_> = listed.map(|one| (one["department"].as_str(), one["section"].as_str())).collect();
    assert_eq!(
        listed,
        [
            (Some("区河湖管理中心"), Some("农业股")),
            (Some("区农机推广站"), Some("农业股")),
            (Some("区人大常委会"), Some("行财股"))
        ]
    );
}

#[test]
fn a_blank_roster_is_given_to_start_from_and_read_back() {
    let desk = Desk::new();
    let given = jixiao(desk.home.path(), &["template", "--roster", "名册.xlsx"]);
    assert_eq!(given.status.code(), Some(0), "{given:?}");
    let roster = desk.home.path().join("名册.xlsx");
    crate::support::book::check::check(&roster);
    refused(&desk, &["template", "--roster", "名册.xlsx"], &["--out", "已经有了"]);
    refused(&desk, &["template", "--roster", "名册.csv"], &["--out", "不是 .xlsx"]);
    refused(&desk, &["template"], &["--out"]);
    fs::remove_file(desk.folder().join("名册.csv")).expect("gone");
    fs::copy(&roster, desk.folder().join("名册.xlsx")).expect("copied");
    refused(&desk, &["收表"], &["没有一个单位", "逐行填写"]);
}

/// Names as a stick of another age has them are no text, and the folder is one all the same.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_whose_name_is_no_text_is_done() {
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::new();
    let name = encoding_rs::GBK.encode("收表").0.into_owned();
    let name = std::ffi::OsStr::from_bytes(&name);
    fs::rename(desk.folder(), desk.home.path().join(name)).expect("renamed");
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_jixiao"));
    let output = program.arg(name).current_dir(desk.home.path()).stdin(std::process::Stdio::null()).output();
    let output = output.expect("the program starts");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("已报送　　13 个部门"), "{output:?}");
}

/// A stick that nobody can write to, as the system mounts it: beside the program, or into the documents.
#[cfg(target_os = "linux")]
#[test]
fn a_stick_that_cannot_be_written_to_gets_its_result_elsewhere() {
    let desk = Desk::new();
    let (stick, tools, home) =
        (desk.home.path().join("U盘"), desk.home.path().join("程序"), desk.home.path().join("家"));
    for folder in [&stick, &tools, &home.join("文档")] {
        fs::create_dir_all(folder).expect("a folder");
    }
    fs::rename(desk.folder(), stick.join("收表")).expect("moved");
    let program = tools.join("jixiao");
    fs::hard_link(env!("CARGO_BIN_EXE_jixiao"), &program)
        .or_else(|_| fs::copy(env!("CARGO_BIN_EXE_jixiao"), &program).map(drop))
        .expect("the program");
    // What is mounted so is gone with the process.
    let run = |shut: &str, dropped: &str| {
        let mounts = "for f in $SHUT; do mount --bind $f $f && mount -o remount,ro,bind $f || exit 77; done";
        let line = format!("{mounts}; cd / && exec \"$PROGRAM\" \"$DROPPED\" </dev/null");
        let mut command = std::process::Command::new("unshare");
        command.args(["-rm", "sh", "-c", &line]).current_dir(desk.home.path());
        command.env("SHUT", shut).env("PROGRAM", &program).env("HOME", &home);
        command.env("DROPPED", stick.join(dropped)).output()
    };
    match run("U盘", "没有") {
        Ok(output) if output.status.code() == Some(2) => {}
        other => return crate::support::skipped(&format!("a read-only mount is not allowed here: {other:?}")),
    }
    let said = |output: std::io::Result<std::process::Output>, code| {
        let output = output.expect("it starts");
        assert_eq!(output.status.code(), Some(code), "{output:?}");
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    };
    let beside = said(run("U盘", "收表"), 1);
    assert!(beside.contains("不能写入") && beside.contains("结果放在程序旁边"), "{beside}");
    assert!(beside.contains("程序/收表_结果\n") && tools.join("收表_结果/汇总表.xlsx").is_file(), "{beside}");
    let documents = said(run("U盘 程序", "收表"), 1);
    assert!(documents.contains("结果放在“文档”里") && home.join("文档/收表_结果/汇总表.xlsx").is_file(), "{documents}");
    let file = said(run("U盘 程序", "收表/区农机推广站.xlsx"), 1);
    assert!(file.contains("文档/区农机推广站_问题反馈.xlsx"), "{file}");
    assert!(home.join("文档/区农机推广站_问题反馈.xlsx").is_file());
    let nowhere = said(run("U盘 程序 家", "收表"), 2);
    assert!(nowhere.contains("复制到电脑上"), "{nowhere}");
}
