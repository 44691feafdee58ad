//! The commands as a user types them: exit codes, one clear line for what is wrong, nothing half written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_workbooks").join(name)
}

fn jixiao(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jixiao")).args(arguments).output().expect("the program starts")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

/// Exit 2, nothing on stdout, and one line that holds all these words.
fn refused(arguments: &[&str], words: &[&str]) {
    let output = jixiao(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    assert!(output.stdout.is_empty());
    for word in words {
        assert!(said.contains(word), "{arguments:?} does not say {word}: {said}");
    }
}

struct Place {
    home: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { home: TempDir::new().expect("a folder") }
    }

    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.home.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, content).expect("a file");
        path
    }

    fn copy(&self, name: &str, from: &str) -> PathBuf {
        self.file(name, &fs::read(sample(from)).expect("a sample"))
    }

    fn out(&self) -> PathBuf {
        self.home.path().join("out")
    }
}

#[test]
fn what_cannot_be_run_says_what_to_do_before_any_work() {
    let place = Place::new();
    let (form, out) = (place.copy("in/表.xlsx", "区河湖管理中心.xlsx"), place.out());
    let batch = |more: &[&str], words: &[&str]| {
        refused(&[&["batch", text(&form), "--out", text(&out)], more].concat(), words);
        assert!(!out.exists(), "{more:?} left something behind");
    };
    batch(&["不存在的文件夹"], &["不存在的文件夹"]);
    batch(&["--profile", "no-such-form"], &["no-such-form", "xiangdong-2023"]);
    batch(&["--roster", "不存在.csv"], &["不存在.csv"]);
    let twice = place.file("名册.csv", "单位名称\n区教育局\n区水利局\n区教育局\n".as_bytes());
    batch(&["--roster", text(&twice)], &["区教育局", "2", "4"]);
    batch(&["--year", "1999"], &["--year", "1999", "2000–2099"]);
    batch(&["--jobs", "0"], &["--jobs", "1–512"]);
    batch(&["--deadline", "下周五"], &["--deadline", "下周五", "2024-04-15"]);
    batch(&["--no-such-option"], &["--no-such-option"]);
}

#[test]
fn a_folder_of_somebody_else_is_not_written_to() {
    let place = Place::new();
    let form = place.copy("in/表.xlsx", "区河湖管理中心.xlsx");
    let theirs = place.file("theirs/信.txt", "别的东西".as_bytes());
    refused(&["batch", text(&form), "--out", text(theirs.parent().expect("a folder"))], &["theirs"]);
    assert_eq!(fs::read_dir(theirs.parent().expect("a folder")).expect("a folder").count(), 1);
    let file = place.file("文件", b"");
    refused(&["batch", text(&form), "--out", text(&file)], &["文件"]);
}

#[test]
fn exit_codes_tell_clean_from_returned() {
    let place = Place::new();
    let clean = jixiao(&["check", text(&sample("区河湖管理中心.xlsx"))]);
    assert_eq!(clean.status.code(), Some(0), "{}", String::from_utf8_lossy(&clean.stdout));
    let faulty = jixiao(&["check", text(&sample("区农机推广站.xlsx"))]);
    assert_eq!(faulty.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&faulty.stdout).contains("H22"));
    assert!(fs::read_dir(place.home.path()).expect("a folder").next().is_none(), "check writes nothing without --out");
}

#[test]
fn a_broken_submission_is_a_finding_and_the_batch_goes_on() {
    let place = Place::new();
    place.copy("in/好.xlsx", "区河湖管理中心.xlsx");
    place.file("in/坏.xlsx", b"PK\x03\x04 and then nothing");
    place.file("in/空.xls", b"");
    place.file("in/网页.xls", b"<html><table><tr><td>1</td></tr></table></html>");
    place.file("in/说明.pdf", b"%PDF-1.7");
    place.file("in/~$好.xlsx", b"lock");
    let out = place.out();
    let run =
        jixiao(&["batch", text(&place.home.path().join("in")), "--out", text(&out), "--format", "json", "--quiet"]);
    assert_eq!(run.status.code(), Some(1), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(run.stderr.is_empty(), "quiet is quiet");
    let said: Value = serde_json::from_slice(&run.stdout).expect("one JSON document");
    assert!(said.is_object());
    let findings = fs::read_to_string(out.join("data/findings.jsonl")).expect("findings");
    let unreadable: Vec<Value> = findings.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let mut files: Vec<&str> =
        unreadable.iter().filter(|f| f["rule"] == "STR-01").filter_map(|f| f["file"].as_str()).collect();
    files.sort_unstable();
    assert_eq!(files, ["坏.xlsx", "空.xls", "网页.xls"]);
    let run: Value =
        serde_json::from_str(&fs::read_to_string(out.join("data/run.json")).expect("run.json")).expect("JSON");
    let states: Vec<&str> =
        run["inputs"].as_array().expect("inputs").iter().filter_map(|i| i["state"].as_str()).collect();
    assert_eq!(states.iter().filter(|state| **state == "非表格").count(), 1, "{states:?}");
    assert_eq!(run["inputs"].as_array().map(Vec::len), Some(5), "lock files are no inputs");
}

#[test]
fn a_second_round_replaces_the_first_and_nothing_else() {
    let place = Place::new();
    let (form, out) = (place.copy("in/表.xlsx", "区农机推广站.xlsx"), place.out());
    let run = || jixiao(&["batch", text(&form), "--out", text(&out), "--quiet"]).status.code();
    assert_eq!(run(), Some(1));
    let notes = out.join("复核记录.txt");
    fs::write(&notes, "评审意见").expect("a note of the reviewer");
    fs::copy(sample("区河湖管理中心.xlsx"), &form).expect("a better form");
    assert_eq!(run(), Some(0));
    assert_eq!(fs::read_to_string(&notes).expect("the note").as_str(), "评审意见");
    assert!(!out.join("问题反馈").exists(), "workbooks of the first round are gone");
    let inside: Vec<_> = fs::read_dir(&out).expect("the output").map(|e| e.expect("an entry").file_name()).collect();
    assert_eq!(inside.len(), 3, "no temporary folder is left: {inside:?}");
}

/// A reader that stops early (`| head`) is no failure, a full disk is one; neither is a panic.
#[cfg(target_os = "linux")]
#[test]
fn output_that_nobody_takes_is_no_panic() {
    use std::process::Stdio;
    let mut reader = Command::new("true").stdin(Stdio::piped()).spawn().expect("a reader");
    let pipe = reader.stdin.take().expect("its input");
    reader.wait().expect("the reader has gone");
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a full disk");
    for (stdout, code, said) in [(Stdio::from(pipe), 0, ""), (Stdio::from(full), 2, "磁盘已满")] {
        let program = Command::new(env!("CARGO_BIN_EXE_jixiao"))
            .args(["rules", "--format", "json"])
            .stdout(stdout)
            .stderr(Stdio::piped())
            .spawn();
        let output = program.and_then(std::process::Child::wait_with_output).expect("the program starts");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(code) && stderr.contains(said) && !stderr.contains("panic"), "{stderr}");
    }
}

#[cfg(unix)]
#[test]
fn a_run_that_is_interrupted_leaves_no_trace() {
    let place = Place::new();
    for i in 0..40 {
        // Large files, so that the run is still reading when it is interrupted.
        fs::File::create(place.file(&format!("in/{i}.xlsx"), b""))
            .and_then(|file| file.set_len(150 << 20))
            .expect("a file");
    }
    let (folder, out) = (place.home.path().join("in"), place.out());
    let arguments = ["batch", text(&folder), "--out", text(&out), "--quiet"];
    let mut run = Command::new(env!("CARGO_BIN_EXE_jixiao")).args(arguments).spawn().expect("the program starts");
    let temporary = || {
        fs::read_dir(place.home.path())
            .expect("a folder")
            .filter_map(Result::ok)
            .find(|entry| entry.file_name().to_string_lossy().starts_with(".jixiao-"))
    };
    while !temporary().is_some_and(|folder| folder.path().join("new/data").is_dir()) {
        assert!(run.try_wait().expect("a state").is_none(), "the run ended before it could be interrupted");
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    Command::new("kill").args(["-INT", &run.id().to_string()]).status().expect("a signal");
    assert_eq!(run.wait().expect("an end").code(), Some(130));
    assert!(temporary().is_none() && !out.exists(), "something is left");
}

#[test]
fn inspect_is_one_document_with_or_without_a_form() {
    let place = Place::new();
    let broken = place.file("坏.xlsx", b"PK\x03\x04 and then nothing");
    for (file, code) in [(sample("区河湖管理中心.xlsx"), 0), (broken, 1)] {
        let output = jixiao(&["inspect", text(&file), "--format", "json"]);
        assert_eq!(output.status.code(), Some(code));
        let said: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
        assert!(said["file"].as_str().is_some_and(|name| name.ends_with(".xlsx")));
    }
}

#[test]
fn help_is_in_chinese_and_names_what_is_there() {
    let help = String::from_utf8(jixiao(&["--help"]).stdout).expect("UTF-8");
    for word in ["用法", "batch", "check", "inspect", "rules", "profile", "退出码"] {
        assert!(help.contains(word), "{word} is missing:\n{help}");
    }
    let batch = String::from_utf8(jixiao(&["batch", "--help"]).stdout).expect("UTF-8");
    for foreign in ["Usage", "Options", "Arguments", "Print help", "possible values", "default:"] {
        assert!(!help.contains(foreign) && !batch.contains(foreign), "{foreign} is left:\n{help}\n{batch}");
    }
    assert_eq!(jixiao(&["batch", "--help"]).status.code(), Some(0));
    refused(&["bacth"], &["bacth"]);
    refused(&["batch", "x"], &["--out"]);
}

#[test]
fn a_deadline_looks_the_same_however_it_is_typed() {
    let place = Place::new();
    let (form, out) = (place.copy("in/表.xlsx", "区农机推广站.xlsx"), place.out());
    let run = jixiao(&["batch", text(&form), "--out", text(&out), "--deadline", "2024/4/15", "--quiet"]);
    assert_eq!(run.status.code(), Some(1));
    let mut summary =
        zip::ZipArchive::new(fs::File::open(out.join("汇总表.xlsx")).expect("the summary")).expect("a zip");
    let mut strings = String::new();
    let mut part = summary.by_name("xl/sharedStrings.xml").expect("strings");
    std::io::Read::read_to_string(&mut part, &mut strings).expect("text");
    assert!(strings.contains("截止：2024年4月15日") && !strings.contains("2024/4/15"));
}

#[test]
fn the_end_of_a_batch_says_who_is_missing_in_the_words_of_the_summary() {
    let place = Place::new();
    let (roster, out) = (sample("名册.csv"), place.out());
    let waivers = place.file("豁免.csv", "单位名称,规则,项目,理由,有效期至\n区没有局,SCR-02,*,同意,\n".as_bytes());
    let named = ["--roster", text(&roster), "--waivers", text(&waivers)];
    let arguments = [named.as_slice(), &["--out", text(&out), "--no-department-files", "--quiet"]].concat();
    let run = jixiao(
        &[&["batch", text(&sample("区河湖管理中心.xlsx")), text(&sample("区社区学院.xlsx"))], arguments.as_slice()]
            .concat(),
    );
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    for words in [
        "通过　　　1 个部门",
        "无法读取　1 个部门",
        "未报送　　14 个部门（区人大常委会、",
        "等）",
        "\n汇总表　　",
        "\n提醒　　　豁免清单第2行",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn every_command_gives_scripts_one_document() {
    let place = Place::new();
    let own = place.file("own.toml", b"extends = \"xiangdong-2023\"\nname = \"own\"\n");
    let form = sample("区河湖管理中心.xlsx");
    for (command, key) in [
        (vec!["check", text(&form)], "files"),
        (vec!["inspect", text(&form)], "sections"),
        (vec!["profile", "list"], "profiles"),
        (vec!["profile", "show", "mof-project-2020"], "sections"),
        (vec!["profile", "show", text(&own), "--toml"], "toml"),
        (vec!["profile", "check", text(&own)], "name"),
        (vec!["profile", "keys"], "keys"),
    ] {
        let output = jixiao(&[command.as_slice(), &["--format", "json"]].concat());
        let said: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
        assert!(!said[key].is_null(), "{command:?}: {said}");
    }
}

#[test]
fn several_profiles_are_tried_and_own_ones_win() {
    let place = Place::new();
    let own = place.file("own.toml", b"extends = \"xiangdong-2023\"\nname = \"own\"\n");
    let again = place.file("again.toml", b"extends = \"own.toml\"\n");
    let form = sample("区河湖管理中心.xlsx");
    let profile = |named: &[&str]| {
        let output = jixiao(&[&["inspect", text(&form), "--format", "json"], named].concat());
        let said: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
        said["profile"].as_str().map(str::to_owned)
    };
    assert_eq!(profile(&["--profile", "auto", "--profile", text(&own)]).as_deref(), Some("own"));
    assert_eq!(profile(&["--profile", text(&own), "--profile", "mof-project-2020"]).as_deref(), Some("own"));
    assert_eq!(profile(&["--profile", "mof-project-2020", "--profile", "auto"]).as_deref(), Some("xiangdong-2023"));
    for command in ["check", "inspect"] {
        let both = ["--profile", text(&own), "--profile", text(&again)];
        refused(&[&[command, text(&form)], both.as_slice()].concat(), &["own.toml", "again.toml", "“own”"]);
    }
}

#[test]
fn a_profile_is_printed_to_be_copied() {
    let place = Place::new();
    let printed = jixiao(&["profile", "show", "mof-project-2020", "--toml"]);
    assert_eq!(printed.status.code(), Some(0));
    let copy = place.file("copy.toml", &printed.stdout);
    assert_eq!(jixiao(&["profile", "check", text(&copy)]).status.code(), Some(0));
    let keys = String::from_utf8(jixiao(&["profile", "keys"]).stdout).expect("UTF-8");
    assert!(keys.contains("fields.*.labels") && keys.contains("lines_add"), "{keys}");
    let listed = String::from_utf8(jixiao(&["profile", "list"]).stdout).expect("UTF-8");
    assert!(listed.contains("项目支出绩效自评表") && !listed.contains("base"), "{listed}");
}

#[test]
fn rules_are_listed_and_explained() {
    let all = jixiao(&["rules", "--format", "json"]);
    let all: Value = serde_json::from_slice(&all.stdout).expect("JSON");
    let rules = all.as_array().expect("an array");
    assert!(rules.len() > 60);
    for rule in rules {
        for key in ["code", "name", "severity", "title", "why", "fix"] {
            assert!(rule[key].as_str().is_some_and(|text| !text.is_empty()), "{key} of {rule}");
        }
    }
    let one = String::from_utf8(jixiao(&["rules", "SCR-02"]).stdout).expect("UTF-8");
    assert!(one.contains("SCR-02"));
    refused(&["rules", "SCR-99"], &["SCR-99"]);
}

#[test]
fn a_date_that_belongs_nowhere_is_shown_as_one() {
    let place = Place::new();
    let file = fs::File::open(sample("区河湖管理中心.xlsx")).expect("a sample");
    let mut package = zip::ZipArchive::new(file).expect("a zip");
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..package.len() {
        let mut part = package.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).expect("unpacked");
        if name == "xl/worksheets/sheet1.xml" {
            let xml = String::from_utf8(bytes).expect("text");
            let row = xml.find("</row>").expect("a row");
            bytes = format!("{}<c r=\"M1\" t=\"d\"><v>2024-03-15</v></c>{}", &xml[..row], &xml[row..]).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("started");
        std::io::Write::write_all(&mut out, &bytes).expect("written");
    }
    let form = place.file("表.xlsx", &out.finish().expect("finished").into_inner());
    let said: Value =
        serde_json::from_slice(&jixiao(&["inspect", text(&form), "--format", "json"]).stdout).expect("JSON");
    let unused = said["unused"].as_array().expect("a list");
    assert!(unused.iter().any(|cell| cell["cell"] == "M1" && cell["written"] == "2024-03-15"), "{unused:?}");
}

#[test]
fn paths_may_be_dealt_out_by_a_list() {
    let place = Place::new();
    let (one, two) = (place.copy("甲/表.xlsx", "区河湖管理中心.xlsx"), place.copy("乙/表.xlsx", "区农机推广站.xlsx"));
    place.copy("丙/别的.xlsx", "区社区学院.xlsx");
    let list = place.file("清单.txt", format!("{}\r\n\n{}\n", text(&one), text(&two)).as_bytes());
    let files = |out: &Path| {
        let lines = fs::read_to_string(out.join("data/submissions.jsonl")).expect("lines");
        let name = |line: &str| serde_json::from_str::<Value>(line).expect("JSON")["file"].to_string();
        lines.lines().map(name).collect::<Vec<_>>()
    };
    let out = place.out();
    let output = jixiao(&["batch", "--paths-from", text(&list), "--out", text(&out), "--quiet"]);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(files(&out), ["\"乙/表.xlsx\"", "\"甲/表.xlsx\""]);
    let piped = place.home.path().join("piped");
    let output = Command::new(env!("CARGO_BIN_EXE_jixiao"))
        .args(["batch", "--paths-from", "-", "--out", text(&piped), "--quiet"])
        .stdin(fs::File::open(&list).expect("the list"))
        .output()
        .expect("the program starts");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(files(&piped), files(&out));
    refused(&["batch", "--paths-from", "没有这个清单", "--out", text(&out)], &["没有这个清单"]);
    refused(&["batch", "--out", text(&out)], &["路径"]);
}
